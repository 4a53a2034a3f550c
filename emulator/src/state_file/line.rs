//! The lines of the file: the format, then one for each change, with its length and its checksum.

/// The format of the lines, and of the state in them.
pub(super) const FORMAT: &str = "1";

/// What the first line begins with. The format follows.
pub(super) const MAGIC: &str = "tencloud-emulator state ";

/// The length of the JSON and its checksum, eight hexadecimal digits each, and a blank after each.
const HEAD: usize = 18;

/// What the end of a file contains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// A line that was being written when the process was killed.
    Torn,
    Damaged(&'static str),
}

/// Returns the first line, without its end.
pub(super) fn first() -> String {
    format!("{MAGIC}{FORMAT}")
}

/// Returns the line of a change.
pub(super) fn encode(json: &str) -> String {
    format!("{:08x} {:08x} {json}\n", json.len(), crc32fast::hash(json.as_bytes()))
}

/// Returns the JSON of a line without its end, or what is wrong.
pub(super) fn decode(line: &[u8]) -> Result<&str, &'static str> {
    let (length, checksum, json) = parts(line).ok_or("not a record")?;
    if json.len() != length {
        return Err("the record has another length");
    }
    if crc32fast::hash(json) != checksum {
        return Err("the checksum differs");
    }
    str::from_utf8(json).map_err(|_| "not UTF-8")
}

/// Judges what follows the end of the last line. JSON contains no line ends, so nothing else can follow it.
pub(super) fn judge(tail: &[u8]) -> Tail {
    match parts(tail) {
        Some((length, _, json)) if json.len() > length => Tail::Damaged("the record does not end"),
        None if tail.len() >= HEAD => Tail::Damaged("not a record"),
        _ => Tail::Torn,
    }
}

fn parts(line: &[u8]) -> Option<(usize, u32, &[u8])> {
    let (head, json) = line.split_at_checked(HEAD)?;
    let head = str::from_utf8(head).ok()?;
    let (length, rest) = head.split_at_checked(8)?;
    let checksum = rest.strip_prefix(' ')?.strip_suffix(' ')?;
    Some((usize::from_str_radix(length, 16).ok()?, u32::from_str_radix(checksum, 16).ok()?, json))
}
