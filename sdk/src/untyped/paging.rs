//! How an untyped list comes in pages.

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::pagination::PageStyle;
use crate::record::found;

/// How a list comes in pages: the parameters that select a page, and the results that contain its items.
///
/// Results are named by their paths, such as `InstanceSet`, or `Data.List` for the member `List` of the object `Data`.
///
/// ```
/// use tencloud::Paging;
///
/// let instances = Paging::offset("Offset", "Limit", "InstanceSet").total("TotalCount");
/// let templates = Paging::number("PageNumber", "PageSize", "Data.Templates").total("Data.Total");
/// let events = Paging::token("NextToken", "Data.NextToken", "Data.Events").over("Data.IsOver");
/// # let _ = (instances, templates, events);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it does nothing unless it is passed to `UntypedCall::pages`"]
pub struct Paging {
    pub(super) style: PageStyle,
    /// The parameter with the position or the token.
    pub(super) position: String,
    /// The parameter with the page size; empty in a list with tokens.
    pub(super) size: String,
    items: String,
    total: Option<String>,
    /// The token of the next page; empty in other lists.
    token: String,
    more: Option<String>,
    over: Option<String>,
    pub(super) as_strings: bool,
}

impl Paging {
    /// A list whose position counts items, from 0: the names of the parameters with the position and with the page size,
    /// and the path of the items.
    pub fn offset(position: impl Into<String>, size: impl Into<String>, items: impl Into<String>) -> Self {
        Self::at(PageStyle::Offset, position.into(), size.into(), items.into())
    }

    /// A list whose position counts items, from 0, and must be a multiple of the page size, because the service rounds
    /// or rejects other positions.
    pub fn aligned_offset(position: impl Into<String>, size: impl Into<String>, items: impl Into<String>) -> Self {
        Self::at(PageStyle::AlignedOffset, position.into(), size.into(), items.into())
    }

    /// A list whose position counts pages, from 1; see [`from_zero`](Self::from_zero).
    pub fn number(position: impl Into<String>, size: impl Into<String>, items: impl Into<String>) -> Self {
        Self::at(PageStyle::Number, position.into(), size.into(), items.into())
    }

    /// A list whose pages each contain the token of the next one: the name of the parameter that takes a token, and the
    /// paths of the next token and of the items.
    ///
    /// After the last page, the token is missing, empty or zero. A token that is a number is sent as a number.
    pub fn token(parameter: impl Into<String>, result: impl Into<String>, items: impl Into<String>) -> Self {
        let paging = Self::at(PageStyle::Token, parameter.into(), String::new(), items.into());
        Paging { token: result.into(), ..paging }
    }

    fn at(style: PageStyle, position: String, size: String, items: String) -> Self {
        let (total, token, more, over) = (None, String::new(), None, None);
        Paging { style, position, size, items, total, token, more, over, as_strings: false }
    }

    /// Counts the pages of a list of the form [`number`](Self::number) from 0. Other lists do not change.
    pub fn from_zero(self) -> Self {
        let style = if self.style == PageStyle::Number { PageStyle::NumberFromZero } else { self.style };
        Paging { style, ..self }
    }

    /// Sets the path of the total number of items, which may be a string with a number. It saves the request of an empty
    /// page at the end, and a list that ends before its total is an error.
    pub fn total(self, path: impl Into<String>) -> Self {
        Paging { total: Some(path.into()), ..self }
    }

    /// Sets the path of a boolean that is `false` in the last page, whatever token it contains.
    pub fn more(self, path: impl Into<String>) -> Self {
        Paging { more: Some(path.into()), ..self }
    }

    /// Sets the path of a boolean that is `true` in the last page, whatever token it contains.
    pub fn over(self, path: impl Into<String>) -> Self {
        Paging { over: Some(path.into()), ..self }
    }

    /// Sends positions, sizes and tokens as strings, for actions whose parameters have that type. A parameter that the
    /// call sets to a string stays one without it.
    pub fn as_strings(self) -> Self {
        Paging { as_strings: true, ..self }
    }

    /// Returns the items of a page; none if there is nothing at their path.
    pub(super) fn items<'v>(&self, response: &'v Value) -> Result<&'v [Value], Error> {
        let mut value = response;
        let mut path = String::new();
        for name in self.items.split('.') {
            value = match value.as_object() {
                Some(members) => members.get(name).unwrap_or(&Value::Null),
                None => return Err(misfit(&path, "an object", value)),
            };
            if value.is_null() {
                return Ok(&[]);
            }
            path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        }
        value.as_array().map(Vec::as_slice).ok_or_else(|| misfit(&path, "a list", value))
    }

    /// Takes the items of a page that has them.
    pub(super) fn take_items(&self, response: &mut Value) -> Vec<Value> {
        let list = self.items.split('.').try_fold(response, |value, name| value.get_mut(name));
        list.and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default()
    }

    /// Returns the total that a page reports; zero if it reports none.
    pub(super) fn total_of(&self, response: &Value) -> u64 {
        self.total.as_ref().and_then(|path| number(get(response, path)?)).unwrap_or_default()
    }

    /// Returns the token of the next page as JSON, which keeps its type.
    pub(super) fn next_token(&self, response: &Value) -> Option<String> {
        let is = |path: &Option<String>, flag: bool| {
            path.as_ref().and_then(|path| get(response, path)?.as_bool()).is_some_and(|found| found == flag)
        };
        if is(&self.more, false) || is(&self.over, true) {
            return None;
        }
        let token = get(response, &self.token)?;
        let is_token = match token {
            Value::String(text) => !text.is_empty(),
            Value::Number(number) => number.as_u64().is_some_and(|number| number > 0),
            _ => false,
        };
        is_token.then(|| token.to_string())
    }
}

/// Returns the value at a path.
fn get<'v>(response: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(response, |value, name| value.get(name))
}

/// Returns a number, which may be a string.
pub(super) fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// Creates the error of a response whose value at a path is something else than a page has.
fn misfit(path: &str, expected: &str, value: &Value) -> Error {
    let found = match value {
        Value::Null => found::NULL,
        Value::Bool(_) => found::BOOLEAN,
        Value::Number(_) => found::NUMBER,
        Value::String(_) => found::STRING,
        Value::Array(_) => found::LIST,
        Value::Object(_) => found::OBJECT,
    };
    let text = format!("unexpected response: {path}: expected {expected}, found {found}");
    Error::new(ErrorKind::MalformedResponse, text)
}
