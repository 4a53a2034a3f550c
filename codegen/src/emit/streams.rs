//! Actions whose response can be a stream of server-sent events.

use super::idents::plain;
use crate::model::{Action, Field, Presence};
use crate::spec::{StreamEvents, Streams, StreamsWhen, Type};

/// An action that streams, and the parameter that asks for it.
pub(super) struct Streaming<'a> {
    action: &'a Action<'a>,
    spec: &'a Streams,
    parameter: Option<&'a Field<'a>>,
}

/// Returns how the action streams, if it does.
pub(super) fn of<'a>(action: &'a Action<'a>) -> Option<Streaming<'a>> {
    let spec = action.spec.streams.as_ref()?;
    let named = |field: &&Field<'_>| Some(&field.spec.name) == spec.parameter.as_ref();
    Some(Streaming { action, spec, parameter: action.request.fields.iter().find(named) })
}

impl Streaming<'_> {
    /// Returns whether every response is a stream, so that no other method can send a request.
    pub(super) fn is_always(&self) -> bool {
        self.spec.when == StreamsWhen::Always
    }

    /// Returns whether a request must decline a stream to get one response.
    pub(super) fn is_default(&self) -> bool {
        self.spec.when == StreamsWhen::Default
    }

    /// Returns the type of the events.
    pub(super) fn event(&self) -> &str {
        match self.spec.events {
            StreamEvents::Results => &self.action.response.name,
            StreamEvents::Undocumented => "rt::Json",
        }
    }

    /// Returns the facts that the call loop needs, as a method of the action's facts.
    pub(super) fn fact(&self) -> Option<String> {
        let parameter = self.spec.parameter.as_deref().unwrap_or_default();
        match self.spec.when {
            StreamsWhen::Always | StreamsWhen::Default => Some(format!(".streams_by_default({parameter:?})")),
            StreamsWhen::Requested if parameter.is_empty() => None,
            StreamsWhen::Requested => Some(format!(".streams_on_request({parameter:?})")),
        }
    }

    /// Documents which host sends the streams, if it is another than that of the product.
    pub(super) fn host_fact(&self, product: &str, sdk: &str) -> Option<String> {
        let host = self.spec.host.as_ref()?;
        Some(format!(
            "- Host of streams: `{host}`; set it with [`endpoint_url_for`]({sdk}::ConfigBuilder::endpoint_url_for), as in \
             `.endpoint_url_for({product:?}, \"https://{host}\")`."
        ))
    }

    /// Documents which responses are streams, for the client's method.
    pub(super) fn method_fact(&self) -> String {
        let events = match self.spec.events {
            StreamEvents::Results => format!("[`{}`], each with a part of the response", self.action.response.name),
            StreamEvents::Undocumented => "JSON objects, since the events are not documented".to_owned(),
        };
        let link = format!("[`send_stream`]({}Builder::send_stream)", self.action.name);
        match self.spec.when {
            StreamsWhen::Always => {
                format!("- Streams: the response is always a stream of {events}; {link} returns it.")
            }
            StreamsWhen::Requested | StreamsWhen::Default => format!("- Streams: {link} returns a stream of {events}."),
        }
    }

    /// Documents what `send` does with the parameter.
    pub(super) fn send_doc(&self, sdk: &str) -> String {
        let Some(name) = self.parameter.map(|field| plain(&field.ident)) else { return String::new() };
        let declines = if self.is_default() {
            format!("Asks for one response with [`{name}`](Self::{name}), unless that has been set. ")
        } else {
            String::new()
        };
        format!(
            "\n\n{declines}If [`{name}`](Self::{name}) asks for a stream of events, the call fails with \
             [`ErrorKind::Config`]({sdk}::ErrorKind::Config) before anything is sent; use \
             [`send_stream`](Self::send_stream)."
        )
    }

    /// Documents the builder's method that returns a stream.
    pub(super) fn stream_doc(&self, sdk: &str) -> String {
        let asks = match self.parameter.map(|field| plain(&field.ident)) {
            Some(name) => {
                format!(" Asks for a stream with [`{name}`](Self::{name}), unless that has been set.")
            }
            None => String::new(),
        };
        format!(
            "Sends the request, and returns the events of the response once the first of them has arrived.{asks} If the \
             response is not a stream, it is the only event.\n\n# Errors\n\nAn API error, whose code \
             [`Error::code_as`]({sdk}::Error::code_as) converts to [`{code}`], or the reason why there is no response. For \
             the errors of the stream, see [`event_stream`]({sdk}::event_stream).",
            code = format_args!("{}ErrorCode", self.action.name),
        )
    }

    /// Writes what the events are, and how a request asks for them.
    pub(super) fn implementation(&self) -> String {
        let set = self.parameter.filter(|field| field.presence != Presence::Plain).map(|field| {
            let value = match field.spec.ty {
                Type::Int64 => "i64::from(is_stream)",
                Type::Uint64 => "u64::from(is_stream)",
                _ => "is_stream",
            };
            format!("self.{}.get_or_insert({value});", field.ident)
        });
        let (argument, body) = match set {
            Some(set) => ("is_stream", format!("{{\n        {set}\n    }}")),
            None => ("_", "{}".to_owned()),
        };
        format!(
            "impl rt::Streaming for {request} {{\n    type Event = {event};\n\n    #[inline]\n    \
             fn set_stream(&mut self, {argument}: bool) {body}\n}}\n",
            request = self.action.request.name,
            event = self.event(),
        )
    }
}

/// Returns the name of the method that sends a request.
pub(super) fn sends_with(action: &Action<'_>) -> &'static str {
    if of(action).is_some_and(|streaming| streaming.is_always()) { "send_stream" } else { "send" }
}
