//! Every error that the generator finds: one edit of the real spec leads to one message at the right place.

mod actions;
mod enums;
mod fields;
mod form;
mod many;
mod names;
mod places;
mod products;
mod references;
mod samples;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use tencloud_codegen::generate;
use tencloud_spec::Diagnostic;

use crate::spec::{Edit, Files, resolve, small, unescape};

const COMMON: &str = "common.json";
const PRODUCT: &str = "redis/2018-04-12/product.json";
const TYPES: &str = "redis/2018-04-12/types.json";
const BACKUP: &str = "redis/2018-04-12/actions/ManualBackupInstance.json";
const BACKUPS: &str = "redis/2018-04-12/actions/DescribeInstanceBackups.json";
const URLS: &str = "redis/2018-04-12/actions/DescribeBackupUrl.json";
const RESTORE: &str = "redis/2018-04-12/actions/RestoreInstance.json";
const TASK: &str = "redis/2018-04-12/actions/DescribeTaskInfo.json";

/// An edit, and the only error to which it may lead.
struct Row {
    file: &'static str,
    edit: Edit,
    /// The place of the error, if it is not the place of the edit.
    found_in: Option<&'static str>,
    found_at: Option<&'static str>,
    message: &'static str,
    help: &'static str,
    /// Whether the help must be exactly this.
    exactly: bool,
}

fn row(file: &'static str, edit: Edit, message: &'static str, help: &'static str) -> Row {
    Row { file, edit, found_in: None, found_at: None, message, help, exactly: false }
}

impl Row {
    fn at(self, pointer: &'static str) -> Row {
        Row { found_at: Some(pointer), ..self }
    }

    fn in_file(self, file: &'static str) -> Row {
        Row { found_in: Some(file), ..self }
    }

    fn saying_exactly(self) -> Row {
        Row { exactly: true, ..self }
    }

    /// Returns what is wrong with the diagnostics after the edit, if anything.
    fn complaint(&self, spec: &Files) -> Option<String> {
        let mut files = spec.clone();
        let edited_at = self.edit.apply(&mut files, self.file);
        let found = match catch_unwind(AssertUnwindSafe(|| generate(&files))) {
            Ok(Ok(_)) => return Some("no error found".to_owned()),
            Err(_) => return Some("the generator panics".to_owned()),
            Ok(Err(found)) => found,
        };
        let [diagnostic] = found.as_slice() else {
            return Some(format!("{} errors instead of one", found.len()) + &shown(&found));
        };
        let file = self.found_in.unwrap_or(self.file);
        let pointer = self.found_at.map_or(edited_at, |pointer| resolve(&value(&files, file), pointer));
        let help = diagnostic.help.as_deref().unwrap_or_default();
        let help_fits = if self.exactly { help == self.help } else { help.contains(self.help) };
        let expected = [
            (path_of(diagnostic) == file, format!("in {file}")),
            (diagnostic.place.pointer == pointer, format!("at `{pointer}`")),
            (is_placed(diagnostic, &files), "at the line and column of its value".to_owned()),
            (diagnostic.message.contains(self.message), format!("saying: {}", self.message)),
            (help_fits, format!("with the help: {}", self.help)),
        ];
        let missed: Vec<_> = expected.into_iter().filter_map(|(holds, message)| (!holds).then_some(message)).collect();
        (!missed.is_empty()).then(|| format!("not {}", missed.join(", not ")) + &shown(&found))
    }
}

fn check(rows: &[Row]) {
    let spec = small();
    let complaints: Vec<_> = rows
        .iter()
        .filter_map(|row| Some(format!("{:?} in {}: {}", row.edit, row.file, row.complaint(&spec)?)))
        .collect();
    assert!(complaints.is_empty(), "{} of {} rows:\n{}", complaints.len(), rows.len(), complaints.join("\n"));
}

fn shown(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| format!("\n    {diagnostic}")).collect()
}

fn value(files: &Files, file: &str) -> Value {
    files.get(file).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// Returns the file below `spec/`.
fn path_of(diagnostic: &Diagnostic) -> &str {
    diagnostic.place.file.strip_prefix("spec/").unwrap()
}

fn position(diagnostic: &Diagnostic) -> Option<(usize, usize)> {
    diagnostic.place.line.zip(diagnostic.place.column)
}

/// Returns whether the line and column of an error are those of the value at its pointer, or of the nearest value that
/// contains it if that value is missing. An error of a whole file needs no line.
fn is_placed(diagnostic: &Diagnostic, files: &Files) -> bool {
    let value = value(files, path_of(diagnostic));
    let mut pointer = diagnostic.place.pointer.as_str();
    while value.pointer(pointer).is_none() && !pointer.is_empty() {
        pointer = pointer.rsplit_once('/').unwrap().0;
    }
    let Some((line, column)) = position(diagnostic) else {
        return diagnostic.place.pointer.is_empty();
    };
    let Some(rest) = files.get(path_of(diagnostic)).and_then(|text| text.lines().nth(line - 1)?.get(column - 1..))
    else {
        return false;
    };
    match pointer.rsplit_once('/') {
        None => (line, column) == (1, 1) || value.is_null(),
        Some((parent, step)) if value.pointer(parent).is_some_and(Value::is_object) => {
            rest.starts_with(&Value::from(unescape(step)).to_string())
        }
        Some(_) => {
            let text = value.pointer(pointer).map(Value::to_string).unwrap_or_default();
            rest.starts_with(&text) || text.starts_with(rest.trim_end_matches(','))
        }
    }
}
