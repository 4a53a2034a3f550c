//! A chain of providers, and the chain that a configuration uses by default.

use std::sync::Arc;

#[cfg(feature = "credentials-cvm")]
use super::cvm_role::CvmRoleCredentials;
use super::environment::EnvironmentCredentials;
#[cfg(feature = "credentials-profile")]
use super::profile::ProfileCredentials;
#[cfg(any(feature = "credentials-cvm", feature = "sts"))]
use super::role::WithRole;
#[cfg(feature = "sts")]
use super::tke_oidc::TkeOidcCredentials;
#[cfg(feature = "credentials-profile")]
use super::tool_file;
use crate::config::{Config, ConfigBuilder, Fallbacks};
use crate::environment::Environment;
use crate::identity::{CredentialsError, ProvideCredentials, ProvideFuture};

/// Asks several providers in order, and uses the first that has credentials. A provider that is set up but broken ends
/// the search: silently using credentials other than the intended ones would be worse.
#[derive(Debug)]
pub struct Chain(Vec<Box<dyn ProvideCredentials>>);

impl Chain {
    /// Creates a chain of the given providers.
    pub fn new(providers: Vec<Box<dyn ProvideCredentials>>) -> Self {
        Chain(providers)
    }

    /// Creates the default chain, which is used if no credentials are configured: the
    /// [environment](EnvironmentCredentials), a profile (`ProfileCredentials`), the role of a container cluster's pod
    /// (`TkeOidcCredentials`) and the role of the cloud server (`CvmRoleCredentials`), each if its feature is enabled.
    /// Credentials that were set up for this program thus take precedence over what the machine offers to all of its
    /// programs. If environment variables name a role, it is assumed with the credentials of the first source that has
    /// any.
    ///
    /// Outside the cloud, the search ends within two seconds with an error that lists what each of them lacks.
    pub fn default_for(environment: &Environment) -> Self {
        Self::with_sts(environment, &Config::builder().environment(environment.clone()))
    }

    /// Creates the default chain, which calls STS with the given configuration.
    fn with_sts(environment: &Environment, sts: &ConfigBuilder) -> Self {
        #[cfg(any(feature = "credentials-cvm", feature = "sts"))]
        fn with_role<P>(source: P, environment: &Environment, sts: &ConfigBuilder) -> Box<WithRole<P>> {
            Box::new(WithRole { source, environment: environment.clone(), sts: sts.clone() })
        }
        Chain(vec![
            Box::new(EnvironmentCredentials::new(environment.clone()).sts(sts.clone())),
            #[cfg(feature = "credentials-profile")]
            Box::new(ProfileCredentials::new(environment.clone()).sts(sts.clone())),
            #[cfg(feature = "sts")]
            with_role(TkeOidcCredentials::new(environment.clone()).sts(sts.clone()), environment, sts),
            #[cfg(feature = "credentials-cvm")]
            with_role(CvmRoleCredentials::new(), environment, sts),
        ])
    }
}

impl Config {
    /// Starts building a configuration. What is not set is read from the environment or has its default.
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::new(&FALLBACKS)
    }
}

/// Defined here, since only this module knows all sources.
static FALLBACKS: Fallbacks = Fallbacks {
    credentials: |environment, sts| Arc::new(Chain::with_sts(environment, &sts)),
    #[cfg(feature = "credentials-profile")]
    region: tool_file::region,
    #[cfg(not(feature = "credentials-profile"))]
    region: |_| None,
};

impl ProvideCredentials for Chain {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async {
            let mut lacking = Vec::new();
            for provider in &self.0 {
                match provider.provide().await {
                    Err(error) if !error.is_set_up() => lacking.push(error.to_string()),
                    answer => return answer,
                }
            }
            Err(CredentialsError::not_set_up(format!(
                "no credentials found: {}. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or pass credentials \
                 to Config::builder().credentials(…)",
                lacking.join("; ")
            )))
        })
    }
}
