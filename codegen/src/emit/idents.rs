//! Names as tokens, and as they are spelled in files and links.

use proc_macro2::{Ident, Span};

/// Returns a name as a token.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Returns a name as it is spelled in files and links, without the prefix of a raw identifier.
pub(super) fn plain(name: &str) -> &str {
    name.trim_start_matches("r#")
}
