//! Signatures: pure functions of request, key, time and nonce. No clock, no environment, no network.

pub mod query;
pub mod tc3;
pub mod v1;

/// How calls are sent and signed. What the service cannot take together, such as a form signed by TC3, has no name here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `TC3-HMAC-SHA256`, `POST` with a JSON body of at most 10 MB. The default, and best where nothing speaks against it.
    #[default]
    Tc3,
    /// `TC3-HMAC-SHA256`, `GET` with the parameters in the query, at most 32 KB. What stands between may log queries,
    /// so no `GET` should carry a password.
    Tc3Get,
    /// As [`Tc3`](Self::Tc3), but the signature does not cover the body: no time goes into hashing it, and nothing but
    /// TLS keeps it from being changed on its way.
    Tc3UnsignedPayload,
    /// `HmacSHA256`, `POST` with a form of at most 1 MB.
    HmacSha256,
    /// `HmacSHA256`, `GET` with the parameters in the query, at most 32 KB.
    HmacSha256Get,
    /// `HmacSHA1`, `POST` with a form of at most 1 MB.
    HmacSha1,
    /// `HmacSHA1`, `GET` with the parameters in the query, at most 32 KB.
    HmacSha1Get,
}

impl SignatureMethod {
    /// The algorithm of signature version 1; nothing for TC3.
    pub(crate) fn v1(self) -> Option<v1::Algorithm> {
        match self {
            Self::HmacSha256 | Self::HmacSha256Get => Some(v1::Algorithm::HmacSha256),
            Self::HmacSha1 | Self::HmacSha1Get => Some(v1::Algorithm::HmacSha1),
            Self::Tc3 | Self::Tc3Get | Self::Tc3UnsignedPayload => None,
        }
    }

    /// Whether the parameters go into the query.
    pub(crate) fn is_get(self) -> bool {
        matches!(self, Self::Tc3Get | Self::HmacSha256Get | Self::HmacSha1Get)
    }

    /// Whether the parameters go as JSON.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::Tc3 | Self::Tc3UnsignedPayload)
    }
}
