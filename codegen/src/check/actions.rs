//! Actions.

use std::collections::HashSet;

use super::fields::{self, Side};
use super::{Context, check_doc, check_page, check_rate, is_left, samples, waiters};
use crate::fault::did_you_mean;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Action, Field, Type};

pub(super) fn check(context: &Context<'_>, stem: &str, action: &Action, faults: &mut Faults) {
    let file = &context.action_file(stem);
    if action.action != stem {
        let what = format!("the action `{}` stands in a file named `{stem}.json`", action.action);
        faults.add(file, "/action", what, "give both the same name");
    }
    check_doc(&action.summary, file, "/summary", faults);
    for (key, text) in
        [("/doc", Some(&action.doc).filter(|doc| !doc.is_empty())), ("/deprecated", action.deprecated.as_ref())]
    {
        text.into_iter().for_each(|text| check_doc(text, file, key, faults));
    }
    check_page(&action.page, file, "/page", faults);
    check_topic(context, file, &action.topic, faults);
    if let Some(rate) = action.rate {
        check_rate(rate.per_second, file, "/rate/per_second", faults);
    }
    fields::check(context, file, "/parameters", &action.parameters, Side::Request, faults);
    fields::check(context, file, "/results", &action.results, Side::Reply, faults);
    check_errors(context, file, action, faults);
    // Where a whole list is at fault, everything that names its fields would seem wrong too.
    let parameters_known = !faults.covers(file, "/parameters");
    let results_known = !faults.covers(file, "/results");
    if parameters_known && results_known {
        check_pages(file, action, faults);
    }
    if results_known {
        waiters::check_async_ids(context, file, action, faults);
    }
    samples::check(context, file, action, (parameters_known, results_known), faults);
}

fn check_topic(context: &Context<'_>, file: &str, topic: &str, faults: &mut Faults) {
    let topics = &context.product.topics;
    let known = topics.contains_key(topic) || faults.covers(&context.product_file(), "/topics");
    if !is_left(topic, file, "/topic", faults) && !known {
        let mend = did_you_mean(topic, topics.keys().map(String::as_str), "add it to `topics` in product.json");
        faults.add(file, "/topic", format!("unknown topic `{topic}`"), mend);
    }
}

fn check_errors(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    let known = || context.product.errors.keys().chain(context.common.errors.keys()).map(String::as_str);
    let list_known = !faults.covers(&context.product_file(), "/errors") && !faults.covers("common.json", "/errors");
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
            } else if list_known && !known().any(|name| name == code) {
                let mend = did_you_mean(code, known(), "add it with its meaning to `errors` in product.json");
                faults.add(file, &pointer, format!("unknown error code `{code}`"), mend);
            }
        }
    }
}

fn check_pages(file: &str, action: &Action, faults: &mut Faults) {
    let Some(pages) = &action.pages else { return };
    let names = || action.results.iter().map(|field| field.name.as_str());
    let find =
        |fields: &[Field], name: &str| fields.iter().find(|field| field.name == name).map(|field| field.ty.clone());
    // A type that does not exist has been reported where it stands.
    let suits =
        |ty: Option<Type>, suits: fn(&Type) -> bool| ty.is_some_and(|ty| suits(&ty) || ty.structure().is_some());
    if !suits(find(&action.results, &pages.items), |ty| matches!(ty, Type::List(_))) {
        let mend = did_you_mean(&pages.items, names(), "name the result that holds the items of a page");
        faults.add(file, "/pages/items", format!("`{}` is no list among the results", pages.items), mend);
    }
    let is_integer: fn(&Type) -> bool = |ty| matches!(ty, Type::Int64 | Type::Uint64);
    if !suits(find(&action.results, &pages.total), is_integer) {
        let mend = did_you_mean(&pages.total, names(), "name the result that counts all items");
        faults.add(file, "/pages/total", format!("`{}` is no integer among the results", pages.total), mend);
    }
    let (position, size) = pages.style.parameters();
    for name in [position, size] {
        if !suits(find(&action.parameters, name), is_integer) {
            let what = format!("this style needs an integer parameter `{name}`");
            faults.add(file, "/pages/style", what, "choose the style that fits the parameters");
        }
    }
}
