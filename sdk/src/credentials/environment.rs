//! Credentials in environment variables, or roles that the variables name.

use super::role::Role;
use crate::config::{Config, ConfigBuilder};
use crate::environment::Environment;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, read};

const ID: &str = "TENCENTCLOUD_SECRET_ID";
const KEY: &str = "TENCENTCLOUD_SECRET_KEY";

/// The names of the token's variable, as the command-line tool, the Node SDK and Terraform spell it.
const TOKENS: [&str; 3] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"];

/// The variable for the role of a cloud server, as Terraform spells it.
const SERVER_ROLE: &str = "TENCENTCLOUD_CAM_ROLE_NAME";

/// Reads `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, and a token from `TENCENTCLOUD_TOKEN`,
/// `TENCENTCLOUD_SESSION_TOKEN` or `TENCENTCLOUD_SECURITY_TOKEN`. Without them, `TENCENTCLOUD_CAM_ROLE_NAME` names a role
/// of the cloud server (CVM) that the program runs on. An empty variable counts as unset.
///
/// If `TENCENTCLOUD_ROLE_ARN` or `TENCENTCLOUD_ASSUME_ROLE_ARN` names a role, it is assumed with these credentials,
/// which requires the feature `sts`. The same names with `SESSION_NAME`, `EXTERNAL_ID` and `SESSION_DURATION` (in
/// seconds) in place of `ARN` set the options that `AssumeRoleCredentials` describes.
#[derive(Clone, Debug)]
pub struct EnvironmentCredentials {
    environment: Environment,
    sts: ConfigBuilder,
}

impl EnvironmentCredentials {
    /// Creates a provider that reads the variables of the given environment.
    pub fn new(environment: Environment) -> Self {
        EnvironmentCredentials { sts: Config::builder().environment(environment.clone()), environment }
    }

    /// Sets how STS is called to assume a role: endpoint, region, HTTP client, timeouts, retries. Default: a
    /// configuration of the same environment, with `ap-guangzhou` if that has no region.
    #[must_use]
    pub fn sts(self, config: ConfigBuilder) -> Self {
        EnvironmentCredentials { sts: config, ..self }
    }

    async fn provide_role(&self) -> Result<Credentials, CredentialsError> {
        let credentials = match self.key_pair() {
            Err(error) if !error.is_set_up() => match self.value(SERVER_ROLE)? {
                Some(name) => of_server(name).await?,
                None => return Err(error),
            },
            outcome => outcome?,
        };
        match Role::of_environment(&self.environment)? {
            Some(role) => role.assume(credentials, &self.sts).await,
            None => Ok(credentials),
        }
    }

    fn key_pair(&self) -> Result<Credentials, CredentialsError> {
        let half =
            |set: &str, unset: &str| Err(CredentialsError::new(format!("{set} is set but {unset} is not; set both")));
        let (id, key) = match (self.value(ID)?, self.value(KEY)?) {
            (Some(id), Some(key)) => (id, key),
            (None, None) => return Err(CredentialsError::not_set_up(format!("environment: {ID} is not set"))),
            (Some(_), None) => return half(ID, KEY),
            (None, Some(_)) => return half(KEY, ID),
        };
        let credentials = Credentials::new(id, key);
        for name in TOKENS {
            if let Some(token) = self.value(name)? {
                return Ok(credentials.with_token(token));
            }
        }
        Ok(credentials)
    }

    fn value(&self, name: &str) -> Result<Option<String>, CredentialsError> {
        let Some(text) = self.environment.get(name)?.map(zeroize::Zeroizing::new) else { return Ok(None) };
        read(name, &text).map(|value| Some(value.to_owned())).map_err(CredentialsError::new)
    }
}

/// Reads the environment of the process.
impl Default for EnvironmentCredentials {
    fn default() -> Self {
        Self::new(Environment::process())
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.provide_role())
    }
}

#[cfg(feature = "credentials-cvm")]
async fn of_server(name: String) -> Result<Credentials, CredentialsError> {
    super::cvm_role::CvmRoleCredentials::new().role(name).provide().await
}

#[cfg(not(feature = "credentials-cvm"))]
async fn of_server(name: String) -> Result<Credentials, CredentialsError> {
    Err(CredentialsError::new(format!(
        "{SERVER_ROLE} is set to {name}; enable the feature `credentials-cvm` of tencloud"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_tokens_and_half_pairs() {
        let read =
            |variables: &[(&str, &str)]| EnvironmentCredentials::new(variables.iter().copied().collect()).key_pair();
        let pair = [(ID, "id"), (KEY, "key")];
        assert_eq!(read(&pair), Ok(Credentials::new("id", "key")));
        for name in TOKENS {
            let with_token = Credentials::new("id", "key").with_token("token");
            assert_eq!(read(&[pair[0], pair[1], (name, "token")]), Ok(with_token));
        }
        for nothing in [&[][..], &[(ID, ""), (KEY, "")]] {
            assert!(read(nothing).is_err_and(|error| !error.is_set_up()));
        }
        for half in pair {
            assert!(read(&[half]).is_err_and(|error| error.is_set_up()));
        }
    }
}
