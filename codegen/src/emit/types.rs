//! The file of a product's shared structures.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::builder::{self, Builder};
use super::imports::Imports;
use super::record::{self, Context};
use super::{docs, enums, ident};
use crate::model::Product;
use crate::render;
use crate::spec::Type;

pub(super) fn file(product: &Product<'_>) -> String {
    let context = || Context { product, inside_types: true, is_response: false };
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
        let lazy = builder.lazy();
        let ends = quote! {
            /// The finished structure.
            #lazy
            pub fn build(self) -> #name #complete { self.value }
        };
        let builder_struct = builder.tokens(&docs::lines(&format!("Builds [`{}`].", record.name)), ends);
        let start = builder.start();
        quote! {
            #structure
            impl #name {
                /// Starts a builder, which insists on what is required.
                #[inline]
                pub fn builder() -> #builder_name { #builder_name #start }
            }
            #builder_struct
        }
    });
    let sets = product.types_spec.enums.iter().map(|(name, set)| enums::tokens(product, name, set));
    let imports = imports(product);
    let tokens = quote! { #imports #(#structures)* #(#sets)* };
    let doc = format!(
        "Structures that the requests and replies of {} share. Page: <{}>",
        product.spec.title, product.types_spec.page
    );
    render::file(&format!("spec/{}/types.json", product.folder), &doc, tokens)
}

fn imports(product: &Product<'_>) -> TokenStream {
    let mut imports = Imports::default();
    if !product.types.is_empty() {
        record::import(&mut imports, &product.types);
    }
    builder::import(&mut imports, product.types.iter().filter(|record| record.role.is_input()));
    for set in product.types_spec.enums.values() {
        let kind = if set.ty == Type::Int64 { "integer_enum" } else { "text_enum" };
        imports.add("crate::record", &["OtherValue", kind]);
    }
    imports.tokens()
}
