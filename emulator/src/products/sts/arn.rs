//! Resource names (ARNs) of roles and identity providers.

use super::{names, reasons::Reason};
use crate::{digest::sha256_hex, params::Params, products::refusal::Refusal};

/// The symbols in names, and the slash after `tencentcloudServiceRoleName`.
const SYMBOLS: &str = "+=,.@_-/";

/// Returns the uin of the account that owns a role.
pub(super) fn role_owner(params: Params<'_>) -> Result<u64, Refusal> {
    owner(params, "RoleArn", &["roleName/", "role/"])
}

/// Returns the uin of the account that owns a SAML identity provider.
pub(super) fn saml_provider_owner(params: Params<'_>) -> Result<u64, Refusal> {
    owner(params, "PrincipalArn", &["saml-provider/"])
}

/// Returns the number by which responses name a role.
pub(super) fn role_id(arn: &str) -> u64 {
    let hash = sha256_hex(arn.as_bytes());
    let digits = hash.get(..7).and_then(|hash| u64::from_str_radix(hash, 16).ok());
    461_168_601_800_000_000 + digits.unwrap_or_default()
}

fn owner(params: Params<'_>, parameter: &str, kinds: &[&str]) -> Result<u64, Refusal> {
    parse(params.string(parameter), kinds).ok_or_else(|| {
        let kind = kinds.first().copied().unwrap_or_default();
        Reason::Parameter.because(format!("`{parameter}` must have the form `qcs::cam::uin/UIN:{kind}NAME`"))
    })
}

fn parse(arn: &str, kinds: &[&str]) -> Option<u64> {
    let (uin, resource) = arn.strip_prefix("qcs::cam::uin/")?.split_once(':')?;
    let name = kinds.iter().find_map(|kind| resource.strip_prefix(kind))?;
    let is_name = (1..=160).contains(&name.len()) && names::consists_of(name, SYMBOLS);
    let is_number = uin.bytes().all(|byte| byte.is_ascii_digit());
    uin.parse().ok().filter(|_| is_name && is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_well_formed_names_are_accepted() {
        let roles = ["roleName/", "role/"];
        for (arn, expect) in [
            ("qcs::cam::uin/12345678:roleName/readOnlyRole", Some(12_345_678)),
            ("qcs::cam::uin/1:roleName/tencentcloudServiceRoleName/a_b-c", Some(1)),
            ("qcs::cam::uin/1:role/4611686018427", Some(1)),
            ("qcs::cam::uin/1:roleName/", None),
            ("qcs::cam::uin/1:roleName/a b", None),
            ("qcs::cam::uin/1:saml-provider/a", None),
            ("qcs::cam::uin/+1:roleName/a", None),
            ("qcs::cam::uin/:roleName/a", None),
            ("qcs::cam::uin/7989***:roleName/a", None),
            ("qcs::cam::uin/1", None),
            ("roleName/a", None),
        ] {
            assert_eq!(parse(arn, &roles), expect, "{arn}");
        }
        assert_ne!(role_id("a"), role_id("b"));
        assert_eq!(role_id("a").to_string().len(), 18);
    }
}
