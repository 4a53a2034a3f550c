//! How an action sends and receives what is not JSON: `streams=when,events,parameter@host` and `body=form`.

use super::cursor::{Cursor, Fault, escape};
use crate::action::{Action, RequestBody, StreamEvents, Streams, StreamsWhen};

const WHEN: [(&str, StreamsWhen); 3] =
    [("always", StreamsWhen::Always), ("requested", StreamsWhen::Requested), ("default", StreamsWhen::Default)];
const EVENTS: [(&str, StreamEvents); 2] =
    [("results", StreamEvents::Results), ("undocumented", StreamEvents::Undocumented)];
const BODIES: [(&str, RequestBody); 2] =
    [("octet_stream", RequestBody::OctetStream), ("multipart", RequestBody::Multipart)];

/// Adds the words of an action.
pub(super) fn write(words: &mut Vec<String>, action: &Action) {
    if let Some(Streams { when, parameter, events, host }) = &action.streams {
        let parameter = parameter.iter().map(|parameter| format!(",{}", escape(parameter)));
        let host = host.iter().map(|host| format!("@{}", escape(host)));
        let rest: String = parameter.chain(host).collect();
        words.push(format!("streams={},{}{rest}", name_of(&WHEN, *when), name_of(&EVENTS, *events)));
    }
    if let Some(body) = action.body {
        words.push(format!("body={}", name_of(&BODIES, body)));
    }
}

/// Reads what follows `streams=`.
pub(super) fn read_streams(cursor: &mut Cursor<'_>) -> Result<Streams, Fault> {
    let when = cursor.one_of(&WHEN)?;
    if !cursor.eat(',') {
        return Err(cursor.fault("what an event contains is missing", "write `,results` or `,undocumented`"));
    }
    let events = cursor.one_of(&EVENTS)?;
    let parameter = cursor.eat(',').then(|| cursor.name("the parameter that asks for a stream")).transpose()?;
    let host = cursor.eat('@').then(|| cursor.name("the host that sends streams")).transpose()?;
    Ok(Streams { when, parameter, events, host })
}

/// Reads what follows `body=`.
pub(super) fn read_body(cursor: &mut Cursor<'_>) -> Result<RequestBody, Fault> {
    cursor.one_of(&BODIES)
}

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> &'static str {
    names.iter().find(|(_, other)| *other == value).map_or("", |(name, _)| name)
}
