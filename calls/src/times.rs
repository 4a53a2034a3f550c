//! Times as people write them: with an offset, or relative to now. They become what the parameter takes.

use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp, civil};
use tencloud_spec::{Field, Format, Type, Zone};

/// What can be written instead of a time in the format of the parameter, for help and errors.
pub const ALSO: &str = "a time with an offset (2026-11-20T08:00:00+08:00), a relative one (-1d, -2h30m), or now";

/// How a parameter takes a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeFormat {
    format: Format,
    zone: Option<Zone>,
}

impl TimeFormat {
    /// Returns how a field takes a time, in values of this type: its own, or that of the items of its list. `None` if it
    /// takes none.
    pub fn of(field: &Field, ty: &Type) -> Option<TimeFormat> {
        let format = match (ty, field.format) {
            (Type::Date, _) => Format::Date,
            (Type::Datetime, _) => Format::Datetime,
            (Type::DatetimeIso, _) => Format::DatetimeIso,
            (Type::List(_) | Type::Structure(_), _) | (_, Some(Format::Json | Format::Base64) | None) => return None,
            (_, Some(format)) => format,
        };
        Some(TimeFormat { format, zone: field.zone })
    }

    /// Returns whether other times can be converted: either the zone is known, or the format needs none.
    pub fn converts(self) -> bool {
        match self.format {
            Format::Date | Format::Datetime => self.zone.is_some(),
            // They contain the offset, or count from an instant.
            _ => true,
        }
    }

    /// Returns a time as the parameter takes it.
    pub fn example(self) -> &'static str {
        match self.format {
            Format::Date => "2018-04-12",
            Format::Datetime => "2018-04-12 08:00:00",
            Format::UnixSeconds => "1523491200",
            Format::UnixMilliseconds => "1523491200000",
            _ if self.zone == Some(Zone::Utc) => "2018-04-12T00:00:00Z",
            _ => "2018-04-12T08:00:00+08:00",
        }
    }

    /// Returns what the time is called in messages and in help, with its zone.
    pub fn described(self) -> String {
        let format = match self.format {
            Format::UnixSeconds => "seconds since 1970".to_owned(),
            Format::UnixMilliseconds => "milliseconds since 1970".to_owned(),
            Format::Date => format!("a date such as {}", self.example()),
            _ => format!("a time such as {}", self.example()),
        };
        match self.zone.filter(|_| !self.is_unix()) {
            Some(zone) => format!("{format}, in {}", zone_name(zone)),
            None => format,
        }
    }

    /// Converts a time that is written in one of the ways of [`ALSO`]. Returns `None` for anything else, such as a time in
    /// the parameter's own format.
    ///
    /// # Errors
    ///
    /// The time is relative and cannot be converted, or is out of range.
    pub fn convert(self, text: &str) -> Result<Option<String>, String> {
        self.convert_at(text, now())
    }

    fn convert_at(self, text: &str, now: Timestamp) -> Result<Option<String>, String> {
        let Some(time) = instant(text, now).map_err(|reason| format!("`{text}`: {reason}; write {ALSO}"))? else {
            return Ok(None);
        };
        if !self.converts() {
            let is_absolute = text.starts_with(|first: char| first.is_ascii_digit());
            let refuse =
                || format!("`{text}` cannot be converted: no document names the zone; write {}", self.described());
            return if is_absolute { Ok(None) } else { Err(refuse()) };
        }
        let offset = if self.zone == Some(Zone::Utc) { Offset::UTC } else { Offset::constant(8) };
        let is_own = self.format == Format::DatetimeIso
            && (self.zone.is_none() || text.ends_with(if offset == Offset::UTC { "Z" } else { "+08:00" }));
        if is_own && text.contains('T') {
            return Ok(Some(text.to_owned()));
        }
        let zoned = time.to_zoned_datetime(TimeZone::fixed(offset));
        Ok(Some(match self.format {
            Format::UnixSeconds => time.as_second().to_string(),
            Format::UnixMilliseconds => time.as_millisecond().to_string(),
            Format::Date => zoned.strftime("%Y-%m-%d").to_string(),
            Format::Datetime => zoned.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            _ if offset == Offset::UTC => zoned.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            _ => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        }))
    }

    /// Returns whether a text is a time in this format.
    pub(crate) fn is_written_as(self, text: &str) -> bool {
        match self.format {
            Format::Date => text.parse::<civil::Date>().is_ok(),
            Format::Datetime => text.parse::<civil::DateTime>().is_ok(),
            Format::UnixSeconds | Format::UnixMilliseconds => text.parse::<i64>().is_ok(),
            _ => text.parse::<Timestamp>().is_ok() || text.parse::<civil::DateTime>().is_ok(),
        }
    }

    fn is_unix(self) -> bool {
        matches!(self.format, Format::UnixSeconds | Format::UnixMilliseconds)
    }
}

/// Returns what people call a zone.
pub fn zone_name(zone: Zone) -> &'static str {
    match zone {
        Zone::Utc => "UTC",
        Zone::Beijing => "Beijing time (UTC+8)",
    }
}

/// Returns the instant that a text stands for, if it is written in one of the ways of [`ALSO`].
fn instant(text: &str, now: Timestamp) -> Result<Option<Timestamp>, String> {
    const OFFSET: &str = "not a time with an offset";
    if text == "now" {
        return Ok(Some(now));
    }
    // A number is one of seconds or milliseconds, which is never converted.
    let is_span = text.strip_prefix(['-', '+']).is_some_and(|span| span.starts_with(|c: char| c.is_ascii_digit()));
    if is_span && text.parse::<f64>().is_err() {
        let span: Span = text.parse().map_err(|_| "not a relative time".to_owned())?;
        let moved = now.to_zoned_datetime(TimeZone::UTC).checked_add(span).map_err(|_| "out of range".to_owned())?;
        return Ok(Some(moved.timestamp()));
    }
    let date_and_time = text.split_once(['T', 't', ' ']).filter(|(date, _)| date.len() == 10);
    match date_and_time {
        Some((_, time)) if time.ends_with(['Z', 'z']) || time.contains(['+', '-']) => {
            text.parse().map(Some).map_err(|_| OFFSET.to_owned())
        }
        _ => Ok(None),
    }
}

#[expect(clippy::disallowed_methods, reason = "relative times are relative to this machine's clock")]
fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_converted_to_format_and_zone() {
        let now: Timestamp = "2026-11-20T02:00:00.25Z".parse().unwrap();
        let (utc, beijing) = (Some(Zone::Utc), Some(Zone::Beijing));
        for (format, zone, text, expected) in [
            (Format::Datetime, beijing, "now", Ok(Some("2026-11-20 10:00:00"))),
            (Format::Datetime, utc, "now", Ok(Some("2026-11-20 02:00:00"))),
            (Format::Datetime, beijing, "-1d", Ok(Some("2026-11-19 10:00:00"))),
            (Format::Datetime, beijing, "-2h30m", Ok(Some("2026-11-20 07:30:00"))),
            (Format::Datetime, utc, "+1w", Ok(Some("2026-11-27 02:00:00"))),
            (Format::Datetime, utc, "-1mo", Ok(Some("2026-10-20 02:00:00"))),
            (Format::Datetime, beijing, "2026-11-20T00:30:00Z", Ok(Some("2026-11-20 08:30:00"))),
            (Format::Datetime, utc, "2026-11-20 00:30:00+09:00", Ok(Some("2026-11-19 15:30:00"))),
            (Format::Date, beijing, "2026-11-19T23:00:00Z", Ok(Some("2026-11-20"))),
            (Format::Date, utc, "-1d", Ok(Some("2026-11-19"))),
            (Format::DatetimeIso, utc, "now", Ok(Some("2026-11-20T02:00:00Z"))),
            (Format::DatetimeIso, beijing, "now", Ok(Some("2026-11-20T10:00:00+08:00"))),
            (Format::DatetimeIso, None, "-1h", Ok(Some("2026-11-20T09:00:00+08:00"))),
            (Format::DatetimeIso, utc, "2026-11-20T08:00:00+08:00", Ok(Some("2026-11-20T00:00:00Z"))),
            // What is already right stays as it is.
            (Format::DatetimeIso, utc, "2026-11-20T08:00:00.500Z", Ok(Some("2026-11-20T08:00:00.500Z"))),
            (Format::DatetimeIso, None, "2026-11-20T08:00:00-05:00", Ok(Some("2026-11-20T08:00:00-05:00"))),
            (Format::UnixSeconds, None, "now", Ok(Some("1795140000"))),
            (Format::UnixMilliseconds, None, "2026-11-20T02:00:00Z", Ok(Some("1795140000000"))),
            (Format::UnixSeconds, None, "1795140000", Ok(None)),
            (Format::UnixSeconds, None, "-1", Ok(None)),
            (Format::Datetime, beijing, "2026-11-20 02:00:00", Ok(None)),
            (Format::Datetime, None, "2026-11-20 02:00:00", Ok(None)),
            (Format::Datetime, None, "yesterday", Ok(None)),
            (Format::Datetime, beijing, "--flag", Ok(None)),
            (Format::Datetime, None, "2026-11-20T00:30:00Z", Ok(None)),
            (
                Format::Datetime,
                None,
                "-1d",
                Err("no document names the zone; write a time such as 2018-04-12 08:00:00"),
            ),
            (Format::Date, None, "now", Err("write a date such as 2018-04-12")),
            (Format::Datetime, beijing, "-1x", Err("not a relative time; write a time with an offset")),
            (Format::Datetime, beijing, "-9999999y", Err("write a time with an offset")),
            (Format::Datetime, beijing, "2026-11-31T00:00:00Z", Err("not a time with an offset")),
        ] {
            let found = TimeFormat { format, zone }.convert_at(text, now);
            match expected {
                Ok(expected) => assert_eq!(found, Ok(expected.map(str::to_owned)), "{format:?} {zone:?} {text}"),
                Err(part) => assert!(found.clone().unwrap_err().contains(part), "{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn zones_are_named() {
        let field = |format, zone| Field { format, zone, ..Field::default() };
        for (field, ty, expected) in [
            (
                field(None, Some(Zone::Beijing)),
                Type::Datetime,
                "a time such as 2018-04-12 08:00:00, in Beijing time (UTC+8)",
            ),
            (
                field(Some(Format::DatetimeIso), Some(Zone::Utc)),
                Type::String,
                "a time such as 2018-04-12T00:00:00Z, in UTC",
            ),
            (field(Some(Format::UnixMilliseconds), Some(Zone::Utc)), Type::Int64, "milliseconds since 1970"),
            (field(None, None), Type::Date, "a date such as 2018-04-12"),
        ] {
            assert_eq!(TimeFormat::of(&field, &ty).map(TimeFormat::described).as_deref(), Some(expected));
        }
        assert_eq!(TimeFormat::of(&field(Some(Format::Json), None), &Type::String), None);
        assert_eq!(TimeFormat::of(&field(None, None), &Type::String), None);
    }
}
