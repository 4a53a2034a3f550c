//! Requests that no page sends. None may panic, hang, or make the server answer with more than a form's worth of bytes.

use std::fmt::Write as _;

use anyhow::{Result, ensure};
use tencloud_explorer::Explorer;

use crate::wire::{ACTS, FORM, Page};

/// What a response may be at most: the largest form of the catalog is a tenth of it.
const MOST_BYTES: usize = 8 * 1024 * 1024;

const CALL: &str = "/redis/2018-04-12/DescribeInstances/call";
const AS_JSON: &str = "/redis/2018-04-12/DescribeInstances/json";
const AS_FORM: &str = "/redis/2018-04-12/DescribeInstances/form";
const CODE: &str = "/redis/2018-04-12/DescribeInstances/code";
const SAMPLE: &str = "/redis/2018-04-12/DescribeInstances/sample";
const CREATE: &str = "/redis/2018-04-12/CreateInstances/form";

/// As many fields, with their numbers in place of `#`.
fn fields(text: &str, count: usize) -> String {
    (0..count).map(|index| text.replace('#', &index.to_string())).collect::<Vec<_>>().join("&")
}

/// What is sent where, and the expected status.
fn forms() -> Vec<(&'static str, String, u16)> {
    let deep = |name: &str, open: &str, close: &str| {
        format!("_json={{\"{name}\":{}{}}}", open.repeat(100_000), close.repeat(100_000))
    };
    let list = |count: usize, item: &str| format!("_json={{\"Status\":[{}]}}", vec![item; count].join(","));
    let names = |count: usize| {
        let mut names = String::new();
        for index in 0..count {
            let _ = write!(names, "\"N{index}\":1,");
        }
        format!("_json={{{names}\"Limit\":1}}")
    };
    vec![
        (CALL, deep("Limit", "[", "]"), 422),
        (CALL, deep("Limit", "{\"a\":", "}"), 422),
        (AS_JSON, deep("Status", "[", "]"), 422),
        (AS_FORM, deep("Status", "[", "]"), 422),
        (CODE, deep("Status", "[", "]"), 200),
        (AS_FORM, "_others=".to_owned() + &"[".repeat(100_000), 200),
        (CALL, "_others=".to_owned() + &"[".repeat(100_000), 422),
        (CALL, list(1_000_000, "9"), 422),
        (AS_FORM, list(1_000_000, "0"), 422),
        (CALL, "_others={\"A\":[".to_owned() + &"0,".repeat(1_000_000) + "0]}", 422),
        (CALL, list(50_000, "9"), 422),
        (CALL, list(50_000, "{}"), 422),
        (AS_JSON, list(50_000, "0"), 200),
        (AS_FORM, list(50_000, "0"), 200),
        (CODE, list(50_000, "0"), 422),
        (AS_FORM, names(20_000), 200),
        (AS_JSON, names(20_000), 200),
        (CODE, names(20_000), 422),
        (CALL, format!("_json={{\"{}\":1}}", "x".repeat(3_000_000)), 200),
        (CALL, format!("_json={{\"InstanceTags\":[{{\"{}\":1}}]}}", "x".repeat(3_000_000)), 422),
        (AS_FORM, "_add=A".to_owned() + &".0".repeat(500_000), 422),
        (AS_FORM, "_remove=A".to_owned() + &".0".repeat(500_000), 422),
        (AS_FORM, "_set=A".to_owned() + &".0".repeat(500_000), 422),
        (AS_FORM, "A".to_owned() + &".0".repeat(500_000) + "=x", 422),
        (AS_FORM, "Status".to_owned() + &".0".repeat(20) + "=1", 200),
        (AS_FORM, fields("Status.#=0", 100_000), 422),
        (AS_FORM, fields("Status.#=0", 1_999), 200),
        (CREATE, fields("ResourceTags.#.TagKey=x", 1_999), 200),
        (CODE, fields("Status.#=x", 1_999), 200),
        (CALL, fields("Status.#=x", 1_999), 422),
        (AS_FORM, fields("Status.#=0", 1_998) + "&_remove=Status.0", 200),
        (AS_FORM, fields("Status-#=0", 1_999), 200),
        (AS_FORM, "Filters.4000000000.Name=x".to_owned(), 200),
        (AS_FORM, "_remove=Status.18446744073709551615".to_owned(), 200),
        (AS_FORM, "_remove=Status.99999999999999999999&_add=".to_owned(), 200),
        (AS_FORM, "Status.18446744073709551615=0&_remove=Status.18446744073709551614".to_owned(), 200),
        (AS_FORM, "_add=.&_add=..&_remove=.&_set=&_set=.".to_owned(), 200),
        (AS_FORM, "Status..0=x&.=y&=z&%00=%00".to_owned(), 200),
        (CALL, "InstanceId=%00%0d%0a%ff".to_owned(), 200),
        (CALL, "Limit=1&_region=%00%0d%0aHost:%20evil".to_owned(), 200),
        (CALL, "Limit=1&_region=@evil.example/".to_owned(), 200),
        (CALL, "Limit=99999999999999999999".to_owned(), 422),
        (CALL, "Limit=-1&Offset=-9223372036854775809".to_owned(), 422),
        (CALL, "Limit=1e999".to_owned(), 422),
        (CALL, "OrderBy=no-such-value&Status.0=unheard".to_owned(), 422),
        (CALL, "%zz=%".to_owned(), 200),
        (CODE, "_language=cobol".to_owned(), 422),
        (CODE, "_language=%00".to_owned(), 422),
        (SAMPLE, "_sample=-1".to_owned(), 404),
        (SAMPLE, "_sample=18446744073709551616".to_owned(), 404),
        (SAMPLE, "_sample=1000000000".to_owned(), 404),
        ("/history/18446744073709551615/query", "query=@".to_owned(), 404),
        ("/history/18446744073709551616/query", "query=@".to_owned(), 400),
        ("/history/0/wait/0", String::new(), 404),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_that_no_page_sends() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    for (path, body, status) in forms() {
        let start: String = body.chars().take(60).collect();
        let head = format!("POST {path} HTTP/1.1\n{ACTS}{FORM}Content-Length: {}\n", body.len());
        let response = page.raw(&head, body.as_bytes()).await?;
        let answer: String = response.body.chars().take(300).collect();
        assert_eq!(response.status, status, "{path} {start}: {answer}");
        assert!(response.body.len() < MOST_BYTES, "{path} {start}: {} bytes", response.body.len());
    }
    page.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn queries_that_explode() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    page.post(CALL, &[]).await?;
    for (query, status) in [
        ("[@, @] | ".repeat(1_000) + "@", 422),
        ("[@, @][] | ".repeat(900) + "@", 422),
        ("{a: @, b: @} | ".repeat(600) + "@", 422),
        ("[@] | ".repeat(1_600) + "@", 422),
        ("[@] | ".repeat(200) + "@", 200),
        ("{a: @} | ".repeat(200) + "@", 200),
        ("[@, @] | ".repeat(14) + "@", 422),
        ("[@, @] | ".repeat(13) + "@", 200),
        ("(".repeat(1_000_000), 422),
        ("!".repeat(9_000), 422),
        ("[@, @] | ".repeat(3) + "@", 200),
        ("\0".to_owned(), 422),
    ] {
        let response = page.post("/history/1/query", &[("query", &query)]).await?;
        let start: String = query.chars().take(20).collect();
        assert_eq!(response.status, status, "{start}");
        assert!(response.body.len() < MOST_BYTES, "{start}: {} bytes", response.body.len());
    }
    page.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn bytes_that_are_no_requests() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    let head = |line: &str| format!("GET / HTTP/1.1\r\nHost: {}\r\n{line}\r\n\r\n", page.address()).into_bytes();
    for (what, request) in [
        ("a large head", head(&format!("X: {}", "x".repeat(4_000_000)))),
        ("many headers", head(&"X: y\r\n".repeat(100_000))),
        ("a long target", format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(4_000_000)).into_bytes()),
        ("a NUL in a header", head("X: \0")),
        ("a folded line", head("X: a\r\n b")),
        ("two lengths", head("Content-Length: 1\r\nContent-Length: 2")),
        ("length and chunks", head("Content-Length: 1\r\nTransfer-Encoding: chunked")),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec()),
        ("TLS", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".repeat(100)),
        ("SMTP", b"EHLO example.com\r\n\r\n".to_vec()),
        ("blank lines", b"\r\n".repeat(10_000)),
    ] {
        let response = page.bytes_until_closed(&request).await;
        ensure!(response.is_none_or(|response| response.status >= 400), "{what}");
    }
    let mut random = fastrand::Rng::with_seed(0x5eed);
    for _ in 0..300 {
        let mut request: Vec<u8> = (0..random.usize(1..600)).map(|_| random.u8(..)).collect();
        if random.bool() {
            request.splice(0..0, *b"POST /redis/2018-04-12/DescribeInstances/call HTTP/1.1\r\n");
        }
        let response = page.bytes_until_closed(&request).await;
        ensure!(response.is_none_or(|response| response.status >= 400), "{request:?}");
    }
    // It still answers.
    assert_eq!(page.get("/").await?.status, 200);
    page.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn paths_that_lead_nowhere() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    for (path, status) in [
        ("/redis/2018-04-12/%00", 404),
        ("/redis/2018-04-12/DescribeInstances%00", 404),
        ("/redis/%2e%2e/DescribeInstances", 404),
        ("/%ff/%ff/%ff", 400),
        ("/redis/2018-04-12/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404),
        ("/%3Cscript%3Ealert(1)%3C/script%3E/2018-04-12", 404),
        ("/redis/2018-04-12/DescribeInstances?from=99999999999999999999", 200),
        ("/redis/2018-04-12/DescribeInstances?from=1&from=2", 200),
        ("/history/18446744073709551616/json", 400),
        ("/history/-1/json", 400),
    ] {
        let response = page.get(path).await?;
        assert_eq!(response.status, status, "{path}");
        assert!(!response.body.contains("<script>alert"), "{path}");
    }
    let long = page.get(&format!("/redis/2018-04-12/{}", "x".repeat(60_000))).await?;
    assert!(long.status >= 400 && long.body.len() < 200_000, "{}", long.status);
    page.explorer.shutdown().await;
    Ok(())
}
