//! The place into which a response is read, and what is kept of the response.

use std::fmt;

use bytes::Bytes;
use hyper::header::HeaderMap;
use serde_json::{Map, Value};

use crate::envelope::{self, Envelope};
use crate::record::{Misfit, Record};
use crate::transport;

/// The place into which a response is read. Every attempt starts with an empty one.
pub(crate) trait ResponseSlot: Send {
    fn reset(&mut self) -> &mut dyn Record;

    /// Keeps what was received in addition to the record.
    fn keep(&mut self, response: &transport::RawResponse, envelope: Envelope);
}

/// Keeps only the record itself.
impl<T: Record + Default + Send> ResponseSlot for T {
    fn reset(&mut self) -> &mut dyn Record {
        *self = T::default();
        self
    }

    fn keep(&mut self, _: &transport::RawResponse, _: Envelope) {}
}

/// A response together with what it was read from, as returned by `send_raw`.
///
/// It contains what the typed response cannot: values that do not have their documented types
/// ([`misfits`](Self::misfits)), and fields that are newer than the SDK ([`json`](Self::json), [`value`](Self::value)).
///
/// ```no_run
/// # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
/// let backup = redis.manual_backup_instance().instance_id("crs-5a4py64p").send_raw().await?;
/// for misfit in backup.misfits() {
///     eprintln!("{misfit}"); // TaskId: expected a 64-bit integer, found a string
/// }
/// println!("{} {}", backup.response.task_id, backup.value()["NewField"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct RawResponse<R> {
    /// The typed response.
    pub response: R,
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    request_id: Option<String>,
    misfits: Vec<Misfit>,
    /// By the path of the list, such as `Data.List`.
    dropped: Vec<(String, usize)>,
}

impl<R> RawResponse<R> {
    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the value of a header, or `None` if there is none with this name or its value is not text. Names are
    /// case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the names and values of all headers. Values that are not text are omitted.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }

    /// Returns the body as it was received, with its envelope: `{"Response":{…}}`. It may contain secrets.
    pub fn json(&self) -> &str {
        // Nothing but UTF-8 has been read.
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// Returns the object under `Response`, with all of its members. It may contain secrets.
    pub fn value(&self) -> Value {
        let mut members = Map::new();
        // It has been read before, so it can be read again.
        let _ = envelope::read(&self.body, &mut members);
        Value::Object(members)
    }

    /// Returns the id of the request, for Tencent Cloud's support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns the values that do not have their documented types, and the always-present fields that are missing. Such
    /// a field is zero, empty or `None`; such an item is missing from its list.
    ///
    /// The first misfit of each field is always included, and up to a hundred others that do not have their type.
    pub fn misfits(&self) -> &[Misfit] {
        &self.misfits
    }

    /// Returns how many items a list lacks because they do not have its documented type.
    pub(crate) fn dropped(&self, list: &str) -> usize {
        self.dropped.iter().filter(|(name, _)| name == list).map(|(_, items)| items).sum()
    }

    pub(crate) fn map<T>(self, map: impl FnOnce(R) -> T) -> RawResponse<T> {
        let RawResponse { response, status, headers, body, request_id, misfits, dropped } = self;
        RawResponse { response: map(response), status, headers, body, request_id, misfits, dropped }
    }
}

impl<R: Default> Default for RawResponse<R> {
    fn default() -> Self {
        RawResponse {
            response: R::default(),
            status: 0,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            request_id: None,
            misfits: Vec::new(),
            dropped: Vec::new(),
        }
    }
}

impl<R: Record + Default + Send> ResponseSlot for RawResponse<R> {
    fn reset(&mut self) -> &mut dyn Record {
        *self = Self::default();
        &mut self.response
    }

    fn keep(&mut self, response: &transport::RawResponse, envelope: Envelope) {
        self.status = response.status;
        self.headers = response.headers.clone();
        self.body = response.body.clone();
        self.request_id = envelope.request_id;
        self.misfits = envelope.misfits;
        self.dropped = envelope.dropped;
    }
}

/// Omits headers and body: which parts of them are secret is unknown.
impl<R: fmt::Debug> fmt::Debug for RawResponse<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("response", &self.response)
            .field("status", &self.status)
            .field("misfits", &self.misfits)
            .finish_non_exhaustive()
    }
}
