//! What the page does to the emulator: from the fields of a form to the request to the control plane.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};

use crate::control::Control;
use crate::submitted::Submitted;

/// The farthest that the clock is advanced at once.
const FARTHEST: Duration = Duration::from_secs(3650 * 24 * 3600);

/// A request to the control plane.
#[derive(Debug, PartialEq)]
pub(super) struct Operation {
    method: Method,
    path: &'static str,
    body: Option<Value>,
    /// What has happened when it has succeeded.
    done: String,
}

impl Operation {
    /// Reads an operation from the fields of its form. The error says what is wrong with them; without an operation of
    /// this name, there is none.
    pub(super) fn read(name: &str, fields: &Submitted) -> Option<Result<Operation, String>> {
        let plain = |method, path, done: &str| Ok(Operation { method, path, body: None, done: done.to_owned() });
        Some(match name {
            "reset" => plain(Method::POST, "reset", "Reset: everything is as it was at the start."),
            "clock" => advance(fields),
            "freeze" => switch(
                fields,
                ("clock", Method::PATCH, "frozen"),
                [
                    "The clock goes on from the time that it shows.",
                    "The clock is frozen: nothing ends until it goes on.",
                ],
            ),
            "rate-limits" => switch(
                fields,
                ("rate_limits", Method::PUT, "enforced"),
                ["Calls are accepted at any rate.", "Calls that exceed the documented rate are rejected."],
            ),
            "fault" => fault(fields),
            "clear-faults" => plain(Method::DELETE, "faults", "All faults have been removed."),
            "clear-requests" => plain(Method::DELETE, "requests", "The log of requests is empty."),
            "instance" => instance(fields),
            _ => return None,
        })
    }

    /// Sends the request. Returns what has happened.
    pub(super) async fn run(self, control: &Control) -> Result<String, String> {
        control.send(self.method, self.path, self.body.as_ref()).await.map(|_| self.done)
    }
}

fn switch(
    fields: &Submitted,
    (path, method, name): (&'static str, Method, &str),
    [off, on]: [&str; 2],
) -> Result<Operation, String> {
    let is_on = match fields.text("on") {
        Some("true") => true,
        Some("false") => false,
        _ => return Err("`on` must be true or false".to_owned()),
    };
    let done = if is_on { on } else { off };
    Ok(Operation { method, path, body: Some(json!({ name: is_on })), done: done.to_owned() })
}

fn advance(fields: &Submitted) -> Result<Operation, String> {
    let (amount, unit) = (fields.text("amount").unwrap_or_default().trim(), fields.text("unit").unwrap_or_default());
    let seconds = match unit {
        "s" => 1,
        "min" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return Err(format!("`{unit}` is no unit of time: s, min, h and d are")),
    };
    let count = amount.parse::<u64>().ok().filter(|count| *count > 0);
    let count = count.ok_or_else(|| format!("`{amount}` is no number of {unit} to advance the clock by"))?;
    let duration = Duration::from_secs(count.saturating_mul(seconds));
    if duration > FARTHEST {
        return Err("the clock is advanced by 3650 days at most".to_owned());
    }
    let milliseconds = duration.as_secs() * 1000;
    Ok(Operation {
        method: Method::PATCH,
        path: "clock",
        body: Some(json!({ "advance_ms": milliseconds })),
        done: format!("The clock has been advanced by {count} {unit}."),
    })
}

fn instance(fields: &Submitted) -> Result<Operation, String> {
    let text = |name: &str| required(fields, name);
    let (id, region) = (text("id")?, text("region")?);
    let order = match fields.text("name").map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => json!({ "InstanceName": name }),
        None => json!({}),
    };
    Ok(Operation {
        method: Method::POST,
        path: "instances",
        done: format!("The instance {id} is running in {region}."),
        body: Some(json!({ "id": id, "region": region, "order": order })),
    })
}

fn fault(fields: &Submitted) -> Result<Operation, String> {
    let action = required(fields, "action")?;
    let times = number(fields, "times", 1)?;
    let delay = number(fields, "delay", 0)?;
    let message = fields.text("message").map(str::trim).filter(|message| !message.is_empty());
    if times == 0 {
        return Err("a fault occurs at least once".to_owned());
    }
    let kind = match fields.text("kind").unwrap_or_default() {
        "api_error" => json!({ "api_error": { "code": required(fields, "code")?, "message": message } }),
        "http_status" => json!({ "http_status": number(fields, "status", 503)? }),
        "failing_workflow" => json!({ "failing_workflow": message.unwrap_or("an injected fault") }),
        "delay" if delay == 0 => return Err("a delay needs a number of milliseconds".to_owned()),
        plain @ ("delay" | "cut_before" | "cut_after" | "truncated") => json!(plain),
        other => return Err(format!("`{other}` is no kind of fault")),
    };
    let calls = if times == 1 { "The next call".to_owned() } else { format!("The next {times} calls") };
    Ok(Operation {
        method: Method::POST,
        path: "faults",
        done: format!("{calls} of {action} will meet the fault."),
        body: Some(json!({ "action": action, "times": times, "delay_ms": delay, "kind": kind })),
    })
}

fn required<'f>(fields: &'f Submitted, name: &str) -> Result<&'f str, String> {
    let text = fields.text(name).map(str::trim).filter(|text| !text.is_empty());
    text.ok_or_else(|| format!("`{name}` is missing"))
}

fn number(fields: &Submitted, name: &str, default: u32) -> Result<u32, String> {
    let Some(text) = fields.text(name).map(str::trim).filter(|text| !text.is_empty()) else { return Ok(default) };
    text.parse().map_err(|_| format!("`{name}` is no whole number: `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, fields: &[(&str, &str)]) -> Option<Result<Operation, String>> {
        let fields = fields.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Operation::read(name, &Submitted::new(fields.collect()).unwrap())
    }

    #[test]
    fn forms_become_requests() {
        let fault = |fields: &[(&'static str, &'static str)]| ("fault", [&[("action", "A")], fields].concat());
        let body_of_fault = |kind: Value| json!({ "action": "A", "times": 1, "delay_ms": 0, "kind": kind });
        for ((name, fields), path, body) in [
            (("reset", vec![]), "reset", None),
            (("clock", vec![("amount", "2"), ("unit", "h")]), "clock", Some(json!({ "advance_ms": 7_200_000 }))),
            (
                ("clock", vec![("amount", "3650"), ("unit", "d")]),
                "clock",
                Some(json!({ "advance_ms": 315_360_000_000_u64 })),
            ),
            (("freeze", vec![("on", "true")]), "clock", Some(json!({ "frozen": true }))),
            (("rate-limits", vec![("on", "false")]), "rate_limits", Some(json!({ "enforced": false }))),
            (("clear-faults", vec![]), "faults", None),
            (("clear-requests", vec![]), "requests", None),
            (
                ("instance", vec![("id", " crs-a "), ("region", "ap-tokyo"), ("name", "")]),
                "instances",
                Some(json!({ "id": "crs-a", "region": "ap-tokyo", "order": {} })),
            ),
            (fault(&[("kind", "cut_after")]), "faults", Some(body_of_fault(json!("cut_after")))),
            // What other kinds need is not sent.
            (
                fault(&[("kind", "http_status"), ("status", "502"), ("code", "B")]),
                "faults",
                Some(body_of_fault(json!({ "http_status": 502 }))),
            ),
            (
                fault(&[("kind", "api_error"), ("code", "B")]),
                "faults",
                Some(body_of_fault(json!({ "api_error": { "code": "B", "message": null } }))),
            ),
            (
                fault(&[("kind", "failing_workflow"), ("message", "why")]),
                "faults",
                Some(body_of_fault(json!({ "failing_workflow": "why" }))),
            ),
        ] {
            let operation = read(name, &fields).unwrap().unwrap();
            assert_eq!((operation.path, operation.body), (path, body), "{name} {fields:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_form_is_an_error() {
        for (name, fields, expect) in [
            ("clock", &[][..], "no unit of time"),
            ("clock", &[("amount", "-1"), ("unit", "s")], "`-1`"),
            ("clock", &[("amount", "18446744073709551615"), ("unit", "d")], "3650 days"),
            ("freeze", &[("on", "maybe")], "true or false"),
            ("instance", &[("id", "crs-a")], "`region` is missing"),
            ("fault", &[("kind", "delay")], "`action` is missing"),
            ("fault", &[("action", "A"), ("kind", "delay")], "milliseconds"),
            ("fault", &[("action", "A"), ("kind", "api_error"), ("code", " ")], "`code` is missing"),
            ("fault", &[("action", "A"), ("kind", "cut_before"), ("times", "0")], "at least once"),
            ("fault", &[("action", "A"), ("kind", "cut_before"), ("times", "x")], "`x`"),
            ("fault", &[("action", "A"), ("kind", "nonsense")], "`nonsense`"),
        ] {
            let problem = read(name, fields).unwrap().unwrap_err();
            assert!(problem.contains(expect), "{name} {fields:?}: {problem}");
        }
        assert!(read("nonsense", &[]).is_none());
    }
}
