//! The records of the state: which of them differ from what the file has.

use std::{fmt::Display, mem};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

use super::line;

/// The records in the file: their JSON, by path. A path is the inside of a JSON array. The order is that of the tables
/// in which they are.
#[derive(Default)]
pub(super) struct Records {
    saved: IndexMap<String, Saved>,
    /// The number of the latest scan.
    scan: u64,
}

struct Saved {
    json: String,
    /// The scan that has last seen it.
    seen: u64,
}

/// What a scan has found. Without JSON, the record is gone.
#[derive(Default)]
pub(super) struct Changes(Vec<(String, Option<String>)>);

/// Visits all records of a state.
pub(crate) struct Scan<'a> {
    records: &'a mut Records,
    changes: Changes,
    path: String,
    buffer: Vec<u8>,
}

/// A change as the file has it: of the path, and the JSON unless the record is gone.
#[derive(Deserialize)]
struct Entry<'a>(Vec<String>, #[serde(borrow)] Option<&'a RawValue>);

impl Records {
    pub(super) fn is_empty(&self) -> bool {
        self.saved.is_empty()
    }

    /// Returns how long all of them are, in bytes.
    pub(super) fn size(&self) -> u64 {
        let size: usize = self.saved.iter().map(|(path, saved)| path.len() + saved.json.len()).sum();
        size.try_into().unwrap_or(u64::MAX)
    }

    /// Applies the JSON of a line.
    pub(super) fn replay(&mut self, json: &str) -> Result<(), String> {
        let entries: Vec<Entry<'_>> = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let change = |Entry(names, value): Entry<'_>| {
            let mut path = String::new();
            names.iter().for_each(|name| push(&mut path, name));
            (path, value.map(|value| value.get().to_owned()))
        };
        self.apply(Changes(entries.into_iter().map(change).collect()));
        Ok(())
    }

    /// Returns the records as one JSON value.
    pub(super) fn to_json(&self) -> Value {
        let mut root = Map::new();
        for (path, saved) in &self.saved {
            let path: Vec<String> = serde_json::from_str(&format!("[{path}]")).unwrap_or_default();
            let Some((name, parents)) = path.split_last() else { continue };
            let mut table = Some(&mut root);
            for parent in parents {
                table = table.and_then(|table| {
                    table.entry(parent.as_str()).or_insert_with(|| Map::new().into()).as_object_mut()
                });
            }
            if let Some(table) = table {
                table.insert(name.clone(), serde_json::from_str(&saved.json).unwrap_or_default());
            }
        }
        root.into()
    }

    /// Returns how the state differs from the records. If they are replaced, all are removed first.
    pub(super) fn changes(
        &mut self,
        are_replaced: bool,
        scan: impl FnOnce(&mut Scan<'_>) -> serde_json::Result<()>,
    ) -> serde_json::Result<Changes> {
        let former = if are_replaced { mem::take(&mut self.saved) } else { IndexMap::new() };
        self.scan += 1;
        let mut visit = Scan { records: self, changes: Changes::default(), path: String::new(), buffer: Vec::new() };
        let outcome = scan(&mut visit);
        let Scan { changes: Changes(mut changes), .. } = visit;
        if are_replaced {
            self.saved = former;
        }
        outcome?;
        let gone = |saved: &Saved| are_replaced || saved.seen != self.scan;
        let gone = self.saved.iter().filter(|(_, saved)| gone(saved)).map(|(path, _)| (path.clone(), None));
        // First, since one that is replaced comes again.
        let gone: Vec<_> = gone.collect();
        changes.splice(0..0, gone);
        Ok(Changes(changes))
    }

    /// Notes that changes have been written.
    pub(super) fn apply(&mut self, Changes(changes): Changes) {
        let mut removes = false;
        let mut set = Vec::new();
        for (path, json) in changes {
            match json {
                Some(json) => set.push((path, json)),
                None => {
                    removes = true;
                    if let Some(saved) = self.saved.get_mut(&path) {
                        saved.seen = u64::MAX;
                    }
                }
            }
        }
        if removes {
            self.remove_marked();
        }
        for (path, json) in set {
            self.saved.insert(path, Saved { json, seen: self.scan });
        }
    }

    /// Returns the lines of a file with these records.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.saved.iter().map(|(path, saved)| line::encode(&format!("[[[{path}],{}]]", saved.json)))
    }

    fn remove_marked(&mut self) {
        self.saved.retain(|_, saved| saved.seen != u64::MAX);
    }
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the line that has all of them, so that either all are in the file or none is.
    pub(super) fn to_line(&self) -> String {
        let entries: Vec<_> =
            self.0.iter().map(|(path, json)| format!("[[{path}],{}]", json.as_deref().unwrap_or("null"))).collect();
        line::encode(&format!("[{}]", entries.join(",")))
    }
}

impl Scan<'_> {
    /// Visits records whose paths begin with that of this scan and a name.
    pub(crate) fn within<T>(&mut self, name: impl Display, visit: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        push(&mut self.path, &name.to_string());
        let outcome = visit(self);
        self.path.truncate(length);
        outcome
    }

    /// Visits a record.
    pub(crate) fn record(&mut self, name: impl Display, value: &impl Serialize) -> serde_json::Result<()> {
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, value)?;
        self.within(name, |scan| {
            let saved = scan.records.saved.get_mut(&scan.path);
            if let Some(saved) = saved {
                saved.seen = scan.records.scan;
                if saved.json.as_bytes() == scan.buffer {
                    return;
                }
            }
            let json = String::from_utf8_lossy(&scan.buffer).into_owned();
            scan.changes.0.push((scan.path.clone(), Some(json)));
        });
        Ok(())
    }

    /// Visits the records of a table.
    pub(crate) fn table<'v, K: Display, V: Serialize + 'v>(
        &mut self,
        name: &str,
        entries: impl IntoIterator<Item = (K, &'v V)>,
    ) -> serde_json::Result<()> {
        self.within(name, |scan| entries.into_iter().try_for_each(|(key, value)| scan.record(key, value)))
    }
}

/// Adds a name to a path.
fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push(',');
    }
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        // Almost always; there are many.
        path.push('"');
        path.push_str(name);
        path.push('"');
    } else {
        path.push_str(&Value::from(name).to_string());
    }
}
