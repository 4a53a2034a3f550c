//! Cells that contain a type.

use tencloud_spec::{Type, nearest};

use super::inline::{Inline, is_identifier};
use super::vocabulary::{SCALAR_NAMES, scalar};

/// A type as written in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) ty: Type,
    /// Whether it names a struct without a link: then only other evidence distinguishes a struct from a typo.
    pub(super) bare: bool,
}

/// Reads a cell. `Err` contains what is wrong with it.
pub(super) fn read(cell: &Inline) -> Result<Named, String> {
    let words: Vec<&str> = cell.text.split_whitespace().collect();
    named(&words.join(" "), cell)
}

fn named(text: &str, cell: &Inline) -> Result<Named, String> {
    if let Some(item) = strip_list(text) {
        let item = named(item, cell)?;
        return Ok(Named { ty: Type::List(Box::new(item.ty)), bare: item.bare });
    }
    if let Some(ty) = scalar(text) {
        return Ok(Named { ty, bare: false });
    }
    if text.is_empty() {
        return Err("the type is missing".to_owned());
    }
    if !is_identifier(text) || !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Err(format!("unknown type `{text}`"));
    }
    let link = cell.links.iter().find(|link| link.text.ends_with(text));
    if let Some(fragment) = link.and_then(|link| link.fragment())
        && is_identifier(fragment)
        && !fragment.eq_ignore_ascii_case(text)
    {
        return Err(format!("the type `{text}` links to a different one, `{fragment}`"));
    }
    Ok(Named { ty: Type::Structure(text.to_owned()), bare: link.is_none() })
}

fn strip_list(text: &str) -> Option<&str> {
    let head = text.get(..9)?;
    head.eq_ignore_ascii_case("array of ").then(|| text.get(9..)).flatten()
}

/// Returns whether a text is the name of a scalar, or a list.
pub(super) fn is_plain(text: &str) -> bool {
    scalar(text).is_some() || strip_list(text).is_some()
}

/// Returns how to fix a type that cannot be read.
pub(super) fn help(text: &str) -> String {
    let text = strip_list(text).unwrap_or(text);
    let meant = nearest(text, SCALAR_NAMES.split(", "));
    let known = format!("write one of {SCALAR_NAMES}, `Array of …`, or the name of a struct with its link");
    meant.map_or(known.clone(), |meant| format!("write `{meant}`, or {known}"))
}

#[cfg(test)]
mod tests {
    use super::super::inline::InlineBuilder;
    use super::*;

    fn cell(text: &str, link: Option<(&str, &str)>) -> Inline {
        let mut builder = InlineBuilder::default();
        builder.text(text);
        if let Some((text, target)) = link {
            builder.open_link(target);
            builder.text(text);
            builder.close_link();
        }
        builder.finish()
    }

    #[test]
    fn types_of_cells() {
        for (text, link, expect) in [
            ("String", None, Ok("string")),
            ("Array of Integer", None, Ok("[int64]")),
            ("Array  Of  String", None, Ok("[string]")),
            ("Timestamp ISO8601", None, Ok("datetime_iso")),
            ("Array of Array of Float", None, Ok("[[float]]")),
            ("Array of ", Some(("InstanceSet", "/document/api/239/20022#InstanceSet")), Ok("[InstanceSet]")),
            ("", Some(("Filter", "/document/api/213/##Filter")), Ok("Filter")),
            ("", Some(("Filter", "#FilterX")), Err("the type `Filter` links to a different one, `FilterX`")),
            ("Instance", None, Ok("Instance")),
            ("Array", None, Ok("Array")),
            ("int64", None, Err("unknown type `int64`")),
            ("List<String>", None, Err("unknown type `List<String>`")),
            ("", None, Err("the type is missing")),
        ] {
            let found = read(&cell(text, link)).map(|named| named.ty.to_string());
            assert_eq!(found, expect.map(str::to_owned).map_err(str::to_owned), "{text}");
        }
        assert!(help("Strnig").contains("`String`"));
    }
}
