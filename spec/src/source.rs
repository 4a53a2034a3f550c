//! The places of values in a JSON text, and its duplicate keys.

use std::collections::{HashMap, HashSet};

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use crate::pointer::join;

/// The positions of the values in a JSON text, by JSON pointer.
pub struct Source {
    line_starts: Vec<usize>,
    offsets: HashMap<String, usize>,
    /// Pointers to duplicate keys. JSON parsers keep one of the two values and drop the other.
    pub duplicates: Vec<String>,
}

impl Source {
    /// Reads the positions in a text that serde_json has already accepted.
    pub fn new(text: &str) -> Source {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut source = Source { line_starts, offsets: HashMap::new(), duplicates: Vec::new() };
        if let Ok(parsed) = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default())
            && let Some(value) = &parsed.value
        {
            source.visit(value, value.range().start, String::new());
        }
        source
    }

    fn visit(&mut self, value: &Value<'_>, start: usize, pointer: String) {
        match value {
            Value::Object(object) => {
                let mut seen = HashSet::new();
                for property in &object.properties {
                    let pointer = join(&pointer, property.name.as_str());
                    if !seen.insert(property.name.as_str()) {
                        self.duplicates.push(pointer.clone());
                    }
                    self.visit(&property.value, property.range.start, pointer);
                }
            }
            Value::Array(array) => {
                for (index, element) in array.elements.iter().enumerate() {
                    self.visit(element, element.range().start, join(&pointer, &index.to_string()));
                }
            }
            _ => {}
        }
        self.offsets.insert(pointer, start);
    }

    /// Makes the positions below one pointer also available below another.
    pub fn alias(&mut self, pointer: &str, other: &str) {
        let below = |(at, offset): (&String, &usize)| Some((format!("{other}{}", at.strip_prefix(pointer)?), *offset));
        let added: Vec<_> = self.offsets.iter().filter_map(below).collect();
        self.offsets.extend(added);
    }

    /// Returns the line and column, both counted from 1, of the value at a pointer, or of the nearest value that
    /// contains it.
    pub fn position(&self, pointer: &str) -> Option<(usize, usize)> {
        let mut pointer = pointer;
        let offset = loop {
            match self.offsets.get(pointer) {
                Some(offset) => break *offset,
                None => pointer = &pointer[..pointer.rfind('/')?],
            }
        };
        let line = self.line_starts.partition_point(|start| *start <= offset);
        Some((line, offset - self.line_starts.get(line - 1)? + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_duplicates() {
        let mut source = Source::new("{\n  \"a\": [1, {\"b\": 2}],\n  \"a\": 3\n}\n");
        assert_eq!(source.position("/a/1/b"), Some((2, 13)));
        assert_eq!(source.position("/a/1/missing"), Some((2, 12)));
        assert_eq!(source.position(""), Some((1, 1)));
        assert_eq!(source.duplicates, ["/a"]);
        source.alias("/a/1", "/c");
        assert_eq!(source.position("/c/b"), Some((2, 13)));
    }
}
