//! Waiters, and the ids that they wait for.

use super::context::{Context, Fields, Lookup};
use super::values::check_doc;
use crate::diagnostics::Diagnostics;
use crate::spec::{Action, Field, Type, Waiter, did_you_mean, join, names_async_id};

pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let file = &context.product_file;
    for (name, waiter) in &context.product.waiters {
        let pointer = &join("/waiters", name);
        check_doc(&waiter.doc, file, &join(pointer, "doc"), diagnostics);
        if waiter.done.is_empty() {
            diagnostics.add(
                file,
                &join(pointer, "done"),
                "no state ends the wait",
                "list the states that mean success",
            );
        }
        for (index, state) in waiter.failed.iter().enumerate().filter(|(_, state)| waiter.done.contains(state)) {
            let pointer = join(&join(pointer, "failed"), &index.to_string());
            diagnostics.add(
                file,
                &pointer,
                format!("`{state}` cannot be both success and failure"),
                "remove one of the two",
            );
        }
        if let Some(action) = context.actions.get(&waiter.action) {
            check_polling(context, pointer, waiter, action, diagnostics);
        } else if context.whole {
            let known = context.actions.keys().map(String::as_str);
            let help = did_you_mean(&waiter.action, known, "add that action first");
            diagnostics.add(file, &join(pointer, "action"), format!("unknown action `{}`", waiter.action), help);
        }
    }
}

/// Checks what a waiter sends to the action that it polls, and what it reads from the response.
fn check_polling(
    context: &Context<'_>,
    pointer: &str,
    waiter: &Waiter,
    action: &Action,
    diagnostics: &mut Diagnostics,
) {
    let file = &context.product_file;
    let (parameters, results) = (context.parameters(&waiter.action, action), context.results(&waiter.action, action));
    if !parameters.have(&waiter.parameter, diagnostics, is_scalar) {
        let known = parameters.names().filter(|known| *known != waiter.parameter);
        let help = did_you_mean(&waiter.parameter, known, "name a parameter that takes a string or an integer");
        let message = format!("`{}` has no parameter `{}` that takes one id", waiter.action, waiter.parameter);
        diagnostics.add(file, &join(pointer, "parameter"), message, help);
    }
    parameters.check_plain(&waiter.parameter, file, &join(pointer, "parameter"), diagnostics);
    for (key, path) in [("state", Some(&waiter.state)), ("message", waiter.message.as_ref())] {
        if let Some(path) = path.filter(|path| !resolves(context, path, &results, diagnostics)) {
            let message =
                format!("`{path}` does not lead to a string or integer in the response of `{}`", waiter.action);
            diagnostics.add(file, &join(pointer, key), message, "write a JSON pointer such as /InstanceSet/0/Status");
        }
    }
}

fn is_scalar(ty: &Type) -> bool {
    *ty == Type::String || ty.is_integer()
}

/// Returns whether a JSON pointer leads through results and structs to a string or an integer; returns `true` if that
/// cannot be known.
fn resolves(context: &Context<'_>, path: &str, results: &Fields<'_>, diagnostics: &Diagnostics) -> bool {
    let mut steps = path.split('/');
    let (Some(""), Some(first)) = (steps.next(), steps.next()) else { return false };
    let mut here = results.find(first, diagnostics);
    for step in steps {
        here = match here {
            Lookup::Is(Type::List(item)) if step.parse::<usize>().is_ok() => Lookup::Is(item),
            Lookup::Is(Type::Structure(name)) => {
                context.structure(name).map_or(Lookup::Hidden, |fields| fields.find(step, diagnostics))
            }
            Lookup::Hidden => Lookup::Hidden,
            _ => Lookup::Absent,
        };
    }
    match here {
        Lookup::Is(ty) => is_scalar(ty),
        Lookup::Absent => false,
        Lookup::Hidden => true,
    }
}

pub(super) fn check_async_ids(action: &Action, results: &Fields<'_>, diagnostics: &mut Diagnostics) {
    let (file, product_file) = (&results.file, &results.context.product_file);
    let waiters = &results.context.product.waiters;
    if action.asynchronous.is_none() && !results.context.product.facts_only {
        ask_for_async_ids(results, diagnostics);
    }
    for (index, id) in action.async_ids().iter().enumerate() {
        let pointer = join("/asynchronous", &index.to_string());
        if !results.have(&id.field, diagnostics, |_| true) {
            let help = did_you_mean(&id.field, results.names(), "name a result");
            diagnostics.add(file, &join(&pointer, "field"), format!("the action has no result `{}`", id.field), help);
        }
        if !waiters.contains_key(&id.waiter) && !diagnostics.covers(product_file, "/waiters") {
            let known = waiters.keys().map(String::as_str);
            let help = did_you_mean(&id.waiter, known, "describe it under `waiters` in product.json");
            diagnostics.add(file, &join(&pointer, "waiter"), format!("unknown waiter `{}`", id.waiter), help);
        }
    }
}

/// Reports the first result that is named like the id of an asynchronous operation, in an action without
/// `asynchronous`.
fn ask_for_async_ids(results: &Fields<'_>, diagnostics: &mut Diagnostics) {
    let is_id = |field: &&Field| {
        names_async_id(&field.name)
            && matches!(field.ty.item(), Type::String | Type::Int64 | Type::Uint64 | Type::Float)
    };
    if let Some(field) = results.list.iter().find(is_id) {
        let name = &field.name;
        let message = format!("`{name}` sounds like the id of an operation that continues after the response");
        let help = format!(
            "name it and its waiter: `\"asynchronous\": [{{ \"field\": \"{name}\", \"waiter\": … }}]`; \
             or write `\"asynchronous\": []` if no work continues or no waiter can follow it"
        );
        diagnostics.add(&results.file, "/asynchronous", message, help);
    }
}
