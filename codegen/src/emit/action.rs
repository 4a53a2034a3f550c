//! The file of an action: client method, request, builder, response, error codes.

use serde_json::Number;

use super::builder::Builder;
use super::context::Context;
use super::idents::plain;
use super::layout::{self, Type};
use super::links::Place;
use super::record;
use super::streams::Streaming;
use super::{docs, error_code, pages, streams};
use crate::model::{Action, Field, Product};
use crate::{render, spec};

pub(super) fn file(product: &Product<'_>, action: &Action<'_>) -> String {
    let context = |is_response| Context { product, inside_types: false, is_response };
    let builder = builder(product, action);
    let paged = pages::of(product, action);
    let streaming = streams::of(action);

    let mut items = vec![imports(product, action), method(product, action, &builder)];
    let link_to_setter = |field: &Field<'_>| {
        let name = plain(&field.ident);
        docs::lines(&format!("Set by [`{name}`]({}::{name}).", builder.name))
    };
    items.push(record::structure(&context(false), &action.request, &docs::request(action), link_to_setter));
    items.push(implementation(action));
    let mut ends = ends(action, &builder);
    ends.extend(paged.iter().flat_map(|paged| paged.methods(&builder)));
    ends.extend(streaming.iter().map(|streaming| {
        let returns = future(format!("rt::EventStream<{}>", streaming.event()));
        let call = "rt::start_stream(&self.client.inner, self.value)";
        builder.end("send_stream", &streaming.stream_doc(builder.sdk()), &returns, call)
    }));
    items.extend(builder.text(&docs::builder(action), &ends));
    items.extend(paged.iter().map(|paged| paged.implementation(&context(true))));
    items.extend(streaming.iter().map(Streaming::implementation));
    let place = Place::record(&context(true), &action.response);
    let document = |field: &Field<'_>| docs::field(&place, field.spec);
    items.push(record::structure(&context(true), &action.response, &docs::response(action), document));
    items.push(error_code::of_action(product, action));

    let name = &action.spec.action;
    let header = product.header(&format!("/actions/{name}.json"));
    let summary = lower_first(&Place::module(product).plain(&action.spec.summary));
    render::file(&header, &docs::module(&format!("`{name}`: {summary}")), &items)
}

/// Returns the builder of an action's request.
fn builder<'a>(product: &'a Product<'a>, action: &'a Action<'a>) -> Builder<'a> {
    Builder {
        name: format!("{}Builder", action.name),
        context: Context { product, inside_types: false, is_response: false },
        record: &action.request,
        has_client: true,
        ends_with: streams::sends_with(action),
    }
}

fn imports(product: &Product<'_>, action: &Action<'_>) -> String {
    let is_gradual = action.request.required().next().is_some();
    let uses_types = action.request.uses_types() || action.response.uses_types();
    let optional = [(is_gradual, ", required"), (uses_types, ", types")];
    let more: String = optional.iter().filter(|(used, _)| *used).map(|(_, name)| *name).collect();
    format!("use super::{{Client, PRODUCT{more}}};\nuse {}::rt;\n", product.target.sdk)
}

/// Writes the client's method that returns the builder.
fn method(product: &Product<'_>, action: &Action<'_>, builder: &Builder<'_>) -> String {
    let returns = Type { name: builder.name.clone(), arguments: vec!["'_".to_owned()] };
    let start = builder.start();
    let deprecated = docs::deprecated(&Place::method(product, action), action.spec.deprecated.as_ref());
    format!(
        "impl Client {{\n{doc}{deprecated}    #[inline]\n    {head}\n        {start}\n    }}\n}}\n",
        doc = layout::doc(4, &docs::method(product, action)),
        deprecated = layout::deprecated(4, deprecated.as_deref()),
        head = layout::method(&format!("pub fn {}", action.method), &["&self".to_owned()], &returns, &[]),
    )
}

/// Implements [`Action`] for the request.
fn implementation(action: &Action<'_>) -> String {
    let constructor = match action.effect {
        spec::Effect::Read => "read",
        spec::Effect::Compute => "compute",
        spec::Effect::Write => "write",
    };
    let mut info =
        format!("&rt::ActionInfo::{constructor}(&PRODUCT, {:?}).rate({})", action.spec.action, action.rate.per_second);
    if action.spec.regional {
        info.push_str(".regional()");
    }
    if action.spec.unsigned {
        info.push_str(".unsigned()");
    }
    if let Some(fact) = streams::of(action).and_then(|streaming| streaming.fact()) {
        info.push_str(&fact);
    }
    if action.is_sensitive {
        info.push_str(".sensitive_output()");
    }
    format!(
        "impl rt::Action for {request} {{\n    type Response = {response};\n    type ErrorCode = {name}ErrorCode;\n    \
         type Client = Client;\n\n    {info}\n{ranges}}}\n",
        request = action.request.name,
        response = action.response.name,
        name = action.name,
        info = layout::assignment(4, "const INFO: &'static rt::ActionInfo", &info),
        ranges = ranges(action),
    )
}

/// Returns the documented ranges of integers and of the lengths of lists, if there are any. Strings are omitted, since
/// the documentation does not specify whether a length counts bytes or characters.
fn ranges(action: &Action<'_>) -> String {
    let whole = |number: &Option<Number>| number.as_ref().map(Number::as_i64);
    let mut ranges = Vec::new();
    let is_counted = |field: &&spec::Field| field.ty.is_integer() || matches!(field.ty, spec::Type::List(_));
    for field in action.spec.parameters.iter().filter(is_counted) {
        // A bound with a fraction does not apply to an integer. One above those of `i64` is none: no value exceeds it.
        let above = field.max.as_ref().and_then(Number::as_u64).is_some_and(|max| i64::try_from(max).is_err());
        let max = if above { None } else { whole(&field.max) };
        let (min, max) = match (whole(&field.min), max) {
            (None, None) | (Some(None), _) | (_, Some(None)) => continue,
            (min, max) => (min.flatten(), max.flatten()),
        };
        let min = min.map_or_else(|| "i64::MIN".to_owned(), |min| min.to_string());
        let max = max.map_or_else(|| "i64::MAX".to_owned(), |max| max.to_string());
        ranges.push(format!("({:?}, {min}..={max})", field.name));
    }
    if ranges.is_empty() {
        return String::new();
    }
    format!("    {}\n", layout::slice(4, "const RANGES: &'static rt::Ranges", &ranges))
}

/// Returns the type of a call that returns a value of this type.
fn future(value: String) -> Type {
    Type { name: "rt::CallFuture".to_owned(), arguments: vec![value] }
}

/// Writes the methods that complete a builder. An action whose response is always a stream has no `send`.
fn ends(action: &Action<'_>, builder: &Builder<'_>) -> Vec<String> {
    let (request, response) = (&action.request.name, &action.response.name);
    let (code, sdk) = (format!("{}ErrorCode", action.name), builder.sdk());
    let into_request = format!(
        "Returns the finished request, to keep, change, print, or send later with [`Client::{}`].",
        builder.ends_with
    );
    let into_request = builder.end("into_request", &into_request, &Type::plain(request), "self.value");
    let streaming = streams::of(action);
    if streaming.as_ref().is_some_and(Streaming::is_always) {
        return vec![into_request];
    }
    let on_streams = streaming.as_ref().map(|streaming| streaming.send_doc(sdk)).unwrap_or_default();
    let send = format!(
        "Sends the request and waits for the response.{on_streams}\n\n# Errors\n\nAn API error, whose code \
         [`Error::code_as`]({sdk}::Error::code_as) converts to [`{code}`], or the reason why there is no response; see [`ErrorKind`]({sdk}::ErrorKind)."
    );
    let returns = future(response.clone());
    let send_raw = format!(
        "Sends the request, and keeps what the response was read from: status, headers, JSON, and what did not fit. See \
         [`RawResponse`]({sdk}::product::RawResponse).\n\n# Errors\n\nThose of [`send`](Self::send)."
    );
    let returns_raw = future(format!("rt::RawResponse<{response}>"));
    let start = |function: &str| match &streaming {
        Some(streaming) if streaming.is_default() => format!(
            "let mut request = self.value;\n        rt::Streaming::set_stream(&mut request, false);\n        \
             rt::{function}(&self.client.inner, request)"
        ),
        _ => format!("rt::{function}(&self.client.inner, self.value)"),
    };
    vec![
        builder.end("send", &send, &returns, &start("start")),
        builder.end("send_raw", &send_raw, &returns_raw, &start("start_raw")),
        into_request,
    ]
}

impl Builder<'_> {
    /// Returns how the generated code names the SDK.
    pub(super) fn sdk(&self) -> &str {
        self.context.product.target.sdk
    }

    /// Writes a method that requires all required fields to be set.
    pub(super) fn end(&self, name: &str, doc: &str, returns: &Type, body: &str) -> String {
        format!(
            "{}{}    {}\n        {body}\n    }}\n",
            layout::doc(4, &docs::lines(doc)),
            self.lazy(),
            layout::method(&format!("pub fn {name}"), &["self".to_owned()], returns, &self.complete()),
        )
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}
