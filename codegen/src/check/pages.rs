//! Lists in pages.

use super::context::{Fields, Lookup};
use crate::diagnostics::Diagnostics;
use crate::spec::{Action, PageStyle, PageToken, Type, did_you_mean};

type IsRight = fn(&Type) -> bool;

const IS_LIST: IsRight = |ty| matches!(ty, Type::List(_));
const IS_NUMBER: IsRight = |ty| ty.is_integer() || *ty == Type::String;
const IS_BOOL: IsRight = |ty| *ty == Type::Bool;

pub(super) fn check(action: &Action, parameters: &Fields<'_>, results: &Fields<'_>, diagnostics: &mut Diagnostics) {
    let Some(pages) = &action.pages else { return };
    let file = &results.file;
    // What belongs to the list or to the token is beside it, or outside of all structs. If the list is outside, its total
    // can be in any of them.
    let (list, mut named) = (home(&pages.items), Vec::new());
    let help = "name the result that contains the items of a page";
    named.push(("/pages/items", &pages.items, list, IS_LIST, "list", help));
    if let Some(total) = &pages.total {
        named.push(("/pages/total", total, list, IS_NUMBER, "integer", "name the result that contains the total"));
    }
    if let Some(PageToken { result, more, over, .. }) = &pages.token {
        let beside = home(result);
        let help = "name the result that contains the token of the next page";
        named.push(("/pages/token/result", result, beside, IS_NUMBER, "token", help));
        let help = "name the result that shows whether another page follows";
        named.extend(more.iter().map(|name| ("/pages/token/more", name, beside, IS_BOOL, "boolean", help)));
        named.extend(over.iter().map(|name| ("/pages/token/over", name, beside, IS_BOOL, "boolean", help)));
    }
    for (pointer, path, beside, is_right, message, help) in named {
        if !have(results, path, diagnostics, is_right) {
            let help = did_you_mean(path, results.names().filter(|known| known != path), help);
            diagnostics.add(file, pointer, format!("the results have no {message} named `{path}`"), help);
        } else if !(["", beside].contains(&home(path)) || pointer == "/pages/total" && beside.is_empty()) {
            let message = format!("`{path}` is in another struct than what it belongs to");
            diagnostics.add(file, pointer, message, "name a result of the same struct, or one outside of all structs");
        }
    }
    if let Some((position, size)) = pages.style.parameters() {
        for name in [position, size] {
            if !parameters.have(name, diagnostics, IS_NUMBER) {
                let message = format!("this style needs an integer parameter `{name}`");
                diagnostics.add(file, "/pages/style", message, "choose the style that fits the parameters");
            }
            parameters.check_plain(name, file, "/pages/style", diagnostics);
        }
    }
    match (&pages.token, pages.style) {
        (Some(token), PageStyle::Token) => {
            let name = &token.parameter;
            if !parameters.have(name, diagnostics, IS_NUMBER) {
                let known = parameters.names().filter(|known| known != name);
                let help = did_you_mean(name, known, "name the parameter that takes the token");
                let message = format!("the parameters have no token named `{name}`");
                diagnostics.add(file, "/pages/token/parameter", message, help);
            }
            parameters.check_plain(name, file, "/pages/token/parameter", diagnostics);
            results.check_plain(&token.result, file, "/pages/token/result", diagnostics);
        }
        (None, PageStyle::Token) => {
            diagnostics.add(file, "/pages/style", "this style needs a `token`", "name its parameter and its result");
        }
        (Some(_), _) => {
            let help = "write the style `token`, or remove the token";
            diagnostics.add(file, "/pages/token", "this style has no token", help);
        }
        (None, _) => {}
    }
    if pages.from_zero && !pages.style.counts_pages() {
        diagnostics.add(file, "/pages/from_zero", "this style does not count pages", "remove `from_zero`");
    }
}

/// Returns whether there is a result at the end of a path and its type is right; returns `true` if that cannot be known.
fn have(fields: &Fields<'_>, path: &str, diagnostics: &Diagnostics, is_right: IsRight) -> bool {
    let Some((outer, rest)) = path.split_once('.') else { return fields.have(path, diagnostics, is_right) };
    match fields.find(outer, diagnostics) {
        Lookup::Is(Type::Structure(name)) => {
            fields.context.structure(name).is_none_or(|inner| have(&inner, rest, diagnostics, is_right))
        }
        Lookup::Is(_) | Lookup::Absent => false,
        Lookup::Hidden => true,
    }
}

/// Returns the structs on the way to a result.
fn home(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(home, _)| home)
}
