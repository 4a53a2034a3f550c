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
            faults.add(file, &join(&pointer, "done"), "no state ends the waiting", "list the states that mean success");
        }
        for (index, state) in waiter.failed.iter().enumerate().filter(|(_, state)| waiter.done.contains(state)) {
            let pointer = join(&join(&pointer, "failed"), &index.to_string());
            faults.add(file, &pointer, format!("`{state}` cannot be success and failure"), "remove one of the two");
        }
        let Some(action) = context.actions.get(&waiter.action) else {
            if context.whole {
                let known = context.actions.keys().map(String::as_str);
                let mend = did_you_mean(&waiter.action, known, "add that action first");
                faults.add(file, &join(&pointer, "action"), format!("unknown action `{}`", waiter.action), mend);
            }
            continue;
        };
        let action_file = context.action_file(&waiter.action);
        let parameter = action.parameters.iter().find(|field| field.name == waiter.parameter);
        let takes_an_id = parameter.is_some_and(|field| is_scalar(&field.ty) || !context.whole);
        if !takes_an_id && !faults.covers(&action_file, "/parameters") {
            let known = action.parameters.iter().map(|field| field.name.as_str());
            let mend = did_you_mean(&waiter.parameter, known, "name a parameter that takes a text or an integer");
            let what = format!("`{}` has no parameter `{}` that takes one id", waiter.action, waiter.parameter);
            faults.add(file, &join(&pointer, "parameter"), what, mend);
        }
        let message = waiter.message.as_ref().map(|path| ("message", path));
        for (key, path) in std::iter::once(("state", &waiter.state)).chain(message) {
            let known = context.whole && !faults.covers(&action_file, "/results");
            if known && !resolves(context, path, &action.results) {
                let what = format!("`{path}` leads to no text or integer in the reply of `{}`", waiter.action);
                faults.add(file, &join(&pointer, key), what, "write a JSON pointer such as /InstanceSet/0/Status");
            }
        }
    }
}

fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Int64 | Type::Uint64)
}

/// Whether a JSON pointer leads through results and structures to a text or an integer.
fn resolves(context: &Context<'_>, path: &str, results: &[Field]) -> bool {
    let member =
        |fields: &[Field], name: &str| fields.iter().find(|field| field.name == name).map(|field| field.ty.clone());
    let mut steps = path.split('/');
    let mut here = if steps.next() == Some("") { steps.next().and_then(|name| member(results, name)) } else { None };
    for step in steps {
        here = match here {
            Some(Type::List(item)) if step.parse::<usize>().is_ok() => Some(*item),
            Some(Type::Structure(name)) => {
                context.types.types.get(&name).and_then(|structure| member(&structure.fields, step))
            }
            _ => None,
        };
    }
    here.is_some_and(|ty| is_scalar(&ty))
}

pub(super) fn check_async_ids(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    for (index, id) in action.asynchronous.iter().enumerate() {
        let pointer = join("/asynchronous", &index.to_string());
        if !action.results.iter().any(|field| field.name == id.field) {
            let mend = did_you_mean(&id.field, action.results.iter().map(|f| f.name.as_str()), "name a result");
            faults.add(file, &join(&pointer, "field"), format!("the action has no result `{}`", id.field), mend);
        }
        if !context.product.waiters.contains_key(&id.waiter) {
            let known = context.product.waiters.keys().map(String::as_str);
            let mend = did_you_mean(&id.waiter, known, "describe it under `waiters` in product.json");
            faults.add(file, &join(&pointer, "waiter"), format!("unknown waiter `{}`", id.waiter), mend);
        }
    }
}
