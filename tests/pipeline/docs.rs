//! The documentation in the generated code: facts that must be shown, links that must lead somewhere, secrets that
//! examples must not contain.

use std::collections::BTreeSet;

use tencloud_codegen::generate;
use tencloud_spec::{Action, Field, Type, Types, reachable};

use crate::golden::made_up;
use crate::spec::{Files, VERSION, real};

const MODULE: &str = "sdk/src/generated/redis";

fn code(spec: &Files) -> Files {
    let mut files = generate(spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    files.retain(|path, _| path.ends_with(".rs"));
    files
}

/// Returns the doc comments of a file as texts, without markers and without code blocks.
fn comments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut in_code = false;
    for line in text.lines().map(str::trim_start) {
        match line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) {
            Some(doc) if doc.trim_start().starts_with("```") => in_code = !in_code,
            Some(doc) if !in_code => *found.last_mut().unwrap() += &format!("{doc}\n"),
            Some(_) => {}
            None => found.push(String::new()),
        }
    }
    found.retain(|comment| !comment.is_empty());
    found
}

/// Returns the links of a comment as text and target, and the comment without links and code.
fn links(comment: &str) -> (Vec<(&str, &str)>, String) {
    let mut links = Vec::new();
    let mut prose = String::new();
    let mut rest = comment;
    while let Some((before, after)) = rest.split_once("[`") {
        prose.push_str(before);
        let (text, after) = after.split_once("`]").unwrap_or((after, ""));
        let named = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        let (target, after) = named.unwrap_or((text, after));
        links.push((text, target));
        rest = after;
    }
    prose.push_str(rest);
    (links, prose.split('`').step_by(2).collect())
}

/// Returns the functions, types, fields and variants of a file.
fn defined(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let items = code.flat_map(|line| {
        let after_keyword = ["fn ", "struct ", "enum ", "pub "].map(|keyword| Some(line.split_once(keyword)?.1));
        let variant = line.starts_with(char::is_uppercase).then_some(line);
        after_keyword.into_iter().chain([variant])
    });
    items
        .flatten()
        .filter_map(|item| item.trim_start_matches("r#").split(|c: char| !c.is_alphanumeric() && c != '_').next())
}

#[test]
fn links_lead_somewhere() {
    let handwritten = [
        "Error",
        "ErrorKind",
        "Config",
        "event_stream",
        "ConfigBuilder",
        "endpoint_url_for",
        "octet_stream",
        "file",
        "RawResponse",
        "pagination",
        "product",
        "WaitFailed",
        "Options",
        "Region",
        "WaitTimeout",
        "UntypedCall",
        "code",
        "code_as",
        "new",
    ];
    for spec in [real(), made_up()] {
        let code = code(&spec);
        let defined: BTreeSet<&str> = code.values().flat_map(|text| defined(text)).chain(handwritten).collect();
        for (path, text) in &code {
            for comment in comments(text) {
                let (links, prose) = links(&comment);
                for (text, target) in links.into_iter().filter(|(_, target)| !target.starts_with("https://")) {
                    let modules = ["crate", "super", "Self", "redis", "sts", "demo", "types"];
                    let steps = target.split("::").filter(|step| !modules.contains(step));
                    let unknown: Vec<_> = steps.filter(|step| !defined.contains(step)).collect();
                    assert!(unknown.is_empty(), "{path}: [{text}]({target}) leads nowhere");
                }
                let html = prose.replace("<https://", "");
                assert!(
                    !prose.contains(['[', ']']) && !html.contains('<'),
                    "{path}: a link or tag of no kind in: {comment}"
                );
            }
        }
    }
}

/// A fact about fields: its name, whether a field has it, and how its line begins.
type Fact = (&'static str, fn(&Field) -> bool, &'static [&'static str]);

/// A parameter's facts are documented at its setter. Deprecation is marked at both.
#[test]
fn facts_of_fields_show_once() {
    let facts: [Fact; 6] = [
        ("unit", |field| field.unit.is_some(), &["- Unit: "]),
        ("range", |field| field.min.is_some() || field.max.is_some(), &["- Range: ", "- Items: ", "- Length: "]),
        ("default", |field| field.default.is_some(), &["- Default: "]),
        ("values", |field| !field.values.is_empty() || field.enumeration.is_some(), &["- Values:"]),
        ("newer", |field| field.newer, &["- Not yet on the documentation page."]),
        ("deprecated", |field| field.deprecated.is_some(), &["#[deprecated("]),
    ];
    let spec = real();
    let code = code(&spec);
    let actions: Vec<Action> = spec
        .iter()
        .filter(|(path, _)| path.starts_with(&format!("{VERSION}/actions/")))
        .map(|(_, text)| serde_json::from_str(text).unwrap())
        .collect();
    let types: Types = serde_json::from_str(&spec[&format!("{VERSION}/types.json")]).unwrap();
    let sent = reachable(&types, actions.iter().flat_map(|action| &action.parameters));
    for (fact, holds, starts) in facts {
        let count = |fields: &[Field]| fields.iter().filter(|field| holds(field)).count();
        let lines = |text: &str| {
            let bare = |line: &str| line.trim_start().trim_start_matches("///").trim_start().to_owned();
            text.lines().filter(|line| starts.iter().any(|start| bare(line).starts_with(start))).count()
        };
        for action in &actions {
            let marker = format!("`{}`: ", action.action);
            let text = code.values().find(|text| text.contains(&format!("\n//! {marker}"))).unwrap();
            let (times, own) = if fact == "deprecated" { (2, action.deprecated.iter().count()) } else { (1, 0) };
            let expected = own + times * count(&action.parameters) + count(&action.results);
            assert_eq!(lines(text), expected, "{fact} in {}", action.action);
        }
        let has_setters = |name: &str| fact == "deprecated" && sent.contains(name);
        let expected: usize = types
            .types
            .iter()
            .map(|(name, structure)| count(&structure.fields) * if has_setters(name) { 2 } else { 1 })
            .sum();
        assert_eq!(lines(&code[&format!("{MODULE}/types.rs")]), expected, "{fact} in types");
    }
}

/// Prose names the Rust items; the API's own name of a field is at the start of its documentation, and only there.
#[test]
fn api_names_of_fields_show_once() {
    let spec = real();
    let code = code(&spec);
    for (_, text) in spec.iter().filter(|(path, _)| path.starts_with(&format!("{VERSION}/actions/"))) {
        let action: Action = serde_json::from_str(text).unwrap();
        let marker = format!("\n//! `{}`: ", action.action);
        let text = code.values().find(|text| text.contains(&marker)).unwrap();
        let text: String = text.lines().filter(|line| line.contains("///")).map(|line| format!("{line}\n")).collect();
        for name in action.parameters.iter().chain(&action.results).map(|field| &field.name) {
            let fields = action.parameters.iter().chain(&action.results).filter(|field| field.name == *name).count();
            let heads = text.matches(&format!("/// `{name}`: ")).count();
            assert_eq!(heads, fields, "{name} in {}", action.action);
            let unlinked = text.matches(&format!("`{name}`")).count() - text.matches(&format!("[`{name}`]")).count();
            assert_eq!(unlinked, fields, "{name} in the prose of {}", action.action);
        }
    }
}

#[test]
fn manual_backup_says_all_that_its_page_says() {
    let code = code(&real());
    let action = &code[&format!("{MODULE}/manual_backup_instance.rs")];
    for (words, times) in [
        ("- Unit: days.\n", 1),
        ("- Range: 0 to 1825.\n", 1),
        ("- Default: `7`.\n", 1),
        ("- Not yet on the documentation page.\n", 1),
        ("- Required: [`instance_id`](ManualBackupInstanceBuilder::instance_id).\n", 1),
        ("- Asynchronous: pass [`task_id`](ManualBackupInstanceResponse::task_id) to", 1),
        (" [`wait_for_task`](Self::wait_for_task).\n", 1),
        ("/// `ResourceNotFound.InstanceNotExists`: There is no instance", 1),
    ] {
        assert_eq!(action.matches(words).count(), times, "{words}");
    }
    let method = action.split("\n    }\n").find(|item| item.contains("pub fn manual_backup_instance(")).unwrap();
    for words in [
        "Starts a backup",
        "- Required: [`instance_id`]",
        "- Returns: [`ManualBackupInstanceResponse`]",
        "- Errors: [`ManualBackupInstanceErrorCode`]",
        "- Write: ",
        "- Rate limit: 20 requests per second, per account and region.\n",
        "- Documentation: [`ManualBackupInstance`](https://cloud.tencent.com/document/product/239/20010).\n",
        "# Example",
        ".remark(\"xxxx\")",
        "redis.wait_for_task(response.task_id).await?",
    ] {
        assert!(method.contains(words), "{words} is not in {method}");
    }
}

/// A password in an example, even a made-up one, encourages people to write theirs down.
#[test]
fn examples_show_no_secret() {
    let spec = real();
    let code = code(&spec);
    let mut secrets = 0;
    for (path, text) in spec.iter().filter(|(path, _)| path.contains("/actions/")) {
        let action: Action = serde_json::from_str(text).unwrap();
        for field in action.parameters.iter().filter(|field| field.is_secret() && *field.ty.item() == Type::String) {
            for value in action.samples.iter().filter_map(|sample| sample.request.get(&field.name)?.as_str()) {
                secrets += 1;
                let teaches = code.iter().find(|(_, text)| text.contains(&format!("{value:?}")));
                assert!(teaches.is_none(), "{path}: {} shows {value}", teaches.unwrap().0);
            }
        }
    }
    assert!(secrets > 0, "no sample has a secret");
}

/// A secret that a call needs is a parameter of the example.
#[test]
fn examples_take_required_secrets() {
    let code = code(&real());
    for (file, setter) in [
        ("redis/modify_instance_password.rs", ".old_password(old_password)"),
        ("ses/send_email.rs", ".template_data(template_data)"),
        ("ses/create_receiver_detail_with_data.rs", ".template_data(template_data)"),
        ("sts/get_session_token.rs", ".token_code(token_code)"),
    ] {
        let text = code.iter().find(|(path, _)| path.ends_with(file)).unwrap().1;
        assert!(text.contains("/// # Example") && text.contains(setter), "{file}");
    }
}
