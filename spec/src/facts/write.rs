//! Writes the text form.

use std::fmt::Write as _;

use super::action::{self, Version};
use super::cursor::{escape, escape_value};
use super::product::explorer;
use super::{codes, field};
use crate::action::Rate;
use crate::api_version::ApiVersion;
use crate::waiter::Waiter;

/// Returns a version as the text of its file.
///
/// Texts are not facts: docs, titles, topics, samples and corrections are not written, and neither are enums with named
/// values.
pub fn write(version: &ApiVersion) -> String {
    let ApiVersion { product, types, actions, .. } = version;
    let mut out = format!("product {}\nversion {}\nmodule {}\n", product.product, product.version, product.module);
    let international = product.page == explorer(&product.product, &product.version, None, true);
    for (word, is_set) in
        [("regional", product.regional), ("finance", product.finance), ("international", international)]
    {
        if is_set {
            out.push_str(word);
            out.push('\n');
        }
    }
    if product.default_rate != Rate::USUAL {
        let _ = writeln!(out, "rate {}", product.default_rate);
    }
    for (name, waiter) in &product.waiters {
        write_waiter(&mut out, name, waiter);
    }
    let mut codes = codes::Writer::default();
    let about = Version { product: &product.product, version: &product.version, international };
    for action in actions.values() {
        out.push_str("action ");
        action::write(&mut out, action, &about, &mut codes);
        out.push('\n');
    }
    let mut structures: Vec<_> = types.types.iter().collect();
    structures.sort_by_key(|(name, _)| *name);
    for (name, structure) in structures {
        out.push_str("type ");
        out.push_str(&escape(name));
        field::write(&mut out, &structure.fields);
        out.push('\n');
    }
    out
}

fn write_waiter(out: &mut String, name: &str, waiter: &Waiter) {
    let Waiter { action, parameter, state, message, done, failed, .. } = waiter;
    out.push_str("waiter");
    for word in [escape(name), escape(action), escape(parameter), escape_value(state)] {
        out.push(' ');
        out.push_str(&word);
    }
    let list = |values: &[String]| values.iter().map(|value| escape_value(value)).collect::<Vec<_>>().join(",");
    let message = message.as_ref().map(|message| escape_value(message)).unwrap_or_default();
    for (key, value) in [("done", list(done)), ("failed", list(failed)), ("message", message)] {
        if !value.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, " {key}={value}");
        }
    }
    out.push('\n');
}
