//! Mistakes with signature version 1.

use std::iter;

use tencloud::signing::v1::Algorithm;

use crate::signature::checks::v1_algorithm;
use crate::signature::client_v1::{Base64, V1Client};
use crate::signature::context::{Context, KnownKey, OwnValues};
use crate::signature::diagnostic::Part;
use crate::signature::difference::first_difference;
use crate::signature::encoding::encode;
use crate::signature::endpoint;
use crate::signature::pasted::Pasted;
use crate::signature::printable::bounded;
use crate::signature::steps::{KeyVisibility, StepName};
use crate::signature::suspects::search::{Search, Suspect};
use crate::signature::suspects::{headers, key};

/// A request with signature version 1, and what is known of its client.
pub(crate) struct Scene<'a> {
    pub(crate) request: &'a Pasted,
    pub(crate) parameters: &'a [(String, String)],
    pub(crate) context: &'a Context<'a>,
    pub(crate) own: &'a OwnValues<'a>,
    pub(crate) key: &'a KnownKey,
    pub(crate) signature: &'a str,
}

impl Scene<'_> {
    /// Returns the clients that make no mistake: one for each host that the signature may cover.
    pub(crate) fn expected(&self) -> Vec<V1Client> {
        let host = self.request.host.as_deref().or(self.context.hosts.first().map(String::as_str));
        let without_port = endpoint::without_port(self.request, self.context);
        iter::once(host.unwrap_or_default()).chain(without_port).map(|host| self.client(host)).collect()
    }

    fn client(&self, host: &str) -> V1Client {
        let mut sorted = without_signature(self.parameters);
        sorted.sort_by(|(name, _), (other, _)| name.cmp(other));
        let method = sorted.iter().find(|(name, _)| name == "SignatureMethod").map(|(_, value)| value.as_str());
        V1Client {
            secret_key: self.key.secret_key.clone(),
            method: self.request.method.to_ascii_uppercase(),
            host: host.to_owned(),
            path: "/?".to_owned(),
            algorithm: v1_algorithm(method),
            parameters: sorted,
            own_string_to_sign: None,
            encoding: Base64::Standard,
        }
    }

    /// Returns the client whose signature was sent. The most likely mistakes are tried first.
    pub(crate) fn search(&self) -> Option<Suspect<V1Client>> {
        let mut search = Search::new(self.expected().into_iter().next()?, self.signature);
        key::add(&mut search, self.key, self.context);
        order(&mut search, self.parameters);
        values(&mut search);
        target(&mut search, self);
        algorithm(&mut search);
        omitted(&mut search);
        own_values(&mut search, self.own);
        search.found
    }
}

fn without_signature(parameters: &[(String, String)]) -> Vec<(String, String)> {
    parameters.iter().filter(|(name, _)| name != "Signature").cloned().collect()
}

/// Host, method and path are in front of the parameters.
fn target(search: &mut Search<'_, V1Client>, scene: &Scene<'_>) {
    for host in headers::other_hosts(scene.request, scene.context) {
        let message = format!("the signature was made for the host `{}`", bounded(&host));
        search.add(Part::Host, message, "sign the host that the request is sent to", |client| client.host = host);
    }
    for method in ["GET", "POST", "get", "post", ""] {
        let message = format!("the signature was made for the method `{method}`");
        search.add(Part::Method, message, "sign the method that is sent, in upper case", |client| {
            client.method = method.to_owned();
        });
    }
    for path in ["?", "/", "", "/v2/index.php?", "/?&"] {
        let message = format!("`{path}` is between the host and the parameters in the string to sign");
        search.add(Part::Path, message, "write `/?` there", |client| client.path = path.to_owned());
    }
}

fn order(search: &mut Search<'_, V1Client>, parameters: &[(String, String)]) {
    let sent = without_signature(parameters);
    let mut without_case = sent.clone();
    without_case.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    let mut natural = sent.clone();
    natural.sort_by_key(|(name, _)| natural_key(name));
    for (order, what) in [
        (sent, "in the order in which they are sent, not sorted"),
        (without_case, "sorted without regard to case"),
        (natural, "sorted with their indexes as numbers"),
        (search.base.parameters.iter().rev().cloned().collect(), "sorted in reverse"),
    ] {
        let message = format!("the signed parameters are {what}");
        let help = "sort the names by their ASCII codes: upper case before lower case, `A.10` before `A.2`";
        search.add(Part::Order, message, help, |client| client.parameters = order);
    }
}

/// Compares `A.2` and `A.10` as people do.
fn natural_key(name: &str) -> Vec<(Option<u64>, String)> {
    name.split('.').map(|part| (part.parse().ok(), part.to_owned())).collect()
}

fn values(search: &mut Search<'_, V1Client>) {
    let help = "sign the values as they are, and encode them only when the request is sent";
    type Change = fn(&str) -> String;
    let changes: [(Change, &str); 4] = [
        (encode, "percent-encoded"),
        (|value| encode(value).replace("%20", "+"), "encoded as in a form"),
        (|value| value.replace(' ', "+"), "signed with `+` for each space"),
        (|value| value.to_lowercase(), "signed in lower case"),
    ];
    for (change, what) in changes {
        search.add(Part::Encoding, format!("the values of the parameters were {what}"), help, |client| {
            for (_, value) in &mut client.parameters {
                *value = change(value);
            }
        });
    }
    search.add(Part::Parameters, "underscores in the names of parameters were signed as dots", help, |client| {
        for (name, _) in &mut client.parameters {
            *name = name.replace('_', ".");
        }
    });
}

fn algorithm(search: &mut Search<'_, V1Client>) {
    let help = "send the `SignatureMethod` that was used; without it, the service expects HmacSHA1";
    for algorithm in [Algorithm::HmacSha1, Algorithm::HmacSha256] {
        let message = format!("the signature was made with {}", algorithm.as_str());
        search.add(Part::Algorithm, message, help, |client| client.algorithm = algorithm);
    }
    let help = "write the signature in Base64, and percent-encode it once when the request is sent";
    for (encoding, what) in [
        (Base64::PlusAsSpace, "the signature is not percent-encoded, so that its `+` arrives as a space"),
        (Base64::EncodedTwice, "the signature is percent-encoded twice"),
        (Base64::UrlSafe, "the signature is in the URL-safe alphabet of Base64"),
        (Base64::WithoutPadding, "the signature lacks the `=` at its end"),
    ] {
        search.add(Part::Encoding, what, help, |client| client.encoding = encoding);
    }
}

/// The largest number of parameters that are left out, one at a time.
const MAX_OMITTED: usize = 200;

fn omitted(search: &mut Search<'_, V1Client>) {
    let names: Vec<_> = search.base.parameters.iter().map(|(name, _)| name.clone()).take(MAX_OMITTED).collect();
    for name in names {
        let message = format!("the parameter `{}` is sent, but not signed", bounded(&name));
        search.add(Part::Parameters, message, "sign all parameters except `Signature`", |client| {
            client.parameters.retain(|(known, _)| *known != name);
        });
    }
    search.add(
        Part::Parameters,
        "an empty `Signature` was signed",
        "sign all parameters except `Signature`",
        |client| {
            client.parameters.push(("Signature".to_owned(), String::new()));
            client.parameters.sort();
        },
    );
}

fn own_values(search: &mut Search<'_, V1Client>, own: &OwnValues<'_>) {
    let steps = crate::signature::suspects::search::Client::steps(&search.base, KeyVisibility::Masked);
    let ours = steps.get(StepName::StringToSign).and_then(|value| value.text()).unwrap_or_default();
    if let Some(theirs) = own.string_to_sign
        && let Some(difference) = first_difference(StepName::StringToSign, ours, theirs)
    {
        let message = format!("the string to sign differs: {}", difference.explanation);
        search.add(Part::StringToSign, message, "make it as expected", |client| {
            client.own_string_to_sign = Some(theirs.to_owned());
        });
    }
}
