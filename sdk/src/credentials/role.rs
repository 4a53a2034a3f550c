//! Roles that variables and files name. Whoever names a role wants its permissions, and not those of the source
//! credentials.

use std::time::Duration;

use crate::config::ConfigBuilder;
use crate::environment::Environment;
use crate::identity::{Credentials, CredentialsError, read};
#[cfg(any(feature = "credentials-cvm", feature = "sts"))]
use crate::identity::{ProvideCredentials, ProvideFuture};

/// The prefixes that the command-line tool and Terraform use for the variables of a role.
const FAMILIES: [&str; 2] = ["TENCENTCLOUD_", "TENCENTCLOUD_ASSUME_"];

/// Variables of Terraform that request a role in other ways.
const UNSUPPORTED: [&str; 5] = [
    "TENCENTCLOUD_ASSUME_ROLE_SERIAL_NUMBER",
    "TENCENTCLOUD_ASSUME_ROLE_TOKEN_CODE",
    "TENCENTCLOUD_ASSUME_ROLE_SAML_ASSERTION",
    "TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN",
    "TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN_FILE",
];

/// The longest duration of a session, in seconds.
const MAX_DURATION: u64 = 43_200;

/// A role to assume, and where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// The variable, or the file and its key.
    pub(super) named_by: String,
    pub(super) arn: String,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration: Option<Duration>,
}

impl Role {
    /// Returns the role that the variables of an environment name, if any.
    pub(super) fn of_environment(environment: &Environment) -> Result<Option<Role>, CredentialsError> {
        let mut found: Option<Role> = None;
        for family in FAMILIES {
            let Some(role) = Self::of_family(environment, family)? else { continue };
            match &found {
                Some(other) if other.arn != role.arn => {
                    return Err(CredentialsError::new(format!(
                        "{} and {} are set to different roles; unset one of them",
                        other.named_by, role.named_by
                    )));
                }
                Some(_) => {}
                None => found = Some(role),
            }
        }
        for name in UNSUPPORTED {
            if environment.get(name)?.is_some() {
                return Err(CredentialsError::new(format!(
                    "{name} is set, but roles are not assumed with it here; unset it, or pass credentials to \
                     Config::builder().credentials(…)"
                )));
            }
        }
        Ok(found)
    }

    fn of_family(environment: &Environment, family: &str) -> Result<Option<Role>, CredentialsError> {
        let names = ["ROLE_ARN", "ROLE_SESSION_NAME", "ROLE_EXTERNAL_ID", "ROLE_SESSION_DURATION"];
        let names = names.map(|name| format!("{family}{name}"));
        let mut values = [const { None }; 4];
        for (name, slot) in names.iter().zip(&mut values) {
            let text = environment.get(name)?;
            let value = text.map(|text| read(name, &text).map(str::to_owned)).transpose();
            *slot = value.map_err(CredentialsError::new)?;
        }
        let [arn, session_name, external_id, duration] = values;
        let [named_by, session_variable, external_id_variable, duration_variable] = names;
        let Some(arn) = arn else {
            let set =
                [(session_name, session_variable), (external_id, external_id_variable), (duration, duration_variable)];
            return match set.into_iter().find(|(value, _)| value.is_some()) {
                Some((_, name)) => {
                    Err(CredentialsError::new(format!("{name} is set but {named_by} is not; set both, or neither")))
                }
                None => Ok(None),
            };
        };
        let duration = duration.map(|text| seconds(&duration_variable, &text)).transpose();
        let duration = duration.map_err(CredentialsError::new)?;
        Ok(Some(Role { named_by, arn, session_name, external_id, duration }))
    }

    /// Assumes the role with the given credentials.
    #[cfg(feature = "sts")]
    pub(super) async fn assume(&self, own: Credentials, sts: &ConfigBuilder) -> Result<Credentials, CredentialsError> {
        use super::assume_role::AssumeRoleCredentials;

        let failed = |what: &dyn std::fmt::Display| format!("{}: {what}", self.named_by);
        let config = config(own, sts).map_err(|error| CredentialsError::new(failed(&error)).with_source(error))?;
        let mut provider = AssumeRoleCredentials::new(&config, &self.arn);
        if let Some(name) = &self.session_name {
            provider = provider.session_name(name);
        }
        if let Some(id) = &self.external_id {
            provider = provider.external_id(id);
        }
        if let Some(duration) = self.duration {
            provider = provider.duration(duration);
        }
        provider.provide().await.map_err(|error| CredentialsError::new(failed(&error)).with_source(error))
    }

    /// Rejects the role: it cannot be assumed, and the given credentials are not the ones that were requested.
    #[cfg(not(feature = "sts"))]
    pub(super) async fn assume(&self, _: Credentials, _: &ConfigBuilder) -> Result<Credentials, CredentialsError> {
        let Role { named_by, arn, .. } = self;
        Err(CredentialsError::new(format!(
            "{named_by} is set to {arn}; to assume roles, enable the feature `sts` of tencloud"
        )))
    }
}

/// Parses the duration of a session, in seconds.
pub(super) fn seconds(name: &str, text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=MAX_DURATION).contains(seconds));
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| format!("{name} is not a number of seconds from 1 to {MAX_DURATION}"))
}

/// Returns the configuration for calling STS with these credentials. Roles have no region, but calls of STS have one.
#[cfg(feature = "sts")]
fn config(own: Credentials, sts: &ConfigBuilder) -> Result<crate::Config, crate::Error> {
    const REGION: &str = "ap-guangzhou";

    let sts = sts.clone().credentials(own);
    let config = sts.clone().build()?;
    if config.region().is_some() { Ok(config) } else { sts.region(REGION).build() }
}

/// A source whose credentials are used to assume the role that the variables of an environment name, if any.
#[cfg(any(feature = "credentials-cvm", feature = "sts"))]
#[derive(Debug)]
pub(super) struct WithRole<P> {
    pub(super) source: P,
    pub(super) environment: Environment,
    pub(super) sts: ConfigBuilder,
}

#[cfg(any(feature = "credentials-cvm", feature = "sts"))]
impl<P: ProvideCredentials> ProvideCredentials for WithRole<P> {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async {
            let credentials = self.source.provide().await?;
            match Role::of_environment(&self.environment)? {
                Some(role) => role.assume(credentials, &self.sts).await,
                None => Ok(credentials),
            }
        })
    }
}
