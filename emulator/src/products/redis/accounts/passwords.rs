//! Password rules.

use crate::{
    params::Params,
    products::{
        redis::{
            reasons::Reason,
            state::{Engine, Password},
        },
        refusal::Refusal,
    },
};

const SYMBOLS: &str = "()`~!@#$%^&*-+=_|{}[]:;<>,.?/";

/// Returns the password of an order, or `None` if the order is for an instance without one.
pub(crate) fn password(engine: Engine, params: Params<'_>, vpc: &str) -> Result<Option<Password>, Refusal> {
    if params.boolean("NoAuth") {
        if vpc.is_empty() {
            let message = "an instance without a password must be in a VPC: send `VpcId` and `SubnetId`";
            return Err(Reason::PasswordFreeOutsideVpc.because(message));
        }
        return Ok(None);
    }
    if params.boolean("EncryptPassword") {
        let message = "the emulator cannot decrypt passwords: send `EncryptPassword` as false";
        return Err(Reason::NotEmulated.because(message));
    }
    let password = params.string("Password");
    if password.is_empty() {
        let message = "send `Password`, or `NoAuth` as true";
        return Err(Reason::PasswordMissing.because(message));
    }
    let fits_engine = if engine.is_ckv() { satisfies_ckv(password) } else { satisfies_redis(password) };
    let fits_policy = params.object("PasswordPolicy").is_none_or(|policy| satisfies_policy(password, policy));
    if !(fits_engine && fits_policy) {
        let message = "`Password` does not satisfy the rules: see the documentation of the parameter";
        return Err(Reason::PasswordRules.because(message));
    }
    Ok(Some(Password::new(password)))
}

fn count(password: &str, class: impl Fn(char) -> bool) -> i64 {
    password.chars().filter(|c| class(*c)).count() as i64
}

fn is_symbol(c: char) -> bool {
    SYMBOLS.contains(c)
}

/// Two of the four character classes, and no leading `/`. The spec limits the length.
fn satisfies_redis(password: &str) -> bool {
    let classes: [fn(char) -> bool; 4] =
        [|c| c.is_ascii_lowercase(), |c| c.is_ascii_uppercase(), |c| c.is_ascii_digit(), is_symbol];
    let allowed = password.chars().all(|c| classes.iter().any(|class| class(c)));
    let used = classes.iter().filter(|class| count(password, class) > 0).count();
    allowed && used >= 2 && !password.starts_with('/')
}

/// 8 to 30 letters and digits, and at least one of each.
fn satisfies_ckv(password: &str) -> bool {
    let (letters, digits) = (count(password, |c| c.is_ascii_alphabetic()), count(password, |c| c.is_ascii_digit()));
    let length = count(password, |_| true);
    letters > 0 && digits > 0 && letters + digits == length && (8..=30).contains(&length)
}

fn satisfies_policy(password: &str, policy: Params<'_>) -> bool {
    !policy.boolean("Enabled")
        || (count(password, |c| c.is_ascii_alphabetic()) >= policy.integer("MinLetterCount")
            && count(password, |c| c.is_ascii_digit()) >= policy.integer("MinDigitCount")
            && count(password, is_symbol) >= policy.integer("MinSpecialCount")
            && count(password, |_| true) >= policy.integer("MinLength"))
}
