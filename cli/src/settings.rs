//! The file of settings, `config.toml`: what to use if neither an option nor a variable says otherwise.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use etcetera::BaseStrategy as _;
use toml_edit::{DocumentMut, value};

use crate::failure::{Exit, Failure};
use crate::options::Options;

/// A setting: its name, the variables that override it, and what it is.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) variables: &'static [&'static str],
    pub(crate) help: &'static str,
}

/// All settings.
pub(crate) const KEYS: [Key; 5] = [
    Key { name: "region", variables: &["TENCENTCLOUD_REGION"], help: "Region of calls, such as ap-tokyo" },
    Key { name: "profile", variables: &["TCCLI_PROFILE", "TENCENTCLOUD_PROFILE"], help: "Profile with credentials" },
    Key {
        name: "endpoint",
        variables: &["TENCENTCLOUD_ENDPOINT_URL"],
        help: "Host or URL to call instead of the product's own",
    },
    Key { name: "language", variables: &[], help: "Language of messages from the API: en-US or zh-CN" },
    Key { name: "output", variables: &[], help: "Format: json, table, text, ndjson or none" },
];

/// The variable that names another file.
const VARIABLE: &str = "TENCLOUD_CONFIG";

/// The settings of the file.
pub(crate) struct Settings {
    pub(crate) path: PathBuf,
    document: DocumentMut,
}

impl Settings {
    /// Reads the file. Without a file, there are no settings.
    pub(crate) fn read() -> Result<Settings, Failure> {
        let path = path()?;
        let fail = |reason: String| {
            Failure::new(Exit::Configuration, format!("{}: {reason}", path.display()))
                .help("correct the file, or delete it")
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(fail(error.to_string())),
        };
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| fail(error.to_string()))?;
        for (name, item) in document.iter() {
            if !KEYS.iter().any(|key| key.name == name) {
                let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                return Err(fail(format!("there is no setting `{name}`; the settings are {}", known.join(", "))));
            }
            if !item.is_str() {
                return Err(fail(format!("`{name}` must be text in quotes")));
            }
        }
        Ok(Settings { path, document })
    }

    /// Returns a setting.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.document.get(name).and_then(|item| item.as_str())
    }

    /// Changes a setting, or removes it, and keeps everything else in the file, such as comments.
    pub(crate) fn set(&mut self, name: &str, to: Option<&str>) {
        match to {
            Some(text) => drop(self.document.insert(name, value(text))),
            None => drop(self.document.remove(name)),
        }
    }

    /// Writes the file, which only its owner may read.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let fail =
            |error: io::Error| Failure::new(Exit::Other, format!("{} cannot be written: {error}", self.path.display()));
        let folder = self.path.parent().unwrap_or_else(|| std::path::Path::new("."));
        fs::create_dir_all(folder).map_err(fail)?;
        // A temporary file has the mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
        file.write_all(self.document.to_string().as_bytes()).map_err(fail)?;
        file.persist(&self.path).map_err(|error| fail(error.error))?;
        Ok(())
    }
}

/// Returns the path of the file, whether it exists or not.
fn path() -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(path));
    }
    let base = etcetera::choose_base_strategy().map_err(|_| {
        Failure::new(Exit::Configuration, "there is no home folder for the settings")
            .help(format!("set HOME or {VARIABLE}"))
    })?;
    Ok(base.config_dir().join("tencloud").join("config.toml"))
}

/// Returns the first variable that overrides a setting, with its value.
pub(crate) fn variable(key: &Key) -> Option<(&'static str, String)> {
    let values = key.variables.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    values.into_iter().find(|(_, value)| !value.is_empty())
}

/// Returns the options with the settings for what neither they nor variables set.
pub(crate) fn fill(mut options: Options) -> Result<Options, Failure> {
    let settings = Settings::read()?;
    for key in &KEYS {
        let Some(option) = options.setting(key.name) else { continue };
        if option.is_none() && variable(key).is_none() {
            *option = settings.get(key.name).map(str::to_owned);
        }
    }
    Ok(options)
}
