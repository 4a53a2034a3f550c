//! Waiters and the ids that they wait for.

use super::{Context, check_doc};
use crate::fault::did_you_mean;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Action, Field, Type};

pub(super) fn check(context: &Context<'_>, faults: &mut Faults) {
    let file = &context.product_file();
    for (name, waiter) in &context.product.waiters {
        let pointer = join("/waiters", name);
        check_doc(&waiter.doc, file, &join(&pointer, "doc"), faults);
        if waiter.done.is_empty() {
            faults.add(
                file,
                &join(&pointer, "done"),
                "no state ends the waiting",
                "list the states that mean success",
            );
        }
        let Some(action) = context.actions.get(&waiter.action) else {
            let mend = did_you_mean(
                &waiter.action,
                context.actions.keys().map(String::as_str),
                "add that action first",
            );
            faults.add(
                file,
                &join(&pointer, "action"),
                format!("unknown action `{}`", waiter.action),
                mend,
            );
            continue;
        };
        if !action.parameters.iter().any(|field| field.name == waiter.parameter) {
            let mend = did_you_mean(
                &waiter.parameter,
                action.parameters.iter().map(|f| f.name.as_str()),
                "name a parameter",
            );
            let what = format!("`{}` has no parameter `{}`", waiter.action, waiter.parameter);
            faults.add(file, &join(&pointer, "parameter"), what, mend);
        }
        let message = waiter.message.as_ref().map(|path| ("message", path));
        for (key, path) in std::iter::once(("state", &waiter.state)).chain(message) {
            if !resolves(context, path, &action.results) {
                let what = format!(
                    "`{path}` leads to no text or integer in the reply of `{}`",
                    waiter.action
                );
                faults.add(
                    file,
                    &join(&pointer, key),
                    what,
                    "write a JSON pointer such as /InstanceSet/0/Status",
                );
            }
        }
    }
}

/// Whether a JSON pointer leads through results and structures to a text or an integer.
fn resolves(context: &Context<'_>, path: &str, results: &[Field]) -> bool {
    let mut fields = results;
    let mut ty: Option<&Type> = None;
    for step in path.split('/').skip(1) {
        ty = match ty {
            Some(Type::List(item)) if step.parse::<usize>().is_ok() => Some(item),
            Some(Type::List(_)) => return false,
            _ => fields.iter().find(|field| field.name == step).map(|field| &field.ty),
        };
        if let Some(Type::Structure(name)) = ty {
            fields = context.types.types.get(name).map_or(&[], |structure| &structure.fields);
        }
    }
    matches!(ty, Some(Type::String | Type::Int64 | Type::Uint64))
}

pub(super) fn check_async_ids(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    for (index, id) in action.asynchronous.iter().enumerate() {
        let pointer = join("/asynchronous", &index.to_string());
        if !action.results.iter().any(|field| field.name == id.field) {
            let mend = did_you_mean(
                &id.field,
                action.results.iter().map(|f| f.name.as_str()),
                "name a result",
            );
            faults.add(
                file,
                &join(&pointer, "field"),
                format!("the action has no result `{}`", id.field),
                mend,
            );
        }
        if !context.product.waiters.contains_key(&id.waiter) {
            let known = context.product.waiters.keys().map(String::as_str);
            let mend = did_you_mean(&id.waiter, known, "describe it under `waiters` in product.json");
            faults.add(
                file,
                &join(&pointer, "waiter"),
                format!("unknown waiter `{}`", id.waiter),
                mend,
            );
        }
    }
}
