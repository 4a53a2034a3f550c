//! Actions that give a list in pages.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::record::{Context, rust_type};
use crate::model::{Action, Field, Presence};
use crate::spec::{PageStyle, Type};

/// An action that pages, with the fields that take part in it.
pub(super) struct Paged<'a> {
    action: &'a Action<'a>,
    position: &'a Field<'a>,
    size: &'a Field<'a>,
    items: &'a Field<'a>,
    total: &'a Field<'a>,
}

/// The action's paging, where it has any.
pub(super) fn of<'a>(action: &'a Action<'a>) -> Option<Paged<'a>> {
    let pages = action.spec.pages.as_ref()?;
    let (position, size) = pages.style.parameters();
    let find = |fields: &'a [Field<'a>], name: &str| fields.iter().find(|field| field.spec.name == name);
    Some(Paged {
        action,
        position: find(&action.request.fields, position)?,
        size: find(&action.request.fields, size)?,
        items: find(&action.response.fields, &pages.items)?,
        total: find(&action.response.fields, &pages.total)?,
    })
}

impl Paged<'_> {
    /// The builder's methods that end in a stream. They need what `send` needs, and set the position and the size
    /// where those are left out.
    pub(super) fn methods(&self, complete: &TokenStream, lazy: &Option<TokenStream>) -> TokenStream {
        let request = ident(&self.action.request.name);
        quote! {
            /// Sends request after request: a stream of replies, until the list has ended. Starts where the builder
            /// says, with pages of the size that it says.
            #lazy
            pub fn pages(self) -> Pages<#request> #complete { Pages::new(&self.client.inner, self.value) }

            /// The items of all pages: a stream, as [`pages`](Self::pages) gives them one after the other.
            #lazy
            pub fn items(self) -> Items<#request> #complete { self.pages().items() }
        }
    }

    /// How the request moves through its list.
    pub(super) fn implementation(&self, context: &Context<'_>) -> TokenStream {
        let (request, response) = (ident(&self.action.request.name), ident(&self.action.response.name));
        let Type::List(item) = &self.items.spec.ty else {
            return TokenStream::new();
        };
        let item = rust_type(context, self.items.spec, item);
        let style = match self.action.spec.pages.as_ref().map(|pages| pages.style) {
            Some(PageStyle::PageNumber | PageStyle::PageNo) => quote!(PageStyle::Number),
            _ => quote!(PageStyle::Offset),
        };
        let (read_position, read_size) = (read(self.position), read(self.size));
        let (write_position, write_size) = (write(self.position, quote!(position)), write(self.size, quote!(size)));
        let (items, total) = (ident(&self.items.ident), ident(&self.total.ident));
        let total = match (self.total.presence, &self.total.spec.ty) {
            (Presence::Plain, Type::Uint64) => quote!(reply.#total),
            (Presence::Plain, _) => quote!(u64::try_from(reply.#total).unwrap_or_default()),
            (_, Type::Uint64) => quote!(reply.#total.unwrap_or_default()),
            _ => quote!(reply.#total.and_then(|total| u64::try_from(total).ok()).unwrap_or_default()),
        };
        quote! {
            impl Paged for #request {
                type Item = #item;
                const STYLE: PageStyle = #style;
                #[inline]
                fn place(&self) -> (Option<u64>, Option<u64>) { (#read_position, #read_size) }
                #[inline]
                fn go_to(&mut self, position: u64, size: u64) { #write_position #write_size }
                #[inline]
                fn items(reply: &mut #response) -> (&mut Vec<#item>, u64) {
                    let total = #total;
                    (&mut reply.#items, total)
                }
            }
        }
    }
}

fn read(field: &Field<'_>) -> TokenStream {
    let name = ident(&field.ident);
    match (field.presence, &field.spec.ty) {
        (Presence::Plain, Type::Uint64) => quote!(Some(self.#name)),
        (Presence::Plain, _) => quote!(u64::try_from(self.#name).ok()),
        (_, Type::Uint64) => quote!(self.#name),
        _ => quote!(self.#name.and_then(|value| u64::try_from(value).ok())),
    }
}

fn write(field: &Field<'_>, value: TokenStream) -> TokenStream {
    let name = ident(&field.ident);
    let value = match &field.spec.ty {
        Type::Uint64 => value,
        _ => quote!(i64::try_from(#value).unwrap_or(i64::MAX)),
    };
    match field.presence {
        Presence::Plain => quote!(self.#name = #value;),
        _ => quote!(self.#name = Some(#value);),
    }
}
