//! Sends a call through the SDK: once, page by page, event by event, or until what it started has ended.

use std::io::{self, Write as _};
use std::time::Duration;

use serde_json::{Map, Value};
use tencloud::{ErrorKind, UntypedCall};
use tencloud_calls::query::QueryError;
use tencloud_calls::waits::{self, Operation};
use tencloud_calls::{Target, lists};
use tencloud_spec::Waiter;

use crate::client::Client;
use crate::failure::Failure;
use crate::options::Options;
use crate::output::Output;
use crate::shape;
use crate::terminal::Progress;

/// Sends a call and writes the response.
pub(crate) async fn run(
    call: UntypedCall,
    target: Target,
    client: &Client,
    options: &Options,
    output: Output,
) -> Result<(), Failure> {
    let shape = shape::of(target);
    if options.reads_pages() {
        return list(call, target, options.max_items, output).await;
    }
    if target.action.streams.is_some() {
        return stream(call).await;
    }
    let write = |response: &Value| written(output.write(response, Some(&shape), &mut io::stdout().lock()), target);
    let Some(timeout) = options.wait else {
        return write(&call.send().await?.response);
    };
    if let Some(operation) = waits::own(target) {
        return write(&wait(call, operation, "", timeout).await?);
    }
    let response = call.send().await?.response;
    write(&response)?;
    let name = &target.action.action;
    wait_for_all(&response, target, client, timeout).await.map_err(|failure| failure.after(name))
}

/// Adds what to do if the query does not fit the response of a call that has been made.
fn written(outcome: io::Result<()>, target: Target) -> Result<(), Failure> {
    outcome.map_err(|error| {
        let is_query = QueryError::of(&error).is_some();
        let failure = Failure::from(error);
        match is_query && !target.is_repeatable() {
            true => failure.help("the call was made: do not repeat it"),
            false => failure,
        }
    })
}

/// Checks that an action can do what the options ask for, before anything is sent.
pub(crate) fn check(target: Target, parameters: &Map<String, Value>, options: &Options) -> Result<(), Failure> {
    let name = &target.action.action;
    if options.reads_pages() && target.action.pages.is_none() {
        return Err(Failure::usage(format!("{name} does not return a list in pages: leave out --all and --max-items")));
    }
    if options.wait.is_some() && waits::own(target).is_none() && target.action.async_ids().is_empty() {
        let failure = Failure::usage(format!("{name} starts nothing that can be waited for: leave out --wait"));
        let product = &target.version.product;
        let wait =
            |waiter: &Waiter| format!("tencloud {} {} --{} … --wait", product.product, waiter.action, waiter.parameter);
        return Err(product.waiters.values().fold(failure, |failure, waiter| failure.help(wait(waiter))));
    }
    match waits::own(target) {
        Some(Operation { waiter, .. }) if options.wait.is_some() && !parameters.contains_key(&waiter.parameter) => {
            Err(Failure::usage(format!("--wait needs --{}, which names what to wait for", waiter.parameter)))
        }
        _ => Ok(()),
    }
}

/// Writes the items of all pages, or the first ones.
async fn list(call: UntypedCall, target: Target, most: Option<u64>, mut output: Output) -> Result<(), Failure> {
    let Some(paging) = lists::paging(target) else { return Ok(()) };
    let shape = shape::of(target);
    let mut items = call.pages(paging).items();
    let (mut count, most) = (0, most.unwrap_or(u64::MAX));
    while count < most
        && let Some(item) = items.next().await
    {
        match item {
            Ok(item) => output.item(item, &mut io::stdout().lock())?,
            // The call itself is wrong, such as an offset that does not fit the pages.
            Err(error) if error.kind() == ErrorKind::Config => return Err(Failure::usage(error.to_string())),
            Err(error) if count == 0 => return Err(error.into()),
            Err(error) => {
                // What has been read is not lost, and this error is more than what is wrong with writing it.
                let _ = output.finish(&shape, &mut io::stdout().lock());
                return Err(Failure::from(error).help(format!("the list is incomplete: it ends after {count} items")));
            }
        }
        count += 1;
    }
    written(output.finish(&shape, &mut io::stdout().lock()), target)
}

/// Writes each event of a stream as a line.
async fn stream(call: UntypedCall) -> Result<(), Failure> {
    let mut events = call.send_stream().await?;
    while let Some(event) = events.next().await {
        let event = event?;
        let mut out = io::stdout().lock();
        writeln!(out, "{event}")?;
        out.flush()?;
    }
    Ok(())
}

/// Waits for everything that a response names.
async fn wait_for_all(
    response: &Value,
    target: Target,
    client: &Client,
    timeout: Option<Duration>,
) -> Result<(), Failure> {
    let untyped = target.client(&client.config);
    for started in waits::started(target, response) {
        wait(started.call(&untyped), started.operation, &started.id(), timeout).await?;
    }
    Ok(())
}

/// Polls until an operation has ended, and returns the last response.
async fn wait(call: UntypedCall, operation: Operation, id: &str, timeout: Option<Duration>) -> Result<Value, Failure> {
    let name = format!("{} {id}", operation.name);
    let progress = Progress::new(&format!("waiting for the {name}"));
    let wait = call.wait(operation.polling()).on_progress(move |response| {
        if let Some(state) = operation.state(&response.response) {
            progress.message(&format!("waiting for the {name}: {state}"));
        }
    });
    let wait = timeout.into_iter().fold(wait, |wait, timeout| wait.timeout(timeout));
    Ok(wait.await?.response)
}
