//! Named sets of values as open enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, ident};
use crate::model::Product;
use crate::spec::{Enumeration, Type};

/// The enum of a set: a variant for each documented value, and one for any other.
pub(super) fn tokens(product: &Product<'_>, name: &str, set: &Enumeration) -> TokenStream {
    let name = ident(name);
    let lines = |text: &str| docs::lines(&docs::link_actions(product, text));
    let doc = lines(&set.doc);
    let is_integer = set.ty == Type::Int64;
    let variants = set.values.iter().map(|(value, named)| {
        let (name, doc) = (ident(&named.name), lines(&format!("`{value}`: {}", named.doc)));
        quote!(#(#[doc = #doc])* #name,)
    });
    let rows = set.values.iter().map(|(value, named)| {
        let name = ident(&named.name);
        let value = match value.parse() {
            Ok(number) if is_integer => Literal::i64_unsuffixed(number),
            _ => Literal::string(value),
        };
        quote!((#value, #name))
    });
    let (other, kind) =
        if is_integer { (quote!(i64), quote!(integer_enum)) } else { (quote!(Box<str>), quote!(text_enum)) };
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Debug, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that was not documented when this version was made.
            Other(OtherValue<#other>),
        }
        #kind!(#name, #(#rows),*);
    }
}
