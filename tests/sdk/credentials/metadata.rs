//! The role of a cloud server: what its metadata service, or something else in its place, can return.

use std::time::{Duration, Instant};

use tencloud::credentials::{CvmRoleCredentials, ProvideCredentials};
use tencloud_tests::Ending::{Close, Reset, Silence};
use tencloud_tests::{Response, Server};
use tokio::task::JoinSet;

use super::Expected::{Broken, Keys, NotSetUp};
use super::{EXPIRY, Expected, ID, KEY, TOKEN, check, expiring, provide};

fn success(more: &str) -> String {
    let keys = format!(r#""TmpSecretId":"{ID}","TmpSecretKey":"{KEY}","Token":"{TOKEN}","ExpiredTime":{EXPIRY}"#);
    format!(r#"{{{keys},"Expiration":"2100-01-01T00:00:00Z"{more}}}"#)
}

#[tokio::test]
async fn replies_and_what_they_give() {
    let role = || Response::new(200, "Reader-1.x\n");
    let good = success(r#","Code":"Success""#);
    let keys = |text: &str| vec![role(), Response::new(200, text)];
    let page = "<!DOCTYPE html><html><body>Log in to the network</body></html>";
    let table: Vec<(&str, Vec<Response>, Expected<'_>)> = vec![
        ("keys", keys(&good), Keys(expiring())),
        ("a time as text", keys(&good.replace("4102444800", "\"4102444800\"")), Keys(expiring())),
        // Not a cloud server, or a server without a role.
        ("no role", vec![Response::new(404, page)], NotSetUp(&["CVM role: this server has no role"])),
        ("a page", vec![Response::new(200, page)], NotSetUp(&["metadata service"])),
        ("an empty page", vec![Response::new(200, "")], NotSetUp(&["metadata service"])),
        ("a name of two", vec![Response::new(200, "Reader\nWriter")], NotSetUp(&["metadata service"])),
        ("a path", vec![Response::new(200, "../../user-data")], NotSetUp(&["metadata service"])),
        ("dots", vec![Response::new(200, "..")], NotSetUp(&["metadata service"])),
        ("bytes", vec![Response::new(200, b"\xff\xfe")], NotSetUp(&["metadata service"])),
        ("a redirect", vec![Response::new(302, "").header("location", "/login")], NotSetUp(&["status 302"])),
        ("a closed door", vec![Response::raw("", Close)], NotSetUp(&["metadata service"])),
        ("a reset", vec![Response::raw("", Reset)], NotSetUp(&["metadata service"])),
        ("silence", vec![Response::raw("", Silence)], NotSetUp(&["responded within 1s"])),
        // A cloud server with a role, whose metadata service is broken.
        ("a fault", vec![Response::new(500, page)], Broken(&["status 500"])),
        ("a limit", vec![Response::new(429, "")], Broken(&["status 429"])),
        ("no keys", vec![role(), Response::new(404, page)], Broken(&["role Reader-1.x", "status 404"])),
        ("a page for keys", keys(page), Broken(&["Reader-1.x", "not JSON"])),
        ("half of the keys", keys(&good[..80]), Broken(&["not JSON"])),
        ("a list", keys(&format!("[{good}]")), Broken(&["not a JSON object"])),
        ("another code", keys(&success(r#","Code":"Failed""#)), Broken(&["the code Failed"])),
        (
            "a long code",
            keys(&success(&format!(r#","Code":"{KEY} {TOKEN}""#))),
            Broken(&["did not return the code Success"]),
        ),
        (
            "a key as the code",
            keys(&success(&format!(r#","Code":"{KEY}""#))),
            Broken(&["did not return the code Success"]),
        ),
        ("no code", keys(&success("")), Broken(&["did not return the code Success"])),
        ("no key", keys(&good.replace("TmpSecretKey", "Key")), Broken(&["`TmpSecretKey` is missing"])),
        ("no such time", keys(&good.replace("4102444800", "-1")), Broken(&["`ExpiredTime`"])),
        ("silence for keys", vec![role(), Response::raw("", Silence)], Broken(&["responded within 1s"])),
    ];
    for (place, responses, expected) in table {
        let server = Server::start(responses).await.unwrap();
        let provider = CvmRoleCredentials::new().metadata_url(server.url());
        check(place, provide(&provider).await, expected);
        let lines: Vec<_> = server.requests().into_iter().map(|request| request.line).collect();
        assert_eq!(lines[0], "GET /latest/meta-data/cam/security-credentials/ HTTP/1.1");
        let of_role = lines.iter().position(|line| *line != lines[0]).unwrap_or(lines.len());
        for line in &lines[of_role..] {
            assert_eq!(line, "GET /latest/meta-data/cam/security-credentials/Reader-1.x HTTP/1.1", "{place}");
        }
        assert!(of_role <= 3 && lines.len() - of_role <= 3, "{place}: {lines:?}");
    }
}

/// The service restarts, or limits the rate of the server's programs: the request is repeated.
#[tokio::test]
async fn a_hiccup_is_retried() {
    let good = success(r#","Code":"Success""#);
    let hiccups = [
        ("a fault", Response::new(500, "")),
        ("a gateway", Response::new(502, "<html>")),
        ("a restart", Response::new(503, "")),
        ("a limit", Response::new(429, "")),
        ("a closed door", Response::raw("", Close)),
        ("a reset", Response::raw("", Reset)),
        ("half of a response", Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{", Close)),
    ];
    for (place, hiccup) in hiccups {
        // Concurrently, since most of their time is pauses.
        let rows = [(1, 0), (2, 0), (0, 1), (0, 2), (2, 2)].map(|(before, between)| {
            let mut responses = vec![hiccup.clone(); before];
            responses.push(Response::new(200, "Reader"));
            responses.extend(std::iter::repeat_n(hiccup.clone(), between));
            responses.push(Response::new(200, &good));
            async move {
                let server = Server::start(responses).await.unwrap();
                let answer = provide(&CvmRoleCredentials::new().metadata_url(server.url())).await;
                check(&format!("{place}, {before} and {between}"), answer, Keys(expiring()));
                assert_eq!(server.requests().len(), before + between + 2);
            }
        });
        JoinSet::from_iter(rows).join_all().await;
    }
}

/// A service that is known to exist is given more time than one that may not exist.
#[tokio::test]
async fn a_pause_of_a_known_service_is_retried() {
    let (role, good) = (Response::new(200, "Reader"), Response::new(200, success(r#","Code":"Success""#)));
    let server = Server::start([role, Response::raw("", Silence), good]).await.unwrap();
    check("silence", provide(&CvmRoleCredentials::new().metadata_url(server.url())).await, Keys(expiring()));
}

#[tokio::test]
async fn a_role_that_is_known_is_not_asked_for() {
    let server = Server::start([Response::new(200, success(r#","Code":"Success""#))]).await.unwrap();
    let provider = CvmRoleCredentials::new().metadata_url(server.url()).role("mine");
    check("a role", provide(&provider).await, Keys(expiring()));
    let requests = server.requests();
    assert_eq!((requests.len(), requests[0].line.contains("/security-credentials/mine ")), (1, true));
}

#[tokio::test]
async fn nobody_waits_long_where_there_is_no_metadata_service() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for url in [format!("http://127.0.0.1:{port}"), "http://192.0.2.1".to_owned(), "http://nowhere.invalid".to_owned()]
    {
        let start = Instant::now();
        let error = CvmRoleCredentials::new().metadata_url(&url).provide().await.unwrap_err();
        assert!(!error.is_set_up() && start.elapsed() < Duration::from_secs(2), "{url}: {error} {:?}", start.elapsed());
    }
}
