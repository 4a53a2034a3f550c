//! How actions return long lists in pages.

use serde::{Deserialize, Serialize};

use crate::default::is_default;

/// How an action returns a long list in pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The parameters that select a page.
    pub style: PageStyle,
    /// Whether pages are counted from 0 and not from 1.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_zero: bool,
    /// The result field that contains the items of a page. For a field of a struct, the names on the way to it, such as
    /// `Data.List`.
    pub items: String,
    /// The result field that contains the total number of items, an integer or a string with one. `null` if no result
    /// does, and in lists with tokens, which end without it; the key is required so that the total is not forgotten.
    #[cfg_attr(feature = "schema", schemars(schema_with = "name_or_null"))]
    pub total: Option<String>,
    /// Where the token of the next page is, in the style `token`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub token: Option<PageToken>,
}

/// The token that each page contains for the next one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageToken {
    /// The parameter that is set to the token, a string or an integer.
    pub parameter: String,
    /// The result field that contains the token of the next page. After the last page, it is absent, empty or zero.
    pub result: String,
    /// The boolean result field that is `false` in the last page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub more: Option<String>,
    /// The boolean result field that is `true` in the last page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub over: Option<String>,
}

/// The parameters that select a page of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageStyle {
    /// `Offset` counts items from 0; `Limit` is the page size.
    #[default]
    OffsetLimit,
    /// The same with an `Offset` that must be a multiple of `Limit`: the service rounds or rejects other offsets.
    AlignedOffsetLimit,
    /// `PageNumber` counts pages; `PageSize` is the page size.
    PageNumber,
    /// `PageNo` counts pages; `PageSize` is the page size.
    PageNo,
    /// `Page` counts pages; `PageSize` is the page size.
    Page,
    /// `Page` counts pages; `Limit` is the page size.
    PageLimit,
    /// `PageNum` counts pages; `PageSize` is the page size.
    PageNum,
    /// `PageIndex` counts pages; `PageSize` is the page size.
    PageIndex,
    /// `PageNo` counts pages; `PerPage` is the page size.
    PageNoPerPage,
    /// `Page` counts pages; `Rp` is the page size.
    PageRp,
    /// `Offset` counts items from 0; `Length` is the page size.
    OffsetLength,
    /// Each page contains the token of the next one.
    Token,
}

/// The styles by the names of their parameters: the one that selects a page, and the one that sets the page size.
const STYLES: [(PageStyle, &str, &str); 11] = [
    (PageStyle::OffsetLimit, "Offset", "Limit"),
    (PageStyle::AlignedOffsetLimit, "Offset", "Limit"),
    (PageStyle::PageNumber, "PageNumber", "PageSize"),
    (PageStyle::PageNo, "PageNo", "PageSize"),
    (PageStyle::Page, "Page", "PageSize"),
    (PageStyle::PageLimit, "Page", "Limit"),
    (PageStyle::PageNum, "PageNum", "PageSize"),
    (PageStyle::PageIndex, "PageIndex", "PageSize"),
    (PageStyle::PageNoPerPage, "PageNo", "PerPage"),
    (PageStyle::PageRp, "Page", "Rp"),
    (PageStyle::OffsetLength, "Offset", "Length"),
];

impl PageStyle {
    /// The styles that differ in the names of their parameters.
    pub fn all() -> impl Iterator<Item = PageStyle> {
        STYLES.iter().map(|(style, ..)| *style).filter(|style| *style != PageStyle::AlignedOffsetLimit)
    }

    /// Returns the parameter that selects a page, and the one that sets the page size. In lists with tokens, the former
    /// has no fixed name.
    pub fn parameters(self) -> Option<(&'static str, &'static str)> {
        STYLES.iter().find(|(style, ..)| *style == self).map(|(_, position, size)| (*position, *size))
    }

    /// Returns whether the position counts pages and not items.
    pub fn counts_pages(self) -> bool {
        self.parameters().is_some_and(|(position, _)| position != "Offset")
    }
}

impl Pages {
    /// Returns the parameters that a stream of pages sets from page to page.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let (position, size) = self.style.parameters().unzip();
        position.into_iter().chain(size).chain(self.token.iter().map(|token| token.parameter.as_str()))
    }
}

/// With an explicit schema, the key counts as required although it may be `null`.
#[cfg(feature = "schema")]
fn name_or_null(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["string", "null"] })
}
