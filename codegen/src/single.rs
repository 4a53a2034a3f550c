//! A product as one module in one file, which a program includes.

use std::collections::BTreeMap;

use tencloud_spec::{ApiVersion, Common, Diagnostic};

use crate::model::Model;
use crate::package::prepare;
use crate::target::Target;
use crate::{emit, names};

/// The lints that code of a program's own may be subject to, but generated code is not.
const ALLOWED: &str = "#[allow(clippy::all, clippy::pedantic, dead_code, deprecated, missing_docs, unreachable_pub)]";

/// Generates a version of a product as one module, with the wanted actions and the types that they use; all actions if
/// none are named. Returns the name of the module, such as `cvm`, and the text.
///
/// # Errors
///
/// Every error in the version, and every wanted action that does not exist.
pub fn module(common: &Common, version: ApiVersion, actions: &[String]) -> Result<(String, String), Vec<Diagnostic>> {
    let (name, number) = (names::module(&version.product.product), version.product.version.clone());
    let spec = prepare(common, vec![version], &number, actions)?;
    let target = Target::included();
    let model = Model::new(&spec, &target).ok_or_else(Vec::new)?;
    let files = emit::emit(&model);
    let home = model.products.first().map(|product| &product.home);
    let (folder, file) = home.map(|home| (home.folder.as_str(), home.file.as_str())).unwrap_or_default();
    let mut text = String::new();
    if let Some(root) = files.get(file) {
        let header = root.lines().next().unwrap_or_default();
        text.push_str(&format!("{header}\n\n{ALLOWED}\npub mod {name} {{\n"));
        inline(&files, folder, root, &mut text);
        text.push_str("}\n");
    }
    Ok((name, text))
}

/// Writes a file with the modules that it declares in their place.
fn inline(files: &BTreeMap<String, String>, folder: &str, text: &str, out: &mut String) {
    for line in text.lines().skip(1) {
        let declared = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ");
        let name = declared.and_then(|rest| rest.strip_suffix(';'));
        match name.and_then(|name| files.get(&format!("{folder}/{}.rs", name.trim_start_matches("r#")))) {
            Some(module) => {
                out.push_str(line.trim_end_matches(';'));
                out.push_str(" {\n");
                inline(files, folder, module, out);
                out.push_str("}\n");
            }
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
}
