//! Credentials from environment variables.

use crate::environment::Environment;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};

const ID: &str = "TENCENTCLOUD_SECRET_ID";
const KEY: &str = "TENCENTCLOUD_SECRET_KEY";

/// The names of the token's variable, as the command-line tool, the Node SDK and Terraform spell it.
const TOKENS: [&str; 3] = ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN"];

/// Reads `TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, and a token from `TENCENTCLOUD_TOKEN`,
/// `TENCENTCLOUD_SESSION_TOKEN` or `TENCENTCLOUD_SECURITY_TOKEN`. An empty variable counts as unset.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentCredentials(Environment);

impl EnvironmentCredentials {
    /// Creates a provider that reads the variables of the given environment.
    pub fn new(environment: Environment) -> Self {
        EnvironmentCredentials(environment)
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        let half =
            |set: &str, unset: &str| Err(CredentialsError::new(format!("{set} is set but {unset} is not; set both")));
        let (id, key) = match (self.0.get(ID)?, self.0.get(KEY)?) {
            (Some(id), Some(key)) => (id, key),
            (None, None) => return Err(CredentialsError::not_set_up(format!("environment: {ID} is not set"))),
            (Some(_), None) => return half(ID, KEY),
            (None, Some(_)) => return half(KEY, ID),
        };
        let credentials = Credentials::new(id, key);
        for name in TOKENS {
            if let Some(token) = self.0.get(name)? {
                return Ok(credentials.with_token(token));
            }
        }
        Ok(credentials)
    }
}

impl ProvideCredentials for EnvironmentCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::ready(self.read()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_tokens_and_half_pairs() {
        let read = |variables: &[(&str, &str)]| EnvironmentCredentials::new(variables.iter().copied().collect()).read();
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
