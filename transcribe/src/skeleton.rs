//! New parts of the spec: the known facts, and notes about what is left to write.

use serde_json::{Map, Value};
use tencloud_spec::facts::DEPRECATED_FIELD;
use tencloud_spec::{
    Action, Effect, Field, Impact, OrTodo, Product, Rate, Sample, Structure, Type, Types, is_keyword, render,
    version_name,
};

use crate::docs::Docs;
use crate::facts::{FieldFacts, OutputRequired};

/// Returns the text of a file for an action of which only the name is known.
pub fn new_action(name: &str) -> String {
    // A name that no product uses, so that it is not taken for a fact.
    let (docs, name_of_parameter) = (Docs::Placeholder, "Parameter");
    let parameter = FieldFacts {
        name: name_of_parameter.to_owned(),
        ty: Type::String,
        required: Some(true),
        output_required: OutputRequired::Assumed(false),
        nullable: None,
        deprecated: None,
        presigned: false,
        secret: None,
        counts_from: None,
        format: None,
        zone: None,
        values: Vec::new(),
    };
    let members = |name: &str, value: &str| Map::from_iter([(name.to_owned(), Value::from(value))]);
    render(&Action {
        rate: Some(Rate { per_second: Rate::USUAL, documented: false }),
        parameters: vec![field(&parameter, docs)],
        samples: vec![sample(
            Sample {
                request: members(name_of_parameter, "value"),
                response: members("RequestId", "00000000-0000-0000-0000-000000000000"),
                ..Sample::default()
            },
            docs,
        )],
        ..action(name, None, docs)
    })
}

/// Returns a new version of a product. `page` is the documentation's entry page, if it is known.
pub(crate) fn product((product, version): (&str, &str), page: Option<String>, module: &str) -> Product {
    let docs = Docs::Placeholder;
    let topic = docs.text("a title; add topics as the documentation groups the actions");
    Product {
        schema: Some("../../schema/product.json".to_owned()),
        product: product.to_owned(),
        version: version.to_owned(),
        module: module.to_owned(),
        title: docs.text("the name that people use"),
        doc: docs.text("what it is for, in one or two sentences"),
        page: page.unwrap_or_else(|| docs.text("the URL of the documentation's entry page")),
        default_rate: Rate::USUAL,
        topics: [("general".to_owned(), topic)].into_iter().collect(),
        ..Product::default()
    }
}

/// Returns the module of a new version: the product's name or, if another version already has that name or Rust does
/// not allow it, the name and the version.
pub fn module(product: &str, version: &str, is_taken: bool) -> String {
    let name = product.replace('-', "_");
    if is_taken || is_keyword(&name) { format!("{name}_{}", version_name(version)) } else { name }
}

/// Returns whether files of the spec contain another version of a product.
pub(crate) fn has_other_version<'p>(product: &str, version: &str, paths: impl IntoIterator<Item = &'p String>) -> bool {
    paths.into_iter().any(|path| {
        let version_of =
            path.strip_prefix(product).and_then(|rest| rest.strip_prefix('/')?.strip_suffix("/product.json"));
        version_of.is_some_and(|other| other != version)
    })
}

/// Returns the shared structs of a new product, of which there are none yet.
pub(crate) fn types(page: Option<String>) -> Types {
    Types {
        schema: Some("../../schema/types.json".to_owned()),
        page: page.unwrap_or_else(|| Docs::Placeholder.text("the URL of the page \"data types\"")),
        ..Types::default()
    }
}

/// Returns a struct without fields, which the merge adds.
pub(crate) fn structure(docs: Docs) -> Structure {
    Structure { doc: docs.text("what it describes"), fields: Vec::new() }
}

/// Returns an action without fields, which the merge adds.
pub(crate) fn action(name: &str, page: Option<String>, docs: Docs) -> Action {
    let placeholder = docs == Docs::Placeholder;
    let effect = if placeholder { effect() } else { OrTodo::default() };
    let note = |what: &str| docs.text(what);
    Action {
        schema: Some("../../../schema/action.json".to_owned()),
        action: name.to_owned(),
        summary: note("what it does, in one sentence"),
        doc: note("what to call before and after, limits, dangers; remove if there is nothing to add"),
        page: page.unwrap_or_else(|| note("the URL of the documentation page")),
        topic: if placeholder { note("one of the topics in product.json") } else { "actions".to_owned() },
        impact: impact_of(&effect, docs),
        effect,
        errors: placeholder.then(|| vec![note("the error codes that the page lists; null if it lists none")]),
        ..Action::default()
    }
}

/// Returns the effect of an action of which it is not known.
pub(crate) fn effect() -> OrTodo<Effect> {
    OrTodo::Todo(
        Docs::Placeholder.text("`read` or, if it only computes an answer, `compute`; `write` if it changes anything"),
    )
}

/// Returns the impact of a new action, of which only the effect may be known: only writes have one.
pub(crate) fn impact_of(effect: &OrTodo<Effect>, docs: Docs) -> Option<Vec<OrTodo<Impact>>> {
    let may_write = !effect.value().is_some_and(|effect| effect.is_repeatable());
    (docs == Docs::Placeholder && may_write).then(|| vec![impact()])
}

fn impact() -> OrTodo<Impact> {
    OrTodo::Todo(Docs::Placeholder.text(
        "`destructive`, `disruptive`, `billable`; an empty list if it is none of them; remove the key if it does not write",
    ))
}

/// Returns the description of a waiter.
pub(crate) fn waiter() -> String {
    Docs::Placeholder.text("what is waited for, in one sentence")
}

/// Returns a field of a request, a response or a struct.
pub(crate) fn field(facts: &FieldFacts, docs: Docs) -> Field {
    let (OutputRequired::Known(output_required) | OutputRequired::Assumed(output_required)) = facts.output_required;
    let is_string = *facts.ty.item() == Type::String;
    let secret = facts.secret.filter(|_| is_string);
    // Values of a secret would reveal it.
    let values = facts.values.iter().filter(|_| secret != Some(true));
    Field {
        name: facts.name.clone(),
        ty: facts.ty.clone(),
        required: facts.required == Some(true),
        output_required,
        nullable: facts.nullable == Some(true),
        deprecated: (facts.deprecated == Some(true)).then(|| deprecated(docs)),
        presigned: is_string && facts.presigned,
        secret,
        format: facts.format,
        zone: facts.zone,
        values: values.map(|value| (value.clone(), docs.text("what it means"))).collect(),
        doc: docs.text(
            "what it means; add unit, min, max, default, enum or values if the page names them, and mark secrets",
        ),
        ..Field::default()
    }
}

/// Returns the reason why a field is deprecated.
pub(crate) fn deprecated(docs: Docs) -> String {
    match docs {
        Docs::Placeholder => docs.text("what to use instead"),
        Docs::Omit => DEPRECATED_FIELD.to_owned(),
    }
}

/// Returns a sample that still needs a title.
pub(crate) fn sample(sample: Sample, docs: Docs) -> Sample {
    Sample { title: docs.text("what the sample shows"), ..sample }
}

/// Returns the meaning of an error code.
pub(crate) fn error_meaning() -> String {
    Docs::Placeholder.text("what it means")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_after_products_unless_the_name_is_taken() {
        let paths = ["redis/2018-04-12/product.json".to_owned()];
        for (product, version, expect) in [
            ("redis", "2018-04-12", "redis"),
            ("redis", "2027-01-01", "redis_v20270101"),
            ("as", "2018-04-19", "as_v20180419"),
            ("tsf-pulsar", "2020-01-01", "tsf_pulsar"),
        ] {
            assert_eq!(module(product, version, has_other_version(product, version, &paths)), expect);
        }
    }
}
