//! Error codes: those that share a beginning are written together, `InvalidParameter{,Name,Zone}`, and an action can
//! refer to one before it: `@AddBox -LimitExceeded` stands for the codes of `AddBox` without `LimitExceeded`.

use std::collections::{BTreeMap, BTreeSet};

use super::cursor::{Cursor, Fault, escape, escape_value};
use crate::action::Action;

/// Writes the codes of actions, one after the other.
#[derive(Default)]
pub(super) struct Writer<'a> {
    /// The sets of the actions before, each with the first action that has it.
    known: Vec<(&'a str, BTreeSet<&'a str>)>,
}

impl<'a> Writer<'a> {
    /// Returns the codes of an action in the shortest form, each group after a space.
    pub(super) fn write(&mut self, action: &'a str, codes: &'a [String]) -> String {
        let codes: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
        let all = folded("", codes.iter().copied());
        // Formatting all of them would take most of the time.
        let is_near = |known: &BTreeSet<&str>| codes.symmetric_difference(known).count() < codes.len();
        let by_reference = self.known.iter().filter(|(_, known)| is_near(known)).map(|(base, known)| {
            let missing = folded("", codes.difference(known).copied());
            let surplus = folded("-", known.difference(&codes).copied());
            format!(" @{}{missing}{surplus}", escape(base))
        });
        let shortest = std::iter::once(all).chain(by_reference).min_by_key(String::len).unwrap_or_default();
        if !codes.is_empty() && !self.known.iter().any(|(_, known)| *known == codes) {
            self.known.push((action, codes));
        }
        shortest
    }
}

fn folded<'c>(sign: &str, codes: impl Iterator<Item = &'c str>) -> String {
    let mut groups: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for code in codes {
        let parts = code.split_once('.').filter(|(group, rest)| !group.is_empty() && !rest.is_empty());
        let (group, rest) = parts.map_or((code, None), |(group, rest)| (group, Some(rest)));
        groups.entry(group).or_default().insert(rest);
    }
    let mut out = String::new();
    for (group, rests) in groups {
        out.push(' ');
        out.push_str(sign);
        out.push_str(&escape_code(group));
        let rests: Vec<String> = rests.into_iter().map(|rest| rest.map(escape_value).unwrap_or_default()).collect();
        match rests.as_slice() {
            [rest] if rest.is_empty() => {}
            [rest] => {
                out.push('.');
                out.push_str(rest);
            }
            rests => {
                out.push('{');
                out.push_str(&rests.join(","));
                out.push('}');
            }
        }
    }
    out
}

/// Writes the beginning of a code, which must not look like a reference or a surplus code.
fn escape_code(code: &str) -> String {
    match code.chars().next() {
        Some(sign @ ('@' | '-')) => {
            format!("%{:02X}{}", u32::from(sign), escape_value(code.get(1..).unwrap_or_default()))
        }
        _ => escape_value(code),
    }
}

/// Reads codes up to the end of the line. They may refer to the actions before.
pub(super) fn read(cursor: &mut Cursor<'_>, before: &BTreeMap<String, Action>) -> Result<Vec<String>, Fault> {
    let mut codes = BTreeSet::new();
    loop {
        cursor.skip_spaces();
        if cursor.is_done() {
            return Ok(codes.into_iter().collect());
        }
        let start = cursor.at();
        if cursor.eat('@') {
            let base = cursor.name("the name of an action")?;
            let Some(known) = before.get(&base).and_then(|action| action.errors.as_ref()) else {
                let message = format!("no line before this one contains error codes of `{base}`");
                return Err(Fault {
                    at: start,
                    message,
                    help: "refer to an earlier action, or write the codes".to_owned(),
                });
            };
            codes.extend(known.iter().cloned());
        } else if cursor.eat('-') {
            for code in group(cursor)? {
                if !codes.remove(&code) {
                    let message = format!("`{code}` is not among the codes before it");
                    return Err(Fault { at: start, message, help: "remove it here".to_owned() });
                }
            }
        } else {
            codes.extend(group(cursor)?);
        }
        if !cursor.is_done() && !cursor.rest().starts_with(' ') {
            let found = cursor.rest().chars().next().unwrap_or_default();
            return Err(cursor.fault(format!("unexpected `{found}`"), "write a space between error codes"));
        }
    }
}

/// Reads a group of codes.
fn group(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Fault> {
    let group = cursor.value("an error code")?;
    if !cursor.eat('{') {
        return Ok(vec![group]);
    }
    let rests = cursor.braced()?;
    Ok(rests.into_iter().map(|rest| if rest.is_empty() { group.clone() } else { format!("{group}.{rest}") }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_all(sets: &[(&'static str, &[&str])]) -> Vec<String> {
        let sets: Vec<(&str, Vec<String>)> =
            sets.iter().map(|(name, codes)| (*name, codes.iter().map(|code| (*code).to_owned()).collect())).collect();
        let mut writer = Writer::default();
        let written: Vec<String> = sets.iter().map(|(name, codes)| writer.write(name, codes)).collect();
        let mut before = BTreeMap::new();
        for ((name, codes), line) in sets.iter().zip(&written) {
            let Ok(read) = read(&mut Cursor::new(line), &before) else { panic!("{line} cannot be read") };
            assert_eq!(read, *codes, "{line}");
            before.insert((*name).to_owned(), Action { errors: Some(read), ..Action::default() });
        }
        written
    }

    #[test]
    fn codes_are_folded_and_shared() {
        let written = write_all(&[
            ("Add", &["FailedOperation.Busy", "InternalError", "InvalidParameter", "InvalidParameter.Name"]),
            ("Change", &["FailedOperation.Busy", "InternalError", "InvalidParameter", "InvalidParameter.Name"]),
            ("Delete", &["FailedOperation.Busy", "InternalError", "InvalidParameter.Name", "ResourceNotFound"]),
            ("List", &["@odd", "A.", "A.B.C", "A.B.D", "B b"]),
            ("None", &[]),
        ]);
        assert_eq!(
            written,
            [
                " FailedOperation.Busy InternalError InvalidParameter{,Name}",
                " @Add",
                " @Add ResourceNotFound -InvalidParameter",
                " %40odd A{B.C,B.D} A. B%20b",
                "",
            ]
        );
    }
}
