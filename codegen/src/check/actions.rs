//! Actions.

use std::collections::HashSet;

use super::context::{Context, Fields};
use super::fields::{self, Side};
use super::{check_doc, check_page, check_rate, is_left, samples, waiters};
use crate::emit::reserved::{PAGE_METHODS, REQUEST_METHODS};
use crate::fault::{Faults, did_you_mean};
use crate::source::join;
use crate::spec::{Action, Type};

pub(super) fn check(context: &Context<'_>, stem: &str, action: &Action, faults: &mut Faults) {
    let file = &context.action_file(stem);
    if action.action != stem {
        let what = format!("the action `{}` stands in a file named `{stem}.json`", action.action);
        faults.add(file, "/action", what, "give both the same name");
    }
    check_doc(&action.summary, file, "/summary", faults);
    let doc = Some(&action.doc).filter(|doc| !doc.is_empty());
    for (pointer, text) in [("/doc", doc), ("/deprecated", action.deprecated.as_ref())] {
        text.into_iter().for_each(|text| check_doc(text, file, pointer, faults));
    }
    check_page(&action.page, file, "/page", faults);
    check_topic(context, file, &action.topic, faults);
    if let Some(rate) = action.rate {
        let mend = "write the rate that the page names, or leave `rate` out";
        check_rate(rate.per_second, file, "/rate/per_second", mend, faults);
    }
    let (parameters, results) = (context.parameters(stem, action), context.results(stem, action));
    let streams: &[&str] = if action.pages.is_some() { &PAGE_METHODS } else { &[] };
    fields::check(&parameters, Side::Request, &[&REQUEST_METHODS, streams].concat(), faults);
    fields::check(&results, Side::Reply, &[], faults);
    check_errors(context, file, action, faults);
    check_pages(action, &parameters, &results, faults);
    waiters::check_async_ids(action, &results, faults);
    samples::check(action, &parameters, &results, faults);
}

fn check_topic(context: &Context<'_>, file: &str, topic: &str, faults: &mut Faults) {
    let topics = &context.product.topics;
    let is_known = topics.contains_key(topic) || faults.covers(&context.product_file, "/topics");
    if !is_left(topic, file, "/topic", faults) && !is_known {
        let mend = did_you_mean(topic, topics.keys().map(String::as_str), "add it to `topics` in product.json");
        faults.add(file, "/topic", format!("unknown topic `{topic}`"), mend);
    }
}

fn check_errors(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    let known = || context.product.errors.keys().chain(context.common.errors.keys()).map(String::as_str);
    let lists_known = !faults.covers(&context.product_file, "/errors") && !faults.covers("common.json", "/errors");
    let mut seen = HashSet::new();
    let page = action.errors.as_deref().unwrap_or_default();
    for (list, codes) in [("/errors", page), ("/newer_errors", &action.newer_errors)] {
        for (index, code) in codes.iter().enumerate() {
            let pointer = join(list, &index.to_string());
            if is_left(code, file, &pointer, faults) {
                continue;
            }
            if !seen.insert(code) {
                let what = format!("the error code `{code}` is listed twice");
                faults.add(file, &pointer, what, "remove one of the two");
            } else if lists_known && !known().any(|name| name == code) {
                let mend = did_you_mean(code, known(), "add it with its meaning to `errors` in product.json");
                faults.add(file, &pointer, format!("unknown error code `{code}`"), mend);
            }
        }
    }
}

fn check_pages(action: &Action, parameters: &Fields<'_>, results: &Fields<'_>, faults: &mut Faults) {
    let Some(pages) = &action.pages else { return };
    let file = &results.file;
    let is_list: fn(&Type) -> bool = |ty| matches!(ty, Type::List(_));
    let is_integer: fn(&Type) -> bool = |ty| matches!(ty, Type::Int64 | Type::Uint64);
    for (key, name, is_right, what, mend) in [
        ("items", &pages.items, is_list, "list", "name the result that holds the items of a page"),
        ("total", &pages.total, is_integer, "integer", "name the result that counts all items"),
    ] {
        if !results.have(name, faults, is_right) {
            let mend = did_you_mean(name, results.names().filter(|known| known != name), mend);
            faults.add(file, &join("/pages", key), format!("`{name}` is no {what} among the results"), mend);
        }
    }
    let (position, size) = pages.style.parameters();
    for name in [position, size] {
        if !parameters.have(name, faults, is_integer) {
            let what = format!("this style needs an integer parameter `{name}`");
            faults.add(file, "/pages/style", what, "choose the style that fits the parameters");
        }
    }
}
