//! Files and snippets of source text.

use proc_macro2::TokenStream;
use quote::quote;

/// Returns the text of a file: a first line that names its origin, the documentation of its module, and its items.
pub(crate) fn file(header: &str, doc: &str, items: &[String]) -> String {
    let doc: String = doc.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect();
    let items: Vec<&str> = items.iter().map(|item| item.trim_end()).filter(|item| !item.is_empty()).collect();
    let text = format!("{header}\n\n{doc}\n{}", items.join("\n\n"));
    format!("{}\n", text.trim_end())
}

/// Formats the statements of a function's body.
pub(crate) fn statements(tokens: TokenStream) -> String {
    let function = format(quote!(async fn example() { #tokens }));
    let body = function.lines().filter(|line| line.starts_with(' '));
    body.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned() + "\n").collect()
}

fn format(tokens: TokenStream) -> String {
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // Users never see this: a generator that emits code that Rust cannot parse fails its own tests.
        Err(error) => unreachable!("generated code does not parse: {error}\n{tokens}"),
    }
}
