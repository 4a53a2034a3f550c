//! The reply's outer form: `{"Response": {…}}`, with an `Error` inside where the call was refused.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use crate::record::{Fields, Order, ReadOutcome, Record, read_value, record};

/// What the envelope says beside the fields of the reply.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ApiError>,
}

record! {
    /// The service's refusal. A record, so that it is read as leniently as any other.
    pub(crate) struct ApiError {
        pub(crate) code: String = always "Code",
        pub(crate) message: String = always "Message",
    }
}

/// Reads a body into a record. Nothing comes back where the body is no envelope; the text says why.
pub(crate) fn read(body: &[u8], record: &mut dyn Record) -> Result<Envelope, String> {
    // Checking the text once is quicker than checking each string of it.
    let text = std::str::from_utf8(body).map_err(|error| format!("not UTF-8: {error}"))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let envelope = OuterVisitor(record).deserialize(&mut json).and_then(|envelope| json.end().map(|()| envelope));
    envelope.map_err(without_content)?.ok_or_else(|| "JSON without `Response`".to_owned())
}

/// What is wrong and where. What stood there instead can be a secret.
fn without_content(error: serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(", expected ") {
        Some((_, expected)) if error.is_data() => format!("not {expected}"),
        _ => text,
    }
}

/// `{"Response": …}`
struct OuterVisitor<'r>(&'r mut dyn Record);

impl<'de> DeserializeSeed<'de> for OuterVisitor<'_> {
    type Value = Option<Envelope>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OuterVisitor<'_> {
    type Value = Option<Envelope>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply of the API")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut envelope = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "Response" {
                envelope = Some(map.next_value_seed(ResponseVisitor(&mut *self.0))?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(envelope)
    }
}

/// What stands under `Response`: the error, the request id, and the fields of the record.
struct ResponseVisitor<'r>(&'r mut dyn Record);

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
        Fields::of(self.0, &mut Order::default(), &mut |fields| result = read_response(fields, &mut map));
        result
    }
}

fn read_response<'de, A: MapAccess<'de>>(mut fields: Fields<'_, '_>, map: &mut A) -> Result<Envelope, A::Error> {
    let mut envelope = Envelope::default();
    while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
        match key.as_ref() {
            // `"Error": null` beside real fields is a success; anything else under that name is none.
            "Error" => {
                if read_value(&mut envelope.error, map)? == ReadOutcome::TypeMismatch {
                    return Err(A::Error::custom("its `Error` is no object"));
                }
            }
            "RequestId" => {
                read_value(&mut envelope.request_id, map)?;
            }
            name => fields.read_member(name, map)?,
        }
    }
    if let Some(id) = &envelope.request_id {
        fields.put("RequestId", id);
    }
    if envelope.error.is_none() {
        fields.warn();
    }
    Ok(envelope)
}
