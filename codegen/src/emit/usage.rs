//! The example in the README of a crate: a call of one of its actions.

use std::cmp::Reverse;

use super::layout;
use crate::model::{Action, Product};
use crate::spec::Type;

/// Returns a function that makes a client and a call.
pub(crate) fn of(product: &Product<'_>) -> String {
    let (client, path) = (&product.variable, &product.home.path);
    let call = simplest(product).map(|(action, setters)| call(client, action, &setters)).unwrap_or_default();
    let used = if call.is_empty() { format!("    let _ = {client};\n") } else { call };
    format!(
        "async fn example() -> Result<(), tencloud::Error> {{
    // Credentials come from the environment, a profile, or the role of the machine.
    let config = tencloud::Config::builder().region(\"ap-guangzhou\").build()?;
    let {client} = {path}::Client::new(&config);

{used}    Ok(())
}}
"
    )
}

/// Returns the action that is easiest to call, with the setters of its required parameters: one that changes nothing, returns
/// a list in pages, and has a short name.
fn simplest<'p>(product: &'p Product<'_>) -> Option<(&'p Action<'p>, String)> {
    let callable = product.actions.iter().filter(|action| action.spec.deprecated.is_none());
    let candidates = callable.filter_map(|action| Some((action, setters(action)?)));
    candidates.max_by_key(|(action, _)| {
        let required = action.request.required().count();
        (action.effect.is_repeatable(), Reverse(required), action.spec.pages.is_some(), Reverse(action.method.len()))
    })
}

/// Returns the setters of an action's required parameters, if placeholders can be written for all of them.
fn setters(action: &Action<'_>) -> Option<String> {
    let setter = |(ident, ty): (&String, &Type)| Some(format!(".{ident}({})", placeholder(ty)?));
    action.request.required().map(|field| setter((&field.ident, &field.spec.ty))).collect()
}

fn placeholder(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::List(item) => format!("[{}]", placeholder(item).filter(|_| !matches!(**item, Type::List(_)))?),
        Type::Structure(_) => return None,
        Type::Int64 | Type::Uint64 => "1".to_owned(),
        Type::Float => "1.0".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "\"…\"".to_owned(),
    })
}

fn call(client: &str, action: &Action<'_>, setters: &str) -> String {
    let chain = format!("{client}.{}(){setters}", action.method);
    if action.spec.pages.is_some() {
        let items = layout::assignment(4, "let mut items", &format!("{chain}.items()"));
        format!(
            "    {items}\n    while let Some(item) = items.next().await.transpose()? {{\n        println!(\"{{item:?}}\");\n    }}\n"
        )
    } else {
        let response = layout::assignment(4, "let response", &format!("{chain}.send().await?"));
        format!("    {response}\n    println!(\"{{response:?}}\");\n")
    }
}
