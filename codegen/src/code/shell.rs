//! What command lines and scripts have in common: words, and JSON with secrets from variables.

use super::literal::Literal;
use super::syntax::{JSON, Part, is_hidden, parts};

/// The function of a script that writes a string as JSON. Its argument is not visible to other processes.
pub(super) const JSON_FUNCTION: &str = r#"# Writes a string as JSON.
json() {
  local text=${1//\\/\\\\} number hex character
  text=${text//\"/\\\"}
  for number in {1..31}; do
    printf -v hex %02x "$number"
    printf -v character "\\x$hex"
    text=${text//"$character"/\\u00$hex}
  done
  printf '"%s"' "$text"
}
"#;

/// Quotes a word if a shell would change it.
pub(super) fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,@%+=".contains(c);
    // Zsh looks for a program with the name behind a `=` at the start.
    if !text.is_empty() && !text.starts_with('=') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // Terminals obey these characters; Bash, Zsh and Ksh read them in this form.
    let is_special = |c: char| c.is_control() && c != '\n' || is_hidden(c);
    if text.chars().any(is_special) {
        let escaped = |c: char| match c {
            '\'' | '\\' => format!("\\{c}"),
            '\n' => "\\n".to_owned(),
            c if is_special(c) => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        return format!("$'{}'", text.chars().map(escaped).collect::<String>());
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Writes JSON as a word, in which `json` writes the secrets.
pub(super) fn json_word(json: &str) -> String {
    let part = |part| match part {
        Part::Json(json) => format!("'{}'", json.replace('\'', r"'\''")),
        Part::Variable(name) => format!("\"$(json \"${name}\")\""),
    };
    parts(json).map(part).collect()
}

/// Writes a value as a word: text as it is, and anything else as JSON.
pub(super) fn value(value: &Literal<'_>) -> String {
    match value {
        Literal::Text(text) => word(text),
        Literal::Variable(name) => format!("\"${name}\""),
        Literal::List(_) | Literal::Object(_) => json_word(&JSON.line(value)),
        other => word(&JSON.line(other)),
    }
}

/// Writes an option with its value, already quoted.
pub(super) fn option(name: &str, value: &str) -> String {
    // A value that begins like an option, perhaps behind a quote.
    let is_like_option = value.trim_start_matches(['\'', '$']).starts_with('-');
    format!("--{name}{}{value}", if is_like_option { "=" } else { " " })
}

/// Writes a command with its options: on one line if that fits, otherwise one on each line.
pub(super) fn command(command: &str, options: &[String]) -> String {
    let line = options.iter().fold(command.to_owned(), |line, option| format!("{line} {option}"));
    if line.chars().count() <= 100 && !line.contains('\n') {
        return line + "\n";
    }
    options.iter().fold(command.to_owned(), |text, option| format!("{text} \\\n  {option}")) + "\n"
}
