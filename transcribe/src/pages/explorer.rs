//! Links to the API Explorer, whose query also contains the page's product, version and action.

use super::lines::Lines;

/// A link, and what its query contains.
pub(super) struct Link {
    pub(super) line: usize,
    pub(super) product: Option<String>,
    pub(super) version: Option<String>,
    pub(super) action: Option<String>,
}

/// Returns all links on a page, in Markdown or HTML.
pub(super) fn links(lines: &Lines) -> Vec<Link> {
    let found = lines.text.match_indices("api/explorer?").map(|(at, start)| {
        let query = lines.text.get(at + start.len()..).unwrap_or_default();
        let ends = |c: char| c.is_whitespace() || matches!(c, ')' | '"' | '\'' | '>' | '<' | ']' | '|');
        let query = query.split(ends).next().unwrap_or_default().replace("&amp;", "&");
        let value = |name: &str| {
            let mut parts = query.split('&').filter_map(|part| part.split_once('='));
            let value = parts.find(|(key, _)| *key == name).map(|(_, value)| value);
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        };
        Link {
            line: lines.number_at(at),
            product: value("Product"),
            version: value("Version"),
            action: value("Action"),
        }
    });
    found.filter(|link| link.product.is_some() || link.action.is_some()).collect()
}
