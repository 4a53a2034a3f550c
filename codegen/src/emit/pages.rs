//! Actions that return a list in pages.

use super::builder::Builder;
use super::context::Context;
use super::layout;
use super::record::rust_type;
use crate::model::{Action, Field, Presence};
use crate::spec::{PageStyle, Type};

/// An action with pagination, and the fields that take part in it.
pub(super) struct Paged<'a> {
    action: &'a Action<'a>,
    position: &'a Field<'a>,
    size: &'a Field<'a>,
    items: &'a Field<'a>,
    total: &'a Field<'a>,
}

/// Returns the action's pagination, if it has any.
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
    /// Writes the builder's methods that return a stream. They have the bounds of `send`, and set the position and the
    /// size if the request does not.
    pub(super) fn methods(&self, builder: &Builder<'_>) -> Vec<String> {
        let returns = |name: &str| layout::Type {
            name: format!("rt::{name}"),
            arguments: vec![self.action.request.name.clone()],
        };
        let sdk = builder.sdk();
        let is_aligned = self.style() == Some(PageStyle::AlignedOffsetLimit);
        let aligned = if is_aligned { ", and the position must be a multiple of the size" } else { "" };
        let pages = format!(
            "Returns a stream of the pages of the list, each of which is the response to a separate request. The first \
             page has the position and the size that are set on the builder{aligned}. For the behavior on errors, see \
             [`pagination`]({sdk}::pagination)."
        );
        let items = "Returns a stream of the items of all [`pages`](Self::pages), in order.";
        vec![
            builder.end("pages", &pages, &returns("Pages"), "rt::Pages::new(&self.client.inner, self.value)"),
            builder.end("items", items, &returns("Items"), "self.pages().items()"),
        ]
    }

    fn style(&self) -> Option<PageStyle> {
        self.action.spec.pages.as_ref().map(|pages| pages.style)
    }

    /// Writes how a request moves through its list.
    pub(super) fn implementation(&self, context: &Context<'_>) -> String {
        let (request, response) = (&self.action.request.name, &self.action.response.name);
        let Type::List(item) = &self.items.spec.ty else {
            return String::new();
        };
        let item = rust_type(context, self.items.spec, item);
        let style = match self.style() {
            Some(style) if style.counts_pages() => "Number",
            Some(PageStyle::AlignedOffsetLimit) => "AlignedOffset",
            _ => "Offset",
        };
        let place = layout::list(8, "(", &[read(self.position), read(self.size)], ")", layout::Pad::Tight);
        let (position, size) = (write(self.position, "position"), write(self.size, "size"));
        let (items, total) = (&self.items.ident, &self.total.ident);
        let total = match (self.total.presence, &self.total.spec.ty) {
            (Presence::Plain, Type::Uint64) => format!("response.{total}"),
            (Presence::Plain, _) => format!("u64::try_from(response.{total}).unwrap_or_default()"),
            (_, Type::Uint64) => format!("response.{total}.unwrap_or_default()"),
            _ => format!("response.{total}.and_then(|total| u64::try_from(total).ok()).unwrap_or_default()"),
        };
        let returns = layout::Type::plain(format!("(&mut Vec<{item}>, u64)"));
        format!(
            "impl rt::Paged for {request} {{
    type Item = {item};

    const STYLE: rt::PageStyle = rt::PageStyle::{style};
    const LIST: &'static str = {list:?};

    #[inline]
    fn place(&self) -> (Option<u64>, Option<u64>) {{
        {place}
    }}

    #[inline]
    fn go_to(&mut self, position: u64, size: u64) {{
        {position}
        {size}
    }}

    #[inline]
    {head}
        {total}
        (&mut response.{items}, total)
    }}
}}
",
            list = self.items.spec.name,
            head = layout::method("fn items", &[format!("response: &mut {response}")], &returns, &[]),
            total = layout::assignment(8, "let total", &total),
        )
    }
}

fn read(field: &Field<'_>) -> String {
    let name = &field.ident;
    match (field.presence, &field.spec.ty) {
        (Presence::Plain, Type::Uint64) => format!("Some(self.{name})"),
        (Presence::Plain, _) => format!("u64::try_from(self.{name}).ok()"),
        (_, Type::Uint64) => format!("self.{name}"),
        _ => format!("self.{name}.and_then(|value| u64::try_from(value).ok())"),
    }
}

fn write(field: &Field<'_>, value: &str) -> String {
    let value = match &field.spec.ty {
        Type::Uint64 => value.to_owned(),
        _ => format!("i64::try_from({value}).unwrap_or(i64::MAX)"),
    };
    let value = if field.presence == Presence::Plain { value } else { format!("Some({value})") };
    layout::assignment(8, &format!("self.{}", field.ident), &value)
}
