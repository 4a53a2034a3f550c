//! The environment of a program (its variables and files), which tests can replace.

#[cfg(any(feature = "credentials-profile", feature = "sts"))]
mod files;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

#[cfg(feature = "credentials-profile")]
pub(crate) use files::is_absent;

/// The source of environment variables and files: the environment of the process, or a given one.
#[derive(Clone, Default)]
pub struct Environment {
    /// `None` stands for the variables of the process.
    variables: Option<Arc<HashMap<String, String>>>,
    /// Variables that override these.
    set: HashMap<String, String>,
    #[cfg(any(feature = "credentials-profile", feature = "sts"))]
    files: files::Files,
}

impl Environment {
    /// Returns the environment of this process.
    pub fn process() -> Self {
        Environment::default()
    }

    /// Returns the same environment, with another value of a variable. An empty value unsets it.
    ///
    /// ```
    /// # use tencloud::Environment;
    /// let environment = Environment::from_iter([("TCCLI_PROFILE", "work")]);
    /// let home = environment.clone().with_variable("TCCLI_PROFILE", "home");
    /// assert_eq!(home.get("TCCLI_PROFILE").unwrap().as_deref(), Some("home"));
    /// assert_eq!(home.with_variable("TCCLI_PROFILE", "").get("TCCLI_PROFILE").unwrap(), None);
    /// ```
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.set.insert(name.into(), value.into());
        self
    }

    /// Returns the value of a variable. An empty variable counts as unset.
    ///
    /// # Errors
    ///
    /// If the value is not valid Unicode.
    pub fn get(&self, name: &str) -> Result<Option<String>, EnvironmentError> {
        let value = match &self.variables {
            _ if self.set.contains_key(name) => self.set.get(name).cloned(),
            None => match std::env::var(name) {
                Ok(value) => Some(value),
                Err(std::env::VarError::NotPresent) => None,
                Err(std::env::VarError::NotUnicode(_)) => return Err(EnvironmentError(name.to_owned())),
            },
            Some(given) => given.get(name).cloned(),
        };
        Ok(value.filter(|value| !value.is_empty()))
    }
}

#[cfg(any(feature = "credentials-profile", feature = "sts"))]
impl Environment {
    /// Returns the same variables, with the files in a folder that replaces the root of the file system:
    /// `/etc/tencentcloud/credentials` is then read at `root/etc/tencentcloud/credentials`.
    #[must_use]
    pub fn with_root(self, root: impl Into<std::path::PathBuf>) -> Self {
        Environment { files: files::Files::Below(root.into()), ..self }
    }

    /// The variable that contains the user's home folder.
    #[cfg(feature = "credentials-profile")]
    pub(crate) const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

    /// Reads a small regular file, without its byte order mark.
    pub(crate) fn read(&self, path: &std::path::Path) -> std::io::Result<zeroize::Zeroizing<String>> {
        self.files.read(path)
    }

    /// Returns the user's home folder, if there is one. Its name need not be valid Unicode.
    #[cfg(feature = "credentials-profile")]
    pub(crate) fn home(&self) -> Option<std::path::PathBuf> {
        let home = match &self.variables {
            _ if self.set.contains_key(Self::HOME) => self.set.get(Self::HOME)?.into(),
            None => std::env::var_os(Self::HOME)?,
            Some(given) => given.get(Self::HOME)?.into(),
        };
        Some(home).filter(|home| !home.is_empty()).map(std::path::PathBuf::from)
    }

    /// Returns the permissions of a file for its group and for others: `0o40` and `0o4` are read permissions.
    #[cfg(all(unix, feature = "credentials-profile"))]
    pub(crate) fn permissions_of_others(&self, path: &std::path::Path) -> std::io::Result<u32> {
        self.files.permissions_of_others(path)
    }
}

/// Creates an environment with these variables and without files; see [`with_root`](Environment::with_root).
impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Environment {
            variables: Some(Arc::new(variables.collect())),
            set: HashMap::new(),
            #[cfg(any(feature = "credentials-profile", feature = "sts"))]
            files: files::Files::None,
        }
    }
}

/// Shows no values: some of them are secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.variables.is_some() { "Environment(given)" } else { "Environment(process)" })
    }
}

/// The error of a variable whose value is not valid Unicode. It contains the name, never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError(String);

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment variable {} is not valid Unicode; set it again", self.0)
    }
}

impl std::error::Error for EnvironmentError {}
