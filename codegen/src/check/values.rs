//! Single values: texts, pages, rates.

use indexmap::IndexMap;

use crate::diagnostics::Diagnostics;
use crate::spec::{TODO, join};

pub(super) fn check_texts(texts: &IndexMap<String, String>, file: &str, pointer: &str, diagnostics: &mut Diagnostics) {
    for (key, text) in texts {
        check_doc(text, file, &join(pointer, key), diagnostics);
    }
}

pub(super) fn check_doc(text: &str, file: &str, pointer: &str, diagnostics: &mut Diagnostics) {
    if text.trim().is_empty() {
        if !diagnostics.texts_may_be_empty {
            diagnostics.add(file, pointer, "the text is empty", "describe it in your own words");
        }
    } else {
        is_left(text, file, pointer, diagnostics);
    }
}

/// Returns whether a text still has to be written, and reports that it does.
pub(super) fn is_left(text: &str, file: &str, pointer: &str, diagnostics: &mut Diagnostics) -> bool {
    let left = text.contains(TODO);
    if left {
        diagnostics.add(file, pointer, format!("left to fill in: {text}"), "replace it from the documentation page");
    }
    left
}

pub(super) fn check_page(page: &str, file: &str, pointer: &str, diagnostics: &mut Diagnostics) {
    if !is_left(page, file, pointer, diagnostics) && !page.starts_with("https://") {
        let message = format!("`{page}` is not the URL of a page");
        diagnostics.add(file, pointer, message, "write the full URL, starting with https://");
    }
}

pub(super) fn check_rate(rate: u32, file: &str, pointer: &str, help: &str, diagnostics: &mut Diagnostics) {
    if rate == 0 {
        diagnostics.add(file, pointer, "a rate of zero allows no request", help);
    }
}
