//! Credentials of the role of a pod in a container cluster (TKE).

use std::path::Path;

use super::assume_role::{SESSION_NAME, from_response};
use crate::config::{Config, ConfigBuilder};
use crate::environment::Environment;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, trimmed};
use crate::options::Options;
use crate::sts::Client;

const REGION: &str = "TKE_REGION";
const PROVIDER: &str = "TKE_PROVIDER_ID";
const TOKEN_FILE: &str = "TKE_WEB_IDENTITY_TOKEN_FILE";
const ROLE: &str = "TKE_ROLE_ARN";

/// Exchanges the OIDC token of a pod for credentials of a role, by calling `AssumeRoleWithWebIdentity` of STS. The
/// cluster sets `TKE_REGION`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and `TKE_ROLE_ARN`. The token file,
/// which the cluster renews, is read each time.
#[derive(Clone, Debug)]
pub struct TkeOidcCredentials {
    environment: Environment,
    sts: ConfigBuilder,
}

impl TkeOidcCredentials {
    /// Creates a provider that reads the variables and the token file of the given environment.
    pub fn new(environment: Environment) -> Self {
        TkeOidcCredentials { sts: Config::builder().environment(environment.clone()), environment }
    }

    /// Sets how STS is called: endpoint, HTTP client, timeouts, retries. Default: a configuration of the same
    /// environment. The region is always that of `TKE_REGION`, and no credentials are needed.
    #[must_use]
    pub fn sts(self, config: ConfigBuilder) -> Self {
        TkeOidcCredentials { sts: config, ..self }
    }

    async fn exchange(&self) -> Result<Credentials, CredentialsError> {
        let variable = |name| {
            let unset = || CredentialsError::not_set_up(format!("TKE OIDC: {name} is not set"));
            let value = self.environment.get(name)?.map(|text| trimmed(&text).to_owned());
            value.filter(|value| !value.is_empty()).ok_or_else(unset)
        };
        let (role, provider, file) = (variable(ROLE)?, variable(PROVIDER)?, variable(TOKEN_FILE)?);
        let region = variable(REGION)?;
        let broken = |what: String| CredentialsError::new(format!("TKE OIDC: {what}"));
        let token = self.environment.read(Path::new(&file));
        let token = token
            .map_err(|error| broken(format!("{TOKEN_FILE} is set to {file}, which could not be read: {error}")))?;
        let token = trimmed(&token);
        if token.is_empty() {
            return Err(broken(format!("{file} contains no token")));
        }
        // The request is not signed, so the credentials of the configuration are not needed.
        let config = self.sts.clone().region(region).credentials(Credentials::new("", "")).build();
        let config = config.map_err(|error| broken(error.to_string()))?;
        let sts = Client::new(&config).with_options(Options::of_sdk());
        let call = sts.assume_role_with_web_identity().provider_id(provider).web_identity_token(token);
        let response = call.role_arn(role.as_str()).role_session_name(SESSION_NAME).send().await;
        let response = response
            .map_err(|error| broken(format!("the role {role} could not be assumed: {error}")).with_source(error))?;
        from_response(&response.credentials, response.expired_time, &response.request_id)
    }
}

impl ProvideCredentials for TkeOidcCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.exchange())
    }
}
