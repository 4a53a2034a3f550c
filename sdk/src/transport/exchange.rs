//! One exchange: a request is sent, and a response of limited size is received.

use bytes::{Bytes, BytesMut};
use hyper::header::{CONTENT_TYPE, HeaderMap};
#[cfg(feature = "credentials-cvm")]
use hyper::{Method, Uri};

use super::body::{ResponseBody, SendState};
use super::client::HttpClient;
use super::error::SendError;
use super::events::{EventBody, EventError, Events};
use super::request::SignedRequest;
use super::retry_after::retry_after;

/// The service sends no response larger than 50 MB.
const MAX_RESPONSE: usize = 50 * 1024 * 1024;

/// How much white space may precede a stream that is not declared as one. All of it is read again for each part of the
/// body that arrives.
const MAX_BLANK: usize = 1024;

/// A response that was received completely, or one that is a stream of events.
pub(crate) struct RawResponse {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The whole body; empty for a stream of events.
    pub(crate) body: Bytes,
    /// The events, if the caller reads events and the server sends them.
    pub(crate) events: Option<Events>,
}

/// Sends a request and receives the response, when polled. A stream of events is an error unless the caller
/// `reads_events`; then it is received up to its first event.
pub(crate) fn send(
    client: &HttpClient,
    request: SignedRequest,
    state: SendState,
    reads_events: bool,
) -> impl Future<Output = Result<RawResponse, SendError>> + Send + use<> {
    let exchange = client.send(request, state);
    async move {
        let (parts, body) = exchange.response().await?.into_parts();
        receive(parts.status.as_u16(), parts.headers, body, reads_events).await
    }
}

/// Sends a `GET` request and receives the whole response.
#[cfg(feature = "credentials-cvm")]
pub(crate) async fn get(client: &HttpClient, uri: Uri) -> Result<RawResponse, SendError> {
    let request = SignedRequest { method: Method::GET, uri, headers: HeaderMap::new(), body: Bytes::new() };
    send(client, request, SendState::default(), false).await
}

async fn receive(
    status: u16,
    headers: HeaderMap,
    mut body: ResponseBody,
    reads_events: bool,
) -> Result<RawResponse, SendError> {
    let cut = |error, start| SendError::Cut { error, status, retry_after: retry_after(&headers), start };
    let mut received = BytesMut::new();
    let mut is_ordinary = false;
    loop {
        let chunk = match body.chunk().await {
            Ok(chunk) => chunk,
            Err(error) => return Err(cut(error, received.freeze())),
        };
        let is_end = chunk.is_none();
        received.extend_from_slice(&chunk.unwrap_or_default());
        if received.len() > MAX_RESPONSE {
            received.truncate(1024);
            return Err(SendError::TooLarge { status, start: received.freeze() });
        }
        if !is_ordinary {
            match is_event_stream(status, &headers, &received) {
                Some(true) if reads_events => {
                    let mut rest = EventBody::new(&received, body);
                    let first = rest.next().await.map_err(|error| match error {
                        EventError::Cut(error) => cut(error, Bytes::new()),
                        EventError::Invalid(what) => SendError::InvalidEvent { status, what },
                    })?;
                    return Ok(RawResponse {
                        status,
                        headers,
                        body: Bytes::new(),
                        events: Some(Events { first, rest }),
                    });
                }
                Some(true) => return Err(SendError::EventStream { status }),
                Some(false) => is_ordinary = true,
                None => {}
            }
        }
        if is_end {
            return Ok(RawResponse { status, headers, body: received.freeze(), events: None });
        }
    }
}

/// Returns whether a response is a stream of events, or `None` if its first bytes do not show this yet.
///
/// The service sends JSON under any content type, so only a body that cannot be JSON is a stream: neither the header
/// nor the first bytes alone are sufficient.
fn is_event_stream(status: u16, headers: &HeaderMap, start: &[u8]) -> Option<bool> {
    if !(200..300).contains(&status) {
        return Some(false);
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let declared = content_type.trim_start().to_ascii_lowercase().starts_with("text/event-stream");
    let received = start.len();
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start();
    if start.is_empty() && received > MAX_BLANK && !declared {
        return Some(false);
    }
    if start.is_empty() {
        // Nothing has arrived yet: a declared stream may be silent for a long time.
        return declared.then_some(true);
    }
    if declared {
        return Some(!start.starts_with(b"{"));
    }
    let fields: [&[u8]; 4] = [b"data:", b"event:", b"id:", b"retry:"];
    let is_field = fields.iter().any(|field| start.starts_with(field));
    let may_become_field = fields.iter().any(|field| field.starts_with(start));
    if is_field || !may_become_field { Some(is_field) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_streams() {
        let (blank, too_blank) = (" ".repeat(MAX_BLANK), "\n".repeat(MAX_BLANK + 1));
        const EVENTS: &str = "text/event-stream;charset=utf-8";
        for (status, content_type, start, expected) in [
            (200, EVENTS, "", Some(true)),
            (200, EVENTS, "data: {}\n\n", Some(true)),
            (200, EVENTS, ": comment\n", Some(true)),
            (200, " Text/Event-Stream", "\u{feff}data:", Some(true)),
            (200, EVENTS, " {\"Response\":{}}", Some(false)),
            (502, EVENTS, "data: {}\n\n", Some(false)),
            (200, "application/json", "{", Some(false)),
            (200, "application/json", "", None),
            (200, "application/json", &blank, None),
            (200, "application/json", &too_blank, Some(false)),
            (200, EVENTS, &too_blank, Some(true)),
            (200, "application/json", "dat", None),
            (200, "application/json", "data: {}", Some(true)),
            (200, "", "event: a", Some(true)),
            (200, "", "<html>", Some(false)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
            let got = is_event_stream(status, &headers, start.as_bytes());
            assert_eq!(got, expected, "{status} {content_type} {start}");
        }
    }
}
