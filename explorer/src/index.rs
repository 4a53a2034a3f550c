//! The names of all actions, as the search of the page reads them.
//!
//! Versions of products are apart by an empty line. The first line of one has the product, the version, `+` if the
//! product's name stands for another version, and the sorted names. The second line has the title of the product. Each
//! other line has a name and its summary. Anything shorter would take the browser longer to read than to receive.

use std::fmt::Write as _;
use std::sync::OnceLock;

use tencloud_spec::catalog::{self, Summary};

/// Returns the index.
pub(crate) fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = String::new();
        let mut summaries = catalog::summaries().peekable();
        for names in catalog::names() {
            let mark = if names.is_meant { "" } else { "+" };
            let _ = write!(text, "{} {}{mark}", names.product, names.version);
            for name in names.actions() {
                let _ = write!(text, " {name}");
            }
            let _ = writeln!(text, "\n{}", names.title);
            let is_of = |summary: &Summary| (summary.product, summary.version) == (names.product, names.version);
            while let Some(summary) = summaries.next_if(is_of) {
                let _ = writeln!(text, "{} {}", summary.action, summary.text);
            }
            text.push('\n');
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
        let (mut count, mut summaries) = (0, 0);
        for (part, names) in text().split_terminator("\n\n").zip(catalog::names()) {
            let mut lines = part.lines();
            let mut words = lines.next().unwrap().split(' ').skip(2);
            for name in names.actions() {
                assert_eq!(words.next(), Some(name));
                count += 1;
            }
            assert_eq!(words.next(), None);
            assert_eq!(lines.next(), Some(names.title));
            for line in lines {
                let (action, _) = line.split_once(' ').unwrap();
                assert!(names.actions().any(|name| name == action), "{line}");
                summaries += 1;
            }
        }
        assert_eq!(summaries, catalog::summaries().count());
        assert!(count > 16_204, "{count}");
        assert!(text().len() < 450_000, "{}", text().len());
        // The first page contains it, as it is.
        assert!(!text().contains(['<', '&']));
    }
}
