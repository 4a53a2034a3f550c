//! Clients that make one mistake each. The one whose signature was sent explains it.

mod body;
mod derivation;
mod headers;
mod json;
mod key;
mod request;
mod scope;
pub(super) mod v1;

use std::iter;

use super::{
    Context, Diagnostic, KeyVisibility, KnownKey, OwnValues, Part, Pasted, StepName, Steps,
    authorization::Authorization,
    checks,
    client::{CanonicalRequest, Derivation, Hashed, Scope, SignatureEncoding, Tc3Client},
    client_v1::V1Client,
    digest::sha256_hex,
    first_difference,
    steps::utc_date,
};

/// Something that signs.
pub(super) trait Client {
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
pub(super) struct Suspect<C> {
    pub(super) client: C,
    /// The mistake, or `None` if the checks report it.
    pub(super) diagnostic: Option<Diagnostic>,
}

/// The search for the client whose signature was sent, among those that differ from the same client.
///
/// Candidates are compared one at a time and dropped, since they can be as large as the request.
pub(super) struct Search<'a, C> {
    base: C,
    signature: &'a str,
    found: Option<Suspect<C>>,
}

impl<'a, C: Client + Clone> Search<'a, C> {
    fn new(base: C, signature: &'a str) -> Self {
        Self { base, signature, found: None }
    }

    /// Tries a mistake, unless another one explains the signature already.
    fn add(&mut self, part: Part, message: impl Into<String>, help: impl Into<String>, change: impl FnOnce(&mut C)) {
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

/// A request that is signed with TC3, and what is known of its client.
pub(super) struct Scene<'a> {
    pub(super) request: &'a Pasted,
    pub(super) authorization: &'a Authorization,
    pub(super) context: &'a Context<'a>,
    pub(super) own: &'a OwnValues<'a>,
    pub(super) key: &'a KnownKey,
}

impl Scene<'_> {
    /// Returns the clients that make no mistake: one for each way of reading the body.
    pub(super) fn expected(&self) -> Vec<Tc3Client> {
        body::readings(self.request).iter().map(|body| self.client(body)).collect()
    }

    fn client(&self, body: &[u8]) -> Tc3Client {
        let timestamp = self.request.header("x-tc-timestamp").unwrap_or_default();
        let seconds = checks::seconds(timestamp);
        let date = seconds.map_or_else(|| self.authorization.date.clone(), utc_date);
        let scope = Scope { date, service: checks::service(self.request, self.context) };
        Tc3Client {
            secret_id: self.authorization.secret_id.clone(),
            secret_key: self.key.secret_key.clone(),
            canonical: self.canonical(body),
            timestamp: seconds.map_or_else(|| timestamp.to_owned(), |seconds| seconds.to_string()),
            key_scope: scope.clone(),
            scope,
            derivation: Derivation::Documented,
            hashed: Hashed::Canonical,
            own_string_to_sign: None,
            encoding: SignatureEncoding::Hex,
        }
    }

    fn canonical(&self, body: &[u8]) -> CanonicalRequest {
        let method = self.request.method.to_ascii_uppercase();
        let mut names: Vec<_> = self.authorization.names().iter().map(|name| name.to_ascii_lowercase()).collect();
        names.extend(["content-type".to_owned(), "host".to_owned()]);
        names.sort_unstable();
        names.dedup();
        let signed_headers = names.join(";");
        let headers = names.into_iter().map(|name| (self.signed_value(&name), name)).map(|(value, name)| (name, value));
        CanonicalRequest {
            // The signature of a `POST` request does not cover its query.
            query: if method == "GET" { self.request.query.clone() } else { String::new() },
            method,
            path: "/".to_owned(),
            headers: headers.collect(),
            signed_headers,
            empty_line: true,
            payload_hash: match self.request.header("x-tc-content-sha256") {
                Some("UNSIGNED-PAYLOAD") => sha256_hex("UNSIGNED-PAYLOAD"),
                _ => sha256_hex(body),
            },
            own: None,
            ending: "",
            newline: "\n",
        }
    }

    /// Returns the value of a header as the service signs it: the documentation requires lower case, but the service
    /// takes content type and host as they are sent.
    fn signed_value(&self, name: &str) -> String {
        let sent = self.request.header(name);
        match name {
            "host" => {
                let host = sent.or(self.request.host.as_deref());
                host.or(self.context.hosts.first().map(String::as_str)).unwrap_or_default().to_owned()
            }
            "content-type" => sent.unwrap_or("application/json").to_owned(),
            _ => sent.unwrap_or_default().to_lowercase(),
        }
    }

    /// Returns the client that does everything right but what can be read in the request.
    fn as_written(&self, expected: Tc3Client) -> Tc3Client {
        let mut client = expected;
        let Authorization { date, service, signed_headers, .. } = self.authorization;
        client.scope = Scope { date: date.clone(), service: service.clone() };
        client.key_scope = client.scope.clone();
        let timestamp = self.request.header("x-tc-timestamp").unwrap_or_default();
        timestamp.clone_into(&mut client.timestamp);
        signed_headers.clone_into(&mut client.canonical.signed_headers);
        let names = self.authorization.names();
        client.canonical.headers = names
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .map(|name| (client.canonical.get(&name).unwrap_or_default().to_owned(), name))
            .map(|(value, name)| (name, value))
            .collect();
        client
    }

    /// Returns the client whose signature was sent. The most likely mistakes are tried first.
    pub(super) fn search(&self) -> Option<Suspect<Tc3Client>> {
        let signature = self.authorization.signature.as_str();
        let bodies = body::readings(self.request);
        let mut written = bodies.iter().map(|body| self.as_written(self.client(body)));
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
