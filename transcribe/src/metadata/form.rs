//! The form of the metadata, as far as it contains facts. Of its texts, only facts are kept, such as listed values.

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tencloud_spec::Type;
use tencloud_spec::facts::{DEPRECATED_ACTION, OFFLINE_ACTION};

/// `api.json` of one product version.
#[derive(Deserialize)]
pub(super) struct Metadata {
    pub(super) actions: IndexMap<String, Action>,
    pub(super) objects: IndexMap<String, Object>,
    pub(super) metadata: About,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct About {
    pub(super) api_version: String,
    pub(super) service_short_name: String,
}

#[derive(Deserialize)]
pub(super) struct Action {
    pub(super) input: String,
    pub(super) output: String,
    /// The text, from which only the host of streams is taken.
    #[serde(default)]
    pub(super) document: String,
    /// Only actions whose requests are not signed have this.
    #[serde(default, deserialize_with = "flag")]
    pub(super) skip_sign: bool,
    #[serde(default)]
    pub(super) status: String,
    /// Whether only the international site has the action.
    #[serde(skip)]
    pub(super) international: bool,
}

#[derive(Deserialize)]
pub(super) struct Object {
    #[serde(default)]
    pub(super) members: Vec<Member>,
}

#[derive(Deserialize)]
pub(super) struct Member {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) member: String,
    #[serde(default, deserialize_with = "flag")]
    pub(super) required: bool,
    /// Missing in structs that are documented only for requests; `required` then applies.
    #[serde(default, deserialize_with = "optional_flag")]
    pub(super) output_required: Option<bool>,
    #[serde(default, deserialize_with = "flag")]
    pub(super) value_allowed_null: bool,
    #[serde(default, deserialize_with = "flag")]
    pub(super) disabled: bool,
    /// The description, in which facts are looked for.
    #[serde(default)]
    pub(super) document: String,
}

/// Reads a flag, which some products write as 0 and 1.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(false),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(true),
        other => Err(D::Error::custom(format!("{other} is not a flag"))),
    }
}

fn optional_flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    flag(deserializer).map(Some)
}

impl Object {
    fn add(&mut self, other: Object) {
        for member in other.members {
            if !self.members.iter().any(|known| known.name == member.name) {
                self.members.push(Member { required: false, output_required: Some(false), ..member });
            }
        }
    }
}

impl Action {
    /// Returns why the action should not be used, if so.
    pub(super) fn deprecated(&self) -> Option<&'static str> {
        match self.status.as_str() {
            "deprecated" => Some(DEPRECATED_ACTION),
            "offline" => Some(OFFLINE_ACTION),
            _ => None,
        }
    }
}

impl Metadata {
    /// Adds what only the metadata of the international site has: its actions, structs, and fields of structs that both
    /// have. These fields are optional, since the other site does not know them; a field that only this metadata has
    /// stays required, since this site decides.
    pub(super) fn add(&mut self, other: Metadata) {
        let lacking = other.actions.into_iter().filter(|(name, _)| !self.actions.contains_key(name));
        let lacking: Vec<_> = lacking.collect();
        for (name, action) in lacking {
            self.actions.insert(name, Action { international: true, ..action });
        }
        for (name, object) in other.objects {
            match self.objects.entry(name) {
                Entry::Vacant(place) => _ = place.insert(object),
                Entry::Occupied(mut known) => known.get_mut().add(object),
            }
        }
    }

    pub(super) fn parse(text: &str) -> Result<Metadata, String> {
        serde_json::from_str(text).map_err(|error| format!("unknown form: {error}"))
    }

    /// Returns a member's type as the spec writes it.
    pub(super) fn type_of(&self, member: &Member) -> Result<Type, String> {
        let item = if self.objects.contains_key(&member.member) {
            Type::Structure(member.member.clone())
        } else {
            let scalar = member.member.parse::<Type>()?;
            if scalar.structure().is_some() {
                return Err(format!("unknown type `{}` of `{}`", member.member, member.name));
            }
            scalar
        };
        Ok(if member.kind == "list" { Type::List(Box::new(item)) } else { item })
    }
}
