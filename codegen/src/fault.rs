//! Collects what is wrong in a spec.

use std::collections::HashMap;

use crate::spec::{Fault, Source};

/// Collects faults and knows where in its file each of them stands.
#[derive(Default)]
pub(crate) struct Faults {
    /// Set while a product is checked of which nobody has written docs yet.
    pub(crate) texts_may_be_empty: bool,
    sources: HashMap<String, Source>,
    found: Vec<Fault>,
}

impl Faults {
    /// Keeps the places of a file, so that its faults can name line and column.
    pub(crate) fn locate(&mut self, file: &str, source: Source) {
        self.sources.insert(file.to_owned(), source);
    }

    /// Lets faults in the value of a misspelt key, found under the key that was meant, name the line it stands in.
    pub(crate) fn moved(&mut self, file: &str, misspelt: &str, meant: &str) {
        if let Some(source) = self.sources.get_mut(file) {
            source.alias(misspelt, meant);
        }
    }

    /// Reports a fault at a JSON pointer of a file. What lies in a value that is already at fault adds nothing.
    pub(crate) fn add(&mut self, file: &str, pointer: &str, what: impl Into<String>, mend: impl Into<String>) {
        let position = self.sources.get(file).and_then(|source| source.position(pointer));
        self.add_at(file, position, pointer, what, mend);
    }

    /// Reports a fault whose line and column are known.
    pub(crate) fn add_at(
        &mut self,
        file: &str,
        position: Option<(usize, usize)>,
        pointer: &str,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) {
        if self.covers(file, pointer) {
            return;
        }
        self.found.push(Fault {
            file: file.to_owned(),
            position,
            pointer: pointer.to_owned(),
            what: what.into(),
            mend: mend.into(),
        });
    }

    /// Whether a value, or one around it, is at fault already.
    pub(crate) fn covers(&self, file: &str, pointer: &str) -> bool {
        self.found.iter().filter(|fault| fault.file == file).any(|fault| {
            let rest = pointer.strip_prefix(&fault.pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether anything in a file is at fault.
    pub(crate) fn touch(&self, file: &str) -> bool {
        self.found.iter().any(|fault| fault.file == file)
    }

    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Fault> {
        self.found.sort();
        self.found
    }
}
