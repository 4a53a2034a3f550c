//! Builders, whose type carries which required parameters are still missing.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::imports::Imports;
use super::record::{Context, rust_type};
use super::{docs, ident};
use crate::model::{Field, Presence, Product, Record};
use crate::spec::{self, Type};
use crate::{names, render};

/// A builder: what it builds, and what else it carries to the end.
pub(super) struct Builder<'a> {
    pub(super) name: Ident,
    pub(super) context: Context<'a>,
    pub(super) record: &'a Record<'a>,
    /// Whether it holds the client that will send what it builds.
    pub(super) has_client: bool,
}

impl Builder<'_> {
    /// The type parameters, one for each required field, named like the field.
    fn states(&self) -> Vec<Ident> {
        self.record.required().map(|field| self.state(field)).collect()
    }

    /// The type parameter that says whether a field has been set. It must not hide a type that stands beside it.
    fn state(&self, field: &Field<'_>) -> Ident {
        let name = names::type_name(&field.spec.name);
        let is_taken = self.context.inside_types && self.context.product.has_type(&name);
        if is_taken { format_ident!("{name}Type") } else { ident(&name) }
    }

    /// The bounds that hold once everything required is set.
    pub(super) fn complete(&self) -> TokenStream {
        let states = self.states();
        if states.is_empty() { TokenStream::new() } else { quote!(where #(#states: IsSet,)*) }
    }

    /// What keeps a method out of the library until a program calls it. Methods of a generic builder are so anyhow.
    pub(super) fn lazy(&self) -> Option<TokenStream> {
        self.states().is_empty().then(|| quote!(#[inline]))
    }

    /// The head of an `impl` block for any state: generics, and the builder's type.
    fn impl_head(&self) -> (TokenStream, TokenStream) {
        let (name, states) = (&self.name, self.states());
        let lifetime = self.has_client.then(|| quote!('c,));
        if lifetime.is_none() && states.is_empty() {
            return (TokenStream::new(), quote!(#name));
        }
        (quote!(<#lifetime #(#states),*>), quote!(#name<#lifetime #(#states),*>))
    }

    /// An expression that makes the builder, in which nothing is set yet.
    pub(super) fn start(&self) -> TokenStream {
        let client = self.has_client.then(|| quote!(client: self,));
        let state = self.record.required().next().map(|_| quote!(state: PhantomData,));
        quote!({ #client value: Default::default(), #state })
    }

    /// The struct, its setters, and the methods with which it ends.
    pub(super) fn tokens(&self, doc: &[String], ends: TokenStream) -> TokenStream {
        let (name, record, states) = (&self.name, ident(&self.record.name), self.states());
        let markers = self.record.required().map(|field| ident(&marker(field)));
        let (generics, this) = self.impl_head();
        let lifetime = self.has_client.then(|| quote!('c,));
        // The client makes the builders of actions.
        let visible = self.has_client.then(|| quote!(pub(super)));
        let client = self.has_client.then(|| quote!(#visible client: &'c Client,));
        let declared =
            (self.has_client || !states.is_empty()).then(|| quote!(<#lifetime #(#states = missing::#markers),*>));
        let state = (!states.is_empty()).then(|| quote!(#visible state: PhantomData<(#(#states,)*)>,));
        let setters = self.record.fields.iter().map(|field| self.setter(field));
        let must_use =
            if self.has_client { "nothing is sent before `send`" } else { "nothing is built before `build`" };
        let lazy = self.lazy();
        quote! {
            #(#[doc = #doc])*
            #[must_use = #must_use]
            pub struct #name #declared { #client #visible value: #record, #state }
            impl #generics fmt::Debug for #this {
                #lazy
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Debug::fmt(&self.value, f) }
            }
            impl #generics #this { #(#setters)* #ends }
        }
    }

    fn setter(&self, field: &Field<'_>) -> TokenStream {
        let doc = docs::field(self.context.product, field.spec);
        let deprecated = docs::deprecated(field.spec);
        let setter = ident(&field.ident);
        let (argument, convert) = self.argument(field.spec);
        let value = match field.presence {
            Presence::Optional => quote!(Some(#convert)),
            Presence::Boxed => quote!(Some(Box::new(#convert))),
            Presence::Plain | Presence::List => convert,
        };
        let head = quote!(#(#[doc = #doc])* #deprecated);
        if !field.is_required(self.record.role) {
            // A method that is generic in what it takes needs no mark.
            let lazy = if quote!(#argument).to_string().contains("impl") { None } else { self.lazy() };
            return quote! {
                #head
                #lazy
                pub fn #setter(mut self, value: #argument) -> Self {
                    self.value.#setter = #value;
                    self
                }
            };
        }
        let (name, own) = (&self.name, self.state(field));
        let lifetime = self.has_client.then(|| quote!('c,));
        let client = self.has_client.then(|| quote!(client: self.client,));
        let states = self.states().into_iter().map(|state| if state == own { quote!(Set) } else { quote!(#state) });
        quote! {
            #head
            pub fn #setter(mut self, value: #argument) -> #name<#lifetime #(#states),*> {
                self.value.#setter = #value;
                #name { #client value: self.value, state: PhantomData }
            }
        }
    }

    /// What a setter takes, and how that becomes the field's value.
    fn argument(&self, field: &spec::Field) -> (TokenStream, TokenStream) {
        let rust = |ty| rust_type(&self.context, field, ty);
        let own = rust(&field.ty);
        match &field.ty {
            Type::List(item) => {
                let item_type = rust(item);
                if converts(field, item) {
                    let items = quote!(impl IntoIterator<Item = impl Into<#item_type>>);
                    (items, quote!(value.into_iter().map(Into::into).collect()))
                } else {
                    (quote!(impl IntoIterator<Item = #item_type>), quote!(value.into_iter().collect()))
                }
            }
            ty if converts(field, ty) => (quote!(impl Into<#own>), quote!(value.into())),
            _ => (own, quote!(value)),
        }
    }
}

/// Whether a setter takes whatever turns into a value of this type, the field's own or its items'. A bare literal must
/// find its type, so plain numbers are taken as they are.
pub(super) fn converts(field: &spec::Field, ty: &Type) -> bool {
    match ty {
        Type::List(_) => false,
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => true,
        _ => field.enumeration.is_some(),
    }
}

/// What the code of builders names.
pub(super) fn import<'r>(imports: &mut Imports, records: impl IntoIterator<Item = &'r Record<'r>>) {
    let mut records = records.into_iter().peekable();
    if records.peek().is_some() {
        imports.add("std", &["fmt"]);
    }
    if records.any(|record| record.required().next().is_some()) {
        imports.add("std::marker", &["PhantomData"]);
        imports.add("super", &["missing"]);
        imports.add("crate::action", &["IsSet", "Set"]);
    }
}

/// The name of the type that stands for a field that has not been set.
fn marker(field: &Field<'_>) -> String {
    names::upper(&field.spec.name)
}

/// The file of all marker types of a product.
pub(super) fn markers(product: &Product<'_>) -> String {
    let records = product.actions.iter().map(|action| &action.request).chain(&product.types);
    let markers: BTreeSet<String> = records.flat_map(|record| record.required()).map(marker).collect();
    let markers = markers.iter().map(|marker| {
        let (name, doc) = (ident(marker), format!(" `{marker}` has not been set."));
        quote! {
            #[doc = #doc]
            #[non_exhaustive]
            pub enum #name {}
        }
    });
    let doc = "What a builder's type names as long as a required parameter is missing.";
    render::file(&format!("spec/{}", product.folder), doc, quote!(#(#markers)*))
}
