//! Providers in turn.

use super::{CredentialsError, EnvironmentCredentials, ProvideCredentials, ProvideFuture};
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

    /// What is used where no credentials are configured: environment variables.
    pub fn default_for(environment: &Environment) -> Self {
        Chain(vec![Box::new(EnvironmentCredentials::new(environment.clone()))])
    }
}

impl ProvideCredentials for Chain {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async {
            for provider in &self.0 {
                if let Some(keys) = provider.provide().await? {
                    return Ok(Some(keys));
                }
            }
            Err(CredentialsError::new(
                "no credentials found; set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or hand keys to \
                 Config::builder().credentials(…)",
            ))
        })
    }
}
