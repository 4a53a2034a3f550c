//! The reply's outer form: `{"Response": {…}}`, with an `Error` inside where the call was refused.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::record::{Arrived, Promises, Record, Scalar, Slot, Visit, read_field};

/// What the envelope says beside the fields of the reply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) request_id: Option<String>,
    pub(crate) error: Option<ApiError>,
}

/// The service's refusal, read like any record: a code that is a number is still a code.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Record for ApiError {
    fn field(&mut self, name: &str) -> Option<Slot<'_>> {
        match name {
            "Code" => Some(Slot::optional(&mut self.code)),
            "Message" => Some(Slot::optional(&mut self.message)),
            _ => None,
        }
    }

    fn each(&self, visit: Visit<'_>) {
        visit("Code", &self.code);
        visit("Message", &self.message);
    }
}

/// Reads a body into a record. Nothing comes back where the body is no envelope; the text says why.
pub(crate) fn read(body: &[u8], record: &mut dyn Record) -> Result<Envelope, String> {
    // Checking the text once is quicker than checking each string of it.
    let text = std::str::from_utf8(body).map_err(|error| format!("not UTF-8: {error}"))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let envelope = OuterVisitor(record).deserialize(&mut json).and_then(|envelope| json.end().map(|()| envelope));
    envelope.map_err(|error| error.to_string())?.ok_or_else(|| "JSON without `Response`".to_owned())
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
        let mut envelope = Envelope::default();
        let mut promises = Promises::default();
        while let Some(key) = map.next_key::<std::borrow::Cow<'_, str>>()? {
            match key.as_ref() {
                // `"Error": null` beside real fields is a success; anything else but an object says nothing certain.
                "Error" => {
                    let slot = Slot::optional(&mut envelope.error);
                    if read_field(Some(slot), &mut map, &mut Promises::default())? == Arrived::Misfit {
                        return Err(A::Error::custom("its `Error` is no object"));
                    }
                }
                "RequestId" => {
                    let slot = Slot::optional(&mut envelope.request_id);
                    read_field(Some(slot), &mut map, &mut Promises::default())?;
                }
                name => drop(read_field(self.0.field(name), &mut map, &mut promises)?),
            }
        }
        if let Some(slot) = self.0.field("RequestId")
            && let Some(id) = &envelope.request_id
        {
            slot.take(Scalar::Text(id), &mut promises);
        }
        if envelope.error.is_none() {
            promises.warn(self.0.promised());
        }
        Ok(envelope)
    }
}
