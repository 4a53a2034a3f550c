//! Outages that last longer than the attempts of a call, but not longer than a wait or a patient reader of a list.

use tencloud_tests::Ending::{Close, Reset};
use tencloud_tests::Response;

use crate::catalogue::{Fault, first};

/// Returns the faults that waits and lists meet: each lasts for several calls, and then ends.
pub(crate) fn outages() -> Vec<Fault> {
    const HTML: &str = "<html><title>no</title></html>";
    const CALLS: u32 = 7;
    let outage = |name, response| Fault::new(name, first(CALLS, response)).transient(CALLS + 1..=CALLS + 1);
    vec![
        outage("closed after the request, seven times", Response::raw("", Close)),
        outage("reset after the request, seven times", Response::raw("", Reset)),
        outage("truncated JSON, seven times", Response::new(200, r#"{"Response":{"#)),
        outage("HTML with status 200, seven times", Response::new(200, HTML)),
        outage("status 502, seven times", Response::new(502, HTML)),
        outage("`InternalError`, seven times", Response::api_error("InternalError")),
        Fault::new("`RequestLimitExceeded`, four times", first(4, Response::api_error("RequestLimitExceeded")))
            .transient(5..=5),
    ]
}
