//! Error codes as enums.

use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{docs, ident};
use crate::model::{Action, Product};
use crate::names;

/// The enum of an action's error codes.
pub(super) fn of_action(product: &Product<'_>, action: &Action<'_>) -> TokenStream {
    let name = format_ident!("{}ErrorCode", action.name);
    let codes = || action.error_codes();
    let variants =
        codes().map(|code| variant(code, product.spec.errors.get(code).or_else(|| product.common.errors.get(code))));
    let table = codes().map(|code| row(code));
    let text = format!(
        "Why [`{}`](super::Client::{}) was refused.{}",
        action.spec.action,
        action.method,
        if action.spec.errors.is_some() { "" } else { "\n\nThe documentation lists no codes for this action." }
    );
    let doc = docs::lines(&text);
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A code that any action can give.
            Common(CommonErrorCode),
            /// A code that the documentation does not list.
            Unknown(UnknownCode),
        }
        impl #name {
            const CODES: &[(&str, Self)] = &[#(#table),*];
        }
        error_code!(#name);
    }
}

/// The enum of the codes that any action can give.
pub(super) fn common(codes: &IndexMap<String, String>, doc: &[String]) -> TokenStream {
    let variants = codes.iter().map(|(code, meaning)| variant(code, Some(meaning)));
    let table = codes.keys().map(|code| row(code));
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum CommonErrorCode { #(#variants)* }
        impl CommonErrorCode {
            pub(crate) const CODES: &[(&str, Self)] = &[#(#table),*];
        }
    }
}

fn variant(code: &str, meaning: Option<&String>) -> TokenStream {
    let name = ident(&names::variant(code));
    let meaning = meaning.map(|meaning| format!(": {meaning}")).unwrap_or_default();
    let doc = docs::lines(&format!("`{code}`{meaning}"));
    quote!(#(#[doc = #doc])* #name,)
}

fn row(code: &str) -> TokenStream {
    let name = ident(&names::variant(code));
    quote!((#code, Self::#name))
}
