//! What is wrong in a spec, where, and how to mend it.

use std::collections::HashMap;
use std::fmt;

use serde_json::Value;

use crate::source::Source;

/// One fault of the spec. Prints as `file:line:column: what; mend`, which editors turn into a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, relative to the folder `spec`.
    pub file: String,
    /// Line and column, both from 1, where the place can be told.
    pub position: Option<(usize, usize)>,
    /// JSON pointer to the value at fault; empty for the whole file.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub mend: String,
}

impl Fault {
    /// A fault of a whole file or folder.
    pub(crate) fn of_file(file: &str, what: String) -> Self {
        let mend = "read the message above; a newer form of the input may need a newer generator".to_owned();
        Fault { file: file.to_owned(), position: None, pointer: String::new(), what, mend }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "spec/{}", self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " ({})", self.pointer)?;
        }
        write!(f, ": {}; {}", self.what, self.mend)
    }
}

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

/// The known name that is nearest to a misspelt one, where one is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "write `x`" where a known name is near, else the given general advice.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    advise(nearest(name, known), otherwise)
}

/// "write `x`" where it is known what was meant, else the given general advice.
pub(crate) fn advise(meant: Option<&str>, otherwise: &str) -> String {
    meant.map_or_else(|| otherwise.to_owned(), |meant| format!("write `{meant}`, or {otherwise}"))
}

/// A value as a message shows it: whole where it is short.
pub(crate) fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
