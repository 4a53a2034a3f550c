//! The packages that read and write samples: for each product, one with a table of its types, and the program that uses
//! all of them. The tables are packages of their own so that cargo compiles several of them at a time.

use std::path::Path;

use anyhow::Result;
use tencloud_codegen::ActionTypes;

use super::super::plan::Written;
use crate::files;

/// The name of the program, with which the names of the tables begin.
pub(crate) const PROGRAM: &str = "samples";

const RUNNER: &str = include_str!("runner.rs");

/// Writes the packages for the actions that have samples, and returns their names.
pub(super) fn write(folder: &Path, crates: &[Written], has_samples: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let (mut names, mut tables, mut dependencies) = (Vec::new(), String::new(), String::new());
    for Written { name, product, actions, .. } in crates {
        let rows: String = actions.iter().filter_map(|types| row(product, types, &has_samples)).collect();
        if rows.is_empty() {
            continue;
        }
        let table = format!("{PROGRAM}-{product}");
        let text = format!(
            "#![allow(deprecated)]\n\nuse tencloud::rt::Record;\n\n\
             type Row = (&'static str, fn() -> Box<dyn Record>, fn() -> Box<dyn Record>);\n\n\
             pub static ROWS: &[Row] = &[\n{rows}];\n"
        );
        let dependency = format!("{name} = {{ path = \"../{name}\" }}\n");
        package(folder, &table, &dependency, "lib.rs", &text)?;
        tables.push_str(&format!("    {}::ROWS,\n", table.replace('-', "_")));
        dependencies.push_str(&format!("{table} = {{ path = \"../{table}\" }}\n"));
        names.push(table);
    }
    dependencies.push_str("serde_json = \"1\"\n");
    package(folder, PROGRAM, &dependencies, "main.rs", RUNNER)?;
    let tables = format!("pub static TABLES: &[&[super::Row]] = &[\n{tables}];\n");
    write_changed(&folder.join(PROGRAM).join("src/tables.rs"), &tables)?;
    names.push(PROGRAM.to_owned());
    Ok(names)
}

fn row(product: &str, types: &ActionTypes, has_samples: impl Fn(&str) -> bool) -> Option<String> {
    let ActionTypes { version, action, request, response } = types;
    let key = format!("{product} {version} {action}");
    let row = || format!("    ({key:?}, || Box::new({request}::default()), || Box::new({response}::default())),\n");
    has_samples(&key).then(row)
}

fn package(folder: &Path, name: &str, dependencies: &str, file: &str, text: &str) -> Result<()> {
    let folder = folder.join(name);
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2024\"\npublish = false\n\n[dependencies]\n{dependencies}\
         tencloud = {{ path = \"../../../sdk\", default-features = false }}\n"
    );
    write_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_changed(&folder.join("src").join(file), text)
}

/// An unchanged file keeps its modification time, so that cargo does not rebuild the package.
fn write_changed(path: &Path, text: &str) -> Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|present| present == text) {
        return Ok(());
    }
    files::write(path, text)
}
