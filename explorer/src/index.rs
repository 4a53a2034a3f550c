//! The names of all actions, as the search of the page reads them.
//!
//! A line is a version of a product: product, version, `+` if the product's name stands for another version, and the
//! sorted names. A name starts with a digit in base 36: how many characters it shares with the name before it. That halves
//! what the browser reads. After an empty line, there is a line for each summary: product/version/action, and the text.

use std::fmt::Write as _;
use std::sync::OnceLock;

use tencloud_spec::catalog::{self, Summary};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Returns the index.
pub(crate) fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = String::new();
        for names in catalog::names() {
            let mark = if catalog::latest(names.product) == Some(names.version) { "" } else { "+" };
            let _ = write!(text, "{} {}{mark}", names.product, names.version);
            let mut last = "";
            for name in names.actions() {
                let shared = last.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count().min(DIGITS.len() - 1);
                let digit = DIGITS.get(shared).copied().unwrap_or(b'0');
                let _ = write!(text, " {}{}", char::from(digit), name.get(shared..).unwrap_or_default());
                last = name;
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
            let mut last = String::new();
            let mut words = line.split(' ').skip(2);
            for name in names.actions() {
                let (digit, rest) = words.next().unwrap().split_at(1);
                last.truncate(usize::from_str_radix(digit, 36).unwrap());
                last.push_str(rest);
                assert_eq!(last, name);
                count += 1;
            }
            assert_eq!(words.next(), None);
        }
        let (names, summaries) = text().split_once("\n\n").unwrap();
        assert_eq!(names.lines().count(), catalog::names().count());
        assert_eq!(summaries.lines().count(), catalog::summaries().count());
        assert!(count > 16_204, "{count}");
        assert!(text().len() < 300_000, "{}", text().len());
    }
}
