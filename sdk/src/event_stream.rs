//! Responses that are streams of server-sent events.

mod decoder;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::{Map, Value};
use tokio::time::{Instant, timeout};

use crate::action::Effect;
use crate::call::{self, ClientInner, hold_paused_clock};
use crate::clock::after;
use crate::error::{Error, ErrorKind};
use crate::record::{Parameters, secrets_of};
use crate::secret::Secret;
use crate::transport::ResponseBody;
use decoder::Decoder;

/// The events of a response: a stream of JSON values, as returned by
/// [`UntypedCall::send_stream`](crate::UntypedCall::send_stream).
///
/// It ends after the last event, or after an error. An error within the stream is an API error; a broken connection is
/// [`ErrorKind::ConnectionLost`], and an event that is not JSON is [`ErrorKind::MalformedResponse`]. Once the response
/// has begun, nothing is retried, since the events would be generated, and billed, again. Dropping the stream closes
/// its connection.
///
/// The `call_timeout` limits the whole stream, and the `attempt_timeout` limits the time between two parts of it.
#[must_use = "a stream does nothing unless it is polled"]
pub struct EventStream(State);

enum State {
    /// A response that was not a stream; it is the only event.
    Single(Value),
    Ready(Box<Reader>),
    Reading(Reading),
    Done,
}

type Reading = Pin<Box<dyn Future<Output = (Box<Reader>, Option<Result<Value, Error>>)> + Send>>;

/// Reads the events.
struct Reader {
    client: ClientInner,
    body: ResponseBody,
    decoder: Decoder,
    /// The secrets that errors must not show if the service returns them.
    secrets: Vec<Secret>,
    effect: Effect,
    /// The end of the whole call's timeout.
    deadline: Instant,
    /// How long the server may be silent.
    silence: Duration,
}

impl EventStream {
    /// Calls an action that has no type.
    pub(crate) async fn open(
        client: &ClientInner,
        action: &str,
        effect: Effect,
        parameters: Parameters,
    ) -> Result<Self, Error> {
        let started = Instant::now();
        let mut response = Map::new();
        let mut secrets = Vec::new();
        secrets_of(&parameters, &mut secrets);
        let opened = call::open_untyped(client, action, effect, &parameters, &mut response).await?;
        let Some((start, body)) = opened else { return Ok(EventStream(State::Single(Value::Object(response)))) };
        let mut decoder = Decoder::default();
        decoder.push(&start);
        let (silence, limit) = client.limits();
        let (client, deadline) = (client.clone(), after(started, limit));
        let reader = Reader { client, body, decoder, secrets, effect, deadline, silence };
        Ok(EventStream(State::Ready(Box::new(reader))))
    }

    /// Returns the next event, or `None` after the last. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<Value, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for EventStream {
    type Item = Result<Value, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.0, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Single(response) => return Poll::Ready(Some(Ok(response))),
                State::Ready(mut reader) => {
                    self.0 = State::Reading(Box::pin(async move {
                        let event = reader.next().await;
                        (reader, event)
                    }));
                }
                State::Reading(mut reading) => match reading.as_mut().poll(context) {
                    Poll::Pending => {
                        self.0 = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready((reader, event)) => {
                        if matches!(event, Some(Ok(_))) {
                            self.0 = State::Ready(reader);
                        }
                        return Poll::Ready(event);
                    }
                },
            }
        }
    }
}

impl Reader {
    async fn next(&mut self) -> Option<Result<Value, Error>> {
        let event = self.read().await.map_err(|mut error| {
            error.redact(self.secrets.iter());
            self.client.redact_credentials(&mut error);
            error.set_attempt(1, error.kind() != ErrorKind::Api && self.effect == Effect::Write);
            error
        });
        event.transpose()
    }

    async fn read(&mut self) -> Result<Option<Value>, Error> {
        let malformed =
            |what: &str| Error::new(ErrorKind::MalformedResponse, format!("unexpected response: an event {what}"));
        loop {
            if let Some(data) = self.decoder.next().map_err(malformed)? {
                // Marks the end of a stream in OpenAI's format.
                if data.trim() == "[DONE]" {
                    return Ok(None);
                }
                let event: Value =
                    serde_json::from_str(&data).map_err(|error| malformed(&format!("is not JSON: {error}")))?;
                return match api_error(&event) {
                    Some(error) => Err(error),
                    None => Ok(Some(event)),
                };
            }
            if self.decoder.has_ended() {
                return Ok(None);
            }
            match self.chunk().await? {
                Some(chunk) => self.decoder.push(&chunk),
                None => self.decoder.end(),
            }
        }
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let limit = left.min(self.silence);
        let _held = hold_paused_clock(limit);
        match timeout(limit, self.body.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk),
            Ok(Err(error)) => {
                let message = format!("the connection broke before the last event: {error}");
                Err(Error::new(ErrorKind::ConnectionLost, message))
            }
            Err(_) if left <= self.silence => {
                let message = "the stream of events did not end within the call_timeout; set a longer one";
                Err(Error::new(ErrorKind::Timeout, message))
            }
            Err(_) => Err(Error::new(ErrorKind::Timeout, format!("no event within {limit:?}"))),
        }
    }
}

/// Returns the error that an event reports: in the envelope of the API, with or without its outer object, or in the
/// form that some products use, `ErrorMsg` with `Msg` and a number as `Code`.
fn api_error(event: &Value) -> Option<Error> {
    let response = event.get("Response").unwrap_or(event);
    let (error, message) = match response.get("Error").filter(|error| error.is_object()) {
        Some(error) => (error, "Message"),
        None => (response.get("ErrorMsg").filter(|error| error.is_object())?, "Msg"),
    };
    let code = match error.get("Code")? {
        Value::String(code) => code.clone(),
        Value::Number(code) => code.to_string(),
        _ => return None,
    };
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let request_id = text(response.get("RequestId"));
    Some(Error::api(&code, text(error.get(message)).unwrap_or_default(), 200, request_id))
}

/// Omits the events: which parts of them are secret is unknown.
impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}
