//! Reads what samples contain with the types of all crates, and writes it again. This file is compiled in
//! `target/products` together with `tables.rs`, and is not part of xtask.
//!
//! Each line of the input is an array: the action, whether the JSON is that of a response, and the JSON as a string. The
//! line of the output is what was written and the places of what did not fit, or the error.

mod tables;

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, BufWriter, Write, stdin, stdout};

use serde_json::{Value, json};
use tencloud::rt::{Record, read_into, serialize};

/// An action, such as `cvm 2017-03-12 DescribeZones`, and functions that create its request and its response.
pub type Row = (&'static str, fn() -> Box<dyn Record>, fn() -> Box<dyn Record>);

fn main() -> Result<(), Box<dyn Error>> {
    let rows: HashMap<&str, &Row> = tables::TABLES.iter().flat_map(|rows| rows.iter()).map(|row| (row.0, row)).collect();
    let mut out = BufWriter::new(stdout().lock());
    for line in stdin().lock().lines() {
        let (action, is_response, text): (String, bool, String) = serde_json::from_str(&line?)?;
        let (_, request, response) = rows.get(action.as_str()).ok_or_else(|| format!("{action} is unknown"))?;
        let mut record = if is_response { response() } else { request() };
        writeln!(out, "{}", again(record.as_mut(), &text).unwrap_or_else(|error| json!({ "error": error })))?;
    }
    Ok(out.flush()?)
}

/// Reads a text into a record, and writes the record.
fn again(record: &mut dyn Record, text: &str) -> Result<Value, String> {
    let misfits = read_into(record, text)?;
    let written = serialize(record, serde_json::value::Serializer).map_err(|error| error.to_string())?;
    let misfits: Vec<[&str; 2]> = misfits.iter().map(|misfit| [misfit.path(), misfit.found()]).collect();
    Ok(json!({ "written": written, "misfits": misfits }))
}
