//! Credentials of the role of a cloud server, from its metadata service.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Url;
use tokio::time::{Instant, sleep, timeout};

use super::json;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, trimmed};
use crate::transport::{self, HttpClient, RawResponse};

const HOST: &str = "http://metadata.tencentyun.com";
const PATH: &str = "latest/meta-data/cam/security-credentials/";

/// The service is on the same host or does not exist, so a longer wait is of no use: neither for the role's name nor for
/// its credentials.
const TIMEOUT: Duration = Duration::from_secs(1);

/// The waits before a question is asked again. The service restarts, and limits the rate of all programs of the server.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(300)];

/// Asks the metadata service of a cloud server (CVM) for the credentials of its role. If nothing answers within a second,
/// or what answers is not a metadata service, this is not a cloud server, and the source counts as not set up. A service
/// that fails is asked three times. Proxies are not used.
#[derive(Clone)]
pub struct CvmRoleCredentials {
    url: String,
    role: Option<String>,
    http: OnceLock<HttpClient>,
}

impl CvmRoleCredentials {
    /// Asks `http://metadata.tencentyun.com` for the role of the server.
    pub fn new() -> Self {
        CvmRoleCredentials { url: HOST.to_owned(), role: None, http: OnceLock::new() }
    }

    /// Asks for this role, without asking first which one the server has.
    #[must_use]
    pub fn role(self, name: impl Into<String>) -> Self {
        CvmRoleCredentials { role: Some(name.into()), ..self }
    }

    /// Asks another host, such as `http://127.0.0.1:8080`.
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
                    status if status >= 500 => {
                        return Err(broken(format!("status {status} instead of the name of a role")));
                    }
                    status => return Err(absent(format!("what answers is not a metadata service (status {status})"))),
                }
            }
        };
        let response =
            self.ask_again(&role).await.map_err(|why| broken(format!("no credentials of the role {role}: {why}")))?;
        if response.status != 200 {
            return Err(broken(format!("status {} instead of credentials of the role {role}", response.status)));
        }
        parse_credentials(&response.body).map_err(|what| broken(format!("no credentials of the role {role}: {what}")))
    }

    /// Asks until something answers that is not a failure of the service. Before it is known that there is a service,
    /// within a second all in all.
    async fn ask_again(&self, role: &str) -> Result<RawResponse, String> {
        let started = Instant::now();
        let mut pauses = PAUSES.iter();
        loop {
            let limit = if role.is_empty() { TIMEOUT.saturating_sub(started.elapsed()) } else { TIMEOUT };
            let outcome = match timeout(limit, self.get(role)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(format!("no metadata service answers within {TIMEOUT:?}")),
            };
            let is_final = outcome.as_ref().is_ok_and(|response| response.status < 500 && response.status != 429);
            let in_time = |pause: &&Duration| !role.is_empty() || started.elapsed() + **pause < TIMEOUT;
            match pauses.next().filter(|pause| !is_final && in_time(pause)) {
                Some(pause) => sleep(*pause).await,
                None => return outcome,
            }
        }
    }

    async fn get(&self, role: &str) -> Result<RawResponse, String> {
        let mut url = Url::parse(&self.url).map_err(|error| format!("the metadata URL is not a URL: {error}"))?;
        url.set_path(&format!("{PATH}{role}"));
        let uri = url.as_str().parse().map_err(|error| format!("the metadata URL cannot be called: {error}"))?;
        let http = self.http.get_or_init(|| HttpClient::direct(TIMEOUT));
        transport::get(http, uri).await.map_err(|_| "no metadata service could be reached".to_owned())
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

/// The name of the role. What cannot be one does not come from a metadata service.
pub(crate) fn parse_role(body: &[u8]) -> Result<String, &'static str> {
    let name = trimmed(std::str::from_utf8(body).unwrap_or_default());
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.+=,@".contains(c);
    if name.is_empty() || name.len() > 128 || !name.chars().all(is_name) || name.chars().all(|c| c == '.') {
        return Err("what answers is not a metadata service (it returns no role)");
    }
    Ok(name.to_owned())
}

/// The credentials in a response of the metadata service.
pub(crate) fn parse_credentials(body: &[u8]) -> Result<Credentials, String> {
    const NAMES: json::Names =
        json::Names { id: &["TmpSecretId"], key: &["TmpSecretKey"], token: &["Token"], expiry: &["ExpiredTime"] };
    let response = json::object(std::str::from_utf8(body).map_err(|_| "not UTF-8")?)?;
    match json::string(&response, &["Code"])? {
        Some("Success") => json::credentials(&response, &NAMES),
        // The code is a word; anything else could be a key, and is kept out of the error.
        Some(code) if code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphabetic() || c == '.') => {
            Err(format!("the metadata service returned the code {code}"))
        }
        _ => Err("the metadata service did not return the code Success".to_owned()),
    }
}
