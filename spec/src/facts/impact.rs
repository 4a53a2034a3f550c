//! What a write does that people should decide on first, if its name and parameters do not show it: `impact=none` or
//! `impact=destructive,billable`.

use super::cursor::{Cursor, Fault};
use crate::impact::Impact;
use crate::todo::OrTodo;

/// Stands for no impact.
const NONE: &str = "none";

/// Writes the word.
pub(super) fn write(impact: &[OrTodo<Impact>]) -> String {
    let names: Vec<&str> = impact.iter().filter_map(|impact| impact.value().map(|impact| impact.name())).collect();
    format!("impact={}", if names.is_empty() { NONE.to_owned() } else { names.join(",") })
}

/// Reads what follows `impact=`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Vec<OrTodo<Impact>>, Fault> {
    let kinds = Impact::ALL.map(|impact| (impact.name(), Some(impact)));
    let or_none = [kinds.as_slice(), &[(NONE, None)]].concat();
    let mut found: Vec<OrTodo<Impact>> = Vec::new();
    loop {
        let at = cursor.at();
        let Some(impact) = cursor.one_of(if found.is_empty() { &or_none } else { &kinds })? else { return Ok(found) };
        let impact = OrTodo::Value(impact);
        if found.contains(&impact) {
            let message = "the impact is listed twice".to_owned();
            return Err(Fault { at, message, help: "remove one of the two".to_owned() });
        }
        found.push(impact);
        if !cursor.eat(',') {
            return Ok(found);
        }
    }
}
