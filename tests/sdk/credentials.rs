//! Sources of credentials, with real files, a real server and real programs.

mod chain;
#[cfg(unix)]
mod command;
mod emulated;
mod expiry;
mod files;
mod metadata;
mod named_roles;
#[cfg(unix)]
mod places;
mod refused;
mod roles;
mod values;

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tencloud::Environment;
use tencloud::credentials::{Credentials, CredentialsError, ProvideCredentials};

const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const TOKEN: &str = "tokenMadeUpForThisTest-wJalrXUtnFEMI-K7MDENG";

/// The expiry of credentials in responses that contain one.
const EXPIRY: u64 = 4_102_444_800;

fn expiring() -> Credentials {
    Credentials::new(ID, KEY).with_token(TOKEN).with_expiry(UNIX_EPOCH + Duration::from_secs(EXPIRY))
}

/// Creates a folder with files in it, and an environment of which it is the whole file system.
fn environment_of<'v>(
    files: &[(&str, &str)],
    variables: impl IntoIterator<Item = (&'v str, &'v str)>,
) -> (tempfile::TempDir, Environment) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(root.path(), path, text);
    }
    let environment = variables.into_iter().collect::<Environment>().with_root(root.path());
    (root, environment)
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path.trim_start_matches('/'));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The result that a table expects of a provider.
#[derive(Debug)]
enum Expected<'e> {
    Keys(Credentials),
    /// Not set up; contains parts of the error's text.
    NotSetUp(&'e [&'e str]),
    Broken(&'e [&'e str]),
}

/// Compares a result with what is expected of it. No error contains any part of a key.
fn check(place: &str, answer: Result<Credentials, CredentialsError>, expected: Expected<'_>) {
    let (error, set_up, parts) = match (answer, expected) {
        (Ok(keys), Expected::Keys(expected)) => {
            assert!(keys == expected, "{place}: {keys:?}");
            return;
        }
        (Err(error), Expected::NotSetUp(parts)) => (error, false, parts),
        (Err(error), Expected::Broken(parts)) => (error, true, parts),
        (answer, expected) => panic!("{place}: {answer:?}, not {expected:?}"),
    };
    let text = format!("{error} {error:?}");
    assert_eq!(error.is_set_up(), set_up, "{place}: {text}");
    assert!(parts.iter().all(|part| text.contains(part)), "{place}: {text}");
    assert!(![ID, KEY, TOKEN].iter().any(|secret| text.contains(secret)), "{place}: {text}");
}

async fn provide(provider: &dyn ProvideCredentials) -> Result<Credentials, CredentialsError> {
    provider.provide().await
}

#[expect(clippy::disallowed_methods, reason = "simulates the service, which has its own clock")]
pub(crate) fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
