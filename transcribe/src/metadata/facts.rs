//! The metadata as a version of the spec without words.

use std::collections::BTreeSet;

use tencloud_spec::{Action, Effect, Field, PageStyle, Pages, Structure, Type, Types};

use super::form::{Member, Metadata, Object};

/// What the metadata says of one version of a product.
pub(super) struct Facts {
    pub(super) product: String,
    pub(super) version: String,
    pub(super) types: Types,
    pub(super) actions: Vec<Action>,
}

/// Which way fields travel: that decides which flags mean anything.
#[derive(Clone, Copy)]
struct Ways {
    request: bool,
    reply: bool,
}

pub(super) fn of(metadata: &Metadata) -> Result<Facts, String> {
    let inputs = reached(metadata, metadata.actions.values().map(|action| &action.input));
    let outputs = reached(metadata, metadata.actions.values().map(|action| &action.output));
    let mut types = Types::default();
    let of_actions: BTreeSet<&String> =
        metadata.actions.values().flat_map(|action| [&action.input, &action.output]).collect();
    for (name, object) in &metadata.objects {
        let ways = Ways { request: inputs.contains(name.as_str()), reply: outputs.contains(name.as_str()) };
        if !of_actions.contains(name) && (ways.request || ways.reply) {
            let fields = fields(metadata, object, ways)?;
            types.types.insert(name.clone(), Structure { fields, ..Structure::default() });
        }
    }
    types.types.sort_keys();
    let mut actions = Vec::new();
    for (name, action) in &metadata.actions {
        let object = |name: &String| metadata.objects.get(name).ok_or_else(|| format!("the metadata lacks `{name}`"));
        let parameters = fields(metadata, object(&action.input)?, Ways { request: true, reply: false })?;
        let mut results = fields(metadata, object(&action.output)?, Ways { request: false, reply: true })?;
        results.retain(|field| field.name != "RequestId");
        actions.push(Action {
            action: name.clone(),
            effect: effect(name),
            unsigned: action.skip_sign,
            pages: pages(&parameters, &results),
            parameters,
            results,
            ..Action::default()
        });
    }
    Ok(Facts {
        product: metadata.metadata.service_short_name.clone(),
        version: metadata.metadata.api_version.clone(),
        types,
        actions,
    })
}

/// The structures that objects reach through their members.
fn reached<'m>(metadata: &'m Metadata, roots: impl Iterator<Item = &'m String>) -> BTreeSet<&'m str> {
    let mut open: Vec<&str> = roots.map(String::as_str).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let members = metadata.objects.get(name).into_iter().flat_map(|object| &object.members);
        for member in members.filter(|member| metadata.objects.contains_key(&member.member)) {
            if found.insert(member.member.as_str()) {
                open.push(&member.member);
            }
        }
    }
    found
}

fn fields(metadata: &Metadata, object: &Object, ways: Ways) -> Result<Vec<Field>, String> {
    object.members.iter().map(|member| field(metadata, member, ways)).collect()
}

fn field(metadata: &Metadata, member: &Member, ways: Ways) -> Result<Field, String> {
    Ok(Field {
        name: member.name.clone(),
        ty: metadata.type_of(member)?,
        required: ways.request && member.required,
        output_required: ways.reply && member.output_required.unwrap_or(member.required),
        nullable: ways.reply && member.value_allowed_null,
        deprecated: member.disabled.then(String::new),
        ..Field::default()
    })
}

/// A guess from the action's name, for people to look at.
fn effect(name: &str) -> Effect {
    let reads = ["Describe", "Get", "List", "Query", "Inquire", "Inquiry", "Search", "Check", "Count", "Preview"];
    if reads.iter().any(|start| name.starts_with(start)) { Effect::Read } else { Effect::Write }
}

/// The paging of an action that has one list, one total, and the parameters of a style.
fn pages(parameters: &[Field], results: &[Field]) -> Option<Pages> {
    let is_integer = |field: &&Field| matches!(field.ty, Type::Int64 | Type::Uint64);
    let takes = |name: &str| parameters.iter().filter(is_integer).any(|field| field.name == name);
    let style = [PageStyle::OffsetLimit, PageStyle::PageNumber, PageStyle::PageNo].into_iter().find(|style| {
        let (position, size) = style.parameters();
        takes(position) && takes(size)
    })?;
    let mut lists = results.iter().filter(|field| matches!(field.ty, Type::List(_)));
    let items = lists.next().filter(|_| lists.next().is_none())?;
    let total =
        results.iter().filter(is_integer).find(|field| matches!(field.name.as_str(), "TotalCount" | "Total"))?;
    Some(Pages { style, items: items.name.clone(), total: total.name.clone() })
}
