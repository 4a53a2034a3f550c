//! Reads any text as an endpoint URL and a region: no panic, only hosts that HTTP allows, and no error that contains a
//! password.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud::fuzzing::endpoint;

const PASSWORD: &str = "S3cretWordOfAUser";

fuzz_target!(|input: &str| {
    let (url, region) = match input.split_once('\n') {
        Some((url, region)) => (url, Some(region)),
        None => (input, None),
    };
    if let Ok(host) = endpoint(url, region) {
        assert!(!host.is_empty() && host.chars().all(|c| c.is_ascii_graphic()), "{url:?} has the host {host:?}");
        assert!(!host.contains(['/', '?', '#', '@', '\\']), "{url:?} has the host {host:?}");
    }
    // The same with a user: what precedes the host is a secret.
    if let Some((scheme, host)) = url.split_once("://") {
        for user in [PASSWORD.to_owned(), format!("user:{PASSWORD}")] {
            let told = endpoint(&format!("{scheme}://{user}@{host}"), region).unwrap_or_else(|message| message);
            assert!(!told.contains(PASSWORD), "{told}");
        }
    }
});
