//! A body that is a stream of server-sent events.

mod decoder;

use super::body::ResponseBody;
use super::error::Cause;
use decoder::Decoder;

/// The rest of a body, which is read event by event.
pub(crate) struct EventBody {
    body: ResponseBody,
    decoder: Decoder,
}

/// The reason why there is no next event.
pub(crate) enum EventError {
    /// The connection broke.
    Cut(Cause),
    /// The event is invalid: a predicate, such as "is not UTF-8".
    Invalid(&'static str),
}

/// A response that is a stream of events, from its first event.
pub(crate) struct Events {
    /// The data of the first event; `None` if the stream has none.
    pub(crate) first: Option<String>,
    pub(crate) rest: EventBody,
}

impl EventBody {
    /// Creates the reader of a body that starts with these bytes.
    pub(super) fn new(start: &[u8], body: ResponseBody) -> Self {
        let mut decoder = Decoder::default();
        decoder.push(start);
        EventBody { body, decoder }
    }

    /// Returns the data of the next event, or `None` after the last. Events without data are skipped: servers send them
    /// only to keep the connection open.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, EventError> {
        loop {
            while let Some(data) = self.decoder.next().map_err(EventError::Invalid)? {
                match data.trim() {
                    "" => {}
                    // Marks the end of a stream in OpenAI's format.
                    "[DONE]" => return Ok(None),
                    _ => return Ok(Some(data)),
                }
            }
            if self.decoder.has_ended() {
                return Ok(None);
            }
            match self.body.chunk().await.map_err(EventError::Cut)? {
                Some(chunk) => self.decoder.push(&chunk),
                None => self.decoder.end(),
            }
        }
    }
}

/// Returns the data of the events of a whole body, and what is wrong with the last one, for the fuzz target.
#[cfg(fuzzing)]
pub(crate) fn events_of<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Vec<Result<String, &'static str>> {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    let mut parts = parts.into_iter();
    loop {
        match decoder.next() {
            Ok(Some(data)) => events.push(Ok(data)),
            Ok(None) if decoder.has_ended() => return events,
            Ok(None) => match parts.next() {
                Some(part) => decoder.push(part),
                None => decoder.end(),
            },
            Err(what) => {
                events.push(Err(what));
                return events;
            }
        }
    }
}
