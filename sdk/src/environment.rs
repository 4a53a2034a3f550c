//! What a program finds around it, its variables and its files, as something that tests can make up.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

/// Where variables and files are read: the process's own environment, or a given one.
#[derive(Clone, Default)]
pub struct Environment {
    /// `None`: the process's own.
    variables: Option<Arc<HashMap<String, String>>>,
    files: Files,
}

#[derive(Clone, Default)]
enum Files {
    /// Those of this machine.
    #[default]
    Real,
    Nothing,
    /// A folder stands in for the root of the file system.
    Below(PathBuf),
}

impl Environment {
    /// The environment of this process.
    pub fn process() -> Self {
        Environment::default()
    }

    /// The same variables, with files below a folder that stands in for the root of the file system:
    /// `/etc/tencentcloud/credentials` is then read at `root/etc/tencentcloud/credentials`.
    #[must_use]
    pub fn with_root(self, root: impl Into<PathBuf>) -> Self {
        Environment { files: Files::Below(root.into()), ..self }
    }

    /// A variable's value; an empty one counts as unset.
    ///
    /// # Errors
    ///
    /// The variable is set, but to something that is not Unicode.
    pub fn get(&self, name: &str) -> Result<Option<String>, EnvironmentError> {
        let value = match &self.variables {
            None => match std::env::var(name) {
                Ok(value) => Some(value),
                Err(std::env::VarError::NotPresent) => None,
                Err(std::env::VarError::NotUnicode(_)) => return Err(EnvironmentError(name.to_owned())),
            },
            Some(given) => given.get(name).cloned(),
        };
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// The user's home folder, where there is one.
    pub(crate) fn home(&self) -> Result<Option<PathBuf>, EnvironmentError> {
        let variable = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        Ok(self.get(variable)?.map(PathBuf::from))
    }

    /// A file's text, at most [`MAX_FILE`] bytes of it. Files that can be read are small and local, so this does not
    /// leave the thread.
    pub(crate) fn read(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::new());
        self.open(path)?.take(MAX_FILE + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MAX_FILE {
            return Err(io::Error::other(format!("larger than {MAX_FILE} bytes")));
        }
        Ok(text)
    }

    /// The file's access rights for its group and for others, where the system knows such: `0o40` and `0o4` may read.
    #[cfg(unix)]
    pub(crate) fn rights_of_others(&self, path: &Path) -> io::Result<u32> {
        use std::os::unix::fs::PermissionsExt;
        Ok(self.open(path)?.metadata()?.permissions().mode() & 0o77)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let root = match &self.files {
            Files::Real => return File::open(path),
            Files::Nothing => return Err(io::ErrorKind::NotFound.into()),
            Files::Below(root) => root,
        };
        let below: PathBuf = path.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        File::open(root.join(below))
    }
}

/// Larger files are none of those that are read here.
const MAX_FILE: u64 = 1024 * 1024;

/// An environment of just these variables, and of no files: see [`with_root`](Environment::with_root).
impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Environment { variables: Some(Arc::new(variables.collect())), files: Files::Nothing }
    }
}

/// Shows no values: some of them are secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.variables.is_some() { "Environment(given)" } else { "Environment(process)" })
    }
}

/// A variable that is set to something that is not Unicode. Tells its name, never its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentError(String);

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment variable {} is not valid Unicode; set it anew", self.0)
    }
}

impl std::error::Error for EnvironmentError {}
