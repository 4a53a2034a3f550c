//! A program that verifies the generated types with the spec's own samples.

use std::collections::BTreeMap;

use crate::check;
use crate::diagnostics::file;
use crate::emit::example;
use crate::model::Model;
use crate::read;
use crate::spec::Diagnostic;
use crate::target::Target;

/// Returns the source of a module with one function, `samples(&mut Proof)`. It passes every sample of the spec to a
/// `Proof`: the request built with the typed builders together with its JSON, and the typed response together with its
/// JSON.
///
/// # Errors
///
/// Every error in the spec, or the samples that the builders cannot express.
pub fn proof(files: &BTreeMap<String, String>) -> Result<String, Vec<Diagnostic>> {
    let (spec, mut diagnostics) = read::read(files);
    check::check(&spec, &mut diagnostics);
    let diagnostics = diagnostics.into_sorted();
    let target = Target::sdk();
    let model = Model::new(&spec, &target).filter(|_| diagnostics.is_empty()).ok_or(diagnostics)?;
    let mut unwritable = Vec::new();
    let mut calls = String::new();
    for product in &model.products {
        let module = &product.module;
        let mut body = String::new();
        for action in &product.actions {
            let name = &action.spec.action;
            // No builder can create a request that lacks a required parameter, and no response type can read an API
            // error.
            let succeed = (1..).zip(&action.spec.samples).filter(|(_, sample)| sample.error_code().is_none());
            for (number, sample) in succeed {
                let request = serde_json::Value::Object(sample.request.clone()).to_string();
                let response = serde_json::Value::Object(sample.response.clone()).to_string();
                let Some(built) = example::request(product, action, &sample.request) else {
                    let place = file(&format!("{}/actions/{name}.json", product.folder));
                    let message = format!("the request of sample {number} cannot be written with the typed builder");
                    unwritable.push(Diagnostic::error(place, message));
                    continue;
                };
                body.push_str(&format!(
                    "    proof.request({name:?}, {number}, &{built}, {request:?});\n    \
                     proof.response::<tencloud::{module}::{}Response>({name:?}, {number}, {response:?});\n",
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
