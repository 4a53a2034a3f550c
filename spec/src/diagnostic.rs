//! What is wrong in a spec, where, and how to mend it.

use std::fmt;

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
    pub fn of_file(file: &str, what: String) -> Self {
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
