//! Mistakes with the secret key, of both signature versions.

use tencloud::Secret;

use crate::signature::client::Tc3Client;
use crate::signature::client_v1::V1Client;
use crate::signature::context::{Context, KnownKey};
use crate::signature::diagnostic::Part;
use crate::signature::suspects::search::{Client, Search};

/// A client whose secret key can be replaced.
pub(super) trait WithKey: Client + Clone {
    fn set_key(&mut self, key: Secret);
}

impl WithKey for Tc3Client {
    fn set_key(&mut self, key: Secret) {
        self.secret_key = key;
    }
}

impl WithKey for V1Client {
    fn set_key(&mut self, key: Secret) {
        self.secret_key = key;
    }
}

/// What surrounds the key, before and after it.
const SURROUNDINGS: [(&str, &str, &str); 11] = [
    ("", " ", "followed by a space"),
    (" ", "", "preceded by a space"),
    (" ", " ", "surrounded by spaces"),
    ("", "\n", "followed by a newline"),
    ("", "\r\n", "followed by a carriage return and a newline"),
    ("", "\r", "followed by a carriage return"),
    ("", "\t", "followed by a tab"),
    ("\t", "", "preceded by a tab"),
    ("\"", "\"", "in double quotes"),
    ("'", "'", "in single quotes"),
    ("\u{feff}", "", "preceded by a byte order mark"),
];

pub(super) fn add<C: WithKey>(search: &mut Search<'_, C>, key: &KnownKey, context: &Context<'_>) {
    let secret = key.secret_key.expose();
    let help = "use the key alone: trim what you read from a file or an environment variable";
    for (before, after, what) in SURROUNDINGS {
        search.add(Part::Key, format!("the signature was made with the key {what}"), help, |client| {
            client.set_key(format!("{before}{secret}{after}").into());
        });
    }
    for (other, what) in [
        (secret.to_ascii_lowercase(), "the key in lower case"),
        (secret.to_ascii_uppercase(), "the key in upper case"),
        (key.secret_id.clone(), "the SecretId instead of the secret key"),
        (String::new(), "an empty key"),
    ] {
        let message = format!("the signature was made with {what}");
        search.add(Part::Key, message, "use the secret key as it was issued", |client| client.set_key(other.into()));
    }
    for other in context.keys.iter().filter(|other| other.secret_id != key.secret_id) {
        let message = format!("the signature was made with the key of `{}`", other.secret_id);
        let help = "use the SecretId and the secret key of the same pair";
        search.add(Part::Key, message, help, |client| client.set_key(other.secret_key.clone()));
    }
}
