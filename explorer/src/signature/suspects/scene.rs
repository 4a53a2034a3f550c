//! A request that is signed with TC3, as the service and as its client read it.

use crate::digest::sha256_hex;
use crate::signature::authorization::Authorization;
use crate::signature::checks::seconds;
use crate::signature::client::{CanonicalRequest, Derivation, Hashed, Scope, SignatureEncoding, Tc3Client};
use crate::signature::context::{Context, KnownKey, OwnValues};
use crate::signature::endpoint;
use crate::signature::pasted::Pasted;
use crate::signature::steps::utc_date;
use crate::signature::suspects::body::readings;

/// A request that is signed with TC3, and what is known of its client.
pub(crate) struct Scene<'a> {
    pub(crate) request: &'a Pasted,
    pub(crate) authorization: &'a Authorization,
    pub(crate) context: &'a Context<'a>,
    pub(crate) own: &'a OwnValues<'a>,
    pub(crate) key: &'a KnownKey,
}

impl Scene<'_> {
    /// Returns the clients that make no mistake: one for each way of reading the body, and for each host that the
    /// signature may cover.
    pub(crate) fn expected(&self) -> Vec<Tc3Client> {
        let mut clients: Vec<_> = readings(self.request).iter().map(|body| self.client(body)).collect();
        if let Some(host) = endpoint::without_port(self.request, self.context) {
            let others = clients.clone().into_iter().map(|mut client| {
                client.canonical.set("host", host);
                client
            });
            clients.extend(others);
        }
        clients
    }

    fn client(&self, body: &[u8]) -> Tc3Client {
        let timestamp = self.request.header("x-tc-timestamp").unwrap_or_default();
        let seconds = seconds(timestamp);
        let date = seconds.map_or_else(|| self.authorization.date.clone(), utc_date);
        let scope = Scope { date, service: endpoint::service(self.request, self.authorization, self.context) };
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
    pub(super) fn as_written(&self, expected: Tc3Client) -> Tc3Client {
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
}
