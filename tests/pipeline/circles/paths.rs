//! Finds which file of a package's sources contains a path into which other file.

use std::collections::BTreeMap;

use super::graph::Graph;

/// Returns the dependencies between the files of a package.
pub(super) fn dependencies(sources: &BTreeMap<String, String>) -> Graph {
    let files: BTreeMap<Vec<String>, &str> = sources.keys().map(|file| (module_of(file), file.as_str())).collect();
    let root = ["lib.rs", "main.rs"].into_iter().find(|file| sources.contains_key(*file)).unwrap_or_default();
    // What the root imports, by name.
    let mut imports: BTreeMap<String, Vec<String>> = sources.get(root).map_or(BTreeMap::new(), |text| {
        let (uses, _) = split(&tokens(text));
        let uses = uses.into_iter();
        uses.filter_map(|(path, name)| Some((name, absolute(&path, &[], &files)?))).collect()
    });
    imports
        .extend(sources.iter().flat_map(|(file, text)| exported_macros(text).map(move |name| (name, module_of(file)))));
    let mut graph = Graph::default();
    for (file, text) in sources {
        let own = module_of(file);
        let tokens = tokens(text);
        let (uses, others) = split(&tokens);
        let inline = others.into_iter().flat_map(inline_paths);
        let paths = uses.into_iter().map(|(path, _)| path).chain(inline);
        for path in paths.filter_map(|path| absolute(&path, &own, &files)) {
            let mut to = file_of(&path, &files);
            if to == Some(root) && file != root {
                let imported = path.first().and_then(|name| imports.get(name));
                match imported {
                    Some(path) => to = file_of(path, &files),
                    // A name that the root imports from another package is not a dependency on the root.
                    None if is_foreign(sources.get(root), path.first()) => continue,
                    None => {}
                }
            }
            if let Some(to) = to.filter(|to| to != file) {
                graph.add(file, to);
            }
        }
    }
    graph
}

/// Returns the macros that a file exports, which have a path from the root wherever they are defined.
fn exported_macros(text: &str) -> impl Iterator<Item = String> {
    let exports = text.split("#[macro_export]").skip(1);
    exports.filter_map(|after| Some(after.split_once("macro_rules! ")?.1.split_whitespace().next()?.to_owned()))
}

/// Returns the path of a file's module, which is empty for the root.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(path, "lib" | "main") { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Returns the file of the innermost module on a path.
fn file_of<'f>(path: &[String], files: &BTreeMap<Vec<String>, &'f str>) -> Option<&'f str> {
    (0..=path.len()).rev().find_map(|length| files.get(&path[..length]).copied())
}

/// Returns a path from the root, or `None` if the path leads into another package.
fn absolute(path: &[String], own: &[String], files: &BTreeMap<Vec<String>, &str>) -> Option<Vec<String>> {
    let mut here = own.to_vec();
    let mut steps = path.iter().peekable();
    match steps.peek()?.as_str() {
        "crate" => {
            steps.next();
            here.clear();
        }
        "self" => drop(steps.next()),
        "super" => {
            while steps.next_if(|step| *step == "super").is_some() {
                here.pop();
            }
        }
        first => {
            let child = [own, &[first.to_owned()]].concat();
            files.contains_key(&child).then_some(())?;
        }
    }
    here.extend(steps.filter(|step| *step != "self").cloned());
    Some(here)
}

/// Returns whether the root imports a name from another package.
fn is_foreign(root: Option<&String>, name: Option<&String>) -> bool {
    let (Some(root), Some(name)) = (root, name) else { return false };
    split(&tokens(root)).0.iter().any(|(_, imported)| imported == name)
}

/// The path of a `use` statement, and the name that it imports.
type Use = (Vec<String>, String);

/// Returns the paths of all `use` statements, and the tokens between the statements.
fn split(tokens: &[String]) -> (Vec<Use>, Vec<&[String]>) {
    let (mut uses, mut others) = (Vec::new(), Vec::new());
    let mut rest = tokens;
    while let Some(at) = rest.iter().position(|token| token == "use") {
        others.push(&rest[..at]);
        rest = &rest[at + 1..];
        tree(&mut rest, &[], &mut uses);
    }
    others.push(rest);
    (uses, others)
}

/// Reads one tree of a `use` statement, below a path.
fn tree(rest: &mut &[String], above: &[String], found: &mut Vec<Use>) {
    let mut path = above.to_vec();
    let mut name = None;
    while let Some((token, after)) = rest.split_first() {
        match token.as_str() {
            "," | "}" | ";" => break,
            "{" => {
                *rest = after;
                while rest.first().is_some_and(|token| token != "}" && token != ";") {
                    tree(rest, &path, found);
                    if rest.first().is_some_and(|token| token == ",") {
                        *rest = &rest[1..];
                    }
                }
                *rest = rest.get(1..).unwrap_or_default();
                return;
            }
            "as" => {
                name = after.first().cloned();
                *rest = after.get(1..).unwrap_or_default();
                continue;
            }
            "::" | "*" => {}
            step => path.push(step.to_owned()),
        }
        *rest = after;
    }
    if let Some(last) = path.iter().rfind(|step| *step != "self").cloned() {
        found.push((path, name.unwrap_or(last)));
    }
}

/// Returns the paths outside `use` statements.
fn inline_paths(tokens: &[String]) -> Vec<Vec<String>> {
    let is_path = |at: usize| tokens.get(at + 1).is_some_and(|next| next == "::");
    let starts = |at: usize| at == 0 || !matches!(tokens[at - 1].as_str(), "::" | "$");
    let starts = (0..tokens.len()).filter(|at| is_name(&tokens[*at]) && is_path(*at) && starts(*at));
    let path = |at: usize| {
        let steps = tokens[at..].iter().enumerate();
        let steps = steps.take_while(|(index, token)| if index % 2 == 0 { is_name(token) } else { *token == "::" });
        steps.filter(|(index, _)| index % 2 == 0).map(|(_, token)| token.clone()).collect()
    };
    starts.map(path).collect()
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Returns the names and punctuation of a file up to its tests, without comments and literals.
fn tokens(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r\"") || rest.starts_with("r#\"") {
            let (start, end) = if rest.starts_with("r#") { (3, "\"#") } else { (2, "\"") };
            rest[start..].find(end).map_or(rest.len(), |at| start + at + end.len())
        } else if c == '"' {
            string(rest)
        } else if c == '\'' {
            character(rest)
        } else if rest.starts_with("::") {
            2
        } else if c.is_alphanumeric() || c == '_' {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if !c.is_whitespace() && !token.starts_with("//") && !matches!(c, '"' | '\'') {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    tokens
}

/// Returns the length of a string literal.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        is_end
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// Returns the length of a character literal, or of the quote before a lifetime.
fn character(text: &str) -> usize {
    let inner = &text[1..];
    let length = match inner.strip_prefix('\\') {
        // The escaped character may be a quote.
        Some(escaped) => escaped.get(1..).and_then(|rest| rest.find('\'')).map(|at| at + 2),
        None => inner.chars().next().map(char::len_utf8),
    };
    length.filter(|length| inner[*length..].starts_with('\'')).map_or(1, |length| length + 2)
}
