//! Writes RDB files, the dump format of Redis, with string values only.

// Opcodes, and the type of an entry.
const AUX: u8 = 0xfa;
const RESIZE_DB: u8 = 0xfb;
const SELECT_DB: u8 = 0xfe;
const EOF: u8 = 0xff;
const STRING: u8 = 0;

/// The polynomial of Redis's CRC-64 (Jones), with its bits reversed because the bytes are shifted right.
const POLYNOMIAL: u64 = 0x95ac_9329_ac4b_c9b5;

/// Returns an RDB file with these keys and values in database 0. `created` is in seconds since 1970.
pub(crate) fn write(rdb_version: u32, engine_version: &str, created: u64, entries: &[(&str, String)]) -> Vec<u8> {
    let mut out = format!("REDIS{rdb_version:04}").into_bytes();
    // Format 7 introduced auxiliary fields and sizes; earlier readers reject them.
    let has_hints = rdb_version >= 7;
    if has_hints {
        for (name, value) in [("redis-ver", engine_version), ("redis-bits", "64"), ("ctime", &created.to_string())] {
            out.push(AUX);
            write_string(&mut out, name);
            write_string(&mut out, value);
        }
    }
    out.push(SELECT_DB);
    write_length(&mut out, 0);
    if has_hints {
        out.push(RESIZE_DB);
        write_length(&mut out, entries.len());
        // The number of keys that have an expiry.
        write_length(&mut out, 0);
    }
    for (key, value) in entries {
        out.push(STRING);
        write_string(&mut out, key);
        write_string(&mut out, value);
    }
    out.push(EOF);
    let checksum = crc64(&out);
    out.extend(checksum.to_le_bytes());
    out
}

fn write_string(out: &mut Vec<u8>, string: &str) {
    write_length(out, string.len());
    out.extend(string.as_bytes());
}

/// Writes a length in the shortest of three encodings. The two high bits of the first byte identify the encoding: 6
/// bits in that byte, 14 bits in two bytes, or 32 bits in the four bytes that follow.
fn write_length(out: &mut Vec<u8>, length: usize) {
    match u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes() {
        [0, 0, 0, low] if low < 1 << 6 => out.push(low),
        [0, 0, high, low] if high < 1 << 6 => out.extend([0x40 | high, low]),
        bytes => {
            out.push(0x80);
            out.extend(bytes);
        }
    }
}

fn crc64(data: &[u8]) -> u64 {
    data.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u64::from(*byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_matches_redis() {
        // From the test of Redis's own crc64.c.
        assert_eq!(crc64(b"123456789"), 0xe9c6_d914_c4b8_d9ca);
    }

    #[test]
    fn lengths_use_the_shortest_encoding() {
        for (value, expect) in [
            (0, vec![0]),
            (63, vec![63]),
            (64, vec![0x40, 64]),
            (16_383, vec![0x7f, 0xff]),
            (16_384, vec![0x80, 0, 0, 0x40, 0]),
        ] {
            let mut out = Vec::new();
            write_length(&mut out, value);
            assert_eq!(out, expect, "{value}");
        }
    }

    #[test]
    fn a_dump_can_be_read_back() {
        let entries = [("key", "value".to_owned()), ("long", "x".repeat(70_000)), ("mid", "ü".repeat(100))];
        for version in [6, 7, 9, 11] {
            let dump = write(version, "6.2", 1_551_113_065, &entries);
            let expect: Vec<_> = entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
            assert_eq!(read(&dump), (version, expect));
        }
    }

    /// Returns the version and the entries of a dump. Panics if it is malformed.
    fn read(dump: &[u8]) -> (u32, Vec<(String, String)>) {
        let (content, checksum) = dump.split_at(dump.len() - 8);
        assert_eq!(crc64(content).to_le_bytes(), checksum);
        let version = std::str::from_utf8(content.strip_prefix(b"REDIS").unwrap().split_at(4).0).unwrap();
        let version: u32 = version.parse().unwrap();
        let mut rest = &content[9..];
        let mut entries = Vec::new();
        loop {
            match read_byte(&mut rest) {
                AUX if version >= 7 => drop((read_string(&mut rest), read_string(&mut rest))),
                SELECT_DB => assert_eq!(read_length(&mut rest), 0),
                RESIZE_DB if version >= 7 => drop((read_length(&mut rest), read_length(&mut rest))),
                STRING => entries.push((read_string(&mut rest), read_string(&mut rest))),
                EOF => break,
                other => panic!("opcode {other}"),
            }
        }
        assert!(rest.is_empty());
        (version, entries)
    }

    fn read_byte(rest: &mut &[u8]) -> u8 {
        let (first, tail) = rest.split_first().unwrap();
        *rest = tail;
        *first
    }

    fn read_length(rest: &mut &[u8]) -> usize {
        let first = read_byte(rest);
        match first >> 6 {
            0 => first.into(),
            1 => usize::from(first & 0x3f) << 8 | usize::from(read_byte(rest)),
            _ => (0..4).fold(0, |n, _| n << 8 | usize::from(read_byte(rest))),
        }
    }

    fn read_string(rest: &mut &[u8]) -> String {
        let length = read_length(rest);
        let (string, tail) = rest.split_at(length);
        *rest = tail;
        String::from_utf8(string.to_vec()).unwrap()
    }
}
