//! Collects what is wrong in a spec.

use std::collections::HashMap;

use crate::spec::{Diagnostic, Place, Source};

/// The place of a file of the spec.
pub(crate) fn file(path: &str) -> Place {
    Place::of_file(format!("spec/{path}"))
}

/// Errors in the files of a spec, each at the line and column of its value.
#[derive(Default)]
pub(crate) struct Diagnostics {
    /// Set while a product without written docs is checked.
    pub(crate) texts_may_be_empty: bool,
    sources: HashMap<String, Source>,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Keeps the places of a file's values, so that errors in them have a line and a column.
    pub(crate) fn locate(&mut self, path: &str, source: Source) {
        self.sources.insert(path.to_owned(), source);
    }

    /// Lets errors in the value of a misspelt key, found under the key that was meant, have the place of the misspelt one.
    pub(crate) fn moved(&mut self, path: &str, misspelt: &str, meant: &str) {
        if let Some(source) = self.sources.get_mut(path) {
            source.alias(misspelt, meant);
        }
    }

    /// Reports an error at a JSON pointer of a file. Errors inside of a value that is already wrong are left out.
    pub(crate) fn add(&mut self, path: &str, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let position = self.sources.get(path).and_then(|source| source.position(pointer));
        self.add_at(path, position, pointer, message, help);
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

    /// Whether a value, or one around it, is already wrong.
    pub(crate) fn covers(&self, path: &str, pointer: &str) -> bool {
        self.of_file(path).any(|found| {
            let rest = pointer.strip_prefix(&found.place.pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether anything in a file is wrong.
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
