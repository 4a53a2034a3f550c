//! Providers in turn.

use super::{CredentialsError, CvmRoleCredentials, EnvironmentCredentials, ProfileCredentials};
use super::{ProvideCredentials, ProvideFuture};
use crate::config::{Config, ConfigBuilder};
use crate::environment::Environment;

/// Asks providers in turn and takes the first that has keys. A provider that is set up but broken ends the search:
/// silently using other keys than the ones that were meant would be worse.
#[derive(Debug)]
pub struct Chain(Vec<Box<dyn ProvideCredentials>>);

impl Chain {
    /// A chain of the given providers.
    pub fn new(providers: Vec<Box<dyn ProvideCredentials>>) -> Self {
        Chain(providers)
    }

    /// What is used where no credentials are configured: the [environment](EnvironmentCredentials), a
    /// [profile](ProfileCredentials), the [role of a cloud server](CvmRoleCredentials) and, with the feature `sts`,
    /// that of a container cluster's pod (`TkeOidcCredentials`). Off the cloud it ends within two seconds, with an
    /// error that lists what each of them lacks.
    pub fn default_for(environment: &Environment) -> Self {
        Self::default_with(environment, Config::builder().environment(environment.clone()))
    }

    /// The same, with STS called as a configuration says.
    pub(crate) fn default_with(environment: &Environment, sts: ConfigBuilder) -> Self {
        let own = || environment.clone();
        #[cfg(not(feature = "sts"))]
        drop(sts);
        Chain(vec![
            Box::new(EnvironmentCredentials::new(own())),
            Box::new(ProfileCredentials::new(own())),
            Box::new(CvmRoleCredentials::new()),
            #[cfg(feature = "sts")]
            Box::new(super::TkeOidcCredentials::new(own()).sts(sts)),
        ])
    }
}

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
                "no credentials found: {}. Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or hand keys to \
                 Config::builder().credentials(…)",
                lacking.join("; ")
            )))
        })
    }
}
