//! What has been entered in a form.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::submitted::{OTHERS, SET, Submitted};

/// The entries of a form, by the path of the parameter or of its part, such as `Filters.0.Values.1`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entries {
    /// The text of each input.
    pub(crate) texts: BTreeMap<String, String>,
    /// What is sent although it is empty.
    pub(crate) set: BTreeSet<String>,
    /// Parameters without an input, as a JSON object, or nothing.
    pub(crate) others: String,
}

impl Entries {
    /// Reads the entries that a form has sent.
    pub(crate) fn of(submitted: &Submitted) -> Entries {
        let owned = |(name, text): (&str, &str)| (name.to_owned(), text.replace("\r\n", "\n"));
        Entries {
            texts: submitted.parameters().map(owned).collect(),
            set: submitted.all(SET).map(str::to_owned).collect(),
            others: submitted.text(OTHERS).unwrap_or_default().to_owned(),
        }
    }

    /// Returns the text of an input.
    pub(crate) fn text(&self, path: &str) -> &str {
        self.texts.get(path).map(String::as_str).unwrap_or_default()
    }

    /// Returns whether the form has an input for this path, or for a part of it.
    pub(crate) fn has_inputs(&self, path: &str) -> bool {
        self.texts.contains_key(path)
            || self.set.contains(path)
            || self.texts.range(parts(path)).next().is_some()
            || self.set.range(parts(path)).next().is_some()
    }

    /// Returns whether something is entered for this path, or for a part of it.
    pub(crate) fn has_value(&self, path: &str) -> bool {
        !self.text(path).is_empty()
            || self.set.contains(path)
            || self.texts.range(parts(path)).any(|(_, text)| !text.is_empty())
            || self.set.range(parts(path)).next().is_some()
    }

    /// Returns how many inputs the form has at least.
    pub(crate) fn count_all(&self) -> usize {
        self.texts.len() + self.set.len()
    }

    /// Returns how many items of a list have inputs.
    pub(crate) fn count(&self, path: &str) -> usize {
        // Each item needs an entry, so that this ends.
        (0..).take_while(|index| self.has_inputs(&format!("{path}.{index}"))).count()
    }

    /// Adds an item to a list.
    pub(crate) fn add_item(&mut self, path: &str, is_structure: bool) {
        let item = format!("{path}.{}", self.count(path));
        if is_structure {
            self.set.insert(item);
        } else {
            self.texts.insert(item, String::new());
        }
    }

    /// Removes what is entered for a path. Items that follow it in its list move up.
    pub(crate) fn remove(&mut self, path: &str) {
        self.texts.retain(|found, _| !is_within(found, path));
        self.set.retain(|found| !is_within(found, path));
        let Some((list, index)) = path.rsplit_once('.').and_then(|(list, index)| Some((list, index.parse().ok()?)))
        else {
            return;
        };
        let index: usize = index;
        for index in index..usize::MAX {
            let next = format!("{list}.{}", index + 1);
            if !self.has_inputs(&next) {
                break;
            }
            self.rename(&next, &format!("{list}.{index}"));
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let renamed = |path: &str| format!("{to}{}", path.get(from.len()..).unwrap_or_default());
        let own = [from.to_owned()];
        let texts: Vec<String> = self.texts.range(parts(from)).map(|(path, _)| path).chain(&own).cloned().collect();
        for path in texts {
            if let Some(text) = self.texts.remove(&path) {
                self.texts.insert(renamed(&path), text);
            }
        }
        let set: Vec<String> = self.set.range(parts(from)).chain(&own).cloned().collect();
        for path in set {
            if self.set.remove(&path) {
                self.set.insert(renamed(&path));
            }
        }
    }
}

/// Returns the range of the paths of what is part of a path.
fn parts(path: &str) -> Range<String> {
    // The character after a dot is a slash.
    format!("{path}.")..format!("{path}/")
}

/// Returns whether a path is another one, or that of a part of it.
fn is_within(path: &str, whole: &str) -> bool {
    path.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(texts: &[(&str, &str)], set: &[&str]) -> Entries {
        Entries {
            texts: texts.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect(),
            set: set.iter().map(|path| path.to_string()).collect(),
            others: String::new(),
        }
    }

    #[test]
    fn items_are_counted_added_and_removed() {
        let mut form = entries(&[("A.0.B", "1"), ("A.1.B", "2"), ("A.2.B", "3"), ("AB.3", "x")], &["A.1.C"]);
        assert_eq!([form.count("A"), form.count("AB"), form.count("B")], [3, 0, 0]);
        form.remove("A.0");
        assert_eq!(form, entries(&[("A.0.B", "2"), ("A.1.B", "3"), ("AB.3", "x")], &["A.0.C"]));
        form.add_item("A", true);
        form.add_item("L", false);
        assert_eq!(form, entries(&[("A.0.B", "2"), ("A.1.B", "3"), ("AB.3", "x"), ("L.0", "")], &["A.0.C", "A.2"]));
        assert_eq!([form.has_inputs("L"), form.has_value("L"), form.has_value("A.2")], [true, false, true]);
        form.remove("A");
        assert_eq!(form, entries(&[("AB.3", "x"), ("L.0", "")], &[]));
    }
}
