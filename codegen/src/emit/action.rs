//! The file of an action: request, builder, response, error code.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::builder::{self, Builder};
use super::imports::Imports;
use super::record::{self, Context};
use super::{docs, error_code, example, ident, pages};
use crate::model::{Action, Product, Record};
use crate::{render, spec};

pub(super) fn file(product: &Product<'_>, action: &Action<'_>) -> String {
    let (request, response) = (ident(&action.request.name), ident(&action.response.name));
    let code = format_ident!("{}ErrorCode", action.name);
    let context = |is_response| Context { product, inside_types: false, is_response };
    let builder = builder(product, action);

    let paged = pages::of(action);
    let imports = imports(action, paged.is_some());

    let request_struct = record::structure(&context(false), &action.request, &request_doc(action));
    let response_struct = record::structure(&context(true), &action.response, &response_doc(action));
    let error_code = error_code::of_action(product, action);

    let name = &action.spec.action;
    let effect = match action.spec.effect {
        spec::Effect::Read => quote!(Effect::Read),
        spec::Effect::Write => quote!(Effect::Write),
    };
    let (signed, sensitive_output) = (!action.spec.unsigned, action.is_sensitive);
    let rate = Literal::u32_unsuffixed(action.rate.per_second);
    let complete = builder.complete();
    let errors = docs::lines(&format!(
        "# Errors\n\nThe service's refusal, whose [`code`](crate::Error::code) is a [`{code}`], or what kept the call from \
         being made or answered: see [`ErrorKind`](crate::ErrorKind)."
    ));
    let lazy = builder.lazy();
    let ends = quote! {
        /// Sends the request and waits for the reply.
        ///
        #(#[doc = #errors])*
        #lazy
        pub fn send(self) -> SendFuture<#request> #complete {
            call::start(self.client.inner.clone(), self.value)
        }

        /// The finished request, to be kept, changed, shown, or sent later by [`Client::send`]. Its fields are public.
        #lazy
        pub fn into_request(self) -> #request #complete { self.value }
    };
    let streams = paged.as_ref().map(|paged| paged.methods(&complete, &lazy));
    let builder_struct = builder.tokens(&builder_doc(action), quote!(#ends #streams));
    let paged = paged.as_ref().map(|paged| paged.implementation(&context(true)));
    let tokens = quote! {
        #imports

        #request_struct
        impl Action for #request {
            type Response = #response;
            type ErrorCode = #code;
            type Client = Client;
            const INFO: &'static ActionInfo = &ActionInfo {
                product: &PRODUCT, name: #name, effect: #effect, rate: #rate, signed: #signed, sensitive_output: #sensitive_output,
            };
        }

        #builder_struct
        #paged
        #response_struct
        #error_code
    };
    let origin = format!("spec/{}/actions/{name}.json", product.folder);
    render::file(&origin, &format!("`{name}`: {}", lower_first(&action.spec.summary)), tokens)
}

/// The builder of an action's request.
pub(super) fn builder<'a>(product: &'a Product<'a>, action: &'a Action<'a>) -> Builder<'a> {
    Builder {
        name: format_ident!("{}Builder", action.name),
        context: Context { product, inside_types: false, is_response: false },
        record: &action.request,
        has_client: true,
    }
}

fn imports(action: &Action<'_>, is_paged: bool) -> TokenStream {
    let mut imports = Imports::default();
    imports.add("super", &["Client", "PRODUCT"]);
    imports.add("crate", &["CommonErrorCode"]);
    imports.add("crate::call", &["self", "SendFuture"]);
    imports.add("crate::action", &["Action", "ActionInfo", "Effect"]);
    imports.add("crate::error", &["UnknownCode", "error_code"]);
    if is_paged {
        imports.add("crate::paginate", &["Items", "PageStyle", "Paged", "Pages"]);
    }
    let records = [&action.request, &action.response];
    builder::import(&mut imports, [&action.request]);
    record::import(&mut imports, records);
    // Every response has the request's id.
    imports.add("crate::record", &["Field"]);
    if records.into_iter().any(Record::uses_types) {
        imports.add("super", &["types"]);
    }
    imports.tokens()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().to_string() + chars.as_str()).unwrap_or_default()
}

fn request_doc(action: &Action<'_>) -> Vec<String> {
    let text = format!(
        "The parameters of [`{}`](super::Client::{}).\n\nMade by [`{name}Builder`], sent by [`Client::send`].",
        action.spec.action,
        action.method,
        name = action.name
    );
    docs::lines(&text)
}

fn builder_doc(action: &Action<'_>) -> Vec<String> {
    docs::lines(&format!(
        "Builds and sends a [`{name}Request`]. [`Client::{method}`] starts it, and tells what the action does.\n\n\
         - Required: {required}.",
        name = action.name,
        method = action.method,
        required = docs::required(action)
    ))
}

fn response_doc(action: &Action<'_>) -> Vec<String> {
    let mut text = format!("The reply to [`{}`](super::Client::{}).", action.spec.action, action.method);
    for id in &action.spec.asynchronous {
        text.push_str(&format!("\n\nThe work goes on after the reply: {}", docs::await_it(id)));
    }
    docs::lines(&text)
}

/// The documentation of the client's method.
pub(super) fn method_doc(product: &Product<'_>, action: &Action<'_>) -> Vec<String> {
    let mut text = docs::action(product, action);
    if let Some(example) = example::of(product, action) {
        text.push_str(&format!("\n\n# Example\n\n{example}"));
    }
    docs::lines(&text)
}
