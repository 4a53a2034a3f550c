//! Mistakes with method, path, query, and the form of the canonical request.

use crate::signature::client::Tc3Client;
use crate::signature::diagnostic::Part;
use crate::signature::encoding::{decode, encode, lower_case_escapes, map_values};
use crate::signature::pasted::Pasted;
use crate::signature::suspects::search::Search;

pub(super) fn add(search: &mut Search<'_, Tc3Client>, request: &Pasted) {
    let method = search.base.canonical.method.clone();
    for other in ["GET", "POST", "get", "post", ""] {
        let help = format!("sign the method that is sent, `{method}`");
        search.add(Part::Method, format!("the signature was made for the method `{other}`"), help, |client| {
            client.canonical.method = other.to_owned();
        });
    }
    for (path, what) in [("", "an empty path"), ("//", "the path `//`"), (request.path.as_str(), "the path of the URL")]
    {
        search.add(Part::Path, format!("the signature was made for {what}"), "sign the path `/`", |client| {
            client.canonical.path = path.to_owned();
        });
    }
    queries(search, request);
    form(search);
}

fn queries(search: &mut Search<'_, Tc3Client>, request: &Pasted) {
    let sent = &request.query;
    let help = "sign the query exactly as it is sent, encoded once; it is empty for `POST`";
    for (query, what) in [
        (map_values(sent, decode), "the signed query is not percent-encoded"),
        (map_values(sent, encode), "the signed query is percent-encoded twice"),
        (sent.replace('+', "%20"), "the signed query has `%20` for each space, unlike the one that is sent"),
        (sent.replace("%20", "+"), "the signed query has `+` for each space, unlike the one that is sent"),
        (lower_case_escapes(sent), "the signed query has escapes in lower case, unlike the one that is sent"),
        (map_values(sent, |value| encode(&decode(value))), "the signed query is percent-encoded differently"),
        (encode(sent), "the signed query is percent-encoded as a whole, with its `=` and `&`"),
    ] {
        search.add(Part::Encoding, what, help, |client| client.canonical.query = query);
    }
    let mut sorted: Vec<_> = sent.split('&').collect();
    sorted.sort_unstable();
    for (query, what) in [
        (sorted.join("&"), "the parameters of the signed query are in another order than in the one that is sent"),
        (format!("?{sent}"), "the signed query begins with `?`"),
        (sent.clone(), "the signature covers the query of a `POST` request"),
        (String::new(), "the query is not signed"),
        (body(request), "the signed query is the body"),
    ] {
        search.add(Part::Parameters, what, help, |client| client.canonical.query = query);
    }
}

fn body(request: &Pasted) -> String {
    String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()).into_owned()
}

fn form(search: &mut Search<'_, Tc3Client>) {
    let help = "write the headers, each followed by a newline, then an empty line, then their names";
    let part = Part::CanonicalRequest;
    search.add(part, "the empty line after the headers is missing", help, |client| client.canonical.empty_line = false);
    search.add(part, "the canonical request ends with a newline", "end it with the hash of the body", |client| {
        client.canonical.ending = "\n";
    });
    for (newline, what) in [("\r\n", "`\\r\\n`"), ("\\n", "the two characters `\\` and `n`"), ("", "nothing")] {
        let message = format!("the lines of the canonical request are separated by {what}");
        search.add(part, message, "separate the lines by a newline", |client| client.canonical.newline = newline);
    }
}
