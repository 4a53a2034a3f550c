//! Files of source text.

/// Returns the text of a file: a first line that names its origin, the documentation of its module, and its items.
pub(crate) fn file(header: &str, doc: &str, items: &[String]) -> String {
    let doc: String = doc.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    let items: Vec<&str> = items.iter().map(|item| item.trim_end()).filter(|item| !item.is_empty()).collect();
    let text = format!("{header}\n\n{doc}\n{}", items.join("\n\n"));
    format!("{}\n", text.trim_end())
}
