//! The rules for passwords.

use crate::{error::ApiError, params::Params, secret::Secret};

use super::engines::Engine;

const SYMBOLS: &str = "()`~!@#$%^&*-+=_|{}[]:;<>,.?/";

/// The password that an order asks for; `None` where it asks for an instance without.
pub(super) fn choose(engine: &Engine, params: Params<'_>, vpc: &str) -> Result<Option<Secret>, ApiError> {
    if params.flag("NoAuth") {
        if vpc.is_empty() {
            let message = "only instances inside a VPC can do without a password";
            return Err(ApiError::new("InvalidParameterValue.BaseNetWorkAccessDeny", message));
        }
        return Ok(None);
    }
    if params.flag("EncryptPassword") {
        let message = "the emulator cannot decrypt passwords: send `EncryptPassword` as false";
        return Err(ApiError::new("UnsupportedOperation", message));
    }
    let password = params.text("Password");
    if password.is_empty() {
        let message = "send `Password`, or `NoAuth` as true";
        return Err(ApiError::new("InvalidParameterValue.PasswordEmpty", message));
    }
    let is_good = if engine.is_ckv() { suits_ckv(password) } else { suits_redis(password) };
    let is_good = is_good && params.structure("PasswordPolicy").is_none_or(|policy| suits_policy(password, policy));
    if !is_good {
        let message = "`Password` does not satisfy the rules: look at the parameter's documentation";
        return Err(ApiError::new("InvalidParameterValue.PasswordRuleError", message));
    }
    Ok(Some(Secret::new(password)))
}

fn count(password: &str, class: impl Fn(char) -> bool) -> i64 {
    password.chars().filter(|c| class(*c)).count() as i64
}

fn is_symbol(c: char) -> bool {
    SYMBOLS.contains(c)
}

/// Eight or more characters, of at least two classes; the spec bounds the length too.
fn suits_redis(password: &str) -> bool {
    let classes: [fn(char) -> bool; 4] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit(), is_symbol];
    let allowed = password.chars().all(|c| classes.iter().any(|class| class(c)));
    let used = classes.iter().filter(|class| count(password, class) > 0).count();
    allowed && used >= 2 && !password.starts_with('/')
}

/// Letters and digits, and both.
fn suits_ckv(password: &str) -> bool {
    let (letters, digits) = (count(password, |c| c.is_ascii_alphabetic()), count(password, |c| c.is_ascii_digit()));
    let length = count(password, |_| true);
    letters > 0 && digits > 0 && letters + digits == length && (8..=30).contains(&length)
}

fn suits_policy(password: &str, policy: Params<'_>) -> bool {
    !policy.flag("Enabled")
        || (count(password, |c| c.is_ascii_alphabetic()) >= policy.int("MinLetterCount")
            && count(password, |c| c.is_ascii_digit()) >= policy.int("MinDigitCount")
            && count(password, is_symbol) >= policy.int("MinSpecialCount")
            && count(password, |_| true) >= policy.int("MinLength"))
}
