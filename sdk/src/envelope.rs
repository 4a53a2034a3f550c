//! The outer form of a response: `{"Response": {…}}`, with an `Error` inside if the request was rejected.

use std::{fmt, io};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::json::{JsonError, Reader};
use crate::printable;
use crate::record::{Fields, Misfit, Order, ReadOutcome, Record, Report, read_json, read_value, record};

/// The members of the envelope other than the fields of the response.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ApiError>,
    /// What did not fit, unless this is an API error.
    pub(crate) misfits: Vec<Misfit>,
    /// The lists from which items were dropped because they did not fit, as paths such as `Data.List`, each with the
    /// number of those items. Lists in the items of other lists are not included.
    pub(crate) dropped: Vec<(String, usize)>,
}

record! {
    /// The API error. It is a record, so that it is decoded as leniently as any other.
    pub(crate) struct ApiError {
        pub(crate) code: String = always "Code",
        pub(crate) message: String = always "Message",
    }
}

/// The reason why a body is not a response of the API.
#[derive(Debug)]
pub(crate) struct DecodeError {
    pub(crate) reason: String,
    /// `UnexpectedEof` if the body is truncated, `OutOfMemory` if it would take too much memory, otherwise
    /// `InvalidData`.
    pub(crate) kind: io::ErrorKind,
}

impl DecodeError {
    fn new(reason: impl Into<String>) -> Self {
        DecodeError { reason: reason.into(), kind: io::ErrorKind::InvalidData }
    }
}

/// Reads an event of a stream into a record: the fields of a response, with or without the envelope. `request_id` is
/// the id that the header of the response contains. An event contains only some of the fields, so that no field is
/// missing.
pub(crate) fn read_event(
    text: &str,
    request_id: Option<&str>,
    record: &mut dyn Record,
) -> Result<Envelope, DecodeError> {
    let (mut json, mut report) = (Reader::new(text), Report::for_event(text.len()));
    let visitor = ResponseVisitor(record, &mut report, request_id);
    let read = if has_envelope(text) {
        OuterVisitor(visitor).deserialize(&mut json)
    } else {
        visitor.deserialize(&mut json).map(Some)
    };
    let mut envelope = finish(json, &report, read)?;
    if envelope.error.is_none() {
        envelope.error = EventError::of(text);
    }
    Ok(envelope.with_misfits(report))
}

/// Returns the API error that an event of a stream reports, and the request id that the event contains.
pub(crate) fn error_of_event(text: &str) -> Option<(ApiError, Option<String>)> {
    let envelope = read_event(text, None, &mut NoFields::default()).ok()?;
    Some((envelope.error?, envelope.request_id))
}

/// Returns whether the object in a text is an envelope.
fn has_envelope(text: &str) -> bool {
    let members = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{');
    members.is_some_and(|members| members.trim_start().starts_with("\"Response\""))
}

record! {
    /// A record of which only the envelope is read.
    struct NoFields {}
}

record! {
    /// The forms in which some products report an error within an event.
    struct EventError {
        inner: Option<Box<EventError>> = "Response",
        error_msg: Option<ErrorMsg> = "ErrorMsg",
        error_code: Option<String> = "ErrorCode",
        error_message: Option<String> = "ErrorMessage",
    }
}

record! {
    /// `ErrorMsg` of hunyuan.
    struct ErrorMsg {
        code: String = "Code",
        msg: String = "Msg",
    }
}

impl EventError {
    /// Returns the error that an event reports in one of these forms.
    fn of(text: &str) -> Option<ApiError> {
        // Most events contain none of them, and need not be read again.
        if !text.contains("\"ErrorMsg\"") && !text.contains("\"ErrorCode\"") {
            return None;
        }
        let read: EventError = read_json(text).ok()?;
        read.error().or(read.inner.as_ref().and_then(|inner| inner.error()))
    }

    fn error(&self) -> Option<ApiError> {
        let (code, message) = match (&self.error_msg, &self.error_code) {
            (Some(ErrorMsg { code, msg }), _) => (code, msg.as_str()),
            (None, Some(code)) => (code, self.error_message.as_deref().unwrap_or_default()),
            (None, None) => return None,
        };
        let is_error = !(code.is_empty() || code == "0") || !message.is_empty();
        is_error.then(|| ApiError { code: printable::into_name(code.clone()), message: message.to_owned() })
    }
}

/// Reads a body into a record.
pub(crate) fn read(body: &[u8], record: &mut dyn Record) -> Result<Envelope, DecodeError> {
    // Validating the body once is faster than validating each of its strings.
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::new(format!("not UTF-8: {error}")))?;
    let (mut json, mut report) = (Reader::new(text), Report::for_text(text.len()));
    let read = OuterVisitor(ResponseVisitor(record, &mut report, None)).deserialize(&mut json);
    Ok(finish(json, &report, read)?.with_misfits(report))
}

/// Checks that nothing follows the JSON that has been read.
fn finish(
    mut json: Reader<'_>,
    report: &Report,
    read: Result<Option<Envelope>, JsonError>,
) -> Result<Envelope, DecodeError> {
    let read = read.and_then(|envelope| json.end().map(|()| envelope));
    let envelope = read.map_err(|error| DecodeError {
        reason: error.to_string(),
        kind: if report.is_full() { io::ErrorKind::OutOfMemory } else { error.kind() },
    })?;
    envelope.ok_or_else(|| DecodeError::new("JSON without `Response`"))
}

impl Envelope {
    /// Adds what did not fit, and logs it, unless this is an API error.
    fn with_misfits(self, mut report: Report) -> Self {
        if self.error.is_some() {
            return self;
        }
        report.log();
        Envelope { dropped: report.take_dropped(), misfits: report.into_misfits(), ..self }
    }
}

/// `{"Response": …}`
struct OuterVisitor<'r>(ResponseVisitor<'r>);

impl<'de> DeserializeSeed<'de> for OuterVisitor<'_> {
    type Value = Option<Envelope>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OuterVisitor<'_> {
    type Value = Option<Envelope>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response of the API")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let ResponseVisitor(record, report, request_id) = self.0;
        let mut envelope = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "Response" {
                envelope = Some(map.next_value_seed(ResponseVisitor(&mut *record, &mut *report, request_id))?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(envelope)
    }
}

/// The object under `Response`: the error, the request id and the fields of the record. The request id is that of the
/// header, if the object contains none.
struct ResponseVisitor<'r>(&'r mut dyn Record, &'r mut Report, Option<&'r str>);

impl<'de> DeserializeSeed<'de> for ResponseVisitor<'_> {
    type Value = Envelope;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Envelope, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ResponseVisitor<'_> {
    type Value = Envelope;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the object under `Response`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Envelope, A::Error> {
        let mut result = Ok(Envelope::default());
        Fields::of(self.0, &mut Order::default(), self.1, &mut |fields| {
            result = read_response(fields, self.2, &mut map);
        });
        result
    }
}

fn read_response<'de, A: MapAccess<'de>>(
    mut fields: Fields<'_, '_>,
    request_id: Option<&str>,
    map: &mut A,
) -> Result<Envelope, A::Error> {
    let mut envelope = Envelope::default();
    while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
        match key.as_ref() {
            // `"Error": null` means success; any other value that is not an object makes the response invalid.
            "Error" => {
                if let ReadOutcome::TypeMismatch { .. } = read_value(&mut envelope.error, map)? {
                    return Err(A::Error::custom("its `Error` is not an object"));
                }
            }
            "RequestId" => {
                read_value(&mut envelope.request_id, map)?;
            }
            name => fields.read_member(name, map)?,
        }
    }
    // Everything that reads them gets printable text: errors, spans, observers, the response itself.
    if let Some(error) = &mut envelope.error {
        error.code = printable::into_name(std::mem::take(&mut error.code));
    }
    envelope.request_id = envelope.request_id.map(printable::into_name);
    match (&envelope.request_id, request_id) {
        (Some(id), _) => fields.put("RequestId", id),
        (None, Some(id)) => fields.fill("RequestId", id),
        (None, None) => {}
    }
    fields.end();
    Ok(envelope)
}
