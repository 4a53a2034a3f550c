//! Redis's dump format, as far as texts need it.

const AUX: u8 = 0xfa;
const RESIZE_DB: u8 = 0xfb;
const SELECT_DB: u8 = 0xfe;
const END: u8 = 0xff;
const STRING: u8 = 0;

/// Redis's polynomial (Jones), bits reversed.
const POLYNOMIAL: u64 = 0x95ac_9329_ac4b_c9b5;

/// A dump of texts in database 0.
pub(super) fn write(rdb_version: u32, engine_version: &str, created: u64, entries: &[(&str, String)]) -> Vec<u8> {
    let mut out = format!("REDIS{rdb_version:04}").into_bytes();
    // Readers of earlier versions know no remarks and no sizes.
    let has_hints = rdb_version >= 7;
    if has_hints {
        for (name, value) in [("redis-ver", engine_version), ("redis-bits", "64"), ("ctime", &created.to_string())] {
            out.push(AUX);
            text(&mut out, name);
            text(&mut out, value);
        }
    }
    out.push(SELECT_DB);
    length(&mut out, 0);
    if has_hints {
        out.push(RESIZE_DB);
        length(&mut out, entries.len());
        // Keys that expire.
        length(&mut out, 0);
    }
    for (key, value) in entries {
        out.push(STRING);
        text(&mut out, key);
        text(&mut out, value);
    }
    out.push(END);
    let checksum = crc64(&out);
    out.extend(checksum.to_le_bytes());
    out
}

fn text(out: &mut Vec<u8>, text: &str) {
    length(out, text.len());
    out.extend(text.as_bytes());
}

/// Six bits, fourteen or 32 behind a marker, whichever suffices.
fn length(out: &mut Vec<u8>, length: usize) {
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
    fn the_checksum_is_that_of_redis() {
        // From Redis's own test of crc64.c.
        assert_eq!(crc64(b"123456789"), 0xe9c6_d914_c4b8_d9ca);
    }

    #[test]
    fn lengths_take_the_least_room() {
        for (value, expect) in [
            (0, vec![0]),
            (63, vec![63]),
            (64, vec![0x40, 64]),
            (16_383, vec![0x7f, 0xff]),
            (16_384, vec![0x80, 0, 0, 0x40, 0]),
        ] {
            let mut out = Vec::new();
            length(&mut out, value);
            assert_eq!(out, expect, "{value}");
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let entries = [("key", "value".to_owned()), ("long", "x".repeat(70_000)), ("mid", "ü".repeat(100))];
        for version in [6, 7, 9, 11] {
            let dump = write(version, "6.2", 1_551_113_065, &entries);
            let expect: Vec<_> = entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
            assert_eq!(read(&dump), (version, expect));
        }
    }

    /// Version and entries of a dump; panics at what is not one.
    fn read(dump: &[u8]) -> (u32, Vec<(String, String)>) {
        let (content, checksum) = dump.split_at(dump.len() - 8);
        assert_eq!(crc64(content).to_le_bytes(), checksum);
        let version = std::str::from_utf8(content.strip_prefix(b"REDIS").unwrap().split_at(4).0).unwrap();
        let version: u32 = version.parse().unwrap();
        let mut rest = &content[9..];
        let mut entries = Vec::new();
        loop {
            match byte(&mut rest) {
                AUX if version >= 7 => drop((take(&mut rest), take(&mut rest))),
                SELECT_DB => assert_eq!(count(&mut rest), 0),
                RESIZE_DB if version >= 7 => drop((count(&mut rest), count(&mut rest))),
                STRING => entries.push((take(&mut rest), take(&mut rest))),
                END => break,
                other => panic!("opcode {other}"),
            }
        }
        assert!(rest.is_empty());
        (version, entries)
    }

    fn byte(rest: &mut &[u8]) -> u8 {
        let (first, tail) = rest.split_first().unwrap();
        *rest = tail;
        *first
    }

    fn count(rest: &mut &[u8]) -> usize {
        let first = byte(rest);
        match first >> 6 {
            0 => first.into(),
            1 => usize::from(first & 0x3f) << 8 | usize::from(byte(rest)),
            _ => (0..4).fold(0, |n, _| n << 8 | usize::from(byte(rest))),
        }
    }

    fn take(rest: &mut &[u8]) -> String {
        let length = count(rest);
        let (text, tail) = rest.split_at(length);
        *rest = tail;
        String::from_utf8(text.to_vec()).unwrap()
    }
}
