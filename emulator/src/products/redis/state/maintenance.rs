//! Maintenance: when it takes place, and which versions run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;

const DAY_MINUTES: u64 = 24 * 60;

/// The newest small version of every engine.
const NEWEST_ENGINE: u32 = 1;

/// The newest version of the proxy.
const NEWEST_PROXY: u32 = 9;

/// What the maintenance of an instance changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Maintenance {
    pub(crate) window: Window,
    /// The last number of the version of the engine.
    engine: u32,
    /// The middle number of the version of the proxy.
    proxy: u32,
}

/// The time of day at which instances are switched over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    /// In minutes since midnight in Beijing.
    start: u64,
    minutes: u64,
}

impl Maintenance {
    /// Returns the state of a new instance. Its versions are not the newest, so that they can be upgraded.
    pub(crate) fn new() -> Self {
        Self { window: Window { start: 3 * 60, minutes: 3 * 60 }, engine: NEWEST_ENGINE - 1, proxy: NEWEST_PROXY - 1 }
    }

    /// Returns the small version of an engine whose version is `6.2`, and the version to which it can be upgraded.
    pub(crate) fn engine_versions(&self, version: &str) -> (String, Option<String>) {
        let text = |number| format!("{version}.{number}");
        (text(self.engine), (self.engine < NEWEST_ENGINE).then(|| text(NEWEST_ENGINE)))
    }

    /// Returns the version of the proxy, and the version to which it can be upgraded.
    pub(crate) fn proxy_versions(&self) -> (String, Option<String>) {
        let text = |number| format!("5.{number}.0");
        (text(self.proxy), (self.proxy < NEWEST_PROXY).then(|| text(NEWEST_PROXY)))
    }

    pub(crate) fn upgrade_engine(&mut self) {
        self.engine = NEWEST_ENGINE;
    }

    pub(crate) fn upgrade_proxy(&mut self) {
        self.proxy = NEWEST_PROXY;
    }

    /// Takes over the version of the engine from another instance.
    pub(crate) fn align_engine(&mut self, other: &Self) {
        self.engine = other.engine;
    }
}

impl Window {
    /// Returns a window between two times of day such as `03:00`. It lasts 0.5, 1, 1.5, 2 or 3 hours, and may span
    /// midnight.
    pub(crate) fn parse(start: &str, end: &str) -> Option<Self> {
        let (start, end) = (minutes(start)?, minutes(end)?);
        let minutes = (end + DAY_MINUTES - start) % DAY_MINUTES;
        [30, 60, 90, 120, 180].contains(&minutes).then_some(Self { start, minutes })
    }

    /// Returns the times of day at which it opens and closes.
    pub(crate) fn to_text(self) -> (String, String) {
        let text = |minute: u64| format!("{:02}:{:02}", minute / 60, minute % 60);
        (text(self.start), text((self.start + self.minutes) % DAY_MINUTES))
    }

    /// Returns when it opens on the day that begins at a midnight.
    pub(crate) fn opening_on(self, midnight: Time) -> Time {
        midnight + Duration::from_secs(self.start * 60)
    }

    /// Returns the first time from `now` on at which the window is open.
    pub(crate) fn next_opening(self, now: Time) -> Time {
        let since = (now.abs_diff(now.midnight()).as_secs() / 60 + DAY_MINUTES - self.start) % DAY_MINUTES;
        if since < self.minutes {
            return now;
        }
        let minute = Time::from_seconds(now.seconds() / 60 * 60);
        minute + Duration::from_secs((DAY_MINUTES - since) * 60)
    }
}

fn minutes(text: &str) -> Option<u64> {
    let digits = text.len() == 5 && text.bytes().filter(u8::is_ascii_digit).count() == 4;
    let (hour, minute) = text.split_once(':').filter(|_| digits)?;
    let (hour, minute): (u64, u64) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_have_documented_lengths() {
        for (start, end, expect) in [
            ("03:00", "06:00", true),
            ("03:24", "04:24", true),
            ("23:30", "00:30", true),
            ("03:00", "03:30", true),
            ("03:00", "03:00", false),
            ("03:00", "03:20", false),
            ("03:00", "07:00", false),
            ("06:00", "03:00", false),
            ("24:00", "01:00", false),
            ("3:00", "04:00", false),
            ("03:60", "05:00", false),
            ("+3:00", "04:00", false),
            ("", "", false),
        ] {
            let window = Window::parse(start, end);
            assert_eq!(window.is_some(), expect, "{start} {end}");
            assert!(window.is_none_or(|window| window.to_text() == (start.to_owned(), end.to_owned())));
        }
    }

    #[test]
    fn a_window_opens_every_day() {
        let window = Window::parse("23:30", "01:00").unwrap();
        for (now, expect) in [
            ("2026-11-18 12:00:10", "2026-11-18 23:30:00"),
            ("2026-11-18 23:30:00", "2026-11-18 23:30:00"),
            ("2026-11-19 00:59:59", "2026-11-19 00:59:59"),
            ("2026-11-19 01:00:00", "2026-11-19 23:30:00"),
        ] {
            assert_eq!(window.next_opening(Time::parse(now).unwrap()).to_text(), expect, "{now}");
        }
    }
}
