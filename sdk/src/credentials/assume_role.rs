//! Credentials of a role, assumed with other credentials.

use std::time::{Duration, UNIX_EPOCH};

use crate::config::Config;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, read};
use crate::options::Options;
use crate::sts::{AssumeRoleRequest, Client, types};

/// The session name, unless one is set.
pub(super) const SESSION_NAME: &str = "tencloud";

/// Assumes a role: uses the credentials of another configuration to get temporary credentials for the role from STS
/// (`AssumeRole`).
///
/// ```no_run
/// # fn example() -> Result<(), tencloud::Error> {
/// use tencloud::Config;
/// use tencloud::credentials::AssumeRoleCredentials;
///
/// let own = Config::builder().region("ap-tokyo").build()?;
/// let role = AssumeRoleCredentials::new(&own, "qcs::cam::uin/12345678:roleName/operator").external_id("a-word");
/// let config = Config::builder().region("ap-tokyo").credentials(role).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AssumeRoleCredentials {
    client: Client,
    request: AssumeRoleRequest,
}

impl AssumeRoleCredentials {
    /// Creates a provider that assumes a role, such as `qcs::cam::uin/12345678:roleName/operator`. It calls STS with
    /// the credentials, region and retry policy of the configuration.
    pub fn new(config: &Config, role_arn: impl Into<String>) -> Self {
        let client = Client::new(config).with_options(Options::of_sdk());
        let request = client.assume_role().role_arn(role_arn).role_session_name(SESSION_NAME).into_request();
        AssumeRoleCredentials { client, request }
    }

    /// Sets the name of the session in audit logs: 2 to 128 letters, digits and `=,.@_-`. Default: `tencloud`.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.request.role_session_name = name.into();
        self
    }

    /// Sets the external id, if the trust policy of the role requires one.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.request.external_id = Some(id.into());
        self
    }

    /// Sets how long the credentials are valid: from 1 to 43,200 whole seconds. Default: 7,200 s. They are refreshed
    /// before they expire, so this only limits how long leaked credentials can be used.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(duration.as_secs());
        self
    }

    /// Sets a CAM policy, as JSON, that restricts the credentials to less than the role may do.
    #[must_use]
    pub fn policy(mut self, json: &str) -> Self {
        self.request.policy = Some(url_encoded(json));
        self
    }

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let role = &self.request.role_arn;
        let response = self.client.send(&self.request).await;
        let response = response.map_err(|error| {
            CredentialsError::new(format!("the role {role} could not be assumed: {error}")).with_source(error)
        })?;
        from_response(
            &response.credentials,
            u64::try_from(response.expired_time).unwrap_or_default(),
            &response.request_id,
        )
    }
}

impl ProvideCredentials for AssumeRoleCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.assume())
    }
}

/// Returns the credentials in a response of STS, in which a missing field has its default value.
pub(super) fn from_response(
    response: &types::Credentials,
    expired_time: u64,
    request_id: &str,
) -> Result<Credentials, CredentialsError> {
    let broken = |what: &str| CredentialsError::new(format!("STS returned {what} (request id {request_id})"));
    let (id, key, token) = (&response.tmp_secret_id, response.tmp_secret_key.expose(), response.token.expose());
    if id.is_empty() || key.is_empty() || token.is_empty() {
        return Err(broken("no credentials"));
    }
    let value = |name, text| read(name, text).map_err(|what| broken(&format!("credentials in which {what}")));
    let credentials = Credentials::new(value("`TmpSecretId`", id)?, value("`TmpSecretKey`", key)?);
    let credentials = credentials.with_token(value("`Token`", token)?);
    match UNIX_EPOCH.checked_add(Duration::from_secs(expired_time)).filter(|_| expired_time > 0) {
        Some(expiry) => Ok(credentials.with_expiry(expiry)),
        None => Err(broken("no expiry")),
    }
}

/// Encodes a policy as its parameter requires: everything but letters, digits and `-_.~` is percent-encoded.
fn url_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
