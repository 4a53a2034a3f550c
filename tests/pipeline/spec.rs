//! The repository's own spec, and edits of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tencloud_spec::{Action, Types, reachable};

/// Contents of files by path, as the generator takes and returns them.
pub(crate) type Files = BTreeMap<String, String>;

/// The version of Redis that the tests edit.
pub(crate) const VERSION: &str = "redis/2018-04-12";

/// Returns the repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns the repository's spec, without the schemas, the facts without written docs, and the sources of its package.
pub(crate) fn real() -> Files {
    let mut files = read_tree(&root().join("spec"));
    files.retain(|path, _| path.ends_with(".json") && !path.starts_with("schema/") && !path.starts_with("facts/"));
    files
}

/// The actions, with their waiters, that [`small`] keeps.
const KEPT: [&str; 6] = [
    "DescribeBackupUrl",
    "DescribeInstanceBackups",
    "DescribeInstanceDealDetail",
    "DescribeTaskInfo",
    "ManualBackupInstance",
    "RestoreInstance",
];
const KEPT_WAITERS: [&str; 2] = ["task", "order"];

/// Returns a part of the repository's spec that has no errors, so that tests that generate after each edit stay fast
/// however many actions there are.
pub(crate) fn small() -> Files {
    let mut files = real();
    files.retain(|path, _| match path.rsplit_once("/actions/") {
        Some((folder, file)) => folder == VERSION && KEPT.contains(&file.trim_end_matches(".json")),
        None => path.starts_with(VERSION) || path == "common.json",
    });
    edit(&mut files, &format!("{VERSION}/product.json"), |product| {
        let waiters = product["waiters"].as_object_mut().unwrap();
        waiters.retain(|name, _| KEPT_WAITERS.contains(&name.as_str()));
    });
    let read = |text: &String| serde_json::from_str::<Action>(text).unwrap();
    let actions: Vec<Action> =
        files.iter().filter(|(path, _)| path.contains("/actions/")).map(|(_, text)| read(text)).collect();
    let types_file = format!("{VERSION}/types.json");
    let types: Types = serde_json::from_str(&files[&types_file]).unwrap();
    let used = reachable(&types, actions.iter().flat_map(|action| action.parameters.iter().chain(&action.results)));
    let fields = actions.iter().flat_map(|action| action.parameters.iter().chain(&action.results));
    let kept = types.types.iter().filter(|(name, _)| used.contains(name.as_str()));
    let fields = fields.chain(kept.flat_map(|(_, structure)| &structure.fields));
    let enums: BTreeSet<&str> = fields.filter_map(|field| field.enumeration.as_deref()).collect();
    edit(&mut files, &types_file, |file| {
        for (list, used) in [("types", &used), ("enums", &enums)] {
            file[list].as_object_mut().unwrap().retain(|name, _| used.contains(name.as_str()));
        }
    });
    files
}

/// Edits a file as JSON.
pub(crate) fn edit(files: &mut Files, file: &str, change: impl FnOnce(&mut Value)) {
    let mut value = serde_json::from_str(&files[file]).unwrap_or_else(|error| panic!("{file}: {error}"));
    change(&mut value);
    files.insert(file.to_owned(), format!("{value:#}\n"));
}

/// Returns all files in a folder, by path relative to the folder.
pub(crate) fn read_tree(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(&here).unwrap_or_else(|error| panic!("{}: {error}", here.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// Returns the place at which two texts begin to differ, with the surrounding lines, for people.
pub(crate) fn first_difference(path: &str, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let same = expected.lines().zip(found.lines()).take_while(|(expected, found)| expected == found).count();
    let around = |text: &str, mark: char| -> String {
        text.lines().skip(same).take(4).map(|line| format!("{mark} {line}\n")).collect()
    };
    Some(format!("{path}:{}\n{}{}", same + 1, around(expected, '-'), around(found, '+')))
}

/// A small change of one spec file.
///
/// In pointers, a step into a list of fields can be the name of a field instead of its index, and `-` is the position
/// after the last element.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Set(&'static str, Value),
    Remove(&'static str),
    /// Renames the key of the value at a pointer, and keeps its position.
    Rename(&'static str, &'static str),
    /// Replaces a text that the file must contain.
    Text(&'static str, &'static str),
    /// Replaces the whole file.
    Write(&'static str),
    MoveTo(&'static str),
    Delete,
}

pub(crate) fn set(pointer: &'static str, value: impl Into<Value>) -> Edit {
    Edit::Set(pointer, value.into())
}

impl Edit {
    /// Edits the file, and returns the pointer to the edited place, with indices.
    pub(crate) fn apply(&self, files: &mut Files, file: &str) -> String {
        let text = files.get(file).cloned().unwrap_or_default();
        let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
        let at = match self {
            Edit::Set(pointer, new) => {
                let at = resolve(&value, pointer);
                insert(&mut value, &at, new.clone());
                at
            }
            Edit::Remove(pointer) => {
                let at = resolve(&value, pointer);
                let (parent, key) = at.rsplit_once('/').unwrap();
                let parent = value.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
                assert!(parent.shift_remove(&unescape(key)).is_some(), "{file} has no {pointer}");
                at
            }
            Edit::Rename(pointer, key) => {
                let at = resolve(&value, pointer);
                let (parent, old) = at.rsplit_once('/').unwrap();
                let object = value.pointer_mut(parent).and_then(Value::as_object_mut).unwrap();
                let names = std::mem::take(object).into_iter();
                object.extend(names.map(|(name, value)| {
                    if name == unescape(old) { ((*key).to_owned(), value) } else { (name, value) }
                }));
                format!("{parent}/{key}")
            }
            Edit::Text(from, to) => {
                assert_eq!(text.matches(from).count(), 1, "{file} must hold this once: {from}");
                files.insert(file.to_owned(), text.replace(from, to));
                return String::new();
            }
            Edit::Write(text) => {
                files.insert(file.to_owned(), (*text).to_owned());
                return String::new();
            }
            Edit::MoveTo(path) => {
                files.remove(file);
                files.insert((*path).to_owned(), text);
                return String::new();
            }
            Edit::Delete => {
                assert!(files.remove(file).is_some(), "there is no {file}");
                return String::new();
            }
        };
        files.insert(file.to_owned(), format!("{value:#}\n"));
        at
    }
}

/// Returns a pointer with indices in place of field names.
pub(crate) fn resolve(root: &Value, pointer: &str) -> String {
    let mut here = Some(root);
    let mut out = String::new();
    for step in pointer.split('/').skip(1) {
        let step = match here {
            Some(Value::Array(items)) if step.parse::<usize>().is_err() => {
                let named = items.iter().position(|item| item.get("name") == Some(&json!(step)));
                let index =
                    if step == "-" { items.len() } else { named.unwrap_or_else(|| panic!("no {step} in {pointer}")) };
                index.to_string()
            }
            _ => step.to_owned(),
        };
        here = match here {
            Some(Value::Array(items)) => items.get(step.parse::<usize>().unwrap()),
            Some(Value::Object(members)) => members.get(&unescape(&step)),
            _ => None,
        };
        out.push('/');
        out.push_str(&step);
    }
    out
}

pub(crate) fn insert(root: &mut Value, pointer: &str, new: Value) {
    let (parent, step) = pointer.rsplit_once('/').unwrap();
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(unescape(step), new);
        }
        Some(Value::Array(items)) => match items.get_mut(step.parse::<usize>().unwrap()) {
            Some(item) => *item = new,
            None => items.push(new),
        },
        other => panic!("{pointer} leads into {other:?}"),
    }
}

pub(crate) fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
