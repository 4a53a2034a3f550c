//! A clock that is wrong: the service's time is learned from an API error, and the call succeeds anyway.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use tencloud::redis::Client;
use tencloud::{CommonErrorCode, ErrorKind};
use tencloud_tests::{Request, Response, Server};
use tokio::sync::Barrier;

use crate::credentials::unix_now;
use crate::{assert_is_signed, back_up, client_of, complete};

/// Times far before and after this machine's, as a `Date` header and in Unix seconds.
const TIMES: [(&str, u64); 2] =
    [("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Wed, 01 Jan 2098 00:00:00 GMT", 4_039_372_800)];

fn is_near(request: &Request, time: u64) -> bool {
    let timestamp: u64 = request.header("x-tc-timestamp").unwrap().parse().unwrap();
    timestamp.abs_diff(time) < 60
}

fn expired(date: &str) -> Response {
    Response::api_error("AuthFailure.SignatureExpire").header("date", date)
}

/// Like the service, accepts what is signed with its own time and rejects everything else.
fn by_the_clock((date, time): (&'static str, u64), request: &Request) -> Response {
    if is_near(request, time) { Response::of(r#"{"TaskId":1,"RequestId":"id"}"#) } else { expired(date) }
}

/// Without a correction, a request has this machine's time, and not an earlier one, which the service would also accept.
#[tokio::test]
async fn a_request_has_the_time_of_its_attempt() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let before = unix_now();
    back_up(&client_of(&server)).await.unwrap();
    let timestamp: u64 = server.requests()[0].header("x-tc-timestamp").unwrap().parse().unwrap();
    assert!((before..=unix_now()).contains(&timestamp), "{timestamp}, sent after {before}");
}

#[tokio::test]
async fn the_second_attempt_has_the_services_time_and_so_have_later_calls() {
    for clock in TIMES {
        let server = Server::answering(move |_, request| by_the_clock(clock, request)).await.unwrap();
        let config = complete(&server.url()).build().unwrap();
        for calls in 1..=3 {
            // A new client each time: what was learned belongs to the configuration.
            back_up(&Client::new(&config)).await.unwrap();
            assert_eq!(server.requests().len(), calls + 1, "{clock:?}");
        }
        let requests = server.requests();
        let near: Vec<_> = requests.iter().map(|request| is_near(request, clock.1)).collect();
        assert_eq!(near, [false, true, true, true], "{clock:?}");
        requests.iter().for_each(assert_is_signed);
    }
}

/// Errors of a realistic size: an hour before and after this machine's time.
#[tokio::test]
async fn an_hour_ahead_and_an_hour_behind() {
    const HOUR: u64 = 3_600;
    for (ahead, behind) in [(HOUR, 0), (0, HOUR)] {
        let machine = OnceLock::new();
        let script = move |_: usize, request: &Request| {
            let signed: u64 = request.header("x-tc-timestamp").unwrap().parse().unwrap();
            let service = machine.get_or_init(|| signed) + ahead - behind;
            if signed.abs_diff(service) <= 300 {
                return Response::of(r#"{"TaskId":1,"RequestId":"id"}"#);
            }
            expired(&httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(service)))
        };
        let server = Server::answering(script).await.unwrap();
        let redis = client_of(&server);
        for calls in 1..=3 {
            back_up(&redis).await.unwrap();
            assert_eq!(server.requests().len(), calls + 1, "one attempt more, and only for the first call");
        }
    }
}

/// A service that rejects its own time, too, is not asked a third time.
#[tokio::test]
async fn a_time_that_does_not_help() {
    for (date, _) in TIMES {
        let server = Server::start([expired(date)]).await.unwrap();
        let error = back_up(&client_of(&server)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), server.requests().len()), (ErrorKind::Api, 2, 2));
        assert_eq!(error.code_as(), Some(CommonErrorCode::AuthFailureSignatureExpire));
        assert!(!error.may_have_acted(), "{error}");
    }
}

/// A date from a cache on the way, which the service itself rejects, does not affect the calls that follow.
#[tokio::test]
async fn a_date_that_is_not_the_services() {
    for (date, time) in TIMES {
        let script = move |index: usize, request: &Request| match index {
            0 | 1 => expired(date),
            _ if is_near(request, time) => Response::api_error("AuthFailure.SignatureFailure"),
            _ => Response::of(r#"{"TaskId":1,"RequestId":"id"}"#),
        };
        let server = Server::answering(script).await.unwrap();
        let redis = client_of(&server);
        back_up(&redis).await.unwrap_err();
        back_up(&redis).await.unwrap();
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_date_that_cannot_be_read() {
    for date in ["", "yesterday", "784111777", "Thu, 01 Jan 1601 00:00:00 GMT"] {
        let server = Server::start([expired(date)]).await.unwrap();
        let error = back_up(&client_of(&server)).await.unwrap_err();
        assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Api, 1), "{date}");
    }
}

/// Concurrent calls are all rejected. One of them learns the time, which must help the others, too.
#[tokio::test]
async fn calls_that_were_refused_together_all_succeed() {
    const TOGETHER: usize = 4;
    for clock in TIMES {
        let barrier = Arc::new(Barrier::new(TOGETHER));
        let script = move |index: usize, request: &Request| {
            let response = by_the_clock(clock, request);
            if index < TOGETHER { response.after_all_of(&barrier) } else { response }
        };
        let server = Server::answering(script).await.unwrap();
        let redis = client_of(&server);
        let (a, b, c, d) = tokio::join!(back_up(&redis), back_up(&redis), back_up(&redis), back_up(&redis));
        for (index, result) in [a, b, c, d].into_iter().enumerate() {
            result.unwrap_or_else(|error| panic!("call {index}: {error}"));
        }
        assert_eq!(server.requests().len(), 2 * TOGETHER);
    }
}

/// The clock of the machine is set back by a day, corrected, and set ahead by a day, within one program. Each time, one
/// call needs one more attempt.
#[tokio::test]
async fn a_clock_that_is_set_again_and_again() {
    const DAY: i64 = 86_400;
    for with_date in [true, false] {
        let ahead = Arc::new(AtomicI64::new(0));
        let (service, machine) = (ahead.clone(), OnceLock::new());
        let script = move |_: usize, request: &Request| {
            let signed: i64 = request.header("x-tc-timestamp").unwrap().parse().unwrap();
            let now = machine.get_or_init(|| signed) + service.load(Ordering::Relaxed);
            if (signed - now).abs() <= 300 {
                return Response::of(r#"{"TaskId":1,"RequestId":"id"}"#);
            }
            // Without a time, at least what was learned is known to be wrong.
            let dated = with_date || service.load(Ordering::Relaxed) != 0;
            let date = UNIX_EPOCH + Duration::from_secs(now.try_into().unwrap());
            if dated {
                expired(&httpdate::fmt_http_date(date))
            } else {
                Response::api_error("AuthFailure.SignatureExpire")
            }
        };
        let server = Server::answering(script).await.unwrap();
        let redis = client_of(&server);
        let mut sent = 0;
        for (offset, attempts) in [(0, 1), (DAY, 2), (DAY, 1), (0, 2), (0, 1), (-DAY, 2), (0, 2), (0, 1)] {
            ahead.store(offset, Ordering::Relaxed);
            back_up(&redis).await.unwrap();
            sent += attempts;
            assert_eq!(server.requests().len(), sent, "{offset} s, with a date: {with_date}");
        }
    }
}
