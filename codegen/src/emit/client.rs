//! The client of a product: a method for each action and each waiter.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{action, docs, ident};
use crate::model::Product;
use crate::spec::{Type, Waiter};
use crate::{names, render};

pub(super) fn file(product: &Product<'_>) -> String {
    let spec = product.spec;
    let methods = product.actions.iter().map(|action| {
        let doc = action::method_doc(product, action);
        let builder = action::builder(product, action);
        let (method, name, start) = (ident(&action.method), &builder.name, builder.start());
        let deprecated = action.spec.deprecated.as_ref().map(|note| quote!(#[deprecated(note = #note)]));
        quote! {
            #(#[doc = #doc])*
            #deprecated
            #[inline]
            pub fn #method(&self) -> super::#name<'_> { super::#name #start }
        }
    });
    let waiters = spec.waiters.iter().map(|(name, waiter)| self::waiter(product, name, waiter));
    let wait_use = (!spec.waiters.is_empty()).then(|| {
        quote!(
            use crate::wait::{Wait, WaitInfo};
        )
    });
    let (module, title) = (&product.module, &spec.title);
    let doc = docs::lines(&format!(
        "Calls {title}.\n\nCheap to clone; all clones share connections and credentials.\n\n```no_run\n\
         # fn example() -> Result<(), tencloud::Error> {{\n\
         let config = tencloud::Config::builder().region(\"ap-tokyo\").build()?;\n\
         let {module} = tencloud::{module}::Client::new(&config);\n# Ok(())\n# }}\n```"
    ));
    let is_gradual = product.actions.iter().any(|action| action.request.required().next().is_some());
    let marker_use = is_gradual.then(|| {
        quote!(
            use std::marker::PhantomData;
        )
    });
    let tokens = quote! {
        #marker_use

        use serde_json::Value;

        use crate::action::Action;
        use crate::call::{self, ClientInner};
        use crate::config::Config;
        use crate::error::Error;
        use crate::options::Options;
        use crate::untyped::UntypedCall;
        #wait_use

        #(#[doc = #doc])*
        #[derive(Clone, Debug)]
        pub struct Client { pub(super) inner: ClientInner }

        impl Client {
            /// A client that calls as the configuration says.
            pub fn new(config: &Config) -> Self { Self { inner: ClientInner::new(config, &super::PRODUCT) } }

            /// The same client with options laid over its own. Costs no connection and next to no time, so that it
            /// serves for a single call as well: see [`Options`](crate::Options).
            #[must_use]
            pub fn with_options(&self, options: Options) -> Self { Self { inner: self.inner.with_options(options) } }

            /// Sends a finished request of any action, as often as you like: every call is signed anew.
            ///
            /// # Errors
            ///
            /// As the `send` of the action's builder.
            pub async fn send<A: Action<Client = Self>>(&self, request: &A) -> Result<A::Response, Error> {
                call::send(&self.inner, request).await
            }

            /// Calls an action by its name, for what has no type yet: see [`UntypedCall`](crate::UntypedCall).
            pub fn call(&self, action: impl Into<String>, parameters: Value) -> UntypedCall {
                UntypedCall::new(&self.inner, action.into(), parameters)
            }

            #(#methods)*
            #(#waiters)*
        }
    };
    render::file(&format!("spec/{}", product.folder), &format!("The client of {title}."), tokens)
}

fn waiter(product: &Product<'_>, name: &str, waiter: &Waiter) -> TokenStream {
    let Some(action) = product.action(&waiter.action) else {
        return TokenStream::new();
    };
    let Some(parameter) = action.request.fields.iter().find(|field| field.spec.name == waiter.parameter) else {
        return TokenStream::new();
    };
    let (method, request, field) =
        (format_ident!("wait_for_{name}"), ident(&action.request.name), ident(&parameter.ident));
    let argument = ident(&names::field(&waiter.parameter));
    // Replies carry ids as signed integers, even where the polled action takes an unsigned one.
    let (argument_type, known, value) = match parameter.spec.ty {
        Type::Int64 => (quote!(i64), quote!(#argument > 0), quote!(#argument)),
        Type::Uint64 => (quote!(i64), quote!(#argument > 0), quote!(u64::try_from(#argument).unwrap_or_default())),
        _ => (quote!(impl Into<String>), quote!(!#argument.is_empty()), quote!(#argument)),
    };
    let convert = matches!(parameter.spec.ty, Type::String).then(|| quote!(let #argument: String = #argument.into();));
    let value = if parameter.is_required(action.request.role) { value } else { quote!(Some(#value)) };
    let (state, done, failed) = (&waiter.state, &waiter.done, &waiter.failed);
    let message = match &waiter.message {
        Some(path) => quote!(Some(#path)),
        None => quote!(None),
    };
    let text = format!(
        "{}\n\nPolls [`{}`](Self::{}); await the result, or first set its timeout, interval and progress callback. Ends in \
         the last reply.\n\n# Errors\n\n[`ErrorKind::WaitFailed`](crate::ErrorKind::WaitFailed) with the service's message, \
         [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) after the timeout, or what a poll itself gives.",
        waiter.doc, waiter.action, action.method
    );
    let doc = docs::lines(&text);
    quote! {
        #(#[doc = #doc])*
        #[inline]
        pub fn #method(&self, #argument: #argument_type) -> Wait<super::#request> {
            const INFO: WaitInfo = WaitInfo {
                what: #name, state: #state, message: #message, done: &[#(#done),*], failed: &[#(#failed),*],
            };
            #convert
            let known = #known;
            Wait::new(&self.inner, super::#request { #field: #value, ..Default::default() }, &INFO, known)
        }
    }
}
