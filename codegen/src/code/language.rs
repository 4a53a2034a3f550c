//! The languages of programs.

use std::fmt;
use std::str::FromStr;

/// A language, or a tool, in which a call can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// Rust, with this SDK.
    Rust,
    /// The command line `tencloud`.
    Tencloud,
    /// A Bash script with curl and openssl, which signs the request itself.
    Curl,
    /// Python, with the official SDK.
    Python,
    /// JavaScript for Node.js, with the official SDK.
    Node,
    /// The official command line.
    Tccli,
    /// Go, with the official SDK.
    Go,
    /// Java, with the official SDK.
    Java,
}

/// The languages with their names, titles and file extensions.
const LANGUAGES: [(Language, &str, &str, &str); 8] = [
    (Language::Rust, "rust", "Rust", "rs"),
    (Language::Tencloud, "tencloud", "tencloud", "sh"),
    (Language::Curl, "curl", "curl", "sh"),
    (Language::Python, "python", "Python", "py"),
    (Language::Node, "node", "Node.js", "js"),
    (Language::Tccli, "tccli", "TCCLI", "sh"),
    (Language::Go, "go", "Go", "go"),
    (Language::Java, "java", "Java", "java"),
];

impl Language {
    /// Returns all languages.
    pub fn all() -> impl Iterator<Item = Language> {
        LANGUAGES.iter().map(|(language, ..)| *language)
    }

    /// Returns the name by which users choose the language, such as `python`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Returns the name for people, such as `Python`.
    pub fn title(self) -> &'static str {
        self.row().2
    }

    /// Returns the extension of a file with the program, such as `py`.
    pub fn extension(self) -> &'static str {
        self.row().3
    }

    fn row(self) -> (Language, &'static str, &'static str, &'static str) {
        let [first, ..] = LANGUAGES;
        LANGUAGES.into_iter().find(|(language, ..)| *language == self).unwrap_or(first)
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(name: &str) -> Result<Self, UnknownLanguage> {
        let found = Language::all().find(|language| language.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownLanguage(name.to_owned()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The error of a name that no language has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLanguage(String);

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Language::all().map(Language::name).collect();
        write!(f, "unknown language `{}`; choose one of {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownLanguage {}
