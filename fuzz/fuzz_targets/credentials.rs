//! Reads any text as a file or response that contains credentials: no panic, only whole key pairs, and no error that
//! contains a secret.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud::fuzzing::credentials;

const SECRET: &str = "S3cretKeyOfAUser";

fuzz_target!(|input: &str| {
    // Wherever the input puts the secret, it must stay secret.
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
                // A name in brackets is not a secret: it is the name of the profile.
                assert!(!error.contains(SECRET), "{error:?} tells of {text:?}");
            }
        }
    }
});
