//! Mistakes with timestamp, date and service.

use crate::signature::checks::seconds;
use crate::signature::client::{Scope, Tc3Client};
use crate::signature::diagnostic::Part;
use crate::signature::endpoint;
use crate::signature::printable::bounded;
use crate::signature::steps::utc_date;
use crate::signature::suspects::scene::Scene;
use crate::signature::suspects::search::Search;

const HOUR: u64 = 3600;

pub(super) fn add(search: &mut Search<'_, Tc3Client>, scene: &Scene<'_>) {
    let Some(time) = seconds(scene.request.header("x-tc-timestamp").unwrap_or_default()) else { return };
    timestamps(search, time);
    let written = search.base.scope.clone();
    for (date, what) in [
        (utc_date(time), "the UTC date"),
        (utc_date(time.saturating_add(8 * HOUR)), "the local date of UTC+8"),
        (utc_date(time.saturating_sub(24 * HOUR)), "the day before"),
        (utc_date(time.saturating_add(24 * HOUR)), "the day after"),
        (utc_date(time).replace('-', ""), "the date without dashes"),
        (utc_date(time).replace('-', "/"), "the date with slashes"),
    ] {
        let message = format!("was computed with {what}, {date}");
        let scope = Scope { date, ..written.clone() };
        replace(search, Part::Date, &message, "use the UTC date of `X-TC-Timestamp`, as YYYY-MM-DD", &scope);
    }
    services(search, scene, &written);
}

fn timestamps(search: &mut Search<'_, Tc3Client>, time: u64) {
    let help = "read the clock once, and use the time for the header, the date and the string to sign";
    for skew in 1..=5 {
        for (other, side) in [(time.saturating_sub(skew), "earlier"), (time.saturating_add(skew), "later")] {
            let message = format!("the string to sign contains a time {skew} seconds {side} than `X-TC-Timestamp`");
            search.add(Part::Clock, message, help, |client| client.timestamp = other.to_string());
        }
    }
    for (other, what) in [
        (time.saturating_mul(1000).to_string(), "the timestamp in milliseconds"),
        (format!("{time}.0"), "the timestamp with a fraction"),
        (time.to_string(), "the timestamp in seconds, and `X-TC-Timestamp` is not"),
        (time.saturating_add(8 * HOUR).to_string(), "the local time of UTC+8"),
        (time.saturating_sub(8 * HOUR).to_string(), "the time 8 hours earlier, as if the clock were UTC+8"),
    ] {
        let message = format!("the string to sign contains {what}");
        search.add(Part::Clock, message, help, |client| client.timestamp = other);
    }
}

fn services(search: &mut Search<'_, Tc3Client>, scene: &Scene<'_>, written: &Scope) {
    let service = endpoint::service(scene.request, scene.authorization, scene.context);
    let host = scene.request.host.clone().unwrap_or_default();
    let mut capital = service.clone();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let help = format!("use `{service}` in the credential scope and the key derivation");
    let action = scene.request.header("x-tc-action").unwrap_or_default().to_owned();
    let label = |index| host.split('.').nth(index).unwrap_or_default().to_owned();
    for other in [
        service.clone(),
        label(0),
        label(1),
        service.to_ascii_uppercase(),
        capital,
        host.clone(),
        action,
        "tc3".to_owned(),
        "tencentcloudapi".to_owned(),
        String::new(),
    ] {
        let message = format!("was computed with the service `{}`", bounded(&other));
        let scope = Scope { service: other, ..written.clone() };
        replace(search, Part::Service, &message, &help, &scope);
    }
}

/// The scope is used twice, and a client may have only one of the two right.
fn replace(search: &mut Search<'_, Tc3Client>, part: Part, message: &str, help: &str, scope: &Scope) {
    if *scope == search.base.scope {
        return;
    }
    search.add(part, format!("the signature {message}"), help, |client| {
        client.scope = scope.clone();
        client.key_scope = scope.clone();
    });
    search.add(part, format!("the signing key {message}"), help, |client| client.key_scope = scope.clone());
    search.add(part, format!("the string to sign {message}"), help, |client| client.scope = scope.clone());
}
