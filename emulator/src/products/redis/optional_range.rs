//! Optional ranges of times in requests.

use std::time::Duration;

use super::reasons::Reason;
use crate::{params::Params, products::refusal::Refusal, time::Time};

/// How far the two bounds may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// The range between `BeginTime` and `EndTime`. Both bounds are optional and inclusive.
pub(super) struct TimeRange {
    begin: Option<Time>,
    end: Option<Time>,
}

impl TimeRange {
    pub(super) fn of(params: Params<'_>) -> Result<Self, Refusal> {
        let time = |name: &str| match params.string(name) {
            "" => Ok(None),
            text => Time::parse(text)
                .map(Some)
                .ok_or_else(|| invalid(format!("`{name}` must have the format `2017-02-08 16:46:34`"))),
        };
        let (begin, end) = (time("BeginTime")?, time("EndTime")?);
        if let (Some(begin), Some(end)) = (begin, end)
            && (end < begin || begin.abs_diff(end) > MAX_RANGE)
        {
            return Err(invalid("`EndTime` must be 0 to 30 days after `BeginTime`".to_owned()));
        }
        Ok(Self { begin, end })
    }

    /// Checks that it does not reach further back than what is kept.
    pub(super) fn ensure_recent(&self, now: Time) -> Result<(), Refusal> {
        let is_old = |time: Option<Time>| time.is_some_and(|time| time + MAX_RANGE < now);
        match is_old(self.begin) || is_old(self.end) {
            true => Err(invalid("`BeginTime` and `EndTime` can be at most 30 days ago".to_owned())),
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

fn invalid(message: String) -> Refusal {
    Reason::ParameterInvalid.because(message)
}
