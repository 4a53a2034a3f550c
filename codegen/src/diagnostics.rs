//! Collects the errors in a spec.

#[cfg(feature = "spec-files")]
use std::collections::HashMap;

#[cfg(feature = "spec-files")]
use crate::spec::Source;
use crate::spec::{Diagnostic, Place};

/// Returns the place of a file of the spec.
pub(crate) fn file(path: &str) -> Place {
    Place::of_file(format!("spec/{path}"))
}

/// Errors in the files of a spec, each at the line and column of its value.
#[derive(Default)]
pub(crate) struct Diagnostics {
    /// Set while a product without written docs is checked.
    pub(crate) texts_may_be_empty: bool,
    #[cfg(feature = "spec-files")]
    sources: HashMap<String, Source>,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Stores the places of a file's values, so that errors in them have a line and a column.
    #[cfg(feature = "spec-files")]
    pub(crate) fn locate(&mut self, path: &str, source: Source) {
        self.sources.insert(path.to_owned(), source);
    }

    /// Gives errors in the value of a misspelled key, which is read under the intended key, the place of the misspelled
    /// one.
    #[cfg(feature = "spec-files")]
    pub(crate) fn moved(&mut self, path: &str, misspelt: &str, meant: &str) {
        if let Some(source) = self.sources.get_mut(path) {
            source.alias(misspelt, meant);
        }
    }

    /// Reports an error at a JSON pointer of a file. Errors within a value that is already wrong are omitted.
    pub(crate) fn add(&mut self, path: &str, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.add_at(path, self.position(path, pointer), pointer, message, help);
    }

    #[cfg(feature = "spec-files")]
    fn position(&self, path: &str, pointer: &str) -> Option<(usize, usize)> {
        self.sources.get(path).and_then(|source| source.position(pointer))
    }

    /// Without files, values have no lines.
    #[cfg(not(feature = "spec-files"))]
    fn position(&self, _: &str, _: &str) -> Option<(usize, usize)> {
        None
    }

    /// Reports an error whose line and column are known.
    pub(crate) fn add_at(
        &mut self,
        path: &str,
        position: Option<(usize, usize)>,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.covers(path, pointer) {
            return;
        }
        let (line, column) = position.unzip();
        let place = Place { line, column, pointer: pointer.to_owned(), ..file(path) };
        self.found.push(Diagnostic::error(place, message).with_help(help));
    }

    /// Returns whether a value, or a value that contains it, is already wrong.
    pub(crate) fn covers(&self, path: &str, pointer: &str) -> bool {
        self.of_file(path).any(|found| {
            let rest = pointer.strip_prefix(&found.place.pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Returns whether anything in a file is wrong.
    #[cfg(feature = "spec-files")]
    pub(crate) fn touch(&self, path: &str) -> bool {
        self.of_file(path).next().is_some()
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort();
        self.found
    }

    fn of_file(&self, path: &str) -> impl Iterator<Item = &Diagnostic> {
        let place = file(path);
        self.found.iter().filter(move |found| found.place.file == place.file)
    }
}
