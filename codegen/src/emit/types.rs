//! The file of a product's shared structures.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builder::Builder;
use super::record::{self, Context};
use super::{docs, enums, ident};
use crate::model::Product;
use crate::render;
use crate::spec::Type;

pub(super) fn file(product: &Product<'_>) -> String {
    let context = || Context { product, inside_types: true, is_response: false };
    let records: Vec<_> = product.types.iter().collect();
    let needs_state = records.iter().any(|record| record.required().next().is_some());
    let imports = if records.is_empty() { quote!() } else { record::imports(&records) };
    let state_use = needs_state.then(|| {
        quote! {
            use std::marker::PhantomData;
            use super::missing;
            use crate::action::{IsSet, Set};
        }
    });
    let structures = product.types.iter().map(|record| {
        let doc = docs::or_fact(record.doc, || format!("The structure `{}`.", record.name));
        let doc = docs::lines(&docs::link_actions(product, &doc));
        let structure = record::structure(&context(), record, &doc);
        if !record.role.is_input() {
            return structure;
        }
        let name = ident(&record.name);
        let builder_name = format_ident!("{}Builder", record.name);
        let builder = Builder { name: builder_name.clone(), context: context(), record, has_client: false };
        let complete = builder.complete();
        let ends = quote! {
            /// The finished structure.
            pub fn build(self) -> #name #complete { self.value }
        };
        let builder_struct = builder.tokens(&docs::lines(&format!("Builds [`{}`].", record.name)), ends);
        let defaults = builder_name;
        quote! {
            #structure
            impl #name {
                /// Starts a builder, which insists on what is required.
                pub fn builder() -> #defaults { #defaults::new() }
            }
            #builder_struct
        }
    });
    let sets = || &product.types_spec.enums;
    let kind_use = |ty: Type, name: TokenStream| sets().values().any(|set| set.ty == ty).then_some(name);
    let kinds =
        [kind_use(Type::Int64, quote!(integer_enum)), kind_use(Type::String, quote!(text_enum))].into_iter().flatten();
    let enum_use = (!sets().is_empty()).then(|| quote!(use crate::record::{OtherValue, #(#kinds),*};));
    let sets = sets().iter().map(|(name, set)| enums::tokens(name, set));
    let tokens = quote! { #state_use #imports #enum_use #(#structures)* #(#sets)* };
    let doc = format!(
        "Structures that the requests and replies of {} share. Page: <{}>",
        product.spec.title, product.types_spec.page
    );
    render::file(&format!("spec/{}/types.json", product.folder), &doc, tokens)
}
