//! Reads the text form.

use super::action::{self, Version};
use super::cursor::{Cursor, Fault};
use super::field;
use super::product::product as facts_product;
use crate::api_version::{ApiVersion, ReadError};
use crate::field::Field;
use crate::product::Product;
use crate::types::Structure;
use crate::waiter::Waiter;

/// Reads the text of a version's file.
///
/// # Errors
///
/// If a line cannot be read, or refers to a struct that no line describes. The path of the error is empty.
pub fn read(text: &str) -> Result<ApiVersion, ReadError> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(index + 1, line)?;
    }
    reader.finish(text)
}

fn error(number: usize, line: &str, fault: &Fault) -> ReadError {
    let column = line.get(..fault.at).map_or(1, |before| before.chars().count() + 1);
    let message = format!("{} at line {number} column {column}; {}", fault.message, fault.help);
    ReadError { path: String::new(), line: number, column, message }
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reader {
    /// The current line, counted from 1.
    number: usize,
    pub(super) version: ApiVersion,
    international: bool,
    /// Whether the actions have begun.
    is_body: bool,
    /// The structs that fields refer to, each with its line and its offset there.
    pub(super) references: Vec<(String, usize, usize)>,
}

impl Reader {
    /// Reads one line, whose number is for errors.
    pub(super) fn line(&mut self, number: usize, line: &str) -> Result<(), ReadError> {
        self.number = number;
        self.facts(line).map_err(|fault| error(number, line, &fault))
    }

    fn facts(&mut self, line: &str) -> Result<(), Fault> {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let mut cursor = Cursor::new(line);
        let word = cursor.word();
        cursor.skip_spaces();
        let product = &mut self.version.product;
        let is_head = product.product.is_empty() || product.version.is_empty();
        match word {
            "action" | "type" if is_head => {
                let help = "begin the file with the lines `product`, `version` and `module`".to_owned();
                return Err(Fault { at: 0, message: "the product or its version is missing".to_owned(), help });
            }
            "action" | "type" => self.is_body = true,
            _ if self.is_body => {
                let help = "move the line before the first action".to_owned();
                return Err(Fault { at: 0, message: format!("`{word}` after actions or structs"), help });
            }
            _ => {}
        }
        match word {
            "action" => return self.action(&mut cursor),
            "type" => return self.structure(&mut cursor),
            "waiter" => return self.waiter(&mut cursor),
            "product" => product.product = header(&mut cursor, "the product")?,
            "version" => product.version = header(&mut cursor, "the version")?,
            "module" => product.module = header(&mut cursor, "the module")?,
            "rate" => product.default_rate = rate(&mut cursor)?,
            "regional" => product.regional = true,
            "finance" => product.finance = true,
            "international" => self.international = true,
            _ => {
                let help = "begin the line with `action`, `type`, `waiter`, or a fact about the product";
                return Err(Fault { at: 0, message: format!("unknown line `{word}`"), help: help.to_owned() });
            }
        }
        end_of_line(&mut cursor)
    }

    fn action(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at();
        let Product { product, version, .. } = &self.version.product;
        let about = Version { product, version, international: self.international };
        let read = action::read(cursor, &about, &self.version.actions)?;
        let name = read.action.action.clone();
        self.refer(&read.fields);
        match self.version.actions.insert(name.clone(), read.action) {
            Some(_) => Err(twice(start, &name)),
            None => Ok(()),
        }
    }

    fn structure(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at();
        let name = cursor.name("the name of the struct")?;
        let fields = field::read(cursor)?;
        end_of_line(cursor)?;
        self.refer(&fields);
        let fields = fields.into_iter().map(|(_, field)| field).collect();
        match self.version.types.types.insert(name.clone(), Structure { doc: String::new(), fields }) {
            Some(_) => Err(twice(start, &name)),
            None => Ok(()),
        }
    }

    fn refer(&mut self, fields: &[(usize, Field)]) {
        let number = self.number;
        let named = fields.iter().filter_map(|(at, field)| Some((field.ty.structure()?.to_owned(), number, *at)));
        self.references.extend(named);
    }

    fn waiter(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        let start = cursor.at();
        let mut next = |what: &str| {
            let word = cursor.name(what);
            cursor.skip_spaces();
            word
        };
        let (name, action, parameter) = (next("the name of the waiter")?, next("the action")?, next("the parameter")?);
        let mut waiter =
            Waiter { action, parameter, state: cursor.value("the place of the state")?, ..Waiter::default() };
        loop {
            cursor.skip_spaces();
            if cursor.is_done() {
                break;
            }
            let at = cursor.at();
            match (cursor.take_while(|c| c.is_ascii_lowercase()), cursor.eat('=')) {
                ("done", true) => waiter.done = list(cursor)?,
                ("failed", true) => waiter.failed = list(cursor)?,
                ("message", true) => waiter.message = Some(cursor.value("the place of the message")?),
                (word, _) => {
                    let help = "write `done=`, `failed=` or `message=`".to_owned();
                    return Err(Fault { at, message: format!("unknown word `{word}`"), help });
                }
            }
        }
        match self.version.product.waiters.insert(name.clone(), waiter) {
            Some(_) => Err(twice(start, &name)),
            None => Ok(()),
        }
    }

    /// Adds what follows from the facts.
    pub(super) fn finish(self, text: &str) -> Result<ApiVersion, ReadError> {
        let Reader { mut version, international, references, .. } = self;
        let types = &mut version.types;
        for (name, number, at) in references {
            if !types.types.contains_key(&name) {
                let line = text.lines().nth(number - 1).unwrap_or_default();
                let help = format!("add a line `type {name}`, or correct the name");
                let fault = Fault { at, message: format!("unknown type `{name}`"), help };
                return Err(error(number, line, &fault));
            }
        }
        let product = &mut version.product;
        for (name, value) in [("product", &product.product), ("version", &product.version), ("module", &product.module)]
        {
            if value.is_empty() {
                let fault =
                    Fault {
                        at: 0, message: format!("the {name} is missing"), help: format!("add a line `{name} …`")
                    };
                return Err(error(1, "", &fault));
            }
        }
        let known = std::mem::take(product);
        *product = Product {
            regional: known.regional,
            finance: known.finance,
            waiters: known.waiters,
            ..facts_product(&known.product, &known.version, &known.module, international)
        };
        if known.default_rate != 0 {
            product.default_rate = known.default_rate;
        }
        version.types.page.clone_from(&product.page);
        Ok(version)
    }
}

/// Reads values, none of which may be empty.
fn list(cursor: &mut Cursor<'_>) -> Result<Vec<String>, Fault> {
    let values = cursor.values()?;
    if values.iter().any(String::is_empty) {
        return Err(cursor.fault("a value is missing", "write it, or remove the comma"));
    }
    Ok(values)
}

fn header(cursor: &mut Cursor<'_>, what: &str) -> Result<String, Fault> {
    match cursor.take_while(|c| c.is_ascii_graphic()) {
        "" => Err(cursor.fault(format!("{what} is missing"), "write it after the word")),
        word => Ok(word.to_owned()),
    }
}

fn rate(cursor: &mut Cursor<'_>) -> Result<u32, Fault> {
    let start = cursor.at();
    let word = cursor.word();
    let rate = word.parse().ok().filter(|rate| *rate > 0);
    rate.ok_or_else(|| {
        let help = "write the number of requests per second".to_owned();
        Fault { at: start, message: format!("`{word}` is not a rate"), help }
    })
}

fn end_of_line(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    cursor.skip_spaces();
    if cursor.is_done() {
        Ok(())
    } else {
        Err(cursor.fault(format!("unexpected `{}`", cursor.rest()), "end the line before it"))
    }
}

fn twice(at: usize, name: &str) -> Fault {
    Fault { at, message: format!("`{name}` appears twice"), help: "remove one of the two lines".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::write;

    const HEAD: &str = "product demo\nversion 2019-01-01\nmodule demo\n";

    #[test]
    fn what_is_written_is_read() {
        let text = include_str!("../../../fuzz/seeds/facts/demo.txt");
        let version = read(text).unwrap();
        let written = write(&version);
        assert_eq!(read(&written), Ok(version));
        let without_comment = text.split_once('\n').unwrap().1;
        assert_eq!(written, without_comment);
    }

    #[test]
    fn errors_have_a_place_and_a_fix() {
        for (line, column, message, help) in [
            ("acton Ping", 1, "unknown line `acton`", "begin the line with `action`"),
            ("action", 7, "the name of the action is missing", "write it here"),
            ("action Ping A:[int64", 21, "the list is not closed", "close it with `]`"),
            ("action Ping A:Bx", 13, "unknown type `Bx`", "add a line `type Bx`"),
            ("action Ping A^", 14, "unexpected `^` after `A`", "write a space, or one of the signs"),
            ("action Ping A{a,b", 18, "the braces are not closed", "close them with `}`"),
            ("action Ping A=xml", 15, "unknown format `xml`", "write one of `json`"),
            ("action Ping A=date@9", 20, "unknown time zone", "write `@0`"),
            ("action Ping A%2", 13, "`A%2` has a `%`", "write `%25`"),
            ("action Ping ; reed", 15, "unknown word `reed`", "write one of `read`"),
            ("action Ping ; impact=bad", 22, "unknown name `bad`", "write one of `destructive`"),
            ("action Ping ; impact=billable,billable", 31, "the impact is listed twice", "remove one"),
            ("action Ping ; impact=billable,none", 31, "unknown name `none`", "write one of `destructive`"),
            ("action Ping ; impact=none,billable", 26, "unexpected `,`", "end the word with a space"),
            ("action Ping ; pages=offset,A,B", 21, "unknown style of pages `offset`", "write one of `offset_limit`"),
            ("action Ping ; pages=page", 25, "the result with the items is missing", "add it after a comma"),
            ("action Ping ; pages=token,A,B", 30, "the result with the token is missing", "add it after a comma"),
            ("action Ping ; pages=token,A,B,C+", 33, "the result after `+` is missing", "write it here"),
            ("action Ping ; rate=x", 20, "`` is not a rate", "write the number"),
            ("action Ping ; async=Id", 23, "the waiter is missing", "write `:`"),
            (
                "action Ping | @Pong",
                15,
                "no line before this one contains error codes of `Pong`",
                "refer to an earlier action",
            ),
            ("action Ping | A -B", 17, "`B` is not among the codes before it", "remove it here"),
            ("type Box A ; read", 12, "unexpected `; read`", "end the line before it"),
            ("action 名", 8, "the name of the action is missing", "write it here"),
            ("rate 名x", 6, "`名x` is not a rate", "write the number"),
            ("waiter a B C /D dne=x", 17, "unknown word `dne`", "write `done=`"),
            ("rate x", 6, "`x` is not a rate", "write the number"),
            ("module a\rb", 9, "unexpected `\rb`", "end the line"),
        ] {
            let error = read(&format!("{HEAD}{line}\n")).unwrap_err();
            assert_eq!((error.line, error.column), (4, column), "{line}: {error}");
            assert!(error.message.starts_with(message) && error.message.contains(help), "{line}: {error}");
        }
        for (text, message) in [
            ("", "the product is missing"),
            ("action Ping", "the product or its version is missing"),
            ("product a\nversion b\nmodule c\naction A\nregional", "`regional` after actions or structs"),
            ("product a\nversion b\nmodule c\naction A\naction A", "`A` appears twice"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.message.starts_with(message), "{text}: {error}");
        }
    }

    #[test]
    fn damaged_texts_are_rejected_at_a_place_or_read_as_they_are_written() {
        let text = include_str!("../../../fuzz/seeds/facts/demo.txt");
        let pieces: Vec<&str> =
            text.split_inclusive([' ', '\n', ',', ':', '{', '}', '[', ']', '|', ';', '%']).collect();
        let mut state = 1_u64;
        let mut below = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % limit
        };
        for _ in 0..5000 {
            let mut damaged = pieces.clone();
            for _ in 0..=below(3) {
                let (at, from) = (below(damaged.len()), below(pieces.len()));
                match below(3) {
                    0 => _ = damaged.remove(at),
                    1 => damaged.insert(at, pieces[from]),
                    _ => damaged[at] = pieces[from],
                }
            }
            let damaged = damaged.concat();
            match read(&damaged) {
                Ok(version) => assert_eq!(read(&write(&version)), Ok(version), "{damaged}"),
                Err(error) => {
                    let line = damaged.lines().nth(error.line - 1).unwrap_or_default();
                    assert!((1..=line.chars().count() + 1).contains(&error.column), "{error}\n{damaged}");
                }
            }
        }
    }
}
