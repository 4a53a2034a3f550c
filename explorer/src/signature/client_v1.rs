//! What a client computes to sign with version 1, right or wrong.

use tencloud::{Secret, signing::v1::Algorithm};

use crate::digest::sign_v1;
use crate::signature::steps::{KeyVisibility, Steps};

/// A client. Each field can have a wrong value.
#[derive(Clone)]
pub(super) struct V1Client {
    pub(super) secret_key: Secret,
    pub(super) method: String,
    pub(super) host: String,
    /// With the `?` that follows it.
    pub(super) path: String,
    /// The parameters in the order in which they are signed.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) algorithm: Algorithm,
    /// Replaces the string to sign.
    pub(super) own_string_to_sign: Option<String>,
    pub(super) encoding: Base64,
}

/// How the signature is written.
#[derive(Clone, Copy)]
pub(super) enum Base64 {
    Standard,
    UrlSafe,
    WithoutPadding,
    /// The signature was not encoded for the query, so that each `+` arrives as a space.
    PlusAsSpace,
    /// The signature was encoded for the query twice.
    EncodedTwice,
}

impl V1Client {
    pub(super) fn steps(&self, visibility: KeyVisibility) -> Steps {
        Steps::of_v1(&self.parameters, self.string_to_sign(), self.signature(), visibility)
    }

    pub(super) fn signature(&self) -> String {
        let signature = sign_v1(self.algorithm, self.secret_key.expose(), &self.string_to_sign());
        match self.encoding {
            Base64::Standard => signature,
            Base64::UrlSafe => signature.replace('+', "-").replace('/', "_"),
            Base64::WithoutPadding => signature.trim_end_matches('=').to_owned(),
            Base64::PlusAsSpace => signature.replace('+', " "),
            Base64::EncodedTwice => crate::signature::encoding::encode(&signature),
        }
    }

    fn string_to_sign(&self) -> String {
        if let Some(own) = &self.own_string_to_sign {
            return own.clone();
        }
        let pairs: Vec<_> = self.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{}{}{}{}", self.method, self.host, self.path, pairs.join("&"))
    }
}
