//! Generates one action of each version of a product that has secrets in requests, the one with the most of them, and a row
//! for its request: its type, its JSON with a value in the place of each secret, and how many there are.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};
use tencloud_spec::{ApiVersion, Field, Type, catalog};

/// How deep structs are filled: some contain themselves.
const DEPTH: u32 = 6;

/// Writes the modules and the rows to a folder.
pub(crate) fn generate(out: &Path) -> Result<(), Box<dyn Error>> {
    let (mut modules, mut rows) = (String::new(), String::new());
    for (index, (product, number)) in catalog::versions().enumerate() {
        let Some(version) = catalog::product(product, number)? else { continue };
        let requests = version.actions.iter().map(|(name, action)| {
            let mut secrets = 0;
            let request = object(version, &action.parameters, DEPTH, &mut secrets);
            (secrets, name, request)
        });
        let Some((secrets @ 1.., action, request)) = requests.max_by_key(|(secrets, ..)| *secrets) else { continue };
        let (module, text) =
            tencloud_codegen::module(catalog::common()?, version.clone(), std::slice::from_ref(action))
                .map_err(|errors| format!("{product} {number}: {errors:?}"))?;
        let request_type = text.split("rt::Action for ").nth(1).and_then(|rest| rest.split(' ').next());
        let request_type = request_type.ok_or("no request")?;
        fs::write(out.join(format!("secrets_{index}.rs")), &text)?;
        modules += &format!(
            "#[allow(unused_imports)]\nmod p{index} {{ include!(concat!(env!(\"OUT_DIR\"), \"/secrets_{index}.rs\")); }}\n"
        );
        let json = Value::Object(request.unwrap_or_default()).to_string();
        rows += &format!(
            "({product:?}, {action:?}, show::<p{index}::{module}::{request_type}>, r#\"{json}\"#, {secrets}),\n"
        );
    }
    fs::write(out.join("secrets_modules.rs"), modules)?;
    fs::write(out.join("secrets_rows.rs"), format!("&[{rows}]"))?;
    Ok(())
}

/// Returns an object with a value in the place of each secret; `None` if there is none.
fn object(version: &ApiVersion, fields: &[Field], depth: u32, secrets: &mut usize) -> Option<Map<String, Value>> {
    let mut members = Map::new();
    for field in fields {
        if let Some(value) = value(version, field, &field.ty, depth, secrets) {
            members.insert(field.name.clone(), value);
        }
    }
    (!members.is_empty()).then_some(members)
}

fn value(version: &ApiVersion, field: &Field, ty: &Type, depth: u32, secrets: &mut usize) -> Option<Value> {
    match ty {
        Type::List(item) => value(version, field, item, depth, secrets).map(|item| Value::Array(vec![item])),
        Type::Structure(name) if depth > 0 => {
            let fields = &version.types.types.get(name)?.fields;
            object(version, fields, depth - 1, secrets).map(Value::Object)
        }
        Type::String if field.is_secret() => {
            *secrets += 1;
            Some(Value::String(format!("Winter2026-{secrets}")))
        }
        _ => None,
    }
}
