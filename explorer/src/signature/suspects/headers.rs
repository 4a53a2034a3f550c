//! Mistakes with the signed headers: their values, names and order.

use crate::signature::client::Tc3Client;
use crate::signature::context::Context;
use crate::signature::diagnostic::Part;
use crate::signature::pasted::Pasted;
use crate::signature::printable::bounded;
use crate::signature::suspects::scene::Scene;
use crate::signature::suspects::search::Search;

pub(super) fn add(search: &mut Search<'_, Tc3Client>, scene: &Scene<'_>) {
    for host in other_hosts(scene.request, scene.context) {
        let message = format!("the signature was made for the host `{}`", bounded(&host));
        search.add(Part::Host, message, "sign the value of the header `Host` that is sent, with its port", |client| {
            client.canonical.set("host", host);
        });
    }
    for content_type in other_content_types(search.base.canonical.get("content-type").unwrap_or_default()) {
        let message = format!("the signature was made with the content type `{}`", bounded(&content_type));
        let help = "sign the value of the header `Content-Type` that is sent, including its charset";
        search.add(Part::ContentType, message, help, |client| client.canonical.set("content-type", content_type));
    }
    values(search, scene);
    names(search);
    order(search, scene.request);
    missing(search, scene);
}

/// Returns hosts that a client may have signed, in place of the one that it sent.
pub(super) fn other_hosts(request: &Pasted, context: &Context<'_>) -> Vec<String> {
    let sent = request.host.clone().unwrap_or_default();
    let without_port = sent.split(':').next().unwrap_or_default().to_owned();
    let service = context.service.or(without_port.split('.').next()).unwrap_or_default().to_owned();
    let mut hosts = context.hosts.to_vec();
    for port in [":443", ":80"] {
        hosts.push(format!("{without_port}{port}"));
    }
    hosts.extend([format!("https://{sent}"), format!("{sent}/"), sent.to_ascii_lowercase()]);
    hosts.extend([
        without_port,
        format!("{service}.tencentcloudapi.com"),
        format!("{service}.intl.tencentcloudapi.com"),
    ]);
    if let Some(region) = request.header("x-tc-region") {
        hosts.push(format!("{service}.{region}.tencentcloudapi.com"));
    }
    hosts.extend(["tencentcloudapi.com".to_owned(), "localhost".to_owned(), "127.0.0.1".to_owned(), String::new()]);
    hosts.retain(|host| *host != sent);
    hosts
}

fn other_content_types(sent: &str) -> Vec<String> {
    let mut types: Vec<_> = [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "application/json;charset=UTF-8",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "multipart/form-data",
        "text/plain",
        "text/plain; charset=utf-8",
        "text/plain; charset=ISO-8859-1",
        "application/octet-stream",
        "*/*",
        "",
    ]
    .map(str::to_owned)
    .into();
    types.push(sent.to_ascii_lowercase());
    types.retain(|known| known != sent);
    types
}

fn values(search: &mut Search<'_, Tc3Client>, scene: &Scene<'_>) {
    let help = "sign names in lower case and values in lower case without surrounding spaces, as `name:value`";
    search.add(Part::Headers, "the values of headers were not signed in lower case", help, |client| {
        for (name, value) in &mut client.canonical.headers {
            if let Some(sent) = scene.request.header(name) {
                sent.clone_into(value);
            }
        }
    });
    search.add(Part::Headers, "there is a space before the values of the signed headers", help, |client| {
        for (_, value) in &mut client.canonical.headers {
            value.insert(0, ' ');
        }
    });
    search.add(Part::Headers, "the action was not signed in lower case", help, |client| {
        let action = scene.request.header("x-tc-action").unwrap_or_default();
        client.canonical.set("x-tc-action", action);
    });
}

fn names(search: &mut Search<'_, Tc3Client>) {
    let help = "sign the names of headers in lower case";
    let title = |name: &str| {
        let capital = |word: &str| match word.split_at_checked(1) {
            Some((first, rest)) => first.to_ascii_uppercase() + rest,
            None => String::new(),
        };
        name.split('-').map(capital).collect::<Vec<_>>().join("-")
    };
    let capitals = |client: &mut Tc3Client| {
        for (name, _) in &mut client.canonical.headers {
            *name = title(name);
        }
    };
    search.add(Part::Headers, "the names of the signed headers are not in lower case", help, capitals);
    search.add(Part::Headers, "the names of the signed headers are in lower case only in one place", help, |client| {
        client.canonical.signed_headers.make_ascii_lowercase();
    });
    search.add(Part::Headers, "no name of a signed header is in lower case", help, |client| {
        capitals(client);
        let names: Vec<_> = client.canonical.signed_headers.split(';').map(title).collect();
        client.canonical.signed_headers = names.join(";");
    });
    search.add(Part::SignedHeaders, "the names of the signed headers are separated by commas", help, |client| {
        client.canonical.signed_headers = client.canonical.signed_headers.replace(';', ",");
    });
}

/// The lines of the headers, or their names, can be in another order than in `SignedHeaders`.
fn order(search: &mut Search<'_, Tc3Client>, request: &Pasted) {
    let position = |name: &str| request.headers.iter().position(|header| header.name.eq_ignore_ascii_case(name));
    let mut sent = search.base.canonical.headers.clone();
    sent.sort_by_key(|(name, _)| position(name));
    let mut sorted = search.base.canonical.headers.clone();
    sorted.sort_unstable();
    let reversed = sorted.iter().rev().cloned().collect();
    for (headers, what) in [(sorted, "sorted"), (reversed, "in reverse order"), (sent, "in the order of the request")] {
        let names: Vec<_> = headers.iter().map(|(name, _)| name.clone()).collect();
        let names = names.join(";");
        let help = "sort the signed headers by name, in the canonical request and in `SignedHeaders`";
        for (lines, list, place) in [
            (true, false, "the lines of the signed headers are"),
            (false, true, "the names of the signed headers in the canonical request are"),
            (true, true, "the signed headers of the canonical request are"),
        ] {
            let message = format!("{place} {what}, unlike in `SignedHeaders`");
            search.add(Part::Order, message, help, |client| {
                if lines {
                    client.canonical.headers.clone_from(&headers);
                }
                if list {
                    client.canonical.signed_headers.clone_from(&names);
                }
            });
        }
    }
}

/// The list of names can be longer or shorter than what was signed.
fn missing(search: &mut Search<'_, Tc3Client>, scene: &Scene<'_>) {
    let help = "list exactly the signed headers in `SignedHeaders`";
    let names: Vec<_> = search.base.canonical.headers.iter().map(|(name, _)| name.clone()).collect();
    for name in &names {
        for also_names in [true, false] {
            let place = if also_names { "but not signed" } else { "but has no line in the canonical request" };
            let message = format!("the header `{name}` is in `SignedHeaders`, {place}");
            search.add(Part::SignedHeaders, message, help, |client| {
                client.canonical.headers.retain(|(known, _)| known != name);
                if also_names {
                    client.canonical.signed_headers = list(client);
                }
            });
        }
    }
    for header in &scene.request.headers {
        let name = header.name.to_ascii_lowercase();
        if names.contains(&name) || name == "authorization" {
            continue;
        }
        for value in [header.value.to_lowercase(), header.value.clone()] {
            let message = format!("the header `{name}` is signed, but not in `SignedHeaders`");
            search.add(Part::SignedHeaders, message, help, |client| {
                client.canonical.headers.push((name.clone(), value));
                client.canonical.headers.sort_unstable();
                client.canonical.signed_headers = list(client);
            });
        }
    }
}

fn list(client: &Tc3Client) -> String {
    client.canonical.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";")
}
