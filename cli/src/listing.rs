//! The list of a product's actions.

use std::io::Write as _;

use tencloud_spec::ApiVersion;

use crate::failure::Failure;
use crate::output::wrap;
use crate::terminal::Screen;

/// Writes the actions of a version, by topic.
pub(crate) fn write(version: &ApiVersion) -> Result<(), Failure> {
    let product = &version.product;
    let mut out = anstream::stdout().lock();
    let title = if product.title.is_empty() { &product.product } else { &product.title };
    writeln!(
        out,
        "{title} ({} {})\n\nUsage: tencloud {} <ACTION> [--Parameter VALUE]…",
        product.product, product.version, product.product
    )?;
    let column = version.actions.keys().map(String::len).max().unwrap_or_default() + 4;
    let width = Screen::of_stdout().width.map_or(usize::MAX, |width| width.saturating_sub(column).max(20));
    let topics = product.topics.iter().map(|(name, title)| (name.as_str(), title.as_str()));
    let is_listed = |topic: &str| product.topics.contains_key(topic);
    for (topic, title) in topics.chain([("", "Actions")]) {
        let belongs = |of: &str| if topic.is_empty() { !is_listed(of) } else { of == topic };
        let mut actions = version.actions.values().filter(|action| belongs(&action.topic)).peekable();
        if actions.peek().is_some() {
            writeln!(out, "\n{title}:")?;
        }
        for action in actions {
            let mut lines = wrap(&action.summary, width).into_iter();
            let name = format!("  {}", action.action);
            writeln!(out, "{}", format!("{name:column$}{}", lines.next().unwrap_or_default()).trim_end())?;
            lines.try_for_each(|line| writeln!(out, "{:column$}{line}", ""))?;
        }
    }
    Ok(())
}
