//! The names of all actions, as the search of the page reads them.
//!
//! A line is a version of a product: product, version, `+` if the product's name stands for another version, and the
//! sorted names. After an empty line, there is a line for each summary: product/version/action, and the text. Anything
//! shorter would take the browser longer to read than to receive.

use std::fmt::Write as _;
use std::sync::OnceLock;

use tencloud_spec::catalog::{self, Summary};

/// Returns the index.
pub(crate) fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = String::new();
        for names in catalog::names() {
            let mark = if names.is_meant { "" } else { "+" };
            let _ = write!(text, "{} {}{mark}", names.product, names.version);
            for name in names.actions() {
                let _ = write!(text, " {name}");
            }
            text.push('\n');
        }
        text.push('\n');
        for Summary { product, version, action, text: summary } in catalog::summaries() {
            let _ = writeln!(text, "{product}/{version}/{action} {summary}");
        }
        text
    })
}

/// Returns how many actions there are.
pub(crate) fn count() -> usize {
    static COUNT: OnceLock<usize> = OnceLock::new();
    *COUNT.get_or_init(|| catalog::names().map(|names| names.actions().count()).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_contains_all_actions() {
        let mut count = 0;
        for (line, names) in text().lines().zip(catalog::names()) {
            let mut words = line.split(' ').skip(2);
            for name in names.actions() {
                assert_eq!(words.next(), Some(name));
                count += 1;
            }
            assert_eq!(words.next(), None);
        }
        let (names, summaries) = text().split_once("\n\n").unwrap();
        assert_eq!(names.lines().count(), catalog::names().count());
        assert_eq!(summaries.lines().count(), catalog::summaries().count());
        assert!(count > 16_204, "{count}");
        assert!(text().len() < 450_000, "{}", text().len());
    }
}
