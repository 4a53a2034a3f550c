//! Descriptions from metadata that a user has installed, for the documentation of what is generated on that machine.

use indexmap::IndexMap;
use serde::Deserialize;

use crate::input::Version;
use crate::markdown::{line, paragraphs};
use crate::spec::Field;

/// The texts of one version of a product: what the metadata contains besides the facts.
#[derive(Debug, Deserialize)]
pub struct Descriptions {
    actions: IndexMap<String, ActionTexts>,
    objects: IndexMap<String, ObjectTexts>,
    #[serde(default)]
    metadata: ProductTexts,
}

#[derive(Debug, Default, Deserialize)]
struct ProductTexts {
    #[serde(default)]
    api_brief: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ActionTexts {
    /// A title.
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    document: Option<String>,
    input: String,
    output: String,
}

#[derive(Debug, Deserialize)]
struct ObjectTexts {
    #[serde(default)]
    document: Option<String>,
    #[serde(default)]
    members: Vec<MemberTexts>,
}

#[derive(Debug, Deserialize)]
struct MemberTexts {
    name: String,
    #[serde(default)]
    document: Option<String>,
}

impl Descriptions {
    /// Reads the text of `api.json`.
    ///
    /// # Errors
    ///
    /// If the text has a different form.
    pub fn read(text: &str) -> Result<Descriptions, String> {
        serde_json::from_str(text).map_err(|error| format!("unknown form: {error}"))
    }

    /// Writes the descriptions into a version, for texts that are empty.
    pub(crate) fn apply(&self, version: &mut Version) {
        if let Some(product) = &mut version.product {
            fill(&mut product.doc, self.metadata.api_brief.as_deref(), line);
        }
        for (name, action) in &mut version.actions {
            let Some(texts) = self.actions.get(name) else { continue };
            fill(&mut action.summary, texts.name.as_deref(), line);
            fill(&mut action.doc, texts.document.as_deref(), paragraphs);
            self.fields(&texts.input, &mut action.parameters);
            self.fields(&texts.output, &mut action.results);
        }
        for (name, structure) in version.types.iter_mut().flat_map(|types| &mut types.types) {
            let text = self.objects.get(name).and_then(|object| object.document.as_deref());
            fill(&mut structure.doc, text, paragraphs);
            self.fields(name, &mut structure.fields);
        }
    }

    fn fields(&self, object: &str, fields: &mut [Field]) {
        let Some(object) = self.objects.get(object) else { return };
        for field in fields {
            let member = object.members.iter().find(|member| member.name == field.name);
            fill(&mut field.doc, member.and_then(|member| member.document.as_deref()), paragraphs);
        }
    }
}

fn fill(doc: &mut String, text: Option<&str>, markdown: fn(&str) -> String) {
    if let Some(text) = text.filter(|_| doc.is_empty()) {
        *doc = markdown(text);
    }
}
