//! Writes responses in the format that the user chose.

mod cell;
mod escape;
mod fields;
mod grid;
mod rank;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod width;

use std::io::{self, Write as _};
use std::mem;

use serde_json::Value;

pub(crate) use shape::{Field, Shape};
pub(crate) use width::wrap;

use table::View;
use tencloud_calls::query::{Query, QueryError};

use crate::terminal::Screen;

/// How responses are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// The response as indented JSON
    #[default]
    Json,
    /// A table that fits the terminal
    Table,
    /// Tab-separated values without a header, for shell scripts
    Text,
    /// A line of JSON for each item
    Ndjson,
    /// Nothing
    None,
}

/// The format and the query of a call, and the items that were collected for them.
pub(crate) struct Output {
    format: Format,
    query: Option<Query>,
    screen: Screen,
    items: Vec<Value>,
}

impl Output {
    /// Compiles the query, so that its errors are found before a call. The error names the position.
    pub(crate) fn new(format: Format, query: Option<&str>) -> Result<Self, QueryError> {
        let query = query.map(Query::new).transpose()?;
        Ok(Self { format, query, screen: Screen::of_stdout(), items: Vec::new() })
    }

    /// Writes a response: the object under `Response`.
    ///
    /// Errors of the query are returned as errors that [`QueryError::of`] recognizes. The response is not lost then: it is
    /// written as it is.
    pub(crate) fn write(&self, response: &Value, shape: Option<&Shape>, out: &mut dyn io::Write) -> io::Result<()> {
        if self.format == Format::None {
            return Ok(());
        }
        let mut out = io::BufWriter::new(out);
        match &self.query {
            None => self.write_response(response, shape, &mut out)?,
            Some(query) => {
                let result = query.search(response).or_else(|error| {
                    write_json(response, &mut out)?;
                    out.flush()?;
                    Err(io::Error::from(error))
                })?;
                let shape = shape.filter(|shape| !query.selects_fields() && shape.describes(&result, response));
                self.write_result(&result, shape, query.selects_fields(), &mut out)?;
            }
        }
        out.flush()
    }

    /// Adds an item of the main list of several pages (`--all`). With `ndjson`, it is written at once; the other formats,
    /// and queries, need all items.
    pub(crate) fn item(&mut self, item: Value, out: &mut dyn io::Write) -> io::Result<()> {
        match self.format {
            Format::None => {}
            Format::Ndjson if self.query.is_none() => {
                write_line(&item, out)?;
                out.flush()?;
            }
            _ => self.items.push(item),
        }
        Ok(())
    }

    /// Writes the collected items as one response that contains nothing else, so that a query is the same with and
    /// without `--all`.
    pub(crate) fn finish(&mut self, shape: &Shape, out: &mut dyn io::Write) -> io::Result<()> {
        if self.format == Format::Ndjson && self.query.is_none() {
            return Ok(());
        }
        let response = shape.response_of(mem::take(&mut self.items));
        self.write(&response, Some(shape), out)
    }

    fn write_response(&self, response: &Value, shape: Option<&Shape>, out: &mut dyn io::Write) -> io::Result<()> {
        // A list that is missing is empty; the rest of the response is not an item.
        let list = shape.filter(|shape| shape.list.is_some());
        let items = list.map(|shape| shape.items(response).unwrap_or_default());
        match (self.format, items) {
            (Format::Ndjson, Some(items)) => items.iter().try_for_each(|item| write_line(item, out)),
            (Format::Ndjson, None) => write_line(response, out),
            (Format::Text, Some(items)) => text::write_rows(items, shape, out),
            _ => self.write_result(response, shape, false, out),
        }
    }

    fn write_result(
        &self,
        result: &Value,
        shape: Option<&Shape>,
        selected: bool,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        match (self.format, result) {
            (Format::None, _) => Ok(()),
            (Format::Json, result) => write_json(result, out),
            (Format::Ndjson, Value::Array(items)) => items.iter().try_for_each(|item| write_line(item, out)),
            (Format::Ndjson, result) => write_line(result, out),
            (Format::Text, result) => text::write(result, shape, out, self.screen.is_terminal()),
            (Format::Table, result) => table::write(result, View { shape, selected, screen: self.screen }, out),
        }
    }
}

/// Writes a value as JSON for people, with a line break at the end.
pub(crate) fn write_json(value: &Value, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes a value as one line of JSON.
fn write_line(value: &Value, out: &mut dyn io::Write) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    out.write_all(&line)
}
