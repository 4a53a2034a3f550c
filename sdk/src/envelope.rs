//! The outer form of a response: `{"Response": {…}}`, with an `Error` inside if the request was rejected.

use std::{fmt, io};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::json::{JsonError, Reader};
use crate::printable;
use crate::record::{Fields, Misfit, Order, ReadOutcome, Record, Report, read_value, record};

/// The members of the envelope other than the fields of the response.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ApiError>,
    /// What did not fit, unless this is an API error.
    pub(crate) misfits: Vec<Misfit>,
    /// The lists from which items were dropped because they did not fit, each with the number of those items.
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

/// Reads a body into a record.
pub(crate) fn read(body: &[u8], record: &mut dyn Record) -> Result<Envelope, DecodeError> {
    // Validating the body once is faster than validating each of its strings.
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::new(format!("not UTF-8: {error}")))?;
    let (mut json, mut report) = (Reader::new(text), Report::for_text(text.len()));
    let read = OuterVisitor(record, &mut report).deserialize(&mut json);
    let read = read.and_then(|envelope| json.end().map(|()| envelope));
    let envelope = read.map_err(|error: JsonError| DecodeError {
        reason: error.to_string(),
        kind: if report.is_full() { io::ErrorKind::OutOfMemory } else { error.kind() },
    })?;
    let mut envelope = envelope.ok_or_else(|| DecodeError::new("JSON without `Response`"))?;
    if envelope.error.is_none() {
        report.log();
        envelope.misfits = report.into_misfits();
    }
    Ok(envelope)
}

/// `{"Response": …}`
struct OuterVisitor<'r>(&'r mut dyn Record, &'r mut Report);

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
        let mut envelope = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "Response" {
                envelope = Some(map.next_value_seed(ResponseVisitor(&mut *self.0, &mut *self.1))?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(envelope)
    }
}

/// The object under `Response`: the error, the request id and the fields of the record.
struct ResponseVisitor<'r>(&'r mut dyn Record, &'r mut Report);

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
        Fields::of(self.0, &mut Order::default(), self.1, &mut |fields| result = read_response(fields, &mut map));
        result
    }
}

fn read_response<'de, A: MapAccess<'de>>(mut fields: Fields<'_, '_>, map: &mut A) -> Result<Envelope, A::Error> {
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
            name => {
                let dropped = fields.read_member(name, map)?;
                if dropped > 0 {
                    envelope.dropped.push((name.to_owned(), dropped));
                }
            }
        }
    }
    // Everything that reads them gets printable text: errors, spans, observers, the response itself.
    if let Some(error) = &mut envelope.error {
        error.code = printable::into_name(std::mem::take(&mut error.code));
    }
    envelope.request_id = envelope.request_id.map(printable::into_name);
    if let Some(id) = &envelope.request_id {
        fields.put("RequestId", id);
    }
    fields.end();
    Ok(envelope)
}
