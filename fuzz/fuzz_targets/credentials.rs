//! Any text as a file or reply that holds keys: no panic, whole pairs only, and no error that tells a secret.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud::fuzzing::credentials;

const SECRET: &str = "S3cretKeyOfAUser";

fuzz_target!(|input: &str| {
    // Wherever the input puts it, the secret stays a secret.
    let text = input.replace('$', SECRET);
    for read in credentials(&text) {
        match read {
            Ok(Some(keys)) => {
                assert!(
                    !keys.secret_id().is_empty() && !keys.secret_key().expose().is_empty(),
                    "half a pair in {text:?}"
                );
                let shown = format!("{keys:?}");
                assert!(keys.secret_id().contains(SECRET) || !shown.contains(SECRET), "{shown}");
            }
            Ok(None) => {}
            Err(error) => {
                // A name in brackets is no secret: it is the profile's.
                assert!(!error.contains(SECRET), "{error:?} tells of {text:?}");
            }
        }
    }
});
