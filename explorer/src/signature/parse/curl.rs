//! Command lines of `curl`.

use crate::signature::encoding::encode;
use crate::signature::parse::curl_options::{
    IGNORED_LETTERS, IGNORED_LETTERS_WITH_VALUE, IGNORED_WITH_VALUE, LETTERS_WITH_VALUE, WITH_VALUE, is_ignored,
};
use crate::signature::parse::shell;
use crate::signature::parse::shell::Word;
use crate::signature::pasted::{ParseError, Pasted};
use crate::signature::printable::bounded;

const FORM: &str = "application/x-www-form-urlencoded";

/// Returns the command line, without a prompt, if the text is one of `curl`.
pub(super) fn command(text: &str) -> Option<&str> {
    let text = text.strip_prefix("$ ").unwrap_or(text).trim_start();
    let name = text.split_whitespace().next()?;
    (name == "curl" || name == "curl.exe" || name.ends_with("/curl")).then_some(text)
}

pub(super) fn parse(command: &str, first_line: usize) -> Result<Pasted, ParseError> {
    let mut words = shell::words(command, first_line)?.into_iter().skip(1);
    let mut call =
        Call { request: Pasted::new(""), method: None, url: None, data: Vec::new(), json: false, get: false };
    while let Some(word) = words.next() {
        call.option(word, &mut words)?;
    }
    call.finish(first_line)
}

struct Call {
    request: Pasted,
    method: Option<String>,
    url: Option<String>,
    data: Vec<Vec<u8>>,
    json: bool,
    get: bool,
}

impl Call {
    fn option(&mut self, word: Word, words: &mut impl Iterator<Item = Word>) -> Result<(), ParseError> {
        let text = word.text();
        let name = match text.strip_prefix('-') {
            None | Some("") => {
                self.url.get_or_insert(text.into_owned());
                return Ok(());
            }
            Some(letters) if !letters.starts_with('-') => return self.letters(&word, words),
            Some(_) => text.as_ref(),
        };
        if IGNORED_WITH_VALUE.contains(&name) {
            value(name, None, word.line, words)?;
        } else if WITH_VALUE.contains(&name) {
            let value = value(name, None, word.line, words)?;
            self.with_value(name, value)?;
        } else if name == "--get" {
            self.get = true;
        } else if !is_ignored(name) {
            // Its value, if it has one, would be taken for the URL.
            return Err(unknown(name, word.line));
        }
        Ok(())
    }

    /// Short options, of which the last can have a value: `-sXPOST`.
    fn letters(&mut self, word: &Word, words: &mut impl Iterator<Item = Word>) -> Result<(), ParseError> {
        for (index, &letter) in word.bytes.iter().enumerate().skip(1) {
            let letter = char::from(letter);
            // Its bytes need not be text.
            let attached = word.bytes.get(index + 1..).filter(|rest| !rest.is_empty());
            if let Some((_, name)) = LETTERS_WITH_VALUE.iter().find(|(known, _)| *known == letter) {
                let value = value(&format!("-{letter}"), attached, word.line, words)?;
                return self.with_value(name, value);
            }
            if IGNORED_LETTERS_WITH_VALUE.contains(letter) {
                value(&format!("-{letter}"), attached, word.line, words)?;
                return Ok(());
            }
            self.get |= letter == 'G';
            if letter != 'G' && !IGNORED_LETTERS.contains(letter) {
                return Err(unknown(&format!("-{letter}"), word.line));
            }
        }
        Ok(())
    }

    fn with_value(&mut self, name: &str, value: Word) -> Result<(), ParseError> {
        let (text, line) = (value.text().into_owned(), value.line);
        match name {
            "--request" => self.method = Some(text),
            "--header" => self.header(&text, line)?,
            "--user-agent" => self.request.push_header(&format!("User-Agent: {text}"), line)?,
            "--cookie" => self.request.push_header(&format!("Cookie: {text}"), line)?,
            "--referer" => self.request.push_header(&format!("Referer: {text}"), line)?,
            "--url" => self.url = Some(text),
            "--data-raw" => self.data.push(value.bytes),
            "--data-urlencode" => {
                let encoded = match text.split_once('=') {
                    Some((name, value)) if !name.is_empty() => format!("{name}={}", encode(value)),
                    Some((_, value)) => encode(value),
                    None => encode(&text),
                };
                self.data.push(encoded.into_bytes());
            }
            _ => {
                self.json |= name == "--json";
                if let Some(file) = text.strip_prefix('@') {
                    let message = format!("the body is in the file `{}`", bounded(file));
                    return Err(ParseError::new(line, message, "paste its content as the value of `--data-raw`"));
                }
                self.data.push(value.bytes);
            }
        }
        Ok(())
    }

    /// `Name;` sends an empty header, and `Name:` removes one that curl would add.
    fn header(&mut self, text: &str, line: usize) -> Result<(), ParseError> {
        match text.strip_suffix(';').filter(|name| !name.contains(':')) {
            Some(name) => self.request.push_header(&format!("{name}:"), line),
            None => self.request.push_header(text, line),
        }
    }

    fn finish(self, line: usize) -> Result<Pasted, ParseError> {
        let Self { mut request, method, url, data, json, get } = self;
        let Some(url) = url else {
            return Err(ParseError::new(line, "the command line has no URL", "paste the whole command line"));
        };
        request.set_url(&url);
        let has_data = !data.is_empty();
        let data = data.join(if json { &b""[..] } else { &b"&"[..] });
        let default = if has_data && !get { "POST" } else { "GET" };
        request.method = method.unwrap_or_else(|| default.to_owned());
        if get && has_data {
            let separator = if request.query.is_empty() { "" } else { "&" };
            request.query = format!("{}{separator}{}", request.query, String::from_utf8_lossy(&data));
        } else if has_data && !request.headers.iter().any(|header| header.name.eq_ignore_ascii_case("content-type")) {
            let value = if json { "application/json" } else { FORM };
            request.push_header(&format!("Content-Type: {value}"), line)?;
        }
        request.body = Some(if get { Vec::new() } else { data });
        request.exact_body = true;
        Ok(request.settle_host())
    }
}

/// Returns the value of an option, which can be attached to a short one.
fn value(
    name: &str,
    attached: Option<&[u8]>,
    line: usize,
    words: &mut impl Iterator<Item = Word>,
) -> Result<Word, ParseError> {
    let attached = attached.map(|bytes| Word { bytes: bytes.to_vec(), line });
    attached.or_else(|| words.next()).ok_or_else(|| {
        ParseError::new(line, format!("the value of `{name}` is missing"), "paste the whole command line")
    })
}

fn unknown(name: &str, line: usize) -> ParseError {
    let message = format!("the option `{}` is not known here", bounded(name));
    ParseError::new(line, message, "remove it, and its value, if it does not change the request")
}
