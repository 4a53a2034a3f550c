//! Asks for required parameters that are missing, on a terminal.

use std::io::{self, Write as _};

use serde_json::{Map, Value};
use tencloud_calls::values::{self, described};
use tencloud_calls::{Target, check};
use tencloud_spec::{Field, Type, Types};

use crate::failure::Failure;
use crate::options::Options;
use crate::output::wrap;
use crate::{facts, interrupt, terminal};

/// Before what a question shows of its parameter.
const INDENT: &str = "  ";

/// Asks for each required parameter that is missing. Does nothing without a terminal. Secrets are not
/// shown. Structures are not asked for: they are too long to type.
pub(crate) fn fill(target: Target, parameters: &mut Map<String, Value>, options: &Options) -> Result<(), Failure> {
    if !terminal::is_interactive() {
        return Ok(());
    }
    let types = &target.version.types;
    let missing = check::missing(target, parameters, options.reads_pages());
    for field in missing.into_iter().filter(|field| field.ty.structure().is_none()) {
        let ty = match &field.ty {
            Type::List(item) => item,
            ty => ty,
        };
        explain(field, types)?;
        let prompt = format!("{} ({})", field.name, described(&field.ty));
        let value = loop {
            let question = prompt.clone();
            // As a secret is typed, Ctrl-C is a character.
            let text = match field.is_secret() {
                true => terminal::ask_secret(&prompt),
                false => interrupt::reading(move || terminal::ask_text(&question)),
            };
            let text = match text {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                text => text?,
            };
            match values::read_text(&text, field, ty, types) {
                Ok(value) if !text.is_empty() => break value,
                Ok(_) => {}
                Err(reason) => writeln!(anstream::stderr(), "  {reason}")?,
            }
        };
        let value = if matches!(field.ty, Type::List(_)) { Value::Array(vec![value]) } else { value };
        parameters.insert(field.name.clone(), value);
    }
    Ok(())
}

/// Writes what a parameter means, as far as it is known.
fn explain(field: &Field, types: &Types) -> io::Result<()> {
    let facts = facts::of(field, types);
    let facts = if facts.is_empty() { facts } else { format!("[{facts}]") };
    let width = terminal::stderr_width().saturating_sub(INDENT.len());
    let mut out = anstream::stderr().lock();
    for line in [first_sentence(&field.doc), &facts].into_iter().filter(|text| !text.is_empty()) {
        wrap(line, width).into_iter().try_for_each(|line| writeln!(out, "{INDENT}{line}"))?;
    }
    Ok(())
}

fn first_sentence(doc: &str) -> &str {
    let line = doc.lines().next().unwrap_or_default();
    let mut ends = line.match_indices(". ");
    // The period of an abbreviation is followed by a small letter.
    let is_end = |at: usize| !line.get(at + 2..).unwrap_or_default().starts_with(char::is_lowercase);
    let end = ends.find(|(at, _)| is_end(*at)).map_or(line.len(), |(at, _)| at + 1);
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_begin_with_a_sentence() {
        for (doc, expected) in [
            ("", ""),
            ("The id.", "The id."),
            ("The id. Another.", "The id."),
            ("Redis 6.2 or later. Others are refused.", "Redis 6.2 or later."),
            ("A unit, e.g. days. Or months.", "A unit, e.g. days."),
            ("No period", "No period"),
            ("First line\nSecond line.", "First line"),
        ] {
            assert_eq!(first_sentence(doc), expected);
        }
    }
}
