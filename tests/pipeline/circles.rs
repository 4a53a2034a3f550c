//! There are no cycles of modules, neither among the top-level modules of a package nor among its files.
//!
//! A file depends on another if it contains a path that leads into it: `use crate::a::B`, `super::b::c()`, or a path
//! that begins with a module declared in the file. A path through a name that the root re-exports leads to where the
//! name comes from. `mod a;` alone is not a dependency, and tests may depend on anything.

mod graph;
mod paths;

use std::collections::BTreeMap;

use crate::spec::{read_tree, root};
use graph::Graph;

/// The sources of each package.
const PACKAGES: [&str; 10] = [
    "build/src",
    "calls/src",
    "cli/src",
    "codegen/src",
    "emulator/src",
    "explorer/src",
    "sdk/src",
    "spec/src",
    "transcribe/src",
    "xtask/src",
];

/// Returns the shortest cycles of modules and of files in a package's sources.
fn circles(sources: &BTreeMap<String, String>) -> Vec<String> {
    // The files of a generated product refer to each other through the product's module.
    let product = |file: &str| file.strip_prefix("generated/")?.split_once('/').map(|(product, _)| product.to_owned());
    let is_within = |from: &str, to: &str| product(from).is_some_and(|from| product(to) == Some(from));
    let mut files = Graph::default();
    for (from, to) in paths::dependencies(sources).edges().filter(|(from, to)| !is_within(from, to)) {
        files.add(from, to);
    }
    let top = |file: &str| file.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    let is_root = |file: &str| matches!(file, "lib.rs" | "main.rs");
    let mut modules = Graph::default();
    for (from, to) in files.edges().filter(|(from, to)| !is_root(from) && !is_root(to) && top(from) != top(to)) {
        modules.add(&top(from), &top(to));
    }
    [modules, files].iter().filter_map(Graph::shortest_circle).map(|circle| circle.join(" → ")).collect()
}

#[test]
fn packages_have_none() {
    let found = PACKAGES.iter().flat_map(|package| {
        let mut sources = read_tree(&root().join(package));
        assert!(sources.keys().any(|path| path.ends_with(".rs")), "{package} has no sources");
        sources.retain(|path, _| path.ends_with(".rs"));
        circles(&sources).into_iter().map(move |circle| format!("{package}: {circle}"))
    });
    assert_eq!(found.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn planted_circles_are_found() {
    let package = [
        ("lib.rs", "mod a;\nmod b;\nmod c;\nuse other as alias;\npub use b::inner::Thing;\n"),
        ("a.rs", "mod x;\nuse crate::{alias, b::{self, Deep}};\nfn f() { x::g() }\n"),
        ("a/x.rs", "/// See [`super::f`].\nfn g() -> &'static str { \"super::f crate::c\" }\n"),
        ("b.rs", "pub mod inner;\npub use inner::Deep;\n#[cfg(test)]\nmod tests {\n    use crate::a::f;\n}\n"),
        ("b/inner.rs", "pub struct Thing;\npub struct Deep;\nconst BAR: char = '\"';\n// use crate::a;\n"),
        ("c.rs", "use crate::Thing;\n"),
    ];
    let sources: BTreeMap<String, String> =
        package.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    assert_eq!(circles(&sources), Vec::<String>::new());
    for (file, line, expected) in [
        // Between modules, but not between files.
        ("b/inner.rs", "use crate::a::x::g;", vec!["a → b → a"]),
        ("b.rs", "use crate::a::f;", vec!["a → b → a", "a.rs → b.rs → a.rs"]),
        ("b.rs", "fn h() { let _ = crate::a::f(); }", vec!["a → b → a", "a.rs → b.rs → a.rs"]),
        ("b.rs", "use {\n    crate::c::{\n        one,\n    },\n};", vec!["b → c → b"]),
        // Between a module and one inside it.
        ("a/x.rs", "use super::f;", vec!["a.rs → a/x.rs → a.rs"]),
        ("b/inner.rs", "use super::{\n    Deep as D,\n};", vec!["b.rs → b/inner.rs → b.rs"]),
        // Through the root.
        ("b/inner.rs", "use crate::own;", vec!["b/inner.rs → lib.rs → b/inner.rs"]),
    ] {
        let mut sources = sources.clone();
        let text = &sources[file];
        sources.insert(file.to_owned(), format!("{line}\n{text}"));
        if line.contains("own") {
            let text = format!("{}mod own {{}}\n", sources["lib.rs"]);
            sources.insert("lib.rs".to_owned(), text);
        }
        assert_eq!(circles(&sources), expected, "{file}: {line}");
    }
}
