//! Reads the files of the spec into the spec's types.

use std::collections::{BTreeMap, HashMap};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::form::Form;
use crate::input::{Spec, Version};
use crate::schema::Kind;
use crate::spec::{self, Source};

/// What a path relative to `spec/` contains.
enum Place<'a> {
    Common,
    Product { folder: &'a str },
    Types { folder: &'a str },
    Corrections { folder: &'a str },
    Action { folder: &'a str, stem: &'a str },
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Option<Place<'a>> {
        if path == "common.json" {
            return Some(Place::Common);
        }
        let second_slash = path.match_indices('/').nth(1)?.0;
        let (folder, rest) = path.split_at(second_slash);
        match rest.trim_start_matches('/') {
            "product.json" => Some(Place::Product { folder }),
            "types.json" => Some(Place::Types { folder }),
            "corrections.json" => Some(Place::Corrections { folder }),
            rest => {
                let stem = rest.strip_prefix("actions/")?.strip_suffix(".json")?;
                (!stem.contains('/')).then_some(Place::Action { folder, stem })
            }
        }
    }
}

/// Reads all files. The result is complete enough to be checked, even if there are errors.
pub(crate) fn read(files: &BTreeMap<String, String>) -> (Spec, Diagnostics) {
    let mut reader = Reader { diagnostics: Diagnostics::default(), forms: HashMap::new() };
    let mut spec = Spec::default();
    for (path, text) in files {
        match Place::of(path) {
            Some(Place::Common) => spec.common = reader.file(Kind::Common, path, text),
            Some(Place::Product { folder }) => {
                version(&mut spec, folder).product = reader.file(Kind::Product, path, text);
            }
            Some(Place::Types { folder }) => version(&mut spec, folder).types = reader.file(Kind::Types, path, text),
            Some(Place::Corrections { folder }) => {
                // Generated code does not depend on them.
                let _: Option<spec::Corrections> = reader.file(Kind::Corrections, path, text);
                version(&mut spec, folder);
            }
            Some(Place::Action { folder, stem }) => {
                if let Some(action) = reader.file(Kind::Action, path, text) {
                    version(&mut spec, folder).actions.insert(stem.to_owned(), action);
                }
            }
            None => reader.diagnostics.add(
                path,
                "",
                "unexpected file in the spec",
                "name it common.json, or <product>/<version>/{product,types,corrections}.json or <product>/<version>/actions/<Action>.json",
            ),
        }
    }
    for needed in needed_files(&spec, files) {
        reader.diagnostics.add(&needed, "", "the file is missing", "write it; its schema is in spec/schema");
    }
    (spec, reader.diagnostics)
}

fn version<'a>(spec: &'a mut Spec, folder: &str) -> &'a mut Version {
    spec.versions.entry(folder.to_owned()).or_default()
}

fn needed_files(spec: &Spec, files: &BTreeMap<String, String>) -> Vec<String> {
    let of_versions =
        spec.versions.keys().flat_map(|folder| ["product", "types"].map(|name| format!("{folder}/{name}.json")));
    std::iter::once("common.json".to_owned()).chain(of_versions).filter(|path| !files.contains_key(path)).collect()
}

struct Reader {
    diagnostics: Diagnostics,
    forms: HashMap<&'static str, Form>,
}

impl Reader {
    /// Reads one file; returns `None` if the file cannot be repaired.
    fn file<T: DeserializeOwned>(&mut self, kind: Kind, path: &str, text: &str) -> Option<T> {
        let mut value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                // At the end of a file, serde_json reports column 0.
                let position = (error.line(), error.column().max(1));
                let message = format!("invalid JSON: {error}");
                self.diagnostics.add_at(path, Some(position), "", message, "fix the syntax at this place");
                return None;
            }
        };
        let mut source = Source::new(text);
        let duplicates = std::mem::take(&mut source.duplicates);
        self.diagnostics.locate(path, source);
        for pointer in duplicates {
            let message = "duplicate key: only the last one counts";
            self.diagnostics.add(path, &pointer, message, "remove one of the two");
        }
        self.forms.entry(kind.name()).or_insert_with(|| Form::of(kind)).check(path, &mut value, &mut self.diagnostics);
        let read = serde_json::from_value(value);
        // Errors that the schema cannot express, such as a number that is too large or a list that is not closed.
        if let Err(error) = &read
            && !self.diagnostics.touch(path)
        {
            let help = "see the schema in spec/schema";
            self.diagnostics.add(path, "", format!("unreadable: {error}"), help);
        }
        read.ok()
    }
}
