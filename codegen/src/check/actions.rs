//! Actions.

use std::collections::HashSet;

use super::context::{Context, Fields};
use super::fields::{self, Side};
use super::values::{check_doc, check_page, check_rate, is_left};
use super::{pages, samples, waiters};
use crate::diagnostics::Diagnostics;
use crate::emit::reserved::{PAGE_METHODS, REQUEST_METHODS, STREAM_METHODS};
use crate::spec::{Action, StreamEvents, StreamsWhen, Type, did_you_mean, join};

pub(super) fn check(context: &Context<'_>, stem: &str, action: &Action, diagnostics: &mut Diagnostics) {
    let file = &context.action_file(stem);
    if action.action != stem {
        let message = format!("the action `{}` is in a file named `{stem}.json`", action.action);
        diagnostics.add(file, "/action", message, "give both the same name");
    }
    check_doc(&action.summary, file, "/summary", diagnostics);
    let doc = Some(&action.doc).filter(|doc| !doc.is_empty());
    for (pointer, text) in [("/doc", doc), ("/deprecated", action.deprecated.as_ref())] {
        text.into_iter().for_each(|text| check_doc(text, file, pointer, diagnostics));
    }
    check_page(&action.page, file, "/page", diagnostics);
    check_topic(context, file, &action.topic, diagnostics);
    if let Some(rate) = action.rate {
        let help = "write the rate that the page documents, or omit `rate`";
        check_rate(rate.per_second, file, "/rate/per_second", help, diagnostics);
    }
    let (parameters, results) = (context.parameters(stem, action), context.results(stem, action));
    let paging: &[&str] = if action.pages.is_some() { &PAGE_METHODS } else { &[] };
    let streams: &[&str] = if action.streams.is_some() { &STREAM_METHODS } else { &[] };
    fields::check(&parameters, Side::Request, &[&REQUEST_METHODS, paging, streams].concat(), diagnostics);
    fields::check(&results, Side::Response, &[], diagnostics);
    check_impact(context, file, action, diagnostics);
    check_errors(context, file, action, diagnostics);
    pages::check(action, &parameters, &results, diagnostics);
    check_streams(action, &parameters, diagnostics);
    waiters::check_async_ids(action, &results, diagnostics);
    samples::check(action, &parameters, &results, diagnostics);
}

fn check_topic(context: &Context<'_>, file: &str, topic: &str, diagnostics: &mut Diagnostics) {
    let topics = &context.product.topics;
    let is_known = topics.contains_key(topic) || diagnostics.covers(&context.product_file, "/topics");
    if !is_left(topic, file, "/topic", diagnostics) && !is_known {
        let help = did_you_mean(topic, topics.keys().map(String::as_str), "add it to `topics` in product.json");
        diagnostics.add(file, "/topic", format!("unknown topic `{topic}`"), help);
    }
}

/// Checks that people have decided about the impact of each write, and of nothing else.
fn check_impact(context: &Context<'_>, file: &str, action: &Action, diagnostics: &mut Diagnostics) {
    let Some(effect) = action.effect.value().filter(|_| !diagnostics.covers(file, "/effect")) else { return };
    match &action.impact {
        Some(_) if effect.is_repeatable() => {
            diagnostics.add(file, "/impact", "only writes have an impact", "remove `impact`, or correct `effect`");
        }
        None if !effect.is_repeatable() && !context.product.facts_only => {
            let help = "add `impact` with what applies of `destructive`, `disruptive` and `billable`, or an empty list";
            diagnostics.add(file, "/effect", "the impact of the write is missing", help);
        }
        impact => {
            let impact = impact.as_deref().unwrap_or_default();
            for index in 1..impact.len() {
                let pointer = |index: usize| join("/impact", &index.to_string());
                // What is misspelled has been reported, and does not repeat anything.
                let is_read = |index: usize| !diagnostics.covers(file, &pointer(index));
                let is_repeated = (0..index).any(|before| is_read(before) && impact.get(before) == impact.get(index));
                if is_repeated && is_read(index) {
                    diagnostics.add(file, &pointer(index), "the impact is listed twice", "remove one of the two");
                }
            }
        }
    }
}

fn check_errors(context: &Context<'_>, file: &str, action: &Action, diagnostics: &mut Diagnostics) {
    let known = || context.product.errors.keys().chain(context.common.errors.keys()).map(String::as_str);
    // A product without written docs has no meanings of its codes.
    let lists_known = !context.product.facts_only
        && !diagnostics.covers(&context.product_file, "/errors")
        && !diagnostics.covers("common.json", "/errors");
    let mut seen = HashSet::new();
    let page = action.errors.as_deref().unwrap_or_default();
    for (list, codes) in [("/errors", page), ("/newer_errors", &action.newer_errors)] {
        for (index, code) in codes.iter().enumerate() {
            let pointer = join(list, &index.to_string());
            if is_left(code, file, &pointer, diagnostics) {
                continue;
            }
            if !seen.insert(code) {
                let message = format!("the error code `{code}` is listed twice");
                diagnostics.add(file, &pointer, message, "remove one of the two");
            } else if lists_known && !known().any(|name| name == code) {
                let help = did_you_mean(code, known(), "add it with its meaning to `errors` in product.json");
                diagnostics.add(file, &pointer, format!("unknown error code `{code}`"), help);
            }
        }
    }
}

fn check_streams(action: &Action, parameters: &Fields<'_>, diagnostics: &mut Diagnostics) {
    let Some(streams) = &action.streams else { return };
    let file = &parameters.file;
    match &streams.parameter {
        Some(name) => {
            let is_switch = |ty: &Type| *ty == Type::Bool || ty.is_integer();
            if !parameters.have(name, diagnostics, is_switch) {
                let help = "name the parameter that asks for a stream";
                let help = did_you_mean(name, parameters.names().filter(|known| known != name), help);
                let message = format!("the parameters have no boolean or integer named `{name}`");
                diagnostics.add(file, "/streams/parameter", message, help);
            }
        }
        None if streams.when == StreamsWhen::Default => {
            let help = "name the parameter that declines a stream";
            diagnostics.add(file, "/streams/when", "no parameter can decline the stream", help);
        }
        None => {}
    }
    if streams.events == StreamEvents::Results && action.results.is_empty() {
        let message = "the events contain results, but the action has none";
        diagnostics.add(file, "/streams/events", message, "write `undocumented`, or add the results");
    }
}
