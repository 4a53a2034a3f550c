//! Why a state file cannot be used.

use std::{error::Error, fmt, io, path::PathBuf};

/// The error of [`Builder::state_file`](crate::Builder::state_file). The file is left as it is.
#[derive(Debug)]
#[non_exhaustive]
pub enum StateFileError {
    /// Another emulator uses the file.
    InUse(PathBuf),
    /// This is another kind of file.
    NotAStateFile(PathBuf),
    /// The file was written by a release whose format this one cannot read.
    OtherFormat {
        /// The file.
        file: PathBuf,
        /// Its format.
        format: String,
    },
    /// The file has been damaged before its end.
    Damaged {
        /// The file.
        file: PathBuf,
        /// The position of the damaged line, in bytes.
        offset: u64,
        /// What is wrong there.
        problem: String,
    },
    /// The file is complete, but this release cannot read the state in it.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What cannot be read.
        problem: String,
    },
    /// The file cannot be read or written.
    Io {
        /// The file.
        file: PathBuf,
        /// What the system reported.
        error: io::Error,
    },
}

impl fmt::Display for StateFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(file) => {
                write!(f, "another emulator uses the state file {}: stop it, or choose another file", file.display())
            }
            Self::NotAStateFile(file) => {
                write!(f, "{} is not a state file of the emulator: choose another file", file.display())
            }
            Self::OtherFormat { file, format } => write!(
                f,
                "the state file {} has the format {format}, and this release reads {}: use the release that wrote it, or delete it to start anew",
                file.display(),
                super::line::FORMAT
            ),
            Self::Damaged { file, offset, problem } => write!(
                f,
                "the state file {} is damaged at byte {offset} ({problem}): restore a copy of it, keep what is before that with `head -c {offset}`, or delete it to start anew",
                file.display()
            ),
            Self::Unreadable { file, problem } => write!(
                f,
                "cannot read the state in {} ({problem}): use the release that wrote it, or delete it to start anew",
                file.display()
            ),
            Self::Io { file, error } => write!(f, "cannot use the state file {}: {error}", file.display()),
        }
    }
}

impl Error for StateFileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
