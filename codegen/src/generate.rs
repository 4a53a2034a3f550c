//! The whole way: texts of the spec in, texts of the SDK and of the schemas out.

use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::model::Model;
use crate::schema::Kind;
use crate::target::Target;
use crate::{check, emit, read};

/// Turns the files of `spec/` into the generated files of the SDK.
///
/// `files` maps paths below `spec/` (without `spec/schema/`) to texts. The result maps paths below the repository's
/// root to texts: all of `sdk/src/generated/**` and `spec/schema/*.json`.
///
/// # Errors
///
/// Every fault of the spec, sorted by file and place. Nothing is generated from a spec with a fault.
pub fn generate(files: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Vec<Fault>> {
    let mut out = generate_for(files, &Target::sdk())?;
    for kind in Kind::ALL {
        let text = format!("{:#}\n", kind.schema());
        out.insert(format!("spec/schema/{}.json", kind.name()), text);
    }
    Ok(out)
}

/// Turns the files of `spec/` into code for a target: a module a product, below the target's folder.
///
/// # Errors
///
/// Every fault of the spec, sorted by file and place. Nothing is generated from a spec with a fault.
pub fn generate_for(files: &BTreeMap<String, String>, target: &Target) -> Result<BTreeMap<String, String>, Vec<Fault>> {
    let (spec, mut faults) = read::read(files);
    check::check(&spec, &mut faults);
    let faults = faults.into_sorted();
    let model = Model::new(&spec, target).filter(|_| faults.is_empty()).ok_or(faults)?;
    Ok(emit::emit(&model))
}
