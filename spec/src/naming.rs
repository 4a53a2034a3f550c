//! What the name of a field suggests. A name proves nothing: people decide, and only products without written docs rely
//! on it.

use crate::field::Field;

/// Words that occur in the names of secrets.
const SECRETS: [&str; 71] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "keypass",
    "secret",
    "token",
    "keymaterial",
    "accesskey",
    "aeskey",
    "apikey",
    "appkey",
    "authkey",
    "decryptkey",
    "decryptionkey",
    "deskey",
    "encryptkey",
    "encryptionkey",
    "presharekey",
    "presharedkey",
    "privatekey",
    "sessionkey",
    "signkey",
    "psk",
    "usersig",
    "openkey",
    "callbackkey",
    "forwardkey",
    "certkey",
    "certificatekey",
    "clientkey",
    "licensekey",
    "playkey",
    "kubeconfig",
    "tocken",
    "providerkey",
    "skey",
    "keycontent",
    "datakey",
    "applicationkey",
    "registercode",
    "merchantkey",
    "vpnkey",
    "plaintext",
    "encryptedkey",
    "cookie",
    "authcode",
    "verifycode",
    "verificationcode",
    "smscode",
    "otp",
    "signingkey",
    "masterkey",
    "serverkey",
    "hmackey",
    "rsakey",
    "connectorkey",
    "dbpass",
    "keyparamvalue",
    "backkey",
    "devicesignature",
    "keystore",
    "keytab",
    "notifykey",
    "nwkkey",
    "operatecredential",
    "plainkey",
    "privatemapkey",
    "signaturekey",
    "streamenkey",
    "streamkey",
];

/// Endings of names that refer to a secret without being one.
const ABOUT_SECRETS: [&str; 43] = [
    "algorithm",
    "alias",
    "complexity",
    "cost",
    "count",
    "date",
    "day",
    "description",
    "domain",
    "dvauthkey",
    "endpoint",
    "enum",
    "expiration",
    "expire",
    "header",
    "id",
    "idlist",
    "length",
    "location",
    "md5",
    "message",
    "method",
    "mode",
    "name",
    "origin",
    "parameter",
    "path",
    "policy",
    "prefix",
    "provider",
    "region",
    "remark",
    "result",
    "source",
    "spec",
    "state",
    "status",
    "subdomain",
    "time",
    "type",
    "url",
    "usage",
    "version",
];

/// Endings of the names of harmless tokens: positions in a list, idempotency tokens, parts of a text.
const HARMLESS_TOKENS: [&str; 13] = [
    "cachedtoken",
    "clienttoken",
    "continuetoken",
    "creationtoken",
    "idempotencytoken",
    "inputtoken",
    "nexttoken",
    "outputtoken",
    "pagetoken",
    "paginationtoken",
    "reasoningtoken",
    "scrolltoken",
    "totaltoken",
];

/// Endings of the names of links that grant access to anyone who has them.
const PRESIGNED: [&str; 12] = [
    "authorizedurl",
    "downloadlink",
    "downloadurl",
    "loginurl",
    "presignedurl",
    "presignurl",
    "pushurl",
    "signedurl",
    "signurl",
    "uploadurl",
    "webhook",
    "webhookurl",
];

/// Endings of the names of ids that identify asynchronous operations.
const ASYNC_IDS: [&str; 7] = ["asyncrequestid", "dealid", "flowid", "jobid", "orderid", "taskid", "workflowid"];

/// Returns whether a field's name suggests a password, a secret, a token or key material, or something that refers to
/// one.
pub fn names_secret(name: &str) -> bool {
    let words = Words::of(name);
    SECRETS.iter().any(|phrase| words.contain(phrase))
}

/// Returns whether a name that none of these fields has can be that of a secret: it suggests one, or is perhaps a secret's
/// name misspelled.
pub fn may_be_secret(name: &str, fields: &[Field]) -> bool {
    fields.iter().any(Field::is_secret) || names_secret(name)
}

/// Guesses from a field's name whether the field is a secret. Returns `None` if the name suggests nothing.
pub fn guess_secret(name: &str) -> Option<bool> {
    let words = Words::of(name);
    let is_harmless = || ABOUT_SECRETS.iter().chain(&HARMLESS_TOKENS).any(|phrase| words.end_in(phrase));
    names_secret(name).then(|| !is_harmless())
}

/// Guesses from a field's name whether it is a link that grants access to anyone who has it.
pub fn guess_presigned(name: &str) -> bool {
    let words = Words::of(name);
    PRESIGNED.iter().any(|phrase| words.end_in(phrase))
}

/// Returns whether a result's name suggests the id of a task, a flow, an order, or another asynchronous operation.
pub fn names_async_id(name: &str) -> bool {
    let words = Words::of(name);
    ASYNC_IDS.iter().any(|phrase| words.end_in(phrase))
}

/// The words of a name in lower case, without separators, since names differ in what they write as one word:
/// `PassWord`, `Apikey`. A phrase matches if it begins and ends at word boundaries.
struct Words {
    text: String,
    /// The offsets at which words begin, and the end of the text.
    bounds: Vec<usize>,
}

impl Words {
    fn of(name: &str) -> Words {
        let (mut text, mut bounds) = (String::new(), Vec::new());
        let mut before: Option<char> = None;
        let mut rest = name.chars().peekable();
        while let Some(c) = rest.next() {
            if !c.is_ascii_alphanumeric() {
                before = None;
                continue;
            }
            let begins = before.is_none_or(|before| {
                // In `APIKey`, the last letter of `API` belongs to the capitals, and the `K` does not.
                let ends_capitals = before.is_ascii_uppercase() && rest.peek().is_some_and(char::is_ascii_lowercase);
                c.is_ascii_uppercase() && (!before.is_ascii_uppercase() || ends_capitals)
            });
            if begins {
                bounds.push(text.len());
            }
            text.push(c.to_ascii_lowercase());
            before = Some(c);
        }
        bounds.push(text.len());
        Words { text, bounds }
    }

    /// Returns whether the words contain a phrase or its plural.
    fn contain(&self, phrase: &str) -> bool {
        self.ends_of(phrase).next().is_some()
    }

    /// Returns whether the words end in a phrase or its plural.
    fn end_in(&self, phrase: &str) -> bool {
        self.ends_of(phrase).any(|end| end == self.text.len())
    }

    /// Returns every offset at which a phrase or its plural ends.
    fn ends_of(&self, phrase: &str) -> impl Iterator<Item = usize> {
        let begun = self.text.match_indices(phrase).filter(|(at, _)| self.is_bound(*at));
        begun.filter_map(|(at, found)| self.end_of_word(at + found.len()))
    }

    /// Returns the end of the word that a phrase ends, possibly after the `s` of a plural.
    fn end_of_word(&self, end: usize) -> Option<usize> {
        let plural = end + usize::from(self.text.get(end..).is_some_and(|rest| rest.starts_with('s')));
        [plural, end].into_iter().find(|end| self.is_bound(*end))
    }

    fn is_bound(&self, at: usize) -> bool {
        self.bounds.contains(&at)
    }
}

/// The keywords of Rust in lower case.
const KEYWORDS: [&str; 51] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Returns a version of the API as names contain it: `2017-03-12` becomes `v20170312`.
pub fn version_name(version: &str) -> String {
    format!("v{}", version.replace('-', ""))
}

/// Returns whether a name is a keyword of Rust in any edition, in lower case.
pub fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_names() {
        assert_eq!(version_name("2017-03-12"), "v20170312");
    }

    #[test]
    fn secrets_are_recognized_by_name() {
        for (name, guess) in [
            ("Password", true),
            ("PassWord", true),
            ("OldPasswords", true),
            ("ESUserPasswd", true),
            ("db_pwd", true),
            ("CsrKeyPassword", true),
            ("PasswordValue", true),
            ("Token", true),
            ("TokenCode", true),
            ("MFAToken", true),
            ("WebIdentityToken", true),
            ("TmpSecretKey", true),
            ("SecretString", true),
            ("S3SecretKey", true),
            ("AccessKey", true),
            ("APIKeys", true),
            ("Apikey", true),
            ("DecryptKey", true),
            ("EncryptPrivateKey", true),
            ("PrivateKeyPem", true),
            ("ImportKeyMaterial", true),
            ("PreShareKey", true),
            ("DevicePsk", true),
            ("UserSig", true),
            ("AppSKey", true),
            ("CosTocken", true),
            ("Kubeconfig", true),
            ("ClientKey", true),
            ("DataKeyId", false),
            ("SecretVersion", false),
            ("RenewKeyPass", true),
            ("AuthBackKey", true),
            ("KeyTabContent", true),
            ("LoraNwkKey", true),
            ("StreamKey", true),
            ("DvAuthKey", false),
            ("TmpSecretId", false),
            ("SecretIDs", false),
            ("SecretIdList", false),
            ("AccessKeyId", false),
            ("SecretName", false),
            ("PasswordLastModifiedTime", false),
            ("PasswordStatus", false),
            ("TokenType", false),
            ("NextToken", false),
            ("NextPageToken", false),
            ("ClientToken", false),
            ("InputTokens", false),
        ] {
            assert!(names_secret(name), "{name}");
            assert_eq!(guess_secret(name), Some(guess), "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "Key",
            "TagKey",
            "SearchKeys",
            "Keyword",
            "PublicKey",
            "KmsKeyId",
            "KeyAlgorithm",
            "Tokenizer",
            "Bypass",
            "Passport",
            "PrivateIp",
            "Secretary",
            "NoAuth",
            "",
            "_",
            "密码",
        ] {
            assert!(!names_secret(name), "{name}");
            assert_eq!(guess_secret(name), None, "{name}");
        }
    }

    #[test]
    fn asynchronous_ids_are_recognized_by_name() {
        for name in [
            "TaskId",
            "TaskIds",
            "TaskIDs",
            "JobID",
            "FlowId",
            "WorkflowId",
            "DealId",
            "BigDealIds",
            "OrderId",
            "AsyncRequestId",
            "MainTaskId",
            "task_id",
        ] {
            assert!(names_async_id(name), "{name}");
        }
        for name in ["RequestId", "InstanceId", "TaskIdentity", "TaskIdType", "Task", "Id", "Disorderid", "OverflowId"]
        {
            assert!(!names_async_id(name), "{name}");
        }
    }

    #[test]
    fn links_are_recognized_by_name() {
        for name in ["DownloadUrl", "InnerDownloadUrls", "CertDownloadURL", "PresignedUrl", "download_link"] {
            assert!(guess_presigned(name), "{name}");
        }
        for name in ["Url", "UrlExpiredTime", "DownloadUrlType", "CallbackUrl", "Download", "UnassignedUrl"] {
            assert!(!guess_presigned(name), "{name}");
        }
    }
}
