//! Ranges of times in requests.

use std::time::Duration;

use super::reasons::Reason;
use crate::{params::Params, products::refusal::Refusal, time::Time};

/// How far the two bounds of an optional range may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// Reads a required range of times, whose bounds are inclusive. Both have whole seconds, so that the end is the last
/// millisecond of its second.
pub(super) fn time_range(
    params: Params<'_>,
    [begin, end]: [&str; 2],
    longest: Option<Duration>,
) -> Result<(Time, Time), Refusal> {
    let (first, last) = (required_time(params, begin)?, required_time(params, end)?);
    if last < first || longest.is_some_and(|longest| first.abs_diff(last) > longest) {
        let limit = longest
            .map_or(String::new(), |longest| format!(", and at most {} days after it", longest.as_secs() / 86_400));
        return Err(Reason::ParameterInvalid.because(format!("`{end}` must not be before `{begin}`{limit}")));
    }
    Ok((first, last + Duration::from_millis(999)))
}

/// The range between `BeginTime` and `EndTime`. Both bounds are optional and inclusive.
pub(super) struct OptionalRange {
    begin: Option<Time>,
    end: Option<Time>,
}

impl OptionalRange {
    pub(super) fn of(params: Params<'_>) -> Result<Self, Refusal> {
        let (begin, end) = (time(params, "BeginTime")?, time(params, "EndTime")?);
        if let (Some(begin), Some(end)) = (begin, end)
            && (end < begin || begin.abs_diff(end) > MAX_RANGE)
        {
            return Err(Reason::ParameterInvalid.because("`EndTime` must be 0 to 30 days after `BeginTime`"));
        }
        Ok(Self { begin, end })
    }

    /// Checks that it does not reach further back than what is kept.
    pub(super) fn ensure_recent(&self, now: Time) -> Result<(), Refusal> {
        let is_old = |time: Option<Time>| time.is_some_and(|time| time + MAX_RANGE < now);
        match is_old(self.begin) || is_old(self.end) {
            true => Err(Reason::ParameterInvalid.because("`BeginTime` and `EndTime` can be at most 30 days ago")),
            false => Ok(()),
        }
    }

    /// Compares whole seconds, because responses contain no fractions: otherwise, something could be outside a range
    /// whose bounds are both its own time.
    pub(super) fn contains(&self, time: Time) -> bool {
        let time = time.seconds();
        self.begin.is_none_or(|begin| begin.seconds() <= time) && self.end.is_none_or(|end| time <= end.seconds())
    }
}

fn required_time(params: Params<'_>, name: &str) -> Result<Time, Refusal> {
    let missing = || Reason::ParameterMissing.because(format!("`{name}` must not be empty"));
    time(params, name)?.ok_or_else(missing)
}

fn time(params: Params<'_>, name: &str) -> Result<Option<Time>, Refusal> {
    let invalid = || Reason::ParameterInvalid.because(format!("`{name}` must have the format `2017-02-08 16:46:34`"));
    match params.string(name) {
        "" => Ok(None),
        text => Time::parse(text).map(Some).ok_or_else(invalid),
    }
}
