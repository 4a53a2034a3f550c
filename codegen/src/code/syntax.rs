//! How languages write values that consist of parts, such as `{"Key": [1, 2]}`.

use super::literal::Literal;

/// The width of a line.
const WIDTH: usize = 88;

/// How a language writes values.
pub(super) struct Syntax {
    pub(super) null: &'static str,
    pub(super) bools: [&'static str; 2],
    pub(super) number: fn(&str) -> String,
    pub(super) text: fn(&str) -> String,
    /// A variable of the environment.
    pub(super) variable: fn(&str) -> String,
    pub(super) key: fn(&str) -> String,
    pub(super) list: [&'static str; 2],
    pub(super) object: [&'static str; 2],
    /// What is inside the braces of an object on one line.
    pub(super) pad: &'static str,
    /// What follows the last item if each has its own line.
    pub(super) trailing: &'static str,
    /// The width of a level.
    pub(super) indent: usize,
}

/// JSON. [`parts`] finds the variables in it.
pub(super) const JSON: Syntax = Syntax {
    null: "null",
    bools: ["false", "true"],
    number: str::to_owned,
    text: quoted,
    variable: |name| format!("{MARK}{name}{MARK}"),
    key: quoted,
    list: ["[", "]"],
    object: ["{", "}"],
    pad: "",
    trailing: "",
    indent: 2,
};

/// What surrounds variables in JSON, which contains this character only in escaped form.
const MARK: char = '\u{0}';

/// A part of a text that [`JSON`] has written.
pub(super) enum Part<'j> {
    Json(&'j str),
    /// The name of a variable with a string.
    Variable(&'j str),
}

/// Returns the parts of JSON.
pub(super) fn parts(json: &str) -> impl Iterator<Item = Part<'_>> {
    let parts = json.split(MARK).enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(index, part)| if index % 2 == 0 { Part::Json(part) } else { Part::Variable(part) })
}

impl Syntax {
    /// Writes a value whose line is indented by `indent`, and contains `before` other characters. An object, unless it is
    /// empty, has one line for each member.
    pub(super) fn spread(&self, value: &Literal<'_>, indent: usize) -> String {
        match value {
            Literal::Object(members) if !members.is_empty() => self.members(members, indent),
            other => self.value(other, indent, 0),
        }
    }

    /// Writes a value on one line if that fits.
    fn value(&self, value: &Literal<'_>, indent: usize, before: usize) -> String {
        let line = self.line(value);
        if indent + before + line.chars().count() < WIDTH {
            return line;
        }
        match value {
            Literal::List(items) if !items.is_empty() => {
                let items = items.iter().map(|item| self.value(item, indent + self.indent, 0)).collect();
                self.vertical(self.list, items, indent)
            }
            Literal::Object(members) if !members.is_empty() => self.members(members, indent),
            _ => line,
        }
    }

    fn members(&self, members: &[(&str, Literal<'_>)], indent: usize) -> String {
        let member = |(name, value): &(&str, Literal<'_>)| {
            let key = (self.key)(name);
            let value = self.value(value, indent + self.indent, key.chars().count() + 2);
            format!("{key}: {value}")
        };
        self.vertical(self.object, members.iter().map(member).collect(), indent)
    }

    fn vertical(&self, [open, close]: [&str; 2], items: Vec<String>, indent: usize) -> String {
        let inner = " ".repeat(indent + self.indent);
        let items = items.join(&format!(",\n{inner}"));
        format!("{open}\n{inner}{items}{}\n{}{close}", self.trailing, " ".repeat(indent))
    }

    /// Writes a value on one line.
    pub(super) fn line(&self, value: &Literal<'_>) -> String {
        match value {
            Literal::Null => self.null.to_owned(),
            Literal::Bool(value) => {
                let [no, yes] = self.bools;
                if *value { yes } else { no }.to_owned()
            }
            Literal::Number(number) => (self.number)(number),
            Literal::Text(text) => (self.text)(text),
            Literal::Variable(name) => (self.variable)(name),
            Literal::List(items) => {
                let items: Vec<String> = items.iter().map(|item| self.line(item)).collect();
                let [open, close] = self.list;
                format!("{open}{}{close}", items.join(", "))
            }
            Literal::Object(members) if members.is_empty() => self.object.concat(),
            Literal::Object(members) => {
                let member =
                    |(name, value): &(&str, Literal<'_>)| format!("{}: {}", (self.key)(name), self.line(value));
                let members: Vec<String> = members.iter().map(member).collect();
                let ([open, close], pad) = (self.object, self.pad);
                format!("{open}{pad}{}{pad}{close}", members.join(", "))
            }
        }
    }
}

/// Writes a string in double quotes, as JSON, Python, JavaScript, Go and Java read it. Characters that cannot be seen, or
/// that change how others are shown, are escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || is_hidden(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns whether a character has no width, breaks lines, or changes the direction of text.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
