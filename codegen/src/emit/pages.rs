//! Actions that return a list in pages.

use super::builder::Builder;
use super::context::Context;
use super::layout;
use super::record::rust_type;
use crate::model::{Action, Field, Presence, Product, Record};
use crate::spec::{PageStyle, Pages, Type};

/// An action with pagination, and the fields that take part in it.
pub(super) struct Paged<'a> {
    action: &'a Action<'a>,
    pages: &'a Pages,
    selection: Selection<'a>,
    items: Path<'a>,
    total: Option<Path<'a>>,
}

/// How requests select a page.
enum Selection<'a> {
    Place { position: &'a Field<'a>, size: &'a Field<'a> },
    Token { parameter: &'a Field<'a>, result: Path<'a>, more: Option<Path<'a>>, over: Option<Path<'a>> },
}

/// A result, and the structs that contain it, outermost first.
struct Path<'a> {
    outer: Vec<&'a Field<'a>>,
    field: &'a Field<'a>,
}

/// Returns the action's pagination, if it has any.
pub(super) fn of<'a>(product: &'a Product<'a>, action: &'a Action<'a>) -> Option<Paged<'a>> {
    let pages = action.spec.pages.as_ref()?;
    let path = |path: &str| Path::of(product, &action.response, path);
    let optional = |name: &Option<String>| name.as_ref().map(|name| path(name));
    let selection = match (pages.style.parameters(), &pages.token) {
        (Some((position, size)), _) => {
            Selection::Place { position: find(&action.request, position)?, size: find(&action.request, size)? }
        }
        (None, Some(token)) => Selection::Token {
            parameter: find(&action.request, &token.parameter)?,
            result: path(&token.result)?,
            more: optional(&token.more).flatten(),
            over: optional(&token.over).flatten(),
        },
        (None, None) => return None,
    };
    Some(Paged { action, pages, selection, items: path(&pages.items)?, total: optional(&pages.total).flatten() })
}

fn find<'a>(record: &'a Record<'a>, name: &str) -> Option<&'a Field<'a>> {
    record.fields.iter().find(|field| field.spec.name == name)
}

impl<'a> Path<'a> {
    fn of(product: &'a Product<'a>, record: &'a Record<'a>, path: &str) -> Option<Path<'a>> {
        let Some((outer, rest)) = path.split_once('.') else {
            return Some(Path { outer: Vec::new(), field: find(record, path)? });
        };
        let outer = find(record, outer)?;
        let mut inner = Path::of(product, product.record(outer.spec.ty.structure()?)?, rest)?;
        inner.outer.insert(0, outer);
        Some(inner)
    }

    /// Returns the innermost struct by the name of its variable.
    fn home(&self) -> &str {
        self.outer.last().map_or("response", |field| &field.ident)
    }

    /// Writes the number, zero if it is unknown. `is_borrowed` means that there is a variable for the innermost struct.
    fn number(&self, is_borrowed: bool) -> String {
        match self.outer.as_slice() {
            [] => number_or_zero(self.field, "response"),
            [.., home] if is_borrowed => number_or_zero(self.field, &home.ident),
            [home, ..] if home.presence == Presence::Plain => {
                number_or_zero(self.field, &format!("response.{}", home.ident))
            }
            [home, ..] => {
                let number = number_or_zero(self.field, "outer");
                format!("response.{}.as_ref().map_or(0, |outer| {number})", home.ident)
            }
        }
    }

    /// Writes the statements that borrow the structs on the way, each from the one before.
    fn borrow(&self, how: impl Fn(Presence, &str) -> String) -> String {
        let mut place = "response";
        let mut statements = String::new();
        for field in &self.outer {
            let right = how(field.presence, &format!("{place}.{}", field.ident));
            statements += &layout::assignment(8, &format!("        let {}", field.ident), &right);
            statements.push('\n');
            place = &field.ident;
        }
        statements
    }
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
        let place = match (&self.selection, self.pages.style) {
            (Selection::Token { .. }, _) => {
                "The first page is that of the token that is set on the builder, or the first of the list; each page \
                 contains the token of the next one."
            }
            (_, PageStyle::AlignedOffsetLimit) => {
                "The first page has the position and the size that are set on the builder, and the position must be a \
                 multiple of the size."
            }
            _ => "The first page has the position and the size that are set on the builder.",
        };
        let pages = format!(
            "Returns a stream of the pages of the list, each of which is the response to a separate request. {place} For \
             the behavior on errors, see [`pagination`]({sdk}::pagination)."
        );
        let items = "Returns a stream of the items of all [`pages`](Self::pages), in order.";
        vec![
            builder.end("pages", &pages, &returns("Pages"), "rt::Pages::new(&self.client.inner, self.value)"),
            builder.end("items", items, &returns("Items"), "self.pages().items()"),
        ]
    }

    /// Writes how a request moves through its list.
    pub(super) fn implementation(&self, context: &Context<'_>) -> String {
        let request = &self.action.request.name;
        let Type::List(item) = &self.items.field.spec.ty else {
            return String::new();
        };
        let item = rust_type(context, self.items.field.spec, item);
        let style = match self.pages.style {
            PageStyle::Token => "Token",
            PageStyle::AlignedOffsetLimit => "AlignedOffset",
            style if style.counts_pages() && self.pages.from_zero => "NumberFromZero",
            style if style.counts_pages() => "Number",
            _ => "Offset",
        };
        let methods = match &self.selection {
            Selection::Place { position, size } => vec![place(position, size), self.items(&item)],
            Selection::Token { parameter, result, more, over } => {
                vec![go_to_token(parameter), self.items(&item), self.next_token(result, more.as_ref(), over.as_ref())]
            }
        };
        format!(
            "impl rt::Paged for {request} {{
    type Item = {item};

    const STYLE: rt::PageStyle = rt::PageStyle::{style};
    const LIST: &'static str = {list:?};

{methods}}}
",
            list = self.pages.items,
            methods = methods.join("\n"),
        )
    }

    /// Writes the method that returns the items and the total.
    fn items(&self, item: &str) -> String {
        let returns = layout::Type::plain(format!("(&mut Vec<{item}>, u64)"));
        let head = layout::method("fn items", &[self.response("&mut ")], &returns, &[]);
        let total = self.total.as_ref().map(|total| {
            let number = total.number(!self.items.outer.is_empty());
            layout::assignment(8, "        let total", &number) + "\n"
        });
        let name = if total.is_some() { "total" } else { "0" };
        let total = total.unwrap_or_default();
        let borrow = self.items.borrow(|presence, place| match presence {
            Presence::Plain | Presence::List => format!("&mut {place}"),
            Presence::Optional | Presence::Boxed => format!("{place}.get_or_insert_default()"),
        });
        // What is outside of the struct with the list is read before the struct is borrowed.
        let is_beside =
            self.total.as_ref().is_some_and(|total| !total.outer.is_empty() && !self.items.outer.is_empty());
        let body = if is_beside { borrow + &total } else { total + &borrow };
        let list = format!("{}.{}", self.items.home(), self.items.field.ident);
        let list = match self.items.field.presence {
            Presence::Optional | Presence::Boxed => format!("{list}.get_or_insert_default()"),
            Presence::Plain | Presence::List => format!("&mut {list}"),
        };
        format!("    #[inline]\n    {head}\n{body}        ({list}, {name})\n    }}\n")
    }

    /// Writes the method that returns the token of the next page.
    fn next_token(&self, result: &Path<'_>, more: Option<&Path<'_>>, over: Option<&Path<'_>>) -> String {
        let returns = layout::Type::plain("Option<String>");
        let head = layout::method("fn next_token", &[self.response("&")], &returns, &[]);
        let is_last = |flag: Option<&Path<'_>>, sign: &str, last: bool| {
            flag.map(|flag| {
                let place = format!("{}.{}", flag.home(), flag.field.ident);
                let condition = match flag.field.presence {
                    Presence::Plain => format!("{sign}{place}"),
                    _ => format!("{place} == Some({last})"),
                };
                (flag.outer.is_empty(), format!("        if {condition} {{\n            return None;\n        }}\n"))
            })
        };
        let (outside, inside): (Vec<_>, Vec<_>) = is_last(more, "!", false)
            .into_iter()
            .chain(is_last(over, "", true))
            .partition(|(is_outside, _)| *is_outside || result.outer.is_empty());
        let text = |checks: Vec<(bool, String)>| checks.into_iter().map(|(_, check)| check).collect::<String>();
        let borrow = result.borrow(|presence, place| match presence {
            Presence::Plain | Presence::List => format!("&{place}"),
            Presence::Optional | Presence::Boxed => format!("{place}.as_ref()?"),
        });
        let place = format!("{}.{}", result.home(), result.field.ident);
        let token = match (result.field.presence, result.field.spec.ty.is_integer()) {
            (Presence::Plain, false) => format!("Some({place}.clone())"),
            (_, false) => format!("{place}.clone()"),
            (Presence::Plain, true) => {
                format!("Some({place}).filter(|token| *token > 0).map(|token| token.to_string())")
            }
            (_, true) => format!("{place}.filter(|token| *token > 0).map(|token| token.to_string())"),
        };
        let (outside, inside) = (text(outside), text(inside));
        format!("    #[inline]\n    {head}\n{outside}{borrow}{inside}        {token}\n    }}\n")
    }

    fn response(&self, borrow: &str) -> String {
        format!("response: {borrow}{}", self.action.response.name)
    }
}

/// Writes the methods that return and set the place of a page.
fn place(position: &Field<'_>, size: &Field<'_>) -> String {
    let number = |field: &Field<'_>| number(field, "self", "value");
    let place = layout::list(8, "(", &[number(position), number(size)], ")", layout::Pad::Tight);
    let (position, size) = (write(position, "position"), write(size, "size"));
    format!(
        "    #[inline]
    fn place(&self) -> (Option<u64>, Option<u64>) {{
        {place}
    }}

    #[inline]
    fn go_to(&mut self, position: u64, size: u64) {{
        {position}
        {size}
    }}
"
    )
}

fn go_to_token(parameter: &Field<'_>) -> String {
    let value = match (parameter.presence, parameter.spec.ty.is_integer()) {
        (Presence::Plain, false) => "token",
        (_, false) => "Some(token)",
        (Presence::Plain, true) => "token.parse().unwrap_or_default()",
        (_, true) => "token.parse().ok()",
    };
    let token = layout::assignment(8, &format!("self.{}", parameter.ident), value);
    format!("    #[inline]\n    fn go_to_token(&mut self, token: String) {{\n        {token}\n    }}\n")
}

/// Writes a number, which may be a string, as an optional one.
fn number(field: &Field<'_>, home: &str, variable: &str) -> String {
    let place = format!("{home}.{}", field.ident);
    match (field.presence, &field.spec.ty) {
        (Presence::Plain, Type::Uint64) => format!("Some({place})"),
        (Presence::Plain, Type::String) => format!("{place}.parse().ok()"),
        (Presence::Plain, _) => format!("u64::try_from({place}).ok()"),
        (_, Type::Uint64) => place,
        (_, Type::String) => format!("{place}.as_deref().and_then(|{variable}| {variable}.parse().ok())"),
        _ => format!("{place}.and_then(|{variable}| u64::try_from({variable}).ok())"),
    }
}

/// Writes a number that is zero if it is unknown.
fn number_or_zero(field: &Field<'_>, home: &str) -> String {
    match (field.presence, &field.spec.ty) {
        (Presence::Plain, Type::Uint64) => format!("{home}.{}", field.ident),
        _ => {
            let number = number(field, home, "total");
            let fallible = if field.presence == Presence::Plain { number.strip_suffix(".ok()") } else { None };
            format!("{}.unwrap_or_default()", fallible.unwrap_or(&number))
        }
    }
}

fn write(field: &Field<'_>, value: &str) -> String {
    let value = match &field.spec.ty {
        Type::Uint64 => value.to_owned(),
        Type::String => format!("{value}.to_string()"),
        _ => format!("i64::try_from({value}).unwrap_or(i64::MAX)"),
    };
    let value = if field.presence == Presence::Plain { value } else { format!("Some({value})") };
    layout::assignment(8, &format!("self.{}", field.ident), &value)
}
