//! Writes ZIP archives of one uncompressed file.

use crc32fast::hash as crc32;

/// 1980-01-01, the earliest date that the format has.
const DATE: u16 = 1 << 5 | 1;

/// Returns an archive that contains one small file.
pub(super) fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, &[0x0403_4b50], &[]);
    out.extend(entry(name, content));
    out.extend(name.bytes());
    out.extend(content);
    let directory = size(&out);
    write(&mut out, &[0x0201_4b50], &[20]);
    out.extend(entry(name, content));
    // No comment, first disk, no attributes, at the start of the archive.
    write(&mut out, &[], &[0, 0, 0]);
    write(&mut out, &[0, 0], &[]);
    out.extend(name.bytes());
    let directory_size = size(&out) - directory;
    write(&mut out, &[0x0605_4b50], &[0, 0, 1, 1]);
    write(&mut out, &[directory_size, directory], &[0]);
    out
}

/// Returns what both headers of the file contain: version 2.0, no flags, no compression, time, checksum and sizes.
fn entry(name: &str, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, &[], &[20, 0, 0, 0, DATE]);
    write(&mut out, &[crc32(content), size(content), size(content)], &[]);
    write(&mut out, &[size(name.as_bytes())], &[]);
    out
}

/// Writes numbers of four bytes, then numbers of two.
fn write(out: &mut Vec<u8>, long: &[u32], short: &[u16]) {
    out.extend(long.iter().flat_map(|number| number.to_le_bytes()));
    out.extend(short.iter().flat_map(|number| number.to_le_bytes()));
}

fn size(data: &[u8]) -> u32 {
    data.len().try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_documented_form() {
        // The check value of CRC-32.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let archive = archive("a.pem", b"content");
        // Both headers, the name twice, the content, the end.
        assert_eq!(archive.len(), 30 + 46 + 2 * 5 + 7 + 22);
        assert!(archive[30..].starts_with(b"a.pemcontentPK\x01\x02"));
        assert_eq!(archive[archive.len() - 6..], [0x2a, 0, 0, 0, 0, 0]);
    }
}
