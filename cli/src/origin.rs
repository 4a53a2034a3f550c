//! Where settings come from, so that errors can name it.

use crate::failure::Failure;

/// Where the value of a setting comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) key: &'static str,
    pub(crate) value: String,
    /// An option, a variable, or a file.
    pub(crate) origin: String,
}

impl Origin {
    /// Adds to a failure where the wrong value comes from, unless everyone can see it: in the command line.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        if self.origin.starts_with("--") {
            return failure;
        }
        failure.set_in(&self.value, &format!("`{}` is set in {}", self.key, self.origin))
    }
}
