//! What is wrong in a spec, where, and how to mend it.

use std::fmt;

/// One fault of the spec. Prints as `file:line:column: what. mend`, which editors turn into a link.
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
    nearest(name, known).map_or_else(|| otherwise.to_owned(), |meant| format!("write `{meant}`, or {otherwise}"))
}
