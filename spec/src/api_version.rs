//! One version of a product: all files of a folder `<product>/<version>`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use indexmap::IndexMap;
use serde::de::DeserializeOwned;

use crate::action::Action;
use crate::correction::Corrections;
use crate::product::Product;
use crate::reach::reachable;
use crate::types::Types;

/// One version of a product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ApiVersion {
    /// What its actions share.
    pub product: Product,
    /// Its shared structs and enums.
    pub types: Types,
    /// Facts in which the spec intentionally differs from the official metadata.
    pub corrections: Corrections,
    /// Its actions by name.
    pub actions: BTreeMap<String, Action>,
}

impl ApiVersion {
    /// Reads the files of a version, each with its path relative to the version's folder, such as `actions/Ping.json`.
    /// Paths that no version has are ignored.
    ///
    /// # Errors
    ///
    /// If a file cannot be read; the error is that of the first one.
    pub fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<ApiVersion, ReadError> {
        let mut version = ApiVersion::default();
        for (path, text) in files {
            match path {
                "product.json" => version.product = read(path, text)?,
                "types.json" => version.types = read(path, text)?,
                "corrections.json" => version.corrections = read(path, text)?,
                _ => {
                    let name = path.strip_prefix("actions/").and_then(|file| file.strip_suffix(".json"));
                    if let Some(name) = name {
                        version.actions.insert(name.to_owned(), read(path, text)?);
                    }
                }
            }
        }
        Ok(version)
    }

    /// Reads all versions in files of the spec by path relative to `spec/`, such as
    /// `redis/2018-04-12/product.json`. Files that belong to no version are ignored.
    ///
    /// # Errors
    ///
    /// If a file cannot be read; the error is that of the first one.
    pub fn read_all(files: &BTreeMap<String, String>) -> Result<Vec<ApiVersion>, ReadError> {
        let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (path, text) in files {
            // The folder is `<product>/<version>`.
            if let Some((second_slash, _)) = path.match_indices('/').nth(1) {
                let (folder, path) = path.split_at(second_slash);
                folders.entry(folder).or_default().push((path.trim_start_matches('/'), text));
            }
        }
        let read = |(folder, files)| {
            ApiVersion::read(files)
                .map_err(|error: ReadError| ReadError { path: format!("{folder}/{}", error.path), ..error })
        };
        folders.into_iter().map(read).collect()
    }

    /// Removes everything that one action does not need: the other actions, the structs and enums to which it does not
    /// refer, and the corrections.
    pub fn retain_action(&mut self, action: &str) {
        self.actions.retain(|name, _| name == action);
        self.corrections = Corrections::default();
        let fields = || self.actions.values().flat_map(|action| action.parameters.iter().chain(&action.results));
        let structs = reachable(&self.types, fields());
        let inner = self.types.types.iter().filter(|(name, _)| structs.contains(name.as_str()));
        let inner = inner.flat_map(|(_, structure)| &structure.fields);
        let enums: BTreeSet<String> = fields().chain(inner).filter_map(|field| field.enumeration.clone()).collect();
        let structs: BTreeSet<String> = structs.into_iter().map(str::to_owned).collect();
        self.types.types.retain(|name, _| structs.contains(name));
        self.types.enums.retain(|name, _| enums.contains(name));
    }

    /// Adds the topics, waiters, structs, enums and actions of another description of the version that this one lacks.
    pub fn add_missing(&mut self, other: ApiVersion) {
        // Their texts may be empty.
        self.product.facts_only |= other.product.facts_only;
        add(&mut self.product.topics, other.product.topics);
        add(&mut self.product.waiters, other.product.waiters);
        add(&mut self.types.types, other.types.types);
        add(&mut self.types.enums, other.types.enums);
        for (name, action) in other.actions {
            self.actions.entry(name).or_insert(action);
        }
    }
}

fn add<T>(to: &mut IndexMap<String, T>, from: IndexMap<String, T>) {
    for (name, item) in from {
        to.entry(name).or_insert(item);
    }
}

/// Reads one file of the spec.
pub(crate) fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, ReadError> {
    serde_json::from_str(text).map_err(|error| ReadError {
        path: path.to_owned(),
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })
}

/// The error of a file of the spec that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The file's path.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// The reason, with line and column.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for ReadError {}
