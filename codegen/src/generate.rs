//! The whole pipeline: turns the files of the spec into the files of the SDK and the schemas.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::schema::Kind;
use crate::spec::Diagnostic;
use crate::target::Target;
use crate::{check, emit, read};

/// Turns the files of `spec/` into the generated files of the SDK.
///
/// `files` maps paths relative to `spec/` (without `spec/schema/`) to contents. The result maps paths relative to the
/// repository's root to contents: all of `sdk/src/generated/**` and `spec/schema/*.json`.
///
/// # Errors
///
/// Every error in the spec, sorted by file and place. Nothing is generated from a spec with an error.
pub fn generate(files: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let (spec, mut diagnostics) = read::read(files);
    check::check(&spec, &mut diagnostics);
    let diagnostics = diagnostics.into_sorted();
    let target = Target::sdk();
    let model = Model::new(&spec, &target).filter(|_| diagnostics.is_empty()).ok_or(diagnostics)?;
    let mut out = emit::emit(&model);
    for kind in Kind::ALL {
        let text = format!("{:#}\n", kind.schema());
        out.insert(format!("spec/schema/{}.json", kind.name()), text);
    }
    Ok(out)
}
