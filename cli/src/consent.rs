//! Consent to what destroys, interrupts or costs: asked for on a terminal, and otherwise given by `--yes`.

use serde_json::{Map, Value};
use tencloud_spec::Impact;

use crate::failure::{Exit, Failure};
use crate::terminal;
use tencloud_calls::values::plain;
use tencloud_calls::{Target, impact};

/// How many characters of the parameters a question shows.
const SHOWN: usize = 300;

/// Asks before a call with an impact. `masked` are the parameters without secrets.
pub(crate) fn ask(target: Target, masked: &Map<String, Value>, region: Option<&str>) -> Result<(), Failure> {
    let impacts = target.action.impacts();
    if impacts.is_empty() {
        return Ok(());
    }
    let what = question(target, &impacts, masked, region);
    if !terminal::is_interactive() {
        let name = &target.action.action;
        return Err(Failure::usage(format!(
            "{name} {}, and there is no terminal to ask on",
            impact::described(&impacts)
        ))
        .help("pass --yes to agree, or --dry-run to see the request"));
    }
    if terminal::ask(&format!("{what}\nContinue?"))? {
        return Ok(());
    }
    Err(Failure::new(Exit::Other, "nothing was sent"))
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
        let value = plain(value);
        let value = match value.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
            None => value,
        };
        text.push_str(&format!("\n  {name}: {}", value.escape_debug()));
    }
    text
}
