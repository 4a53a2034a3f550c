//! Any text as an endpoint's URL and a region: no panic, a host that HTTP can carry, and a password is never told.

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
    // The same with a user: what stands before the host is a secret.
    if let Some((scheme, host)) = url.split_once("://") {
        for user in [PASSWORD.to_owned(), format!("user:{PASSWORD}")] {
            let told = endpoint(&format!("{scheme}://{user}@{host}"), region).unwrap_or_else(|message| message);
            assert!(!told.contains(PASSWORD), "{told}");
        }
    }
});
