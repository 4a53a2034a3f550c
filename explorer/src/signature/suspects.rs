//! Clients that make one mistake each. The one whose signature was sent explains it.

mod body;
mod derivation;
mod headers;
mod json;
mod key;
mod request;
mod scene;
mod scope;
mod search;
pub(super) mod v1;

use std::iter;

use crate::signature::client::Tc3Client;
use crate::signature::diagnostic::Part;
use crate::signature::difference::first_difference;
use crate::signature::steps::{KeyVisibility, StepName};
pub(super) use scene::Scene;
use search::Search;
pub(super) use search::{Client, Suspect};

impl Scene<'_> {
    /// Returns the client whose signature was sent. The most likely mistakes are tried first.
    pub(super) fn search(&self) -> Option<Suspect<Tc3Client>> {
        let signature = self.authorization.signature.as_str();
        let mut written = self.expected().into_iter().map(|client| self.as_written(client));
        let base = written.next()?;
        if let Some(client) = iter::once(base.clone()).chain(written).find(|client| client.signature() == signature) {
            return Some(Suspect { client, diagnostic: None });
        }
        let mut search = Search::new(base, signature);
        key::add(&mut search, self.key, self.context);
        headers::add(&mut search, self);
        scope::add(&mut search, self);
        body::add(&mut search, self.request);
        request::add(&mut search, self.request);
        derivation::add(&mut search);
        self.add_own(&mut search);
        search.found
    }

    /// What the author pasted explains the signature even if the mistake in it is none of those known.
    fn add_own(&self, search: &mut Search<'_, Tc3Client>) {
        let expected = search.base.steps(KeyVisibility::Masked);
        let explain = |name: StepName, theirs: &str| {
            let ours = expected.get(name).and_then(|value| value.text()).unwrap_or_default();
            let difference = first_difference(name, ours, theirs)?;
            Some(format!("the {} differs: {}", name.label().to_lowercase(), difference.explanation))
        };
        let help = "make the line as expected";
        if let Some(theirs) = self.own.canonical_request
            && let Some(message) = explain(StepName::CanonicalRequest, theirs)
        {
            search.add(Part::CanonicalRequest, message, help, |client| client.canonical.own = Some(theirs.to_owned()));
        }
        if let Some(theirs) = self.own.string_to_sign
            && let Some(message) = explain(StepName::StringToSign, theirs)
        {
            search.add(Part::StringToSign, message, help, |client| client.own_string_to_sign = Some(theirs.to_owned()));
        }
    }
}
