//! Responses that are streams of server-sent events.
//!
//! ```no_run
//! # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
//! let hunyuan = tencloud::UntypedClient::new(&config, "hunyuan", "2023-09-01");
//! let question = serde_json::json!({ "Role": "user", "Content": "Why is the sky blue?" });
//! let parameters = serde_json::json!({ "Model": "hunyuan-lite", "Stream": true, "Messages": [question] });
//! let mut events = hunyuan.call("ChatCompletions", parameters).send_stream().await?;
//! while let Some(event) = events.next().await.transpose()? {
//!     print!("{}", event["Choices"][0]["Delta"]["Content"].as_str().unwrap_or_default());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The builder of an action with types has a method `send_stream` if its response can be a stream. The stream then
//! consists of responses of the action, of which each event contains a part, or of JSON values if the events are not
//! documented.
//!
//! Two products send streams from another host, which must be set: `cls`, with `.endpoint_url_for("cls",
//! "https://cls.ai.tencentcloudapi.com")`, and `cloudmate`, from `cloudmate.ai.tencentcloudapi.com`.
//!
//! # Errors of a stream
//!
//! `send_stream` returns once the first event has arrived. Until then, the call is like any other: it is retried, its
//! timeouts apply, and an API error is an error of `send_stream`.
//!
//! After that, nothing is retried or requested again, since the events would be generated, and billed, again. The first
//! error ends the stream:
//!
//! | kind | cause |
//! |---|---|
//! | [`Api`](ErrorKind::Api) | the service reports an error in an event |
//! | [`ConnectionLost`](ErrorKind::ConnectionLost) | the connection broke before the end |
//! | [`Timeout`](ErrorKind::Timeout) | no event arrived within the [`event_timeout`](crate::Options::event_timeout) |
//! | [`MalformedResponse`](ErrorKind::MalformedResponse) | an event is not a JSON object, or too large, or rejected by [strict decoding](Decoding::Strict) |
//!
//! The events before it remain valid. A stream may last as long as its events keep arriving; to limit it, drop it, which
//! closes its connection.

mod reader;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde_json::{Map, Value};

use crate::action::{Action, Effect};
use crate::call::{self, CallFuture, ClientInner, OpenStream, UntypedRequest};
use crate::error::Error;
#[cfg(doc)]
use crate::error::ErrorKind;
#[cfg(doc)]
use crate::options::Decoding;
use crate::record::{Record, secrets_of};
use crate::secret::Secret;
use reader::Reader;

/// An action whose response can be a stream of events, implemented by its request. Like [`Action`], it is implemented
/// only by generated code.
pub trait Streaming: Action {
    /// The type of the events.
    type Event: Event;

    /// Asks for a stream, or for one response, unless the request already contains which of the two it asks for.
    #[doc(hidden)]
    fn set_stream(&mut self, is_stream: bool);
}

/// An event of a stream: a record, or a JSON object whose members are not documented.
pub trait Event: Send + Sized + 'static {
    #[doc(hidden)]
    type Record: Record + Default + Send + Sync + 'static;

    #[doc(hidden)]
    fn of(record: Self::Record) -> Self;
}

impl<R: Record + Default + Send + Sync + 'static> Event for R {
    type Record = R;

    fn of(record: R) -> Self {
        record
    }
}

impl Event for Value {
    type Record = Map<String, Value>;

    fn of(record: Map<String, Value>) -> Self {
        Value::Object(record)
    }
}

/// Sends a request, which the call then owns, and returns the stream of its events.
// Not inlined for the reason given at `call::start`.
#[doc(hidden)]
#[inline(never)]
pub fn start_stream<A: Streaming + 'static>(client: &ClientInner, mut request: A) -> CallFuture<EventStream<A::Event>> {
    let client = client.clone();
    request.set_stream(true);
    CallFuture::new(async move { open(&client, &request).await })
}

/// Sends a request and returns the stream of its events.
#[doc(hidden)]
pub async fn send_stream<A: Streaming + Clone>(
    client: &ClientInner,
    request: &A,
) -> Result<EventStream<A::Event>, Error> {
    let mut request = request.clone();
    request.set_stream(true);
    open(client, &request).await
}

async fn open<A: Streaming>(client: &ClientInner, request: &A) -> Result<EventStream<A::Event>, Error> {
    let (mut response, mut secrets) = (<A::Event as Event>::Record::default(), Vec::new());
    secrets_of(request, &mut secrets);
    let opened = call::open(client, request, &mut response).await?;
    Ok(EventStream::new(client, A::INFO.effect, secrets, opened, response))
}

/// The events of a response: a stream of responses of the action `E` or, if no type of them is known, of JSON values.
///
/// It ends after the last event, or after an error; see the [module](self). Dropping it closes its connection.
#[must_use = "a stream does nothing unless it is polled"]
pub struct EventStream<E = Value> {
    state: State<E>,
    request_id: Option<String>,
}

enum State<E> {
    /// A response that was not a stream; it is the only event.
    Single(Box<E>),
    Ready(Box<Reader>),
    Reading(Reading),
    Done,
}

/// The reader, and the data of the next event.
type Reading = Pin<Box<dyn Future<Output = (Box<Reader>, Result<Option<String>, Error>)> + Send>>;

impl EventStream {
    /// Calls an action that has no type.
    pub(crate) async fn open(client: &ClientInner, request: UntypedRequest) -> Result<Self, Error> {
        let (mut response, mut secrets) = (Map::new(), Vec::new());
        secrets_of(&request.parameters, &mut secrets);
        let effect = request.effect;
        let opened = call::open_untyped(client, request, &mut response).await?;
        Ok(EventStream::new(client, effect, secrets, opened, response))
    }
}

impl<E: Event> EventStream<E> {
    /// Creates the stream of a response: of the events of `opened`, or else of the `response` itself.
    fn new(
        client: &ClientInner,
        effect: Effect,
        secrets: Vec<Secret>,
        opened: Option<OpenStream>,
        response: E::Record,
    ) -> Self {
        let Some(stream) = opened else {
            return EventStream { state: State::Single(Box::new(E::of(response))), request_id: None };
        };
        let request_id = stream.request_id.clone();
        if stream.events.first.is_none() {
            return EventStream { state: State::Done, request_id };
        }
        let reader = Reader { client: client.clone(), stream, secrets, effect };
        EventStream { state: State::Ready(Box::new(reader)), request_id }
    }

    /// Returns the next event, or `None` after the last. It does the same as `StreamExt::next` of the futures crates.
    ///
    /// It loses nothing if it is cancelled, for example in `tokio::select!`: the next call returns the event.
    pub async fn next(&mut self) -> Option<Result<E, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E> EventStream<E> {
    /// Returns the id under which the service knows the request, for Tencent Cloud's support. It is in a header of the
    /// response; `None` if that has none.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }
}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Single(response) => return Poll::Ready(Some(Ok(*response))),
                State::Ready(mut reader) => {
                    self.state = State::Reading(Box::pin(async move {
                        let data = reader.next().await;
                        (reader, data)
                    }));
                }
                State::Reading(mut reading) => match reading.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready((reader, data)) => {
                        let event = data.and_then(|data| data.map(|data| decode(&reader, &data)).transpose());
                        if matches!(event, Ok(Some(_))) {
                            self.state = State::Ready(reader);
                        }
                        return Poll::Ready(event.transpose());
                    }
                },
            }
        }
    }
}

fn decode<E: Event>(reader: &Reader, data: &str) -> Result<E, Error> {
    let mut record = E::Record::default();
    reader.read(data, &mut record)?;
    Ok(E::of(record))
}

/// Omits the events: which parts of them are secret is unknown.
impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}
