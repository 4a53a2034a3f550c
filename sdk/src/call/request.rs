//! The signed request of an attempt.

use std::time::SystemTime;

use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName};
use hyper::{Method, Uri};

use super::client::{ClientInner, Route};
use super::headers::{self, FORM, JSON};
use super::invocation::{Body, Invocation};
use crate::clock;
use crate::identity::Credentials;
use crate::secret::Secret;
use crate::signing::tc3::{Request, UNSIGNED_PAYLOAD};
#[cfg(feature = "signature-v1")]
use crate::signing::v1::{self, Algorithm};
use crate::signing::{SignatureMethod, query};
use crate::transport::SignedRequest;

const ACTION: HeaderName = HeaderName::from_static("x-tc-action");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-tc-timestamp");

/// The parameters that belong to signature version 1 itself.
#[cfg(feature = "signature-v1")]
const COMMON: [&str; 11] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// The inputs of a signature.
struct Signer<'a> {
    client: &'a ClientInner,
    invocation: &'a Invocation<'a>,
    route: &'a Route,
    credentials: &'a Credentials,
    timestamp: u64,
}

/// Signs the request of one attempt for a time of the service's clock. Returns it together with what authorizes it,
/// which errors must not show. The error names what cannot be sent.
pub(super) fn sign(
    client: &ClientInner,
    invocation: &Invocation<'_>,
    route: &Route,
    credentials: &Credentials,
    time: SystemTime,
) -> Result<(SignedRequest, Option<Secret>), String> {
    let timestamp = clock::unix_seconds(time);
    let signer = Signer { client, invocation, route, credentials, timestamp };
    let pairs = match &invocation.body {
        Body::Json(body) => return signer.tc3(Method::POST, "", body, JSON),
        Body::Upload(upload) => return signer.tc3(Method::POST, "", &upload.bytes, &upload.content_type),
        Body::Pairs(pairs) => pairs,
    };
    #[cfg(feature = "signature-v1")]
    if let Some(algorithm) = signer.method().v1() {
        return signer.v1(algorithm, pairs);
    }
    signer.tc3(Method::GET, &query::encode(pairs), &Bytes::new(), FORM)
}

impl Signer<'_> {
    fn method(&self) -> SignatureMethod {
        self.invocation.method
    }

    /// Signs with `TC3-HMAC-SHA256`: the common parameters and the signature are sent as headers.
    fn tc3(
        &self,
        method: Method,
        query: &str,
        body: &Bytes,
        content_type: &str,
    ) -> Result<(SignedRequest, Option<Secret>), String> {
        check_size(&method, query.len().max(body.len()), content_type)?;
        let unsigned = self.method() == SignatureMethod::Tc3UnsignedPayload;
        let signed = [("content-type", content_type), ("host", self.route.endpoint.signed_host.as_str())];
        let signed_body = if unsigned { UNSIGNED_PAYLOAD } else { body };
        let request = Request { method: method.as_str(), query, headers: &signed, body: signed_body };
        let action = self.invocation.action;
        let authorization = if action.signed {
            let key = self.client.signing_key(action.product.name, self.credentials, self.timestamp);
            key.authorization(self.credentials.secret_id(), &request, self.timestamp)
        } else {
            "SKIP".to_owned()
        };

        let mut headers = self.client.headers(self.route, self.method())?;
        if let Body::Upload(upload) = &self.invocation.body {
            headers.extend(upload.headers.clone());
            headers.insert(CONTENT_TYPE, headers::plain(content_type, "the content type")?);
        }
        headers.insert(ACTION, headers::plain(action.name, "the action's name")?);
        headers.insert(TIMESTAMP, self.timestamp.into());
        if let Some(token) = self.credentials.token() {
            headers.insert("x-tc-token", headers::secret(token.expose(), "the session token")?);
        }
        headers.insert(AUTHORIZATION, headers::secret(&authorization, "the secret id")?);
        let secret = action.signed.then(|| Secret::new(authorization));
        Ok((self.request(method, query, headers, body.clone())?, secret))
    }

    /// Signs with `HmacSHA256` or `HmacSHA1`: the common parameters and the signature are sent as parameters.
    #[cfg(feature = "signature-v1")]
    fn v1(
        &self,
        algorithm: Algorithm,
        parameters: &[(String, String)],
    ) -> Result<(SignedRequest, Option<Secret>), String> {
        let method = if self.method().is_get() { Method::GET } else { Method::POST };
        let product = self.client.product().facts();
        if let Some((name, _)) = parameters.iter().find(|(name, _)| COMMON.contains(&name.as_str())) {
            return Err(format!(
                "the parameter `{name}` has the name of a common parameter in signature version 1, which would replace \
                 it; use SignatureMethod::Tc3 for this action"
            ));
        }
        let mut pairs: Vec<(&str, String)> = parameters.iter().map(|(name, value)| (&**name, value.clone())).collect();
        pairs.push(("Action", self.invocation.action.name.to_owned()));
        let common = headers::common(self.client.config(), product.version, self.client.options());
        pairs.extend(common.map(|(_, name, value)| (name, value.to_owned())));
        pairs.push(("Timestamp", self.timestamp.to_string()));
        pairs.push(("Nonce", fastrand::i64(1..).to_string()));
        pairs.push(("SecretId", self.credentials.secret_id().to_owned()));
        pairs.push(("SignatureMethod", algorithm.as_str().to_owned()));
        if let Some(token) = self.credentials.token() {
            pairs.push(("Token", token.expose().to_owned()));
        }
        let request =
            v1::Request { method: method.as_str(), host: &self.route.endpoint.signed_host, parameters: &pairs };
        let signature = request.sign(algorithm, self.credentials.secret_key().expose());
        let secret = Some(Secret::new(signature.as_str()));
        pairs.push(("Signature", signature));
        self.client.remember(self.credentials, None);

        let encoded = query::encode(&pairs);
        check_size(&method, encoded.len(), FORM)?;
        let (query, body) =
            if method == Method::GET { (&*encoded, Bytes::new()) } else { ("", encoded.clone().into()) };
        Ok((self.request(method, query, self.route.headers.clone(), body)?, secret))
    }

    fn request(&self, method: Method, query: &str, headers: HeaderMap, body: Bytes) -> Result<SignedRequest, String> {
        let endpoint = &self.route.endpoint.uri;
        let uri = if method == Method::GET { with_query(endpoint, query)? } else { endpoint.clone() };
        Ok(SignedRequest { method, uri, headers, body })
    }
}

/// Returns a URL with a query, exactly as it was signed: everything that a URL would encode is already encoded.
fn with_query(uri: &Uri, query: &str) -> Result<Uri, String> {
    let mut parts = uri.clone().into_parts();
    let path_and_query = format!("{}?{query}", uri.path()).parse();
    parts.path_and_query =
        Some(path_and_query.map_err(|error| format!("the parameters cannot be sent by GET: {error}"))?);
    Uri::from_parts(parts).map_err(|error| format!("the parameters cannot be sent by GET: {error}"))
}

/// Rejects what the service would reject: a query larger than 32 KB, a form larger than 1 MB, a JSON body larger than
/// 10 MB.
fn check_size(method: &Method, bytes: usize, content_type: &str) -> Result<(), String> {
    let (limit, what, help) = if *method == Method::GET {
        (32 * 1024, "a GET request", "use POST, as SignatureMethod::Tc3 does")
    } else if content_type == FORM {
        (1024 * 1024, "a form", "use JSON, as SignatureMethod::Tc3 does")
    } else {
        (10 * 1024 * 1024, "a request", "split the request")
    };
    if bytes <= limit {
        return Ok(());
    }
    Err(format!("the parameters have {bytes} bytes, but {what} can have at most {limit}; {help}"))
}
