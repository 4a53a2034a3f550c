//! Records: the structs, and how each of their fields is found by its wire name.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::Imports;
use super::{docs, ident};
use crate::model::{Field, Presence, Product, Record, Role};
use crate::names;
use crate::spec::{self, Type};

/// What a record is, where its file puts it, and what it carries beside the fields of the spec.
pub(super) struct Context<'a> {
    pub(super) product: &'a Product<'a>,
    /// Whether the code stands in the module `types` itself.
    pub(super) inside_types: bool,
    /// Whether the record is the response of an action and so carries the request's id.
    pub(super) is_response: bool,
}

/// The struct and its `Record`, `Debug`, `Serialize` and `Deserialize`.
pub(super) fn structure(context: &Context<'_>, record: &Record<'_>, doc: &[String]) -> TokenStream {
    let name = ident(&record.name);
    let fields = record.fields.iter().map(|field| {
        let doc = docs::field(context.product, field.spec);
        let deprecated = docs::deprecated(field.spec);
        let (ident, ty) = (ident(&field.ident), field_type(context, field));
        quote!(#(#[doc = #doc])* #deprecated pub #ident: #ty,)
    });
    let request_id = context.is_response.then(|| {
        quote! {
            /// The id of this call. Name it when asking the service's support about the call.
            pub request_id: String,
        }
    });
    let record_impl = record_impl(record, context.is_response);
    quote! {
        #(#[doc = #doc])*
        #[derive(Clone, Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #request_id }
        #record_impl
        record!(#name);
    }
}

fn record_impl(record: &Record<'_>, is_response: bool) -> TokenStream {
    let name = ident(&record.name);
    let shown = record.name.as_str();
    let own = record.fields.iter().map(|field| (field.spec.name.as_str(), ident(&field.ident)));
    let id = is_response.then(|| ("RequestId", ident("request_id")));
    let (wires, idents): (Vec<_>, Vec<_>) = own.chain(id).unzip();
    let is_promised = |field: &&Field<'_>| field.spec.promised && !field.spec.nullable;
    let promised = record.fields.iter().filter(is_promised).map(|field| field.spec.name.as_str());
    let promised = promised.chain(is_response.then_some("RequestId"));
    let viewer = if wires.is_empty() { quote!(_) } else { quote!(viewer) };
    quote! {
        impl Record for #name {
            #[inline]
            fn shape(&self) -> &'static Shape {
                &Shape { name: #shown, fields: &[#(#wires),*], promised: &[#(#promised),*] }
            }
            #[inline]
            fn show<'a>(&'a self, #viewer: &mut dyn Viewer<'a>) { #(self.#idents.show_as(#wires, viewer);)* }
            #[inline]
            fn fill(&mut self, fill: Fill<'_>) { fill(&mut [#(&mut self.#idents),*]) }
        }
    }
}

/// The type of a field as the struct holds it.
fn field_type(context: &Context<'_>, field: &Field<'_>) -> TokenStream {
    let ty = rust_type(context, field.spec, &field.spec.ty);
    match field.presence {
        Presence::Plain | Presence::List => ty,
        Presence::Optional => quote!(Option<#ty>),
        Presence::Boxed => quote!(Option<Box<#ty>>),
    }
}

/// The Rust type of a field's type, or of its items' type.
pub(super) fn rust_type(context: &Context<'_>, field: &spec::Field, ty: &Type) -> TokenStream {
    match ty {
        Type::List(item) => {
            let item = rust_type(context, field, item);
            quote!(Vec<#item>)
        }
        Type::Structure(name) => in_types(context, &names::type_name(name)),
        _ if field.enumeration.is_some() => in_types(context, field.enumeration.as_deref().unwrap_or_default()),
        Type::String if field.secret => quote!(Secret),
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => quote!(String),
        Type::Int64 => quote!(i64),
        Type::Uint64 => quote!(u64),
        Type::Float => quote!(f64),
        Type::Bool => quote!(bool),
    }
}

fn in_types(context: &Context<'_>, name: &str) -> TokenStream {
    let name = ident(name);
    if context.inside_types { quote!(#name) } else { quote!(types::#name) }
}

/// What the code of records names.
pub(super) fn import<'r>(imports: &mut Imports, records: impl IntoIterator<Item = &'r Record<'r>>) {
    imports.add("crate::record", &["Fill", "Record", "Shape", "Viewer", "record"]);
    for field in records.into_iter().flat_map(|record| &record.fields) {
        imports.add("crate::record", &["Field"]);
        if field.spec.secret {
            imports.add("crate::secret", &["Secret"]);
        }
    }
}

impl Record<'_> {
    /// Whether any of its fields is a shared structure or a named value.
    pub(super) fn uses_types(&self) -> bool {
        self.fields.iter().any(|field| field.spec.ty.structure().is_some() || field.spec.enumeration.is_some())
    }
}

impl Role {
    pub(super) fn is_input(self) -> bool {
        self == Role::Input
    }
}
