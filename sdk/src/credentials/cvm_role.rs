//! Credentials of the role of a cloud server, from its metadata service.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use hyper::Uri;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::json;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, trimmed};
use crate::transport::{self, HttpClient, RawResponse, SendError};

const HOST: &str = "http://metadata.tencentyun.com";
const PATH: &str = "latest/meta-data/cam/security-credentials/";

/// The metadata service is on the same host or does not exist, so a longer wait is pointless, both for the role's name
/// and for its credentials.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The waits before a request is repeated. The service may restart, and limits the rate of all programs on the server.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// Asks the metadata service of a cloud server (CVM) for the credentials of its role. If nothing responds within a
/// second, or what responds is not a metadata service, the program does not run on a cloud server, and the source
/// counts as not set up. A metadata service that fails is asked three times. Proxies are not used.
#[derive(Clone)]
pub struct CvmRoleCredentials {
    url: String,
    role: Option<String>,
    http: OnceLock<HttpClient>,
}

impl CvmRoleCredentials {
    /// Creates a provider that asks `http://metadata.tencentyun.com` for the role of the server.
    pub fn new() -> Self {
        CvmRoleCredentials { url: HOST.to_owned(), role: None, http: OnceLock::new() }
    }

    /// Sets the role, so that the metadata service is not asked which role the server has.
    #[must_use]
    pub fn role(self, name: impl Into<String>) -> Self {
        CvmRoleCredentials { role: Some(name.into()), ..self }
    }

    /// Sets another metadata service, such as `http://127.0.0.1:8080`.
    #[must_use]
    pub fn metadata_url(self, url: impl Into<String>) -> Self {
        CvmRoleCredentials { url: url.into(), ..self }
    }

    async fn ask(&self) -> Result<Credentials, CredentialsError> {
        let role = match &self.role {
            Some(role) => role.clone(),
            None => {
                let response = self.ask_again("").await.map_err(absent)?;
                match response.status {
                    200 => parse_role(&response.body).map_err(absent)?,
                    404 => return Err(absent("this server has no role")),
                    status if status >= 500 || status == 429 => {
                        return Err(broken(format!("received status {status} instead of the name of a role")));
                    }
                    status => {
                        return Err(absent(format!(
                            "the server that responded is not a metadata service (status {status})"
                        )));
                    }
                }
            }
        };
        let response =
            self.ask_again(&role).await.map_err(|why| broken(format!("no credentials for the role {role}: {why}")))?;
        if response.status != 200 {
            return Err(broken(format!(
                "received status {} instead of credentials for the role {role}",
                response.status
            )));
        }
        parse_credentials(&response.body).map_err(|what| broken(format!("no credentials for the role {role}: {what}")))
    }

    /// Asks until the response is not a failure of the service. Each attempt may take a second; until it is known that
    /// there is a service at all, all of them together may take a second.
    async fn ask_again(&self, role: &str) -> Result<RawResponse, String> {
        let mut url = Url::parse(&self.url).map_err(|error| format!("the metadata URL is invalid: {error}"))?;
        url.set_path(&format!("{PATH}{role}"));
        let uri: Uri = url.as_str().parse().map_err(|error| format!("the metadata URL cannot be called: {error}"))?;
        let http = self.http.get_or_init(|| HttpClient::direct(TIMEOUT));
        let mut started = Instant::now();
        let mut pauses = PAUSES.iter();
        loop {
            let limit = TIMEOUT.saturating_sub(started.elapsed());
            let (outcome, is_there) = match timeout(limit, transport::get(http, uri.clone())).await {
                Ok(Ok(response)) => (Ok(response), true),
                Ok(Err(error)) => {
                    let is_there = !matches!(error, SendError::NotConnected(_));
                    (Err("no metadata service could be reached".to_owned()), is_there)
                }
                Err(_) => (Err(format!("no metadata service responded within {TIMEOUT:?}")), false),
            };
            if outcome.as_ref().is_ok_and(|response| response.status < 500 && response.status != 429) {
                return outcome;
            }
            if is_there || !role.is_empty() {
                started = Instant::now();
            }
            match pauses.next().filter(|pause| started.elapsed() + **pause < TIMEOUT) {
                Some(pause) => sleep(*pause).await,
                None => return outcome,
            }
        }
    }
}

fn absent(why: impl fmt::Display) -> CredentialsError {
    CredentialsError::not_set_up(format!("CVM role: {why}"))
}

fn broken(why: impl fmt::Display) -> CredentialsError {
    CredentialsError::new(format!("CVM role: {why}"))
}

impl Default for CvmRoleCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for CvmRoleCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.ask())
    }
}

/// Omits the HTTP client.
impl fmt::Debug for CvmRoleCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CvmRoleCredentials").field("role", &self.role).finish_non_exhaustive()
    }
}

/// Parses the name of the role. A body that cannot be a role name does not come from a metadata service.
pub(crate) fn parse_role(body: &[u8]) -> Result<String, &'static str> {
    let name = trimmed(std::str::from_utf8(body).unwrap_or_default());
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.+=,@".contains(c);
    if name.is_empty() || name.len() > 128 || !name.chars().all(is_name) || name.chars().all(|c| c == '.') {
        return Err("the server that responded is not a metadata service (it returns no role)");
    }
    Ok(name.to_owned())
}

/// Parses the credentials in a response of the metadata service.
pub(crate) fn parse_credentials(body: &[u8]) -> Result<Credentials, String> {
    const NAMES: json::Names =
        json::Names { id: &["TmpSecretId"], key: &["TmpSecretKey"], token: &["Token"], expiry: &["ExpiredTime"] };
    let response = json::object(std::str::from_utf8(body).map_err(|_| "not UTF-8")?)?;
    match json::string(&response, &["Code"])? {
        Some("Success") => json::credentials(&response, &NAMES),
        // The code is a single word; anything else might be a key, and is kept out of the error.
        Some(code) if code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphabetic() || c == '.') => {
            Err(format!("the metadata service returned the code {code}"))
        }
        _ => Err("the metadata service did not return the code Success".to_owned()),
    }
}
