//! Points in time, and how the API writes them.

use std::{
    borrow::Cow,
    ops::{Add, Sub},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};

/// The representation of a time that is not set, or not yet.
pub(crate) const UNSET: &str = "0000-00-00 00:00:00";

/// Responses contain local times in Beijing. The documentation does not mention the time zone.
const BEIJING_OFFSET_SECONDS: u64 = 8 * 3600;

const DAY_SECONDS: u64 = 24 * 3600;

/// A point in time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Time(u64);

impl Time {
    pub(crate) fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    pub(crate) fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    pub(crate) fn seconds(self) -> u64 {
        self.0 / 1000
    }

    /// Returns the milliseconds since 1970.
    pub(crate) fn millis(self) -> u64 {
        self.0
    }

    /// Returns the time that is this many milliseconds later, or earlier if the number is negative.
    pub(crate) fn shifted(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add_signed(milliseconds))
    }

    /// Returns the date and time in UTC: `2018-10-09T11:22:34.123Z`.
    pub(crate) fn to_rfc3339(self) -> String {
        let second = self.seconds() % DAY_SECONDS;
        let (hour, minute, second, millis) = (second / 3600, second / 60 % 60, second % 60, self.0 % 1000);
        format!("{}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", self.utc_date())
    }

    /// Returns the date and time in UTC, without milliseconds: `2018-10-09T11:22:34Z`.
    pub(crate) fn to_utc_text(self) -> String {
        let text = Self::from_seconds(self.seconds()).to_rfc3339();
        text.replace(".000Z", "Z")
    }

    /// Returns the time between two points, whichever comes first.
    pub(crate) fn abs_diff(self, other: Self) -> Duration {
        Duration::from_millis(self.0.abs_diff(other.0))
    }

    /// Returns the date in UTC, as signatures contain it: `2018-10-09`.
    pub(crate) fn utc_date(self) -> String {
        date(self.seconds() / DAY_SECONDS)
    }

    /// Returns the date and time in Beijing, as responses contain them: `2018-10-09 19:22:34`.
    pub(crate) fn to_text(self) -> String {
        let seconds = self.seconds() + BEIJING_OFFSET_SECONDS;
        let (day, second) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
        let mut text = date(day);
        for (separator, number) in [(' ', second / 3600), (':', second / 60 % 60), (':', second % 60)] {
            text.push(separator);
            push_digits(&mut text, number, 2);
        }
        text
    }

    /// Returns the date and time in Beijing with milliseconds: `2018-10-09 19:22:34.056`.
    pub(crate) fn to_text_with_millis(self) -> String {
        format!("{}.{:03}", self.to_text(), self.0 % 1000)
    }

    /// Returns the last midnight in Beijing.
    pub(crate) fn midnight(self) -> Self {
        let local = self.seconds().saturating_add(BEIJING_OFFSET_SECONDS);
        Self::from_seconds((local - local % DAY_SECONDS).saturating_sub(BEIJING_OFFSET_SECONDS))
    }

    /// Returns the day of the week in Beijing, from 0 for Monday to 6 for Sunday.
    pub(crate) fn weekday(self) -> usize {
        // The first day of 1970 was a Thursday.
        let day = (self.seconds().saturating_add(BEIJING_OFFSET_SECONDS) / DAY_SECONDS + 3) % 7;
        usize::try_from(day).unwrap_or_default()
    }

    /// Parses the output of [`Time::to_text`]. Returns `None` if the text is not such a time.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (date, clock) = text.split_once(' ')?;
        let [year, month, day] = numbers(date, '-')?;
        let [hour, minute, second] = numbers(clock, ':')?;
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let seconds = days(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
        let time = Self::from_seconds(seconds.checked_sub(BEIJING_OFFSET_SECONDS)?);
        // The round trip rejects what the ranges above let through: February 30, 25 o'clock, missing zeros.
        (time.to_text() == text).then_some(time)
    }
}

impl Sub<Duration> for Time {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_millis().try_into().unwrap_or(u64::MAX)))
    }
}

/// Returns a time as responses contain it, be it set or not.
pub(crate) fn text_or_unset(time: Option<Time>) -> Cow<'static, str> {
    time.map_or(UNSET.into(), |time| time.to_text().into())
}

impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(since.as_millis().try_into().unwrap_or(u64::MAX))
    }
}

impl From<Time> for SystemTime {
    fn from(time: Time) -> Self {
        UNIX_EPOCH + Duration::from_millis(time.0)
    }
}

impl Add<Duration> for Time {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_millis().try_into().unwrap_or(u64::MAX)))
    }
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let numbers: Option<Vec<u64>> = text.split(separator).map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok().filter(|numbers: &[u64; 3]| numbers.iter().all(|&number| number <= 9999))
}

/// Returns the Gregorian date of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last day of a year and months before it need no special
/// case. An era is the 400 years (146,097 days) after which the calendar repeats; 719,468 days separate 0000-03-01 from
/// 1970-01-01.
fn date(day: u64) -> String {
    let day = day + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    // A list contains many times, and `format!` takes much longer.
    let mut text = String::with_capacity("2018-10-09 19:22:34".len());
    push_digits(&mut text, year, 4);
    for number in [month, day] {
        text.push('-');
        push_digits(&mut text, number, 2);
    }
    text
}

/// Appends a number with at least this many digits.
fn push_digits(text: &mut String, number: u64, digits: u32) {
    if digits > 1 || number > 9 {
        push_digits(text, number / 10, digits.saturating_sub(1));
    }
    text.extend(u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10)));
}

/// Returns the day of a date from 1970 on; the inverse of [`date`].
fn days(year: u64, month: u64, day: u64) -> u64 {
    let year = year - u64::from(month <= 2);
    let month = if month > 2 { month - 3 } else { month + 9 };
    let day = (153 * month + 2) / 5 + day - 1;
    let (era, year) = (year / 400, year % 400);
    era * 146_097 + 365 * year + year / 4 - year / 100 + day - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_text_convert_both_ways() {
        for (seconds, utc_date, text) in [
            (0, "1970-01-01", "1970-01-01 08:00:00"),
            (951_782_399, "2000-02-28", "2000-02-29 07:59:59"),
            (951_868_800, "2000-03-01", "2000-03-01 08:00:00"),
            (1_539_084_154, "2018-10-09", "2018-10-09 19:22:34"),
            (1_551_113_065, "2019-02-25", "2019-02-26 00:44:25"),
            (4_107_542_400, "2100-03-01", "2100-03-01 08:00:00"),
        ] {
            let time = Time::from_seconds(seconds);
            assert_eq!(time.utc_date(), utc_date);
            assert_eq!(time.to_text(), text);
            assert!(time.to_rfc3339().starts_with(utc_date) && time.to_rfc3339().ends_with(".000Z"));
            assert_eq!(Time::parse(text), Some(time));
        }
    }

    #[test]
    fn days_begin_at_midnight_in_beijing() {
        for (time, midnight, weekday) in [
            ("1970-01-01 08:00:00", "1970-01-01 08:00:00", 3),
            ("1970-01-02 07:59:59", "1970-01-02 00:00:00", 4),
            ("2026-11-19 00:00:00", "2026-11-19 00:00:00", 3),
            ("2026-11-22 23:59:59", "2026-11-22 00:00:00", 6),
            ("2026-11-23 00:00:00", "2026-11-23 00:00:00", 0),
        ] {
            let time = Time::parse(time).unwrap();
            assert_eq!((time.midnight().to_text().as_str(), time.weekday()), (midnight, weekday));
        }
    }

    #[test]
    fn malformed_times_are_rejected() {
        for text in [
            "",
            "2018-10-09",
            "2018-10-09T19:22:34",
            "2018-2-09 19:22:34",
            "2018-02-30 00:00:00",
            "2018-02-03 25:00:00",
            "2018-02-03 00:61:00",
            "1969-12-31 00:00:00",
            "99999999999999999999-01-01 00:00:00",
            "2018-10-09 00:00:9999999999999",
            UNSET,
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }

    #[test]
    fn far_future_times_do_not_overflow() {
        let end = Time::from_seconds(u64::MAX) + Duration::MAX;
        assert!(end.utc_date().len() > 10 && end.to_text().len() > 10);
        assert_eq!(end.abs_diff(Time::from_seconds(0)), Duration::from_millis(u64::MAX));
    }
}
