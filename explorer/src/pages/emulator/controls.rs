//! The forms that do something to the emulator. They do not depend on what is in it, so that a refresh leaves them alone.

use maud::{Markup, html};
use tencloud_calls::codes;

use crate::pages::action::REGIONS;
use crate::pages::emulator::faults::KINDS;
use crate::pages::emulator::links::ACTIONS;
use crate::service::PRODUCTS;

/// Draws the forms.
pub(super) fn draw() -> Markup {
    html! {
        section.controls aria-label="Controls" {
            (clock())
            details { summary { "Inject a fault" } (fault()) }
            details { summary { "Add an instance" } (instance()) }
            details {
                summary { "Reset" }
                form data-parts action="/emulator/reset" method="post" {
                    p { "Instances, tasks, orders, backups, faults, the clock and the log become what they were at the start." }
                    button.primary.danger type="submit" { "Reset the emulator" }
                }
            }
        }
    }
}

fn clock() -> Markup {
    html! {
        div.advance {
            span.label #advance-label { "Advance the clock" }
            @for (amount, unit) in [("1", "min"), ("1", "h"), ("1", "d")] {
                form data-parts action="/emulator/clock" method="post" {
                    input type="hidden" name="amount" value=(amount);
                    input type="hidden" name="unit" value=(unit);
                    button.plain type="submit" aria-label={ "Advance the clock by " (amount) " " (unit) } { "+" (amount) " " (unit) }
                }
            }
            form.custom data-parts action="/emulator/clock" method="post" {
                input type="number" name="amount" min="1" step="1" required aria-label="Advance by how many" placeholder="90";
                select name="unit" aria-label="Unit" {
                    @for unit in ["s", "min", "h", "d"] { option value=(unit) selected[unit == "min"] { (unit) } }
                }
                button.plain type="submit" { "Advance" }
            }
        }
    }
}

fn fault() -> Markup {
    let kinds_with = |field: &str| {
        let kinds = KINDS.iter().filter(|(_, _, fields)| fields.contains(&field));
        kinds.map(|(kind, ..)| format!("for-{kind}")).collect::<Vec<_>>().join(" ")
    };
    html! {
        form.sheet data-parts action="/emulator/fault" method="post" autocomplete="off" {
            label { "Action"
                input type="text" name="action" list="fault-actions" required spellcheck="false" placeholder="DescribeInstances";
            }
            label { "What happens"
                select name="kind" { @for (kind, what, _) in KINDS { option value=(kind) { (what) } } }
            }
            label class={ "only " (kinds_with("code")) } { "Error code"
                input type="text" name="code" list="fault-codes" spellcheck="false" placeholder="RequestLimitExceeded";
            }
            label class={ "only " (kinds_with("status")) } { "HTTP status"
                input type="number" name="status" min="400" max="599" placeholder="503";
            }
            label class={ "only " (kinds_with("message")) } { "Message"
                input type="text" name="message" placeholder="an injected fault";
            }
            label { "Delay of the response, in ms" input type="number" name="delay" min="0" placeholder="0"; }
            label { "Calls" input type="number" name="times" min="1" value="1"; }
            datalist #fault-actions {
                @for action in ACTIONS.keys() { option value=(action); }
            }
            datalist #fault-codes {
                @for code in codes::known().unwrap_or_default() {
                    @if code.product.is_none_or(|of| PRODUCTS.iter().any(|(product, _)| *product == of)) {
                        option value=(code.code);
                    }
                }
            }
            button.primary type="submit" { "Inject" }
            p.quiet { "Reads that fail for a moment are retried: choose more calls to see their error." }
        }
    }
}

fn instance() -> Markup {
    html! {
        form.sheet data-parts action="/emulator/instance" method="post" autocomplete="off" {
            label { "Id" input type="text" name="id" required spellcheck="false" placeholder="crs-a1b2c3d4"; }
            label { "Region"
                input type="text" name="region" list="instance-regions" required spellcheck="false" value="ap-guangzhou";
            }
            label { "Name" input type="text" name="name" placeholder="cache"; }
            datalist #instance-regions { @for region in REGIONS { option value=(region); } }
            button.primary type="submit" { "Add" }
            p.quiet { "Redis 6.2, one shard of 1 GB, running at once. CreateInstances orders others." }
        }
    }
}
