//! Turns names in the spec's texts into links to the Rust items that they refer to.

use super::context::Context;
use super::idents::plain;
use crate::model::{Action, Field, Product, Record};
use crate::names;
use crate::prose::{Piece, pieces, reference};

/// The place in which a text is shown. It determines what the names in the text refer to, and how the path to an item
/// begins.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) product: &'a Product<'a>,
    within: Within<'a>,
}

/// The item that a text documents.
#[derive(Clone, Copy)]
enum Within<'a> {
    /// The product's module.
    Module,
    /// The client, in its own file.
    Client,
    /// The module of the shared types, or an enum in it.
    Types,
    /// A shared struct.
    Struct(&'a Record<'a>),
    /// The client's method for an action, in the action's file.
    Method(&'a Action<'a>),
    Builder(&'a Action<'a>),
    Response(&'a Action<'a>),
    ErrorCode(&'a Action<'a>),
}

/// An item of the generated code that a text can refer to.
pub(super) struct Item {
    owner: Owner,
    /// The method, field or variant of the owner; `None` for the owner itself.
    member: Option<String>,
}

/// A type of the generated code.
#[derive(PartialEq, Eq)]
enum Owner {
    Client,
    /// The builder or the response of an action: its own name and that of the action.
    OfAction(String, String),
    /// A shared struct or an enum.
    Shared(String),
}

impl Item {
    pub(super) fn method(action: &Action<'_>) -> Item {
        Item { owner: Owner::Client, member: Some(action.method.clone()) }
    }

    pub(super) fn parameter(action: &Action<'_>, field: &Field<'_>) -> Item {
        let builder = format!("{}Builder", action.name);
        Item { owner: Owner::OfAction(builder, action.name.clone()), member: Some(field.ident.clone()) }
    }

    pub(super) fn result(action: &Action<'_>, field: &Field<'_>) -> Item {
        let owner = Owner::OfAction(action.response.name.clone(), action.name.clone());
        Item { owner, member: Some(field.ident.clone()) }
    }

    fn field(record: &Record<'_>, field: &Field<'_>) -> Item {
        Item { owner: Owner::Shared(record.name.clone()), member: Some(field.ident.clone()) }
    }

    pub(super) fn shared(name: &str) -> Item {
        Item { owner: Owner::Shared(name.to_owned()), member: None }
    }

    pub(super) fn variant(set: &str, name: &str) -> Item {
        Item { owner: Owner::Shared(set.to_owned()), member: Some(name.to_owned()) }
    }

    pub(super) fn waiter(name: &str) -> Item {
        Item { owner: Owner::Client, member: Some(format!("wait_for_{name}")) }
    }
}

impl<'a> Place<'a> {
    pub(super) fn module(product: &'a Product<'a>) -> Self {
        Place { product, within: Within::Module }
    }

    pub(super) fn client(product: &'a Product<'a>) -> Self {
        Place { product, within: Within::Client }
    }

    pub(super) fn types(product: &'a Product<'a>) -> Self {
        Place { product, within: Within::Types }
    }

    /// Returns the place of a record: a shared struct, or the request or response of an action.
    pub(super) fn record(context: &Context<'a>, record: &Record<'_>) -> Self {
        let product = context.product;
        let shared = product.types.iter().find(|shared| context.inside_types && shared.name == record.name);
        let action = || {
            product.actions.iter().find(|action| [&action.request.name, &action.response.name].contains(&&record.name))
        };
        let within = match (shared, action()) {
            (Some(shared), _) => Within::Struct(shared),
            (None, Some(action)) if context.is_response => Within::Response(action),
            (None, Some(action)) => Within::Builder(action),
            (None, None) => Within::Module,
        };
        Place { product, within }
    }

    pub(super) fn method(product: &'a Product<'a>, action: &'a Action<'a>) -> Self {
        Place { product, within: Within::Method(action) }
    }

    pub(super) fn error_code(product: &'a Product<'a>, action: &'a Action<'a>) -> Self {
        Place { product, within: Within::ErrorCode(action) }
    }

    /// Returns a text with its names as links.
    pub(super) fn link(&self, text: &str) -> String {
        self.rewrite(text, |item| self.link_to(item))
    }

    /// Returns a text with its names as Rust names, but without links, for attributes.
    pub(super) fn plain(&self, text: &str) -> String {
        self.rewrite(text, |item| format!("`{}`", self.shown(item)))
    }

    /// Returns a link to an item, under the name that the item has here.
    pub(super) fn link_to(&self, item: &Item) -> String {
        self.link_as(&self.shown(item), item)
    }

    /// Returns a link to an item, with a given text.
    pub(super) fn link_as(&self, text: &str, item: &Item) -> String {
        let path = self.path(item);
        // Rustdoc warns if a path repeats the text.
        if path == text { format!("[`{text}`]") } else { format!("[`{text}`]({path})") }
    }

    fn rewrite(&self, text: &str, show: impl Fn(&Item) -> String) -> String {
        let mut out = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Prose(prose) => self.rewrite_words(prose, &show, &mut out),
                Piece::Code(code) => match self.resolve(code) {
                    Some(item) => out.push_str(&show(&item)),
                    None => out.push_str(&format!("`{code}`")),
                },
            }
        }
        out
    }

    /// Rewrites the names of actions, which have no backticks.
    fn rewrite_words(&self, prose: &str, show: impl Fn(&Item) -> String, out: &mut String) {
        let mut rest = prose;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let (before, word) = rest.split_at(start);
            out.push_str(before);
            // The address of a link is not prose.
            let address = word.split_once('>').filter(|(address, _)| before.ends_with('<') && address.contains("://"));
            if let Some((address, after)) = address {
                out.push_str(address);
                out.push('>');
                rest = after;
                continue;
            }
            let (word, after) = word.split_at(word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len()));
            match self.product.action(word) {
                Some(action) => out.push_str(&show(&Item::method(action))),
                None => out.push_str(word),
            }
            rest = after;
        }
        out.push_str(rest);
    }

    /// Returns the item that a piece of code refers to, if any.
    fn resolve(&self, code: &str) -> Option<Item> {
        let product = self.product;
        if product.spec.errors.contains_key(code) || product.common.errors.contains_key(code) {
            return None;
        }
        if let Some((owner, member)) = reference(code) {
            return self.resolve_member(owner, member);
        }
        let own = match self.within {
            Within::Struct(record) => find(record, code).map(|field| Item::field(record, field)),
            _ => self.action().and_then(|action| Self::field_of(action, code)),
        };
        let shared = || product.types_spec.enums.contains_key(code).then(|| Item::shared(code));
        let record = || product.types_spec.types.contains_key(code).then(|| Item::shared(&names::type_name(code)));
        own.or_else(shared).or_else(record)
    }

    fn resolve_member(&self, owner: &str, member: &str) -> Option<Item> {
        let product = self.product;
        if let Some(set) = product.types_spec.enums.get(owner) {
            let named = set.values.values().find(|named| named.name == member)?;
            return Some(Item::variant(owner, &named.name));
        }
        if product.types_spec.types.contains_key(owner) {
            let record = product.record(owner)?;
            return find(record, member).map(|field| Item::field(record, field));
        }
        Self::field_of(product.action(owner)?, member)
    }

    fn field_of(action: &Action<'_>, name: &str) -> Option<Item> {
        let parameter = find(&action.request, name).map(|field| Item::parameter(action, field));
        parameter.or_else(|| find(&action.response, name).map(|field| Item::result(action, field)))
    }

    fn action(&self) -> Option<&'a Action<'a>> {
        match self.within {
            Within::Method(action) | Within::Builder(action) | Within::Response(action) | Within::ErrorCode(action) => {
                Some(action)
            }
            Within::Module | Within::Client | Within::Types | Within::Struct(_) => None,
        }
    }

    /// Returns how prose names an item: by its own name alone if it is a method of the client or belongs to the
    /// documented item.
    fn shown(&self, item: &Item) -> String {
        match (&item.owner, &item.member) {
            (Owner::Client, Some(member)) => member.clone(),
            (Owner::OfAction(_, of), Some(member)) if self.action().is_some_and(|action| action.name == *of) => {
                member.clone()
            }
            (Owner::Shared(name), Some(member)) if matches!(self.within, Within::Struct(record) if record.name == *name) => {
                member.clone()
            }
            (owner, Some(member)) => format!("{}::{member}", owner.name()),
            (owner, None) => owner.name().to_owned(),
        }
    }

    /// Returns the shortest path to an item from the place in which the text is shown.
    fn path(&self, item: &Item) -> String {
        let name = item.owner.name();
        let Some(member) = &item.member else {
            return format!("{}{name}", self.prefix(&item.owner));
        };
        // Rustdoc interprets `#` as the start of a fragment.
        let member = plain(member);
        if self.own_type().as_deref() == Some(name) {
            return format!("Self::{member}");
        }
        format!("{}{name}::{member}", self.prefix(&item.owner))
    }

    /// Returns the type that `Self` refers to.
    fn own_type(&self) -> Option<String> {
        match self.within {
            Within::Client | Within::Method(_) => Some("Client".to_owned()),
            Within::Builder(action) => Some(format!("{}Builder", action.name)),
            Within::Response(action) => Some(action.response.name.clone()),
            Within::Struct(record) => Some(record.name.clone()),
            Within::Module | Within::Types | Within::ErrorCode(_) => None,
        }
    }

    /// Returns what precedes the name of a type.
    fn prefix(&self, owner: &Owner) -> &'static str {
        let is_shared = matches!(owner, Owner::Shared(_));
        match self.within {
            Within::Module => {
                if is_shared {
                    "types::"
                } else {
                    ""
                }
            }
            Within::Types | Within::Struct(_) => {
                if is_shared {
                    ""
                } else {
                    "super::"
                }
            }
            _ if is_shared => "super::types::",
            Within::Client => "super::",
            _ => match owner {
                // The file of an action defines these types, and imports the client.
                Owner::OfAction(_, of) if self.action().is_none_or(|action| action.name != *of) => "super::",
                _ => "",
            },
        }
    }
}

impl Owner {
    fn name(&self) -> &str {
        match self {
            Owner::Client => "Client",
            Owner::OfAction(name, _) | Owner::Shared(name) => name,
        }
    }
}

fn find<'a>(record: &'a Record<'a>, name: &str) -> Option<&'a Field<'a>> {
    record.fields.iter().find(|field| field.spec.name == name)
}

#[cfg(test)]
#[cfg(feature = "spec-files")]
mod tests;
