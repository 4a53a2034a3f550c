//! Injected faults, so that clients can test how they handle failures.

use std::{
    collections::{BTreeMap, VecDeque},
    error::Error,
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;

/// A fault of the next call of an action, or of the next few calls: see [`Emulator::inject`](crate::Emulator::inject).
///
/// Calls that are not signed correctly, or that name another action, are not affected and do not count.
///
/// ```
/// # use std::time::Duration;
/// # use tencloud_emulator::Fault;
/// // The second and the third call succeed, but their responses are lost; the first one is throttled.
/// let faults = [
///     Fault::api_error("DescribeInstances", "RequestLimitExceeded"),
///     Fault::cut_after("DescribeInstances").times(2),
///     Fault::delay("ManualBackupInstance", Duration::from_millis(50)),
/// ];
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    action: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    delay_ms: u64,
    #[serde(default)]
    kind: FaultKind,
}

/// What happens to a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultKind {
    /// Only its response is delayed.
    #[default]
    Delay,
    /// It is not executed, and results in an API error.
    ApiError { code: String, message: Option<String> },
    /// It is not executed, and results in an HTTP status without a body.
    HttpStatus(u16),
    /// The connection is closed before it is executed.
    CutBefore,
    /// The connection is closed after it has been executed, without a response.
    CutAfter,
    /// It is executed; half of the body of the response is sent, and the connection is closed.
    Truncated,
    /// It succeeds, but the task or the order that it starts fails with this message.
    FailingWorkflow(String),
}

const fn once() -> u32 {
    1
}

impl Fault {
    fn new(action: &str, kind: FaultKind) -> Self {
        Self { action: action.to_owned(), times: 1, delay_ms: 0, kind }
    }

    /// Executes the call, and delays its response.
    pub fn delay(action: &str, delay: Duration) -> Self {
        Self::new(action, FaultKind::Delay).after(delay)
    }

    /// Returns an API error instead of executing the call. The code must be one that the action documents, or a common
    /// one, such as `RequestLimitExceeded`.
    pub fn api_error(action: &str, code: &str) -> Self {
        Self::new(action, FaultKind::ApiError { code: code.to_owned(), message: None })
    }

    /// Returns an HTTP status (400 to 599) without a body instead of executing the call, as a proxy might.
    pub fn http_status(action: &str, status: u16) -> Self {
        Self::new(action, FaultKind::HttpStatus(status))
    }

    /// Closes the connection instead of executing the call.
    pub fn cut_before(action: &str) -> Self {
        Self::new(action, FaultKind::CutBefore)
    }

    /// Executes the call, and closes the connection without a response.
    pub fn cut_after(action: &str) -> Self {
        Self::new(action, FaultKind::CutAfter)
    }

    /// Executes the call, sends half of the body of the response, and closes the connection.
    pub fn truncated(action: &str) -> Self {
        Self::new(action, FaultKind::Truncated)
    }

    /// Makes the task or the order that the call starts fail when it ends, with this message. The call itself succeeds;
    /// `DescribeTaskInfo` or `DescribeInstanceDealDetail` then report the failure. A call that is refused does not count;
    /// an action that starts no workflow is not affected. The start and the stop of an audit log and the export of one are
    /// workflows, too, although no action returns a task for them.
    pub fn failing_workflow(action: &str, message: &str) -> Self {
        Self::new(action, FaultKind::FailingWorkflow(message.to_owned()))
    }

    /// Sets how many calls are affected: at least one. Default: 1.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Delays the response, or the end of the connection. A call that is executed is so before the delay. Default: no
    /// delay.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay_ms = delay.as_millis().try_into().unwrap_or(u64::MAX);
        self
    }

    /// Checks that the fault can occur.
    fn check(&self, catalog: &Catalog) -> Result<(), FaultError> {
        let action = &self.action;
        let fail = |problem: String| Err(FaultError { message: problem });
        let Some(spec) = catalog.action(action) else {
            return fail(format!("the emulator has no action `{action}`"));
        };
        if self.times == 0 {
            return fail("a fault affects at least one call: `times` is 0".to_owned());
        }
        match &self.kind {
            FaultKind::ApiError { code, .. } if catalog.documented(spec, code).is_none() => {
                fail(format!("`{action}` does not document the error code `{code}`"))
            }
            FaultKind::HttpStatus(status) if !(400..600).contains(status) => {
                fail(format!("the HTTP status {status} is no error: 400 to 599 are"))
            }
            _ => Ok(()),
        }
    }
}

/// The error of [`Emulator::inject`](crate::Emulator::inject): the fault could never occur. [`Display`](fmt::Display)
/// contains the action or the code that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultError {
    message: String,
}

impl fmt::Display for FaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for FaultError {}

/// The faults that have not occurred yet, by action, in the order in which they occur.
#[derive(Default)]
pub(crate) struct Faults(Mutex<BTreeMap<String, VecDeque<Fault>>>);

/// A fault that occurs in a call.
#[derive(Debug, Default)]
pub(crate) struct Occurrence {
    pub(crate) delay: Duration,
    pub(crate) kind: FaultKind,
}

impl Occurrence {
    /// Returns the name of the fault for the log of requests, or `None` if there is none.
    pub(crate) fn name(&self) -> Option<String> {
        let name = match &self.kind {
            FaultKind::Delay if self.delay.is_zero() => return None,
            FaultKind::Delay => "delayed",
            FaultKind::ApiError { .. } => "API error",
            FaultKind::HttpStatus(status) => return Some(format!("HTTP status {status}")),
            FaultKind::CutBefore => "cut before execution",
            FaultKind::CutAfter => "cut after execution",
            FaultKind::Truncated => "truncated response",
            FaultKind::FailingWorkflow(_) => "failing workflow",
        };
        Some(name.to_owned())
    }
}

impl Faults {
    pub(crate) fn inject(&self, fault: Fault, catalog: &Catalog) -> Result<(), FaultError> {
        fault.check(catalog)?;
        self.with(|faults| faults.entry(fault.action.clone()).or_default().push_back(fault));
        Ok(())
    }

    /// Returns the fault of a call that arrives. It has occurred, unless it makes a workflow fail: then a call that is
    /// refused leaves it to the next one, and [`Faults::consume`] counts it.
    pub(crate) fn of_call(&self, action: &str) -> Occurrence {
        let occurrence = self.with(|faults| {
            let fault = faults.get(action)?.front()?;
            Some(Occurrence { delay: Duration::from_millis(fault.delay_ms), kind: fault.kind.clone() })
        });
        let Some(occurrence) = occurrence else { return Occurrence::default() };
        if !matches!(occurrence.kind, FaultKind::FailingWorkflow(_)) {
            self.consume(action);
        }
        occurrence
    }

    /// Counts the next fault of an action as having occurred.
    pub(crate) fn consume(&self, action: &str) {
        self.with(|faults| {
            let queue = faults.get_mut(action)?;
            let fault = queue.front_mut()?;
            fault.times = fault.times.saturating_sub(1);
            if fault.times == 0 {
                queue.pop_front();
            }
            Some(())
        });
    }

    /// Returns all faults that have not occurred yet.
    pub(crate) fn all(&self) -> Vec<Fault> {
        self.with(|faults| faults.values().flatten().cloned().collect())
    }

    /// Replaces all faults with some that [`Faults::all`] has returned.
    pub(crate) fn restore(&self, all: Vec<Fault>) {
        self.with(|faults| {
            faults.clear();
            all.into_iter().for_each(|fault| faults.entry(fault.action.clone()).or_default().push_back(fault));
        });
    }

    pub(crate) fn clear(&self) {
        self.with(BTreeMap::clear);
    }

    fn with<T>(&self, f: impl FnOnce(&mut BTreeMap<String, VecDeque<Fault>>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_occur_in_order_and_as_often_as_asked() {
        let (catalog, faults) = (Catalog::embedded().unwrap(), Faults::default());
        let action = "ManualBackupInstance";
        for fault in [Fault::http_status(action, 503).times(2), Fault::failing_workflow(action, "why")] {
            faults.inject(fault, &catalog).unwrap();
        }
        let kinds = || faults.of_call(action).kind;
        let failing = FaultKind::FailingWorkflow("why".to_owned());
        assert_eq!([kinds(), kinds(), kinds()], [FaultKind::HttpStatus(503), FaultKind::HttpStatus(503), failing]);
        assert_eq!(faults.all().len(), 1, "the workflow has not failed yet");
        faults.consume(action);
        assert_eq!(faults.of_call(action).kind, FaultKind::Delay);
    }

    #[test]
    fn faults_that_cannot_occur_are_errors() {
        let (catalog, faults) = (Catalog::embedded().unwrap(), Faults::default());
        for (fault, expect) in [
            (Fault::cut_before("Describe"), "no action `Describe`"),
            (Fault::api_error("DescribeInstances", "Nonsense"), "error code `Nonsense`"),
            (Fault::http_status("DescribeInstances", 200), "200"),
            (Fault::cut_before("DescribeInstances").times(0), "`times` is 0"),
        ] {
            let error = faults.inject(fault, &catalog).unwrap_err();
            assert!(error.to_string().contains(expect), "{error}");
        }
    }

    #[test]
    fn faults_can_be_written_as_json() {
        for (json, expect) in [
            (r#"{"action":"A"}"#, Fault::new("A", FaultKind::Delay)),
            (r#"{"action":"A","delay_ms":5,"times":2}"#, Fault::delay("A", Duration::from_millis(5)).times(2)),
            (r#"{"action":"A","kind":"cut_after"}"#, Fault::cut_after("A")),
            (r#"{"action":"A","kind":{"http_status":502}}"#, Fault::http_status("A", 502)),
            (r#"{"action":"A","kind":{"api_error":{"code":"B"}}}"#, Fault::api_error("A", "B")),
            (r#"{"action":"A","kind":{"failing_workflow":"why"}}"#, Fault::failing_workflow("A", "why")),
        ] {
            assert_eq!(serde_json::from_str::<Fault>(json).unwrap(), expect, "{json}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"action":"A","time":2}"#).is_err());
    }
}
