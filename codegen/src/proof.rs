//! A program that proves the generated types on the spec's own samples.

use std::collections::BTreeMap;

use crate::check;
use crate::emit::example;
use crate::fault::Fault;
use crate::model::Model;
use crate::read;
use crate::target::Target;

/// The text of a module with one function, `samples(&mut Proof)`, that hands every sample of the spec to a `Proof`: the
/// request rebuilt by the typed builders beside its JSON, and the typed reply beside its JSON.
///
/// # Errors
///
/// Every fault of the spec, or the samples that no builder can rebuild.
pub fn proof(files: &BTreeMap<String, String>) -> Result<String, Vec<Fault>> {
    let (spec, mut faults) = read::read(files);
    check::check(&spec, &mut faults);
    let faults = faults.into_sorted();
    let target = Target::sdk();
    let model = Model::new(&spec, &target).filter(|_| faults.is_empty()).ok_or(faults)?;
    let mut unwritable = Vec::new();
    let mut calls = String::new();
    for product in &model.products {
        let module = &product.module;
        let mut body = String::new();
        for action in &product.actions {
            let name = &action.spec.action;
            for (index, sample) in action.spec.samples.iter().enumerate() {
                let request = serde_json::Value::Object(sample.request.clone()).to_string();
                let reply = serde_json::Value::Object(sample.response.clone()).to_string();
                let Some(built) = example::request(product, action, &sample.request) else {
                    let file = format!("{}/actions/{name}.json", product.folder);
                    let what = format!("the request of sample {index} cannot be written with the typed builder");
                    unwritable.push(Fault::of_file(&file, what));
                    continue;
                };
                body.push_str(&format!(
                    "    proof.request({name:?}, {index}, &{built}, {request:?});\n    \
                     proof.reply::<tencloud::{module}::{}Response>({name:?}, {index}, {reply:?});\n",
                    action.name
                ));
            }
        }
        calls.push_str(&format!("    let client = tencloud::{module}::Client::new(config);\n{body}"));
    }
    if !unwritable.is_empty() {
        return Err(unwritable);
    }
    Ok(format!(
        "//! Made by `cargo xtask conformance`.\n\n#![allow(deprecated)]\n\nuse super::Proof;\n\n\
         pub(crate) fn samples(config: &tencloud::Config, proof: &mut Proof) {{\n{calls}}}\n"
    ))
}
