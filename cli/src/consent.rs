//! Consent to what destroys, interrupts or costs: asked for on a terminal, and otherwise given by `--yes`.

use std::time::Duration;

use serde_json::{Map, Value};
use tencloud::{Config, Region};
use tencloud_calls::values::{label, plain};
use tencloud_calls::{Target, impact, price};
use tencloud_spec::Impact;

use crate::failure::{Exit, Failure};
use crate::terminal::{self, Progress};

/// How many characters of the parameters a question shows.
const SHOWN: usize = 300;

/// How long the inquiry about a price may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks before a call with an impact. `masked` are the parameters without secrets.
pub(crate) async fn ask(
    target: Target,
    parameters: &Map<String, Value>,
    masked: &Map<String, Value>,
    config: &Config,
) -> Result<(), Failure> {
    let impacts = target.action.impacts();
    if impacts.is_empty() {
        return Ok(());
    }
    if !terminal::is_interactive() {
        let name = &target.action.action;
        return Err(Failure::usage(format!(
            "{name} {}, and there is no terminal to ask on",
            impact::described(&impacts)
        ))
        .help("pass --yes to agree, or --dry-run to see the request"));
    }
    let mut what = question(target, &impacts, masked, config.region().map(Region::as_str));
    if impacts.contains(&Impact::Billable) {
        what.extend(price_of(target, parameters, config).await.map(|price| format!("\n  {price}")));
    }
    // Off this thread, which watches for Ctrl-C.
    let answer = tokio::task::spawn_blocking(move || terminal::ask(&format!("{what}\nContinue?")));
    if answer.await.map_err(std::io::Error::other)?? {
        return Ok(());
    }
    Err(Failure::new(Exit::Other, "nothing was sent"))
}

/// Returns what a call costs, in words; `None` if the product has no inquiry for it.
async fn price_of(target: Target, parameters: &Map<String, Value>, config: &Config) -> Option<String> {
    let inquiry = price::inquiry(target, parameters).ok()??;
    let progress = Progress::new("asking for the price");
    let asked =
        tokio::time::timeout(PATIENCE, inquiry.target.call(&inquiry.target.client(config), inquiry.parameters).send())
            .await;
    drop(progress);
    let response = asked.ok().and_then(Result::ok).map(|response| price::described(&response.response));
    let price = response.filter(|price| !price.is_empty());
    Some(price.map_or_else(|| "price unknown".to_owned(), |price| format!("price: {}", start(&price))))
}

/// Returns what the call does, and to what.
fn question(target: Target, impacts: &[Impact], masked: &Map<String, Value>, region: Option<&str>) -> String {
    let Target { version, action } = target;
    let mut text = format!("{} {} {}.", version.product.product, action.action, impact::described(impacts));
    if !action.summary.is_empty() {
        text.push_str(&format!("\n  {}", action.summary));
    }
    if let Some(region) = region {
        text.push_str(&format!("\n  region: {region}"));
    }
    for (name, value) in masked {
        let field = action.parameters.iter().find(|field| field.name == *name);
        let value = field.map_or_else(|| plain(value), |field| label(value, field, &version.types));
        text.push_str(&format!("\n  {name}: {}", start(&value)));
    }
    text
}

/// Returns the start of a text, on one line.
fn start(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().escape_debug()),
        None => text.escape_debug().to_string(),
    }
}
