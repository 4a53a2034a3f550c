//! Keys of a role, taken on with other keys.

use std::time::Duration;

use super::json::unix_time;
use super::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
use crate::config::Config;
use crate::sts::{AssumeRoleRequest, Client, types};

/// What a session is called where no name is given.
pub(super) const SESSION_NAME: &str = "tencloud";

/// Takes on a role: asks STS (`AssumeRole`) for temporary keys of it, with the keys of another configuration.
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
    /// Takes on a role, such as `qcs::cam::uin/12345678:roleName/operator`. STS is called as the configuration says:
    /// with its keys, its region, its retry policy.
    pub fn new(config: &Config, role_arn: impl Into<String>) -> Self {
        let client = Client::new(config);
        let request = client.assume_role().role_arn(role_arn).role_session_name(SESSION_NAME).into_request();
        AssumeRoleCredentials { client, request }
    }

    /// The name of the session, which audit logs show: 2 to 128 letters, digits and `=,.@_-`. Default: `tencloud`.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.request.role_session_name = name.into();
        self
    }

    /// The word that the role's trust policy demands, where it does.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.request.external_id = Some(id.into());
        self
    }

    /// How long each pair of keys is valid: whole seconds from 1 to 43,200. Default: 7,200 s. Keys are renewed ahead of
    /// their end, so this bounds how long a leaked pair is of use.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.request.duration_seconds = Some(duration.as_secs());
        self
    }

    /// A CAM policy, as JSON, that narrows what the keys may do below what the role may.
    #[must_use]
    pub fn policy(mut self, json: &str) -> Self {
        self.request.policy = Some(url_encoded(json));
        self
    }

    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let role = &self.request.role_arn;
        let reply = self.client.send(&self.request).await;
        let reply = reply.map_err(|error| {
            CredentialsError::new(format!("the role {role} could not be assumed: {error}")).with_source(error)
        })?;
        from_reply(reply.credentials, u64::try_from(reply.expired_time).unwrap_or_default(), &reply.request_id)
    }
}

impl ProvideCredentials for AssumeRoleCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.assume())
    }
}

/// What STS replied, as keys. What it promised and did not send arrives as a zero value.
pub(super) fn from_reply(
    keys: types::Credentials,
    expired_time: u64,
    request_id: &str,
) -> Result<Credentials, CredentialsError> {
    let lacks = |what| Err(CredentialsError::new(format!("STS replied without {what} (request id {request_id})")));
    let (id, key, token) = (keys.tmp_secret_id, keys.tmp_secret_key, keys.token);
    if id.is_empty() || key.expose().is_empty() || token.expose().is_empty() {
        return lacks("keys");
    }
    match unix_time(expired_time).filter(|_| expired_time > 0) {
        Some(expiry) => Ok(Credentials::new(id, key).with_token(token).with_expiry(expiry)),
        None => lacks("a time at which the keys end"),
    }
}

/// A text as the policy parameter wants it: all but letters, digits and `-_.~` percent-encoded.
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
