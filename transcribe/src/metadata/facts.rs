//! Turns the metadata into facts.

use std::collections::BTreeSet;

use tencloud_spec::{Streams, guess_presigned};

use super::form::{Member, Metadata, Object};
use crate::derived::{self, Parameter};
use crate::facts::{ActionFacts, FieldFacts, OutputRequired, StructureFacts};

/// The facts about one version of a product.
pub(super) struct Facts {
    pub(super) product: String,
    pub(super) version: String,
    pub(super) structures: Vec<StructureFacts>,
    pub(super) actions: Vec<ActionFacts>,
}

/// Whether structs are sent in requests, in responses, or in both, which determines which flags are meaningful.
#[derive(Clone, Copy)]
struct Directions {
    request: bool,
    response: bool,
}

pub(super) fn of(metadata: &Metadata) -> Result<Facts, String> {
    let inputs = reached(metadata, metadata.actions.values().map(|action| &action.input));
    let outputs = reached(metadata, metadata.actions.values().map(|action| &action.output));
    let of_actions: BTreeSet<&String> =
        metadata.actions.values().flat_map(|action| [&action.input, &action.output]).collect();
    let mut structures = Vec::new();
    for (name, object) in &metadata.objects {
        let directions =
            Directions { request: inputs.contains(name.as_str()), response: outputs.contains(name.as_str()) };
        if !of_actions.contains(name) && (directions.request || directions.response) {
            let fields = fields(metadata, object, directions)?;
            structures.push(StructureFacts { name: name.clone(), fields });
        }
    }
    structures.sort_by(|a, b| a.name.cmp(&b.name));
    let mut actions = Vec::new();
    for (name, action) in &metadata.actions {
        let object = |name: &String| metadata.objects.get(name).ok_or_else(|| format!("the metadata lacks `{name}`"));
        let parameters = fields(metadata, object(&action.input)?, Directions { request: true, response: false })?;
        let mut results = fields(metadata, object(&action.output)?, Directions { request: false, response: true })?;
        results.retain(|field| field.name != "RequestId");
        let streams = streams(metadata, (name, &action.document), object(&action.input)?, object(&action.output)?)?;
        actions.push(ActionFacts {
            name: name.clone(),
            rate: None,
            unsigned: Some(action.skip_sign),
            streams,
            errors: None,
            parameters,
            results,
        });
    }
    Ok(Facts {
        product: metadata.metadata.service_short_name.clone(),
        version: metadata.metadata.api_version.clone(),
        structures,
        actions,
    })
}

fn streams(
    metadata: &Metadata,
    action: (&str, &str),
    input: &Object,
    output: &Object,
) -> Result<Option<Streams>, String> {
    let is_id = |member: &&Member| member.name == "RequestId";
    let Some(request_id) = output.members.iter().find(is_id) else { return Ok(None) };
    let parameters = input.members.iter().map(|member| {
        let ty = metadata.type_of(member)?;
        Ok(Parameter { name: &member.name, ty, text: &member.document })
    });
    let parameters = parameters.collect::<Result<Vec<_>, String>>()?;
    Ok(derived::streams(action, &parameters, &request_id.document, output.members.len() > 1))
}

/// Returns the structs that objects refer to through their members.
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

fn fields(metadata: &Metadata, object: &Object, directions: Directions) -> Result<Vec<FieldFacts>, String> {
    object.members.iter().map(|member| field(metadata, member, directions)).collect()
}

fn field(metadata: &Metadata, member: &Member, directions: Directions) -> Result<FieldFacts, String> {
    let output_required = directions.response && member.output_required.unwrap_or(member.required);
    let ty = metadata.type_of(member)?;
    let values = derived::values(&member.name, &member.document, &ty);
    let (format, zone) = match values.as_slice() {
        [] => derived::format(&member.name, &member.document, &ty),
        _ => (None, None),
    };
    Ok(FieldFacts {
        name: member.name.clone(),
        values,
        format,
        zone,
        counts_from: derived::counts_from(&member.document),
        secret: derived::is_secret(&member.name, &member.document),
        ty,
        required: Some(directions.request && member.required),
        output_required: OutputRequired::Known(output_required),
        nullable: Some(directions.response && member.value_allowed_null),
        deprecated: Some(member.disabled),
        presigned: guess_presigned(&member.name),
    })
}
