//! The file of settings, `config.toml`: what to use if neither an option nor a variable says otherwise.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Command;
use etcetera::BaseStrategy as _;
use toml_edit::{DocumentMut, value};

use crate::client;
use crate::failure::{Exit, Failure};
use crate::options::{self, Options};
use crate::origin::Origin;

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
    /// `None` if there is no home folder.
    path: Option<PathBuf>,
    document: DocumentMut,
}

impl Settings {
    /// Reads the file. Without a file, there are no settings.
    pub(crate) fn read() -> Result<Settings, Failure> {
        let Some(path) = path() else { return Ok(Settings { path: None, document: DocumentMut::new() }) };
        let fail = |reason: String| {
            Failure::new(Exit::Configuration, format!("{}: {reason}", path.display()))
                .help("correct the file, or delete it")
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            // What should be a folder can be something else, as in the home `/dev/null`.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                String::new()
            }
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
        Ok(Settings { path: Some(path), document })
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

    /// Returns the path of the file as people read it.
    pub(crate) fn shown_path(&self) -> String {
        self.path.as_ref().map_or_else(|| format!("none: set HOME or {VARIABLE}"), |path| path.display().to_string())
    }

    /// Returns the value of a setting that applies, and where it comes from: an option, a variable, or the file.
    pub(crate) fn effective(&self, key: &Key, options: &mut Options) -> Option<(String, String)> {
        if let Some(value) = options.setting(key.name).and_then(|option| option.clone()) {
            return Some((value, format!("--{}", key.name)));
        }
        if let Some((name, value)) = variable(key) {
            return Some((value, name.to_owned()));
        }
        self.get(key.name).map(|value| (value.to_owned(), self.shown_path()))
    }

    /// Writes the file, which only its owner may read.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let help = format!("set HOME to a folder, or {VARIABLE} to a file");
        let Some(path) = &self.path else {
            return Err(Failure::new(Exit::Configuration, "there is no home folder for the settings").help(help));
        };
        let fail = |error: io::Error| {
            Failure::new(Exit::Other, format!("{} cannot be written: {error}", path.display())).help(help.clone())
        };
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        fs::create_dir_all(folder).map_err(fail)?;
        // A temporary file has the mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
        file.write_all(self.document.to_string().as_bytes()).map_err(fail)?;
        file.persist(path).map_err(|error| fail(error.error))?;
        Ok(())
    }
}

/// Returns the path of the file, whether it exists or not. `None` if there is no home folder.
fn path() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
        return Some(PathBuf::from(path));
    }
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("tencloud").join("config.toml"))
}

/// Returns the first variable that overrides a setting, with its value.
pub(crate) fn variable(key: &Key) -> Option<(&'static str, String)> {
    let values = key.variables.iter().filter_map(|name| Some((*name, std::env::var(name).ok()?)));
    values.into_iter().find(|(_, value)| !value.is_empty())
}

/// Returns the options with the settings for what neither they nor variables set, and with the origin of each setting.
pub(crate) fn fill(mut options: Options) -> Result<Options, Failure> {
    let settings = Settings::read()?;
    for key in &KEYS {
        let Some((value, origin)) = settings.effective(key, &mut options) else { continue };
        if variable(key).is_none()
            && let Some(option) = options.setting(key.name)
        {
            option.get_or_insert_with(|| value.clone());
        }
        options.origins.push(Origin { key: key.name, value, origin });
    }
    Ok(options)
}

/// Refuses a value that calls would refuse.
pub(crate) fn check(key: &Key, value: &str) -> Result<(), Failure> {
    let options = format!("--{}={value}", key.name);
    let command = Command::new("config").no_binary_name(true).args(options::arguments());
    let is_option = command.try_get_matches_from([options]).is_ok();
    let refuse = |reason: &str| Failure::usage(format!("`{value}` is no value of {}: {reason}", key.name));
    match key.name {
        _ if !is_option || value.is_empty() => Err(refuse(key.help)),
        "region" => client::check_place(|builder| builder.region(value)),
        "endpoint" => client::check_place(|builder| builder.endpoint_url(client::url_of(value))),
        "language" => client::language(value).map(drop).map_err(|_| refuse(key.help)),
        _ => Ok(()),
    }
}
