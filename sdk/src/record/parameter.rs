//! Parameters that the SDK does not know: JSON that is sent unchanged.

use serde_json::Value as Json;

use super::kind::Kind;
use super::traits::{Field, FieldsFn, Header, Record, Visit};
use crate::secret::Secret;

/// Parameters by wire name, which are sent in addition to the fields of a request or in place of them. `null` is not
/// sent.
///
/// Strings are secrets if their name, or the name of what contains them, sounds like a secret, since nothing else is
/// known about these parameters.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Parameter)>);

#[derive(Clone)]
enum Parameter {
    Secret(Secret),
    Scalar(Json),
    List(Vec<Parameter>),
    Object(Parameters),
}

impl Parameters {
    /// Adds a parameter, or replaces the one with the same name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Json>) {
        self.put(name.into(), value.into());
    }

    fn put(&mut self, name: String, value: Json) {
        let value = Parameter::new(value, names_secret(&name));
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// Returns the members of an object.
    pub(crate) fn of_object(members: impl IntoIterator<Item = (String, Json)>) -> Self {
        Self::new(members, false)
    }

    fn new(members: impl IntoIterator<Item = (String, Json)>, is_secret: bool) -> Self {
        let member = |(name, value): (String, Json)| {
            let value = Parameter::new(value, is_secret || names_secret(&name));
            (name, value)
        };
        Parameters(members.into_iter().map(member).collect())
    }
}

/// What the names of secrets contain, and how others end, in all products of the official metadata.
const PARTS: [&str; 9] =
    ["password", "passwd", "passphrase", "secret", "token", "tocken", "keymaterial", "keytab", "registercode"];
const ENDINGS: [&str; 20] = [
    "accesskeylist",
    "authcode",
    "checkcode",
    "cookie",
    "key",
    "keycontent",
    "keypass",
    "keys",
    "keystore",
    "kubeconfig",
    "livecode",
    "operatecredential",
    "plaintext",
    "psk",
    "pwd",
    "ticket",
    "usersig",
    "validationcode",
    "verificationcode",
    "verifycode",
];

/// Keys that are no secrets, and are too common to be hidden.
const HARMLESS: [&str; 4] = ["key", "keys", "tagkey", "tagkeys"];

fn names_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PARTS.iter().any(|part| name.contains(part))
        || (ENDINGS.iter().any(|ending| name.ends_with(ending))
            && !HARMLESS.contains(&name.as_str())
            && !name.ends_with("publickey"))
}

impl Parameter {
    fn new(value: Json, is_secret: bool) -> Self {
        match value {
            Json::String(text) if is_secret => Parameter::Secret(text.into()),
            Json::Array(items) => {
                Parameter::List(items.into_iter().map(|item| Parameter::new(item, is_secret)).collect())
            }
            Json::Object(members) => Parameter::Object(Parameters::new(members, is_secret)),
            scalar => Parameter::Scalar(scalar),
        }
    }
}

/// For writing only.
impl Field for Parameter {
    fn kind(&self) -> Kind {
        Kind::Any
    }

    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        match self {
            Parameter::Secret(secret) => visit.visit_secret(name, secret),
            Parameter::List(items) => visit.visit_list(name, items),
            Parameter::Object(members) => visit.visit_record(name, members),
            Parameter::Scalar(value) => value.visit(name, visit),
        }
    }
}

impl Record for Parameters {
    fn describe<'a>(&'a self, visit: Option<&mut dyn Visit<'a>>) -> Header<'a> {
        if let Some(visit) = visit {
            self.0.iter().for_each(|(name, value)| value.visit(name, visit));
        }
        Header::OPEN
    }

    fn with_fields_mut(&mut self, read: FieldsFn<'_>) {
        read(&mut []);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "Password",
            "NewPasswd",
            "SecretKey",
            "ApiToken",
            "CertificatePrivateKey",
            "DbPwd",
            "APIKeys",
            "Skey",
            "KeyTab",
        ] {
            assert!(names_secret(name), "{name}");
        }
        for name in ["InstanceId", "TagKey", "Key", "KeyName", "CallbackUrl", "PublicKey", "Code"] {
            assert!(!names_secret(name), "{name}");
        }
    }
}
