//! OIDC tokens. The emulator knows the keys of no identity provider, so it checks everything but the signature.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::reasons::Reason;
use crate::{products::refusal::Refusal, time::Time};

/// Checks a token: a JWT that has not expired.
pub(super) fn check(token: &str, now: Time) -> Result<(), Refusal> {
    let refusal = |problem: &str| Reason::WebIdentity.because(format!("`WebIdentityToken` {problem}"));
    let payload = payload(token).ok_or_else(|| {
        refusal("is not a JWT: three parts, separated by dots, of which the first two are JSON objects in Base64")
    })?;
    let expires = payload.get("exp").and_then(Value::as_f64);
    let expires = expires.ok_or_else(|| refusal("contains no time `exp` when it expires"))?;
    if (now.seconds() as f64) < expires { Ok(()) } else { Err(refusal("has expired")) }
}

fn payload(token: &str) -> Option<Map<String, Value>> {
    let object = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    match token.split('.').collect::<Vec<_>>()[..] {
        [header, payload, signature] if !signature.is_empty() => {
            let _: Map<String, Value> = object(header)?;
            object(payload)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_jwt_that_has_not_expired_is_accepted() {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = |payload: &str| format!("{}.{}.sig", encode("{}"), encode(payload));
        for (token, expect) in [
            (token(r#"{"exp":101,"sub":"pod"}"#), true),
            (token(r#"{"exp":101.5}"#), true),
            (token(r#"{"exp":100}"#), false),
            (token(r#"{"exp":"soon"}"#), false),
            (token("{}"), false),
            (token("[]"), false),
            (token(r#"{"exp":101}"#).replace(".sig", "."), false),
            (token(r#"{"exp":101}"#).replace(".sig", ""), false),
            (format!("x{}", token(r#"{"exp":101}"#)), false),
            (String::new(), false),
        ] {
            assert_eq!(check(&token, Time::from_seconds(100)).is_ok(), expect, "{token}");
        }
    }
}
