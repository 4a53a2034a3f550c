//! Actions: `Name parameters -> results ; words | error codes`.

use std::collections::BTreeMap;

use super::cursor::{Cursor, Fault, escape};
use super::product::{TOPIC, explorer};
use super::{codes, field, impact, pages, stream};
use crate::action::{Action, Effect, Rate};
use crate::field::Field;
use crate::todo::OrTodo;
use crate::waiter::AsyncId;

/// The reason for an action's deprecation, of which the metadata only has the fact.
pub const DEPRECATED: &str = "The metadata marks it as deprecated.";

/// The same for an action that can no longer be called.
pub const OFFLINE: &str = "The metadata marks it as offline.";

/// A word that marks an action.
struct Mark {
    word: &'static str,
    is_set: fn(&Action) -> bool,
    set: fn(&mut Action),
}

const MARKS: [Mark; 6] = [
    Mark {
        word: "read",
        is_set: |action| action.effect == OrTodo::Value(Effect::Read),
        set: |action| action.effect = OrTodo::Value(Effect::Read),
    },
    Mark {
        word: "compute",
        is_set: |action| action.effect == OrTodo::Value(Effect::Compute),
        set: |action| action.effect = OrTodo::Value(Effect::Compute),
    },
    Mark { word: "unsigned", is_set: |action| action.unsigned, set: |action| action.unsigned = true },
    Mark { word: "regional", is_set: |action| action.regional, set: |action| action.regional = true },
    Mark {
        word: "deprecated",
        is_set: |action| action.deprecated.as_ref().is_some_and(|reason| reason != OFFLINE),
        set: |action| action.deprecated = Some(DEPRECATED.to_owned()),
    },
    Mark {
        word: "offline",
        is_set: |action| action.deprecated.as_deref() == Some(OFFLINE),
        set: |action| action.deprecated = Some(OFFLINE.to_owned()),
    },
];

/// Marks an action that only the international site has.
const INTERNATIONAL: &str = "international";

/// What the actions of a version have in common.
pub(super) struct Version<'v> {
    pub(super) product: &'v str,
    pub(super) version: &'v str,
    pub(super) international: bool,
}

impl Version<'_> {
    /// Returns the page of an action.
    fn page(&self, action: &str, international: bool) -> String {
        explorer(self.product, self.version, Some(action), self.international || international)
    }
}

/// Writes an action, without the end of the line.
pub(super) fn write<'a>(out: &mut String, action: &'a Action, version: &Version<'_>, codes: &mut codes::Writer<'a>) {
    out.push_str(&escape(&action.action));
    field::write(out, &action.parameters);
    if !action.results.is_empty() {
        out.push_str(" ->");
        field::write(out, &action.results);
    }
    let words = words(action, version);
    if !words.is_empty() {
        out.push_str(" ; ");
        out.push_str(&words.join(" "));
    }
    if let Some(errors) = &action.errors {
        out.push_str(" |");
        out.push_str(&codes.write(&action.action, errors));
    }
}

fn words(action: &Action, version: &Version<'_>) -> Vec<String> {
    let marks = MARKS.iter().filter(|mark| (mark.is_set)(action)).map(|mark| mark.word.to_owned());
    let mut words: Vec<String> = marks.collect();
    if !version.international && action.page == version.page(&action.action, true) {
        words.push(INTERNATIONAL.to_owned());
    }
    if let Some(rate) = action.rate {
        words.push(format!("rate={}{}", rate.per_second, if rate.documented { "" } else { "?" }));
    }
    words.extend(action.impact.as_deref().map(impact::write));
    words.extend(action.pages.as_ref().map(pages::write));
    if let Some(ids) = &action.asynchronous {
        let ids: Vec<String> =
            ids.iter().map(|AsyncId { field, waiter }| format!("{}:{}", escape(field), escape(waiter))).collect();
        words.push(format!("async={}", ids.join(",")));
    }
    stream::write(&mut words, action);
    words
}

/// An action that was read, with the places of its fields.
pub(super) struct Read {
    pub(super) action: Action,
    /// The fields that refer to structs, with their offsets in the line.
    pub(super) fields: Vec<(usize, Field)>,
}

/// Reads the rest of an action's line, which may refer to the actions before.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    version: &Version<'_>,
    before: &BTreeMap<String, Action>,
) -> Result<Read, Fault> {
    let mut action =
        Action { action: cursor.name("the name of the action")?, topic: TOPIC.to_owned(), ..Action::default() };
    action.page = version.page(&action.action, false);
    let parameters = field::read(cursor)?;
    let results = if take(cursor, "->") { field::read(cursor)? } else { Vec::new() };
    if take(cursor, ";") {
        loop {
            cursor.skip_spaces();
            if cursor.is_done() || cursor.rest().starts_with('|') {
                break;
            }
            word(cursor, &mut action, version)?;
        }
    }
    if take(cursor, "|") {
        action.errors = Some(codes::read(cursor, before)?);
    }
    if !cursor.is_done() {
        let help = "write parameters, then `->` and results, then `;` and words, then `|` and error codes";
        let (at, message) = (cursor.at(), format!("unexpected `{}`", cursor.word()));
        return Err(Fault { at, message, help: help.to_owned() });
    }
    let plain = |fields: &[(usize, Field)]| fields.iter().map(|(_, field)| field.clone()).collect();
    action.parameters = plain(&parameters);
    action.results = plain(&results);
    Ok(Read { action, fields: [parameters, results].concat() })
}

/// Passes a separator after spaces, if it is the next one.
fn take(cursor: &mut Cursor<'_>, separator: &str) -> bool {
    cursor.skip_spaces();
    let found = cursor.rest().starts_with(separator);
    if found {
        separator.chars().for_each(|sign| _ = cursor.eat(sign));
    }
    found
}

/// Reads a word about an action.
fn word(cursor: &mut Cursor<'_>, action: &mut Action, version: &Version<'_>) -> Result<(), Fault> {
    let start = cursor.at();
    let name = cursor.take_while(|c| c.is_ascii_lowercase());
    if !cursor.eat('=') {
        match MARKS.iter().find(|mark| mark.word == name) {
            Some(mark) => (mark.set)(action),
            None if name == INTERNATIONAL => action.page = version.page(&action.action, true),
            None => return Err(unknown(start, name)),
        }
        return end_of_word(cursor);
    }
    match name {
        "rate" => action.rate = Some(rate(cursor)?),
        "impact" => action.impact = Some(impact::read(cursor)?),
        "pages" => action.pages = Some(pages::read(cursor)?),
        "async" => action.asynchronous = Some(async_ids(cursor)?),
        "streams" => action.streams = Some(stream::read_streams(cursor)?),
        "body" => action.body = Some(stream::read_body(cursor)?),
        _ => return Err(unknown(start, name)),
    }
    end_of_word(cursor)
}

fn unknown(at: usize, name: &str) -> Fault {
    let marks = MARKS.iter().map(|mark| mark.word).chain([
        INTERNATIONAL,
        "rate=",
        "impact=",
        "pages=",
        "async=",
        "streams=",
        "body=",
    ]);
    let help = format!("write one of `{}`", marks.collect::<Vec<_>>().join("`, `"));
    Fault { at, message: format!("unknown word `{name}`"), help }
}

fn end_of_word(cursor: &Cursor<'_>) -> Result<(), Fault> {
    if cursor.is_done() || cursor.rest().starts_with(' ') {
        return Ok(());
    }
    let found = cursor.rest().chars().next().unwrap_or_default();
    Err(cursor.fault(format!("unexpected `{found}`"), "end the word with a space"))
}

fn rate(cursor: &mut Cursor<'_>) -> Result<Rate, Fault> {
    let digits = cursor.take_while(|c| c.is_ascii_digit());
    let help = "write the number of requests per second, and `?` if no page documents it";
    let per_second = digits.parse().map_err(|_| cursor.fault(format!("`{digits}` is not a rate"), help))?;
    Ok(Rate { per_second, documented: !cursor.eat('?') })
}

fn async_ids(cursor: &mut Cursor<'_>) -> Result<Vec<AsyncId>, Fault> {
    let mut ids = Vec::new();
    while !cursor.is_done() && !cursor.rest().starts_with(' ') {
        let field = cursor.name("the result with the id")?;
        if !cursor.eat(':') {
            return Err(cursor.fault("the waiter is missing", "write `:` and the name of the waiter"));
        }
        ids.push(AsyncId { field, waiter: cursor.name("the name of the waiter")? });
        if !cursor.eat(',') {
            break;
        }
    }
    Ok(ids)
}
