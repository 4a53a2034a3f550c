//! What is in the emulator, as tables whose ids lead to the forms that ask for more.
//!
//! Each part has an id and `data-part`: the script puts a part that has changed in its place, and leaves the others alone.

use std::collections::BTreeMap;

use maud::{Markup, html};
use tencloud_calls::Version;

use crate::pages::emulator::faults::describe;
use crate::pages::emulator::links::{form, link_of};
use crate::pages::emulator::snapshot::{Backup, Clock, Fault, Instance, Listing, Order, Request, Snapshot, Task};
use crate::service::REDIS;

/// Draws what is in an emulator, or why that is not known.
pub(super) fn draw(snapshot: &Result<Snapshot, String>) -> Markup {
    html! {
        div #problem data-part {
            @if let Err(problem) = snapshot { div.error role="alert" { h2 { "No state" } p { (problem) } } }
        }
        div #settings.settings data-part {
            @if let Ok(snapshot) = snapshot { (settings(snapshot)) }
        }
        @let snapshot = snapshot.as_ref().ok();
        @let overview = snapshot.map(|snapshot| &snapshot.overview);
        (section("faults", "Faults to come", snapshot.map(|snapshot| (snapshot.faults.len(), faults(&snapshot.faults)))))
        (section("instances", "Instances", overview.map(|of| (of.instances.total, instances(&of.instances)))))
        (section("tasks", "Tasks", overview.map(|of| (of.tasks.total, tasks(&of.tasks)))))
        (section("orders", "Orders", overview.map(|of| (of.orders.total, orders(&of.orders)))))
        (section("backups", "Backups", overview.map(|of| (of.backups.total, backups(&of.backups)))))
        (section("requests", "Requests", overview.map(|of| (of.requests.total, requests(&of.requests)))))
    }
}

/// Draws a part with its title and how much there is. It is hidden if nothing is known.
fn section(id: &str, title: &str, content: Option<(usize, Markup)>) -> Markup {
    html! {
        section id=(id) data-part hidden[content.is_none()] {
            @if let Some((count, content)) = content {
                h2 { (title) " " small { (count) } }
                (content)
            }
        }
    }
}

fn settings(snapshot: &Snapshot) -> Markup {
    let Clock { now, frozen } = &snapshot.clock;
    let enforced = snapshot.rate_limits.enforced;
    html! {
        div {
            span.label { "Clock" }
            strong { (time(now)) " UTC" }
            @if *frozen { span.badge.impact { "frozen" } }
            (toggle("freeze", !frozen, if *frozen { "Let it run" } else { "Freeze" }))
        }
        div {
            span.label { "Rate limits" }
            strong { @if enforced { "enforced" } @else { "off" } }
            (toggle("rate-limits", !enforced, if enforced { "Turn off" } else { "Enforce" }))
        }
    }
}

fn toggle(operation: &str, on: bool, title: &str) -> Markup {
    html! {
        form data-parts action={ "/emulator/" (operation) } method="post" {
            input type="hidden" name="on" value=(on);
            button.plain id={ "toggle-" (operation) } type="submit" { (title) }
        }
    }
}

fn faults(faults: &[Fault]) -> Markup {
    if faults.is_empty() {
        return html! { p.quiet { "None. Calls end as they should." } };
    }
    let rows = faults.iter().map(|fault| {
        html! {
            td { (link_of(&fault.action, None)) }
            td { (describe(&fault.kind)) }
            td { @if fault.delay_ms > 0 { (fault.delay_ms) " ms" } @else { "–" } }
            td { (fault.times) }
        }
    });
    html! {
        (table("Faults to come", &["Action", "What happens", "Delay", "Calls"], rows))
        (clear("clear-faults", "Remove all faults"))
    }
}

fn instances(instances: &Listing<Instance>) -> Markup {
    let rows = instances.latest.iter().map(|instance| {
        let of = |action| form(action, &instance.region, &[("InstanceId", &instance.id)]);
        html! {
            td { a href=(of("DescribeInstances")) { (instance.id) } }
            td { (instance.name) }
            td { (status(&instance.status)) }
            td { (instance.engine) ", " (size(instance.memory_mb * 1024 * 1024)) }
            td { (instance.region) }
            td { code { (instance.address) } }
            td { a href=(of("ManualBackupInstance")) aria-label={ "Back up " (instance.id) } { "Back up" } }
        }
    });
    list(
        "Instances",
        &["Id", "Name", "Status", "Size", "Region", "Address", "Action"],
        rows,
        instances,
        "CreateInstances",
    )
}

fn tasks(tasks: &Listing<Task>) -> Markup {
    let kinds = task_types();
    let rows = tasks.latest.iter().map(|task| {
        let id = task.id.to_string();
        html! {
            td { a href=(form("DescribeTaskInfo", &task.region, &[("TaskId", &id)])) { (id) } }
            td { (kinds.get(task.kind.as_str()).copied().unwrap_or(&task.kind)) }
            td { (status(&task.status)) @if !task.message.is_empty() { " " (task.message) } }
            td { (task.instance) }
            td { (task.region) }
            td { (time(&task.started_at)) }
            td { (task.ended_at.as_deref().map_or("–".to_owned(), time)) }
        }
    });
    list(
        "Tasks",
        &["Id", "Type", "Status", "Instance", "Region", "Started (UTC)", "Ended"],
        rows,
        tasks,
        "ManualBackupInstance",
    )
}

fn orders(orders: &Listing<Order>) -> Markup {
    let rows = orders.latest.iter().map(|order| {
        html! {
            td { a href=(form("DescribeInstanceDealDetail", &order.region, &[("DealName", &order.id)])) { (order.id) } }
            td { (status(&order.status)) }
            td { @for instance in &order.instances { div { (instance) } } }
            td { "¥ " (order.price / 100) "." (format!("{:02}", order.price % 100)) }
            td { (order.region) }
            td { (time(&order.placed_at)) }
            td { (order.ended_at.as_deref().map_or("–".to_owned(), time)) }
        }
    });
    list(
        "Orders",
        &["Id", "Status", "Instances", "Price", "Region", "Placed (UTC)", "Ended"],
        rows,
        orders,
        "CreateInstances",
    )
}

fn backups(backups: &Listing<Backup>) -> Markup {
    let rows = backups.latest.iter().map(|backup| {
        let of = |action| form(action, &backup.region, &[("InstanceId", &backup.instance), ("BackupId", &backup.id)]);
        html! {
            td { a href=(of("DescribeBackupDetail")) { (backup.id) } }
            td { (status(&backup.status)) }
            td { (backup.instance) }
            td { @if backup.is_automatic { "automatic" } @else { "manual" } }
            td { (backup.remark) }
            td { (size(backup.bytes)) }
            td { (time(&backup.started_at)) }
            td { a href=(of("DescribeBackupUrl")) aria-label={ "Download link of " (backup.id) } { "Download" } }
        }
    });
    let columns = ["Id", "Status", "Instance", "Kind", "Remark", "Size", "Started (UTC)", "Action"];
    list("Backups", &columns, rows, backups, "ManualBackupInstance")
}

fn requests(requests: &Listing<Request>) -> Markup {
    let rows = requests.latest.iter().map(|request| {
        html! {
            td { (time(&request.time)) }
            td { @if let Some(action) = &request.action { (link_of(action, request.region.as_deref())) } @else { "–" } }
            td { (request.region.as_deref().filter(|region| !region.is_empty()).unwrap_or("–")) }
            td {
                @match &request.code {
                    Some(code) => { span.badge.impact { (code) } " " (request.message.as_deref().unwrap_or_default()) }
                    None => span.badge.read { "ok" },
                }
            }
            td { (request.fault.as_deref().unwrap_or("–")) }
        }
    });
    let columns = ["Time (UTC)", "Action", "Region", "Outcome", "Fault"];
    html! {
        (list("Requests", &columns, rows, requests, "DescribeInstances"))
        @if requests.total > 0 { (clear("clear-requests", "Empty the log")) }
    }
}

/// Draws the latest items of a list, and what to call if there are none.
fn list<T>(title: &str, columns: &[&str], rows: impl Iterator<Item = Markup>, of: &Listing<T>, first: &str) -> Markup {
    html! {
        @if of.latest.is_empty() {
            p.quiet { "None yet. Start with " (link_of(first, None)) "." }
        } @else {
            (table(title, columns, rows))
            @if of.total > of.latest.len() { p.quiet { "The latest " (of.latest.len()) " of " (of.total) "." } }
        }
    }
}

fn table(title: &str, columns: &[&str], rows: impl Iterator<Item = Markup>) -> Markup {
    html! {
        div.scroll role="region" aria-label=(title) tabindex="0" {
            table {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody { @for row in rows { tr { (row) } } }
            }
        }
    }
}

fn clear(operation: &str, title: &str) -> Markup {
    html! {
        form data-parts action={ "/emulator/" (operation) } method="post" {
            button.plain id=(operation) type="submit" { (title) }
        }
    }
}

/// Draws a status: whether it is reached, on the way, or bad news.
fn status(text: &str) -> Markup {
    let class = match text {
        "running" | "succeed" | "delivered" | "ready" => "read",
        "in process" | "to be initialized" | "preparing" | "being created" | "in use" | "paid" | "being delivered" => {
            "write"
        }
        _ => "impact",
    };
    html! { span class={ "badge " (class) } { (text) } }
}

/// Returns the names of the types of tasks.
fn task_types() -> BTreeMap<&'static str, &'static str> {
    let (product, number) = REDIS;
    let version = (Version { product, number }).read().ok();
    let types = version.and_then(|version| version.types.enums.get("TaskType"));
    let values = types.into_iter().flat_map(|types| &types.values);
    values.map(|(value, named)| (value.as_str(), named.name.as_str())).collect()
}

/// Returns a time of the control plane, such as `2018-10-09T11:22:34.123Z`, as tables show it.
fn time(text: &str) -> String {
    text.split('.').next().unwrap_or_default().trim_end_matches('Z').replace('T', " ")
}

fn size(bytes: u64) -> String {
    let units = ["B", "KB", "MB", "GB", "TB"];
    let power = (0..units.len() - 1).take_while(|power| bytes >> (10 * (power + 1)) > 0).count();
    let tenths = (u128::from(bytes) * 10) >> (10 * power);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let unit = units.get(power).copied().unwrap_or_default();
    if tenth == 0 { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        for (bytes, expect) in
            [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (1 << 30, "1 GB"), (u64::MAX, "16777215.9 TB")]
        {
            assert_eq!(size(bytes), expect);
        }
        assert_eq!(time("2018-10-09T11:22:34.123Z"), "2018-10-09 11:22:34");
        assert_eq!([time("2018-10-09T11:22:34Z"), time("nonsense"), time("")], ["2018-10-09 11:22:34", "nonsense", ""]);
    }

    #[test]
    fn types_of_tasks_have_names() {
        assert!(task_types().len() > 10);
    }
}
