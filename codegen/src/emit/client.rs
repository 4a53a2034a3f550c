//! The client of a product: what its actions share, and one method for each waiter.

use super::docs;
use super::layout::{self, Pad, Type};
use super::links::Place;
use crate::model::{Action, Product};
use crate::spec::{self, Waiter, join};
use crate::{names, render};

pub(super) fn file(product: &Product<'_>) -> String {
    let (title, sdk) = (&product.spec.title, product.target.sdk);
    let waiters: Vec<String> =
        product.spec.waiters.iter().filter_map(|(name, waiter)| self::waiter(product, name, waiter)).collect();
    let waiters: String = waiters.iter().map(|waiter| format!("\n{waiter}")).collect();
    let doc = layout::doc(0, &docs::lines(&client_doc(product)));
    let items = [
        format!("use super::PRODUCT;\nuse {sdk}::rt;\n"),
        format!("{doc}#[derive(Clone, Debug)]\npub struct Client {{\n    pub(super) inner: rt::ClientInner,\n}}\n"),
        format!("impl Client {{\n{}{waiters}}}\n", methods(sdk)),
    ];
    render::file(&product.header(""), &format!("The client of {title}."), &items)
}

fn client_doc(product: &Product<'_>) -> String {
    let (title, variable, path) = (&product.spec.title, &product.variable, &product.home.path);
    let fence = product.target.fence;
    format!(
        "A client of {title}.\n\nCheap to clone: all clones share connections and credentials.\n\n{fence}\n\
         # fn example() -> Result<(), tencloud::Error> {{\n\
         let config = tencloud::Config::builder().region(\"ap-tokyo\").build()?;\n\
         let {variable} = {path}::Client::new(&config);\n# Ok(())\n# }}\n```"
    )
}

/// Writes the methods that every client has.
fn methods(sdk: &str) -> String {
    format!(
        "    /// Creates a client that makes calls as configured.
    pub fn new(config: &rt::Config) -> Self {{
        Self {{ inner: rt::ClientInner::new(config, &PRODUCT) }}
    }}

    /// Returns the same client with options that override its own. This opens no connection and takes almost no time,
    /// so you can use it for a single call; see [`Options`]({sdk}::Options).
    #[must_use]
    pub fn with_options(&self, options: rt::Options) -> Self {{
        Self {{ inner: self.inner.with_options(options) }}
    }}

    /// Sends a finished request of any action. It can be sent any number of times; each call is signed separately.
    ///
    /// # Errors
    ///
    /// Those of the `send` method of the action's builder.
    pub async fn send<A: rt::Action<Client = Self>>(&self, request: &A) -> Result<A::Response, rt::Error> {{
        rt::send(&self.inner, request).await
    }}

    /// Calls an action by its name, for actions that have no method yet; see [`UntypedCall`]({sdk}::UntypedCall).
    pub fn call(&self, action: impl Into<String>, parameters: rt::Json) -> rt::UntypedCall {{
        rt::UntypedCall::new(&self.inner, action.into(), parameters)
    }}
"
    )
}

/// Writes the method that waits for an asynchronous operation.
fn waiter(product: &Product<'_>, name: &str, waiter: &Waiter) -> Option<String> {
    let action = product.action(&waiter.action)?;
    let parameter = action.request.fields.iter().find(|field| field.spec.name == waiter.parameter)?;
    let request = format!("super::{}", action.request.name);
    let argument = names::field(&waiter.parameter);
    // Responses contain ids as signed integers, even if the polled action takes an unsigned one.
    let (argument_type, known, value) = match parameter.spec.ty {
        spec::Type::Int64 => ("i64", format!("{argument} > 0"), argument.clone()),
        spec::Type::Uint64 => {
            ("i64", format!("{argument} > 0"), format!("u64::try_from({argument}).unwrap_or_default()"))
        }
        _ => ("impl Into<String>", format!("!{argument}.is_empty()"), argument.clone()),
    };
    let is_string = matches!(parameter.spec.ty, spec::Type::String);
    let convert =
        if is_string { format!("        let {argument}: String = {argument}.into();\n") } else { String::new() };
    let value = if parameter.is_required(action.request.role) { value } else { format!("Some({value})") };
    let field = if value == parameter.ident { value } else { format!("{}: {value}", parameter.ident) };
    let texts = |texts: &[String]| format!("&{texts:?}");
    let info = [
        format!("what: {name:?}"),
        format!("id: {:?}", join("", &waiter.parameter)),
        format!("state: {:?}", waiter.state),
        layout::list(12, "names: &[", &state_names(product, action, &waiter.state), "]", Pad::Tight),
        format!("message: {:?}", waiter.message),
        format!("done: {}", texts(&waiter.done)),
        format!("failed: {}", texts(&waiter.failed)),
    ];
    Some(format!(
        "{doc}    #[inline]\n    {head}\n        {info}\n{convert}        let known = {known};\n        {request}\n        \
         rt::Wait::new(&self.inner, request, &INFO, known)\n    }}\n",
        doc = layout::doc(4, &docs::lines(&waiter_doc(product, waiter, &action.method))),
        head = layout::method(
            &format!("pub fn wait_for_{name}"),
            &["&self".to_owned(), format!("{argument}: {argument_type}")],
            &Type { name: "rt::Wait".to_owned(), arguments: vec![request.clone()] },
            &[]
        ),
        info = layout::structure(8, "const INFO: rt::WaitInfo", "rt::WaitInfo", &info),
        request = layout::structure(8, "let request", &request, &[field, "..Default::default()".to_owned()]),
    ))
}

/// Returns the values of the state at a JSON pointer, with their names, if they are numbers.
fn state_names(product: &Product<'_>, action: &Action<'_>, pointer: &str) -> Vec<String> {
    let types = product.types_spec;
    let (mut fields, mut found) = (&action.spec.results, None);
    for step in pointer.split('/').filter(|step| step.parse::<usize>().is_err()) {
        let Some(field) = fields.iter().find(|field| field.name == step) else { continue };
        found = field.enumeration.as_ref().and_then(|name| types.enums.get(name));
        if let Some(structure) = field.ty.structure().and_then(|name| types.types.get(name)) {
            fields = &structure.fields;
        }
    }
    let set = found.filter(|set| set.ty == spec::Type::Int64);
    set.into_iter().flat_map(|set| &set.values).map(|(value, named)| format!("({value:?}, {:?})", named.name)).collect()
}

fn waiter_doc(product: &Product<'_>, waiter: &Waiter, method: &str) -> String {
    let sdk = product.target.sdk;
    let written = Place::client(product).link(&waiter.doc);
    let doc = if written.is_empty() { "Waits until an operation has ended." } else { &written };
    format!(
        "{doc}\n\nPolls [`{method}`](Self::{method}). Await the result, or first set a timeout, an interval or a progress \
         callback. Returns the last response.\n\n# Errors\n\n\
         - [`ErrorKind::WaitFailed`]({sdk}::ErrorKind::WaitFailed), with the service's message, if the operation failed.\n\
         - [`ErrorKind::WaitTimeout`]({sdk}::ErrorKind::WaitTimeout) if the timeout has passed. A failed poll that may be \
         temporary is made again until then.\n\
         - The error of a poll that can never succeed.",
    )
}
