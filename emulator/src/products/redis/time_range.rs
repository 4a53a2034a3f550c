//! Ranges of times in requests.

use std::time::Duration;

use super::reasons::Reason;
use crate::{params::Params, products::refusal::Refusal, time::Time};

/// Reads a required range of times, whose bounds are inclusive. Both have whole seconds, so that the end is the last
/// millisecond of its second.
pub(super) fn time_range(
    params: Params<'_>,
    [begin, end]: [&str; 2],
    longest: Option<Duration>,
) -> Result<(Time, Time), Refusal> {
    let (first, last) = (time(params, begin)?, time(params, end)?);
    if last < first || longest.is_some_and(|longest| first.abs_diff(last) > longest) {
        let limit = longest
            .map_or(String::new(), |longest| format!(", and at most {} days after it", longest.as_secs() / 86_400));
        return Err(Reason::ParameterInvalid.because(format!("`{end}` must not be before `{begin}`{limit}")));
    }
    Ok((first, last + Duration::from_millis(999)))
}

fn time(params: Params<'_>, name: &str) -> Result<Time, Refusal> {
    match params.string(name) {
        "" => Err(Reason::ParameterMissing.because(format!("`{name}` must not be empty"))),
        text => Time::parse(text).ok_or_else(|| {
            Reason::ParameterInvalid.because(format!("`{name}` must have the format `2019-09-08 12:12:41`"))
        }),
    }
}
