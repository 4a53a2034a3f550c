//! Outages that last longer than the attempts of a call, but not longer than a wait or a patient reader of a list.

use tencloud_tests::Ending::{Close, Reset};
use tencloud_tests::Reply;

use crate::catalogue::{Fault, first};

/// Returns the faults that waits and lists meet: each lasts for several calls, and then ends.
pub(crate) fn outages() -> Vec<Fault> {
    const HTML: &str = "<html><title>no</title></html>";
    const CALLS: u32 = 7;
    let outage = |name, reply| Fault::new(name, first(CALLS, reply)).transient(CALLS + 1..=CALLS + 1);
    vec![
        outage("closed after the request, seven times", Reply::raw("", Close)),
        outage("reset after the request, seven times", Reply::raw("", Reset)),
        outage("truncated JSON, seven times", Reply::new(200, r#"{"Response":{"#)),
        outage("HTML with status 200, seven times", Reply::new(200, HTML)),
        outage("status 502, seven times", Reply::new(502, HTML)),
        outage("`InternalError`, seven times", Reply::refusal("InternalError")),
        Fault::new("`RequestLimitExceeded`, four times", first(4, Reply::refusal("RequestLimitExceeded")))
            .transient(5..=5),
    ]
}
