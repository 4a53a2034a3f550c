//! Signatures: pure functions of request, key, time and nonce, without clock, environment or network access.

pub mod query;
pub mod tc3;
#[cfg(feature = "signature-v1")]
pub mod v1;

/// How requests are sent and signed. There is a variant for each combination that the service accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `TC3-HMAC-SHA256`, `POST` with a JSON body of at most 10 MB. This is the default, and the best choice unless
    /// something requires another method.
    #[default]
    Tc3,
    /// `TC3-HMAC-SHA256`, `GET` with the parameters in the query, at most 32 KB. Proxies and gateways may log queries,
    /// so no `GET` request should contain a password.
    Tc3Get,
    /// Like [`Tc3`](Self::Tc3), but the signature does not cover the body: no time is spent on hashing it, and only TLS
    /// protects it from modification.
    Tc3UnsignedPayload,
    /// `HmacSHA256`, `POST` with a form of at most 1 MB.
    #[cfg(feature = "signature-v1")]
    HmacSha256,
    /// `HmacSHA256`, `GET` with the parameters in the query, at most 32 KB.
    #[cfg(feature = "signature-v1")]
    HmacSha256Get,
    /// `HmacSHA1`, `POST` with a form of at most 1 MB.
    #[cfg(feature = "signature-v1")]
    HmacSha1,
    /// `HmacSHA1`, `GET` with the parameters in the query, at most 32 KB.
    #[cfg(feature = "signature-v1")]
    HmacSha1Get,
}

impl SignatureMethod {
    /// Returns whether the parameters are sent as JSON.
    pub(crate) fn is_json(self) -> bool {
        matches!(self, Self::Tc3 | Self::Tc3UnsignedPayload)
    }

    /// Returns whether this is signature version 3, whose common parameters are headers.
    pub(crate) fn is_tc3(self) -> bool {
        matches!(self, Self::Tc3 | Self::Tc3Get | Self::Tc3UnsignedPayload)
    }
}

#[cfg(feature = "signature-v1")]
impl SignatureMethod {
    /// Returns the algorithm of signature version 1; `None` for TC3.
    pub(crate) fn v1(self) -> Option<v1::Algorithm> {
        match self {
            Self::HmacSha256 | Self::HmacSha256Get => Some(v1::Algorithm::HmacSha256),
            Self::HmacSha1 | Self::HmacSha1Get => Some(v1::Algorithm::HmacSha1),
            Self::Tc3 | Self::Tc3Get | Self::Tc3UnsignedPayload => None,
        }
    }

    /// Returns whether the parameters are sent in the query.
    pub(crate) fn is_get(self) -> bool {
        matches!(self, Self::Tc3Get | Self::HmacSha256Get | Self::HmacSha1Get)
    }
}
