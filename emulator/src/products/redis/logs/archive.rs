//! Writes tar.gz archives with one file. The file is not compressed: DEFLATE also has a format for that.

use crc32fast::hash as crc32;

const BLOCK: usize = 512;

/// The largest part of a file that DEFLATE stores as a unit.
const MAX_STORED: usize = 65_535;

/// Returns an archive with a file whose name has at most 100 bytes. `modified` is in seconds since 1970.
pub(super) fn tar_gz(name: &str, content: &[u8], modified: u64) -> Vec<u8> {
    gzip(&tar(name, content, modified))
}

fn tar(name: &str, content: &[u8], modified: u64) -> Vec<u8> {
    let mut header = Vec::with_capacity(BLOCK);
    let mut field = |value: &str, size: usize| {
        header.extend(value.bytes().chain(std::iter::repeat(0)).take(size));
    };
    field(name, 100);
    // The mode, the owner, the group, the size and the time, in octal digits.
    field("0000644", 8);
    field("0000000", 8);
    field("0000000", 8);
    field(&format!("{:011o}", content.len()), 12);
    field(&format!("{modified:011o}"), 12);
    // The checksum is computed with blanks in its place.
    field("        ", 8);
    // An ordinary file, without a link.
    field("0", 1 + 100);
    field("ustar", 6);
    field("00", 2);
    field("", BLOCK - 265);
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header.splice(148..156, format!("{sum:06o}\0 ").into_bytes());

    let mut out = header;
    out.extend(content);
    // The file is filled up to a whole block, and two empty blocks end the archive.
    out.resize(out.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
    out
}

fn gzip(data: &[u8]) -> Vec<u8> {
    // DEFLATE, no flags, no time, no hints, unknown system.
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut parts = data.chunks(MAX_STORED).peekable();
    while let Some(part) = parts.next() {
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        out.push(u8::from(parts.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(part);
    }
    out.extend(crc32(data).to_le_bytes());
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_gzip() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn the_header_has_its_fields_in_place() {
        let tar = tar("a.csv", b"x,y\n", 8);
        assert_eq!(tar.len(), 4 * BLOCK);
        assert_eq!((&tar[..6], &tar[124..136]), (&b"a.csv\0"[..], &b"00000000004\0"[..]));
        assert_eq!((&tar[156..157], &tar[257..265]), (&b"0"[..], &b"ustar\x0000"[..]));
        assert_eq!(&tar[BLOCK..BLOCK + 5], b"x,y\n\0");
        let checksum = u32::from_str_radix(std::str::from_utf8(&tar[148..154]).unwrap(), 8).unwrap();
        let blank = tar[..BLOCK].iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { *byte });
        assert_eq!(checksum, blank.map(u32::from).sum::<u32>());
    }

    #[test]
    fn long_files_are_stored_in_parts() {
        let data = vec![7; MAX_STORED + 2];
        let gzip = gzip(&data);
        let (first, last) = (&gzip[10..15], &gzip[15 + MAX_STORED..20 + MAX_STORED]);
        assert_eq!((first, last), (&[0, 0xff, 0xff, 0, 0][..], &[1, 2, 0, 0xfd, 0xff][..]));
        assert_eq!(gzip.len(), 10 + 5 + MAX_STORED + 5 + 2 + 8);
    }
}
