//! Password rules.

use super::policy::password_policy;
use crate::{
    params::Params,
    products::{
        redis::{
            reasons::Reason,
            state::{Engine, Instance, Password, PasswordPolicy},
        },
        refusal::Refusal,
    },
};

const SYMBOLS: &str = "()`~!@#$%^&*-+=_|{}[]:;<>,.?/";

/// Returns the password of an order, or `None` if the order is for an instance without one.
pub(crate) fn password(engine: Engine, params: Params<'_>, vpc: &str) -> Result<Option<Password>, Refusal> {
    let policy = password_policy(params)?;
    if params.boolean("NoAuth") {
        ensure_password_free(!vpc.is_empty(), params.boolean("EnableSSL"))?;
        return Ok(None);
    }
    ensure_plain(params)?;
    let password = params.string("Password");
    if password.is_empty() {
        let message = "send `Password`, or `NoAuth` as true";
        return Err(Reason::PasswordMissing.because(message));
    }
    check(engine, &policy, "Password", password).map(Some)
}

/// Returns a new password of an account of an instance, if it satisfies the rules.
pub(super) fn new_password(instance: &Instance, parameter: &str, password: &str) -> Result<Password, Refusal> {
    check(instance.config.engine, &instance.config.password_policy, parameter, password)
}

/// Returns a new password of the instance itself, if it satisfies the rules. Only here, the documentation excludes the
/// backtick.
pub(super) fn new_instance_password(instance: &Instance, password: &str) -> Result<Password, Refusal> {
    if password.contains('`') {
        return Err(Reason::PasswordRules.because("`Password` must not contain a backtick"));
    }
    new_password(instance, "Password", password)
}

/// Checks that an instance can be open to everyone who can reach its address.
pub(super) fn ensure_password_free(is_in_vpc: bool, is_exposed: bool) -> Result<(), Refusal> {
    if !is_in_vpc {
        let message = "an instance without a password must be in a VPC";
        return Err(Reason::PasswordFreeOutsideVpc.because(message));
    }
    if is_exposed {
        let message = "an instance with TLS or a public address must have a password";
        return Err(Reason::PasswordFreeDenied.because(message));
    }
    Ok(())
}

/// Checks that passwords are sent as they are. How to encrypt them is not documented.
pub(super) fn ensure_plain(params: Params<'_>) -> Result<(), Refusal> {
    if params.boolean("EncryptPassword") {
        let message = "the emulator cannot decrypt passwords: send `EncryptPassword` as false";
        return Err(Reason::NotEmulated.because(message));
    }
    Ok(())
}

fn check(engine: Engine, policy: &PasswordPolicy, parameter: &str, password: &str) -> Result<Password, Refusal> {
    let fits_engine = if engine.is_ckv() { satisfies_ckv(password) } else { satisfies_redis(password) };
    if !fits_engine {
        let message = format!("`{parameter}` does not satisfy the rules: see the documentation of the parameter");
        return Err(Reason::PasswordRules.because(message));
    }
    if !satisfies_policy(password, policy) {
        let message = format!("`{parameter}` does not satisfy the password policy of the instance");
        return Err(Reason::PasswordRules.because(message));
    }
    Ok(Password::new(password))
}

fn count(password: &str, class: impl Fn(char) -> bool) -> i64 {
    password.chars().filter(|c| class(*c)).count() as i64
}

fn is_symbol(c: char) -> bool {
    SYMBOLS.contains(c)
}

/// 8 to 64 characters of at least two of the four classes, and no leading `/`.
fn satisfies_redis(password: &str) -> bool {
    let classes: [fn(char) -> bool; 4] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit(), is_symbol];
    let allowed = password.chars().all(|c| classes.iter().any(|class| class(c)));
    let used = classes.iter().filter(|class| count(password, class) > 0).count();
    allowed && used >= 2 && !password.starts_with('/') && (8..=64).contains(&password.len())
}

/// 8 to 30 letters and digits, and at least one of each.
fn satisfies_ckv(password: &str) -> bool {
    let (letters, digits) = (count(password, |c| c.is_ascii_alphabetic()), count(password, |c| c.is_ascii_digit()));
    let length = count(password, |_| true);
    letters > 0 && digits > 0 && letters + digits == length && (8..=30).contains(&length)
}

fn satisfies_policy(password: &str, policy: &PasswordPolicy) -> bool {
    !policy.enabled
        || (count(password, |c| c.is_ascii_alphabetic()) >= policy.min_letters
            && count(password, |c| c.is_ascii_digit()) >= policy.min_digits
            && count(password, is_symbol) >= policy.min_symbols
            && count(password, |_| true) >= policy.min_length)
}
