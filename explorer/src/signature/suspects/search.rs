//! The search for the mistake that leads to a signature.

use crate::signature::client::Tc3Client;
use crate::signature::client_v1::V1Client;
use crate::signature::diagnostic::{Diagnostic, Part};
use crate::signature::steps::{KeyVisibility, Steps};

/// Something that signs.
pub(crate) trait Client {
    fn signature(&self) -> String;
    fn steps(&self, visibility: KeyVisibility) -> Steps;
}

impl Client for Tc3Client {
    fn signature(&self) -> String {
        self.signature()
    }

    fn steps(&self, visibility: KeyVisibility) -> Steps {
        self.steps(visibility)
    }
}

impl Client for V1Client {
    fn signature(&self) -> String {
        self.signature()
    }

    fn steps(&self, visibility: KeyVisibility) -> Steps {
        self.steps(visibility)
    }
}

/// A client that makes a mistake.
pub(crate) struct Suspect<C> {
    pub(crate) client: C,
    /// The mistake, or `None` if the checks report it.
    pub(crate) diagnostic: Option<Diagnostic>,
}

/// The search for the client whose signature was sent, among those that differ from the same client.
///
/// Candidates are compared one at a time and dropped, since they can be as large as the request.
pub(crate) struct Search<'a, C> {
    pub(super) base: C,
    signature: &'a str,
    pub(super) found: Option<Suspect<C>>,
}

impl<'a, C: Client + Clone> Search<'a, C> {
    pub(super) fn new(base: C, signature: &'a str) -> Self {
        Self { base, signature, found: None }
    }

    /// Tries a mistake, unless another one explains the signature already.
    pub(super) fn add(
        &mut self,
        part: Part,
        message: impl Into<String>,
        help: impl Into<String>,
        change: impl FnOnce(&mut C),
    ) {
        if self.found.is_some() {
            return;
        }
        let mut client = self.base.clone();
        change(&mut client);
        if client.signature() == self.signature {
            self.found = Some(Suspect { client, diagnostic: Some(Diagnostic::new(part, message, help)) });
        }
    }
}
