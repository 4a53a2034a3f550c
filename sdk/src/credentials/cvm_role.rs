//! Keys of the role of a cloud server, from its metadata service.

use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Url;
use tokio::time::timeout;

use super::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, json};
use crate::transport::{self, Reply};

const HOST: &str = "http://metadata.tencentyun.com";
const PATH: &str = "latest/meta-data/cam/security-credentials/";

/// The service is on the same host or not there at all. Nobody waits for it longer, neither for the role's name nor for
/// its keys.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Asks the metadata service of a cloud server (CVM) for the keys of its role. Where nothing answers within a second,
/// or something that is no metadata service, this is no cloud server, and the source counts as not set up. Proxies are
/// not used.
#[derive(Clone)]
pub struct CvmRoleCredentials {
    url: String,
    role: Option<String>,
    http: OnceLock<reqwest::Client>,
}

impl CvmRoleCredentials {
    /// Asks `http://metadata.tencentyun.com` for the role that the server has.
    pub fn new() -> Self {
        CvmRoleCredentials { url: HOST.to_owned(), role: None, http: OnceLock::new() }
    }

    /// Asks for this role, without first asking which one the server has.
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
                let reply = self.get("").await.map_err(absent)?;
                match reply.status {
                    200 => parse_role(&reply.body).map_err(absent)?,
                    404 => return Err(absent("this server has no role")),
                    status if status >= 500 => return Err(broken(format!("no name of a role, but status {status}"))),
                    status => return Err(absent(format!("what answers is no metadata service (status {status})"))),
                }
            }
        };
        let reply = self.get(&role).await.map_err(|why| broken(format!("no keys of the role {role}: {why}")))?;
        if reply.status != 200 {
            return Err(broken(format!("no keys of the role {role}, but status {}", reply.status)));
        }
        parse_keys(&reply.body).map_err(|what| broken(format!("no keys of the role {role}: {what}")))
    }

    async fn get(&self, role: &str) -> Result<Reply, String> {
        let http = match self.http.get() {
            Some(http) => http,
            None => {
                let built = transport::build_client(TIMEOUT, true)?;
                self.http.get_or_init(|| built)
            }
        };
        let mut url = Url::parse(&self.url).map_err(|error| format!("the metadata URL is not a URL: {error}"))?;
        url.set_path(&format!("{PATH}{role}"));
        match timeout(TIMEOUT, transport::get(http, url)).await {
            Ok(Ok(reply)) => Ok(reply),
            Ok(Err(_)) => Err("no metadata service can be reached".to_owned()),
            Err(_) => Err(format!("no metadata service answers within {TIMEOUT:?}")),
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

/// Leaves out the HTTP client.
impl fmt::Debug for CvmRoleCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CvmRoleCredentials").field("role", &self.role).finish_non_exhaustive()
    }
}

/// The name of the role. Anything that cannot be one comes from something that is no metadata service.
pub(crate) fn parse_role(body: &[u8]) -> Result<String, &'static str> {
    let name = std::str::from_utf8(body).unwrap_or_default().trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.+=,@".contains(c);
    if name.is_empty() || name.len() > 128 || !name.chars().all(is_name) || name.chars().all(|c| c == '.') {
        return Err("what answers is no metadata service (it names no role)");
    }
    Ok(name.to_owned())
}

/// The keys in a reply of the metadata service.
pub(crate) fn parse_keys(body: &[u8]) -> Result<Credentials, String> {
    const NAMES: json::Names =
        json::Names { id: &["TmpSecretId"], key: &["TmpSecretKey"], token: &["Token"], expiry: &["ExpiredTime"] };
    let reply = json::object(std::str::from_utf8(body).map_err(|_| "not UTF-8")?)?;
    match json::text(&reply, &["Code"])? {
        Some("Success") => json::keys(&reply, &NAMES),
        // The code is the service's word; anything else than a word, such as a key, stays out of the error.
        Some(code) if code.len() <= 64 && code.chars().all(|c| c.is_ascii_alphabetic() || c == '.') => {
            Err(format!("the metadata service says {code}"))
        }
        _ => Err("the metadata service does not say Success".to_owned()),
    }
}
