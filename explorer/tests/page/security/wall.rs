//! What reaches a route, and what every response says to the browser.

use anyhow::Result;
use tencloud_explorer::Explorer;

use crate::wire::{ACTS, FORM, Page};

/// What is being tested, the request without its last line, and the expected status.
type Row = (&'static str, &'static str, u16);

/// Requests that only read. Where nothing else is wrong, they have the cookie.
const READS: &[Row] = &[
    ("own", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 200),
    ("own, of the same origin", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nSec-Fetch-Site: same-origin\n", 200),
    ("own, typed", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nSec-Fetch-Site: none\n", 200),
    ("own, with its origin", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nOrigin: http://{host}\n", 200),
    ("own, head only", "HEAD / HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 200),
    ("no cookie", "GET / HTTP/1.1\nHost: {host}\n", 403),
    ("empty cookie", "GET / HTTP/1.1\nHost: {host}\nCookie: tencloud_explorer_{port}=\n", 403),
    ("another cookie", "GET / HTTP/1.1\nHost: {host}\nCookie: session={token}\n", 403),
    ("the cookie under another name", "GET / HTTP/1.1\nHost: {host}\nCookie: x{cookie}\n", 403),
    ("the token of the link as cookie", "GET / HTTP/1.1\nHost: {host}\nCookie: tencloud_explorer_{port}={link}\n", 403),
    (
        "the token of the page as cookie",
        "GET / HTTP/1.1\nHost: {host}\nCookie: tencloud_explorer_{port}={token}\n",
        403,
    ),
    ("the cookie among others", "GET / HTTP/1.1\nHost: {host}\nCookie: a=b; {cookie}; c=d\n", 200),
    ("no cookie, a file", "GET /assets/0/explorer.js HTTP/1.1\nHost: {host}\n", 403),
    ("no cookie, nowhere", "GET /nowhere HTTP/1.1\nHost: {host}\n", 403),
    // After DNS rebinding, the browser sends a simple request without an origin, and with no cookie of ours.
    ("rebound", "GET / HTTP/1.1\nHost: evil.example\n", 403),
    (
        "rebound, port",
        "GET / HTTP/1.1\nHost: evil.example:{port}\nSec-Fetch-Site: same-origin\nCookie: {cookie}\n",
        403,
    ),
    ("host in upper case", "GET / HTTP/1.1\nHost: LOCALHOST:{port}\nCookie: {cookie}\n", 403),
    ("localhost, which can be ::1", "GET / HTTP/1.1\nHost: localhost:{port}\nCookie: {cookie}\n", 403),
    ("host with a dot", "GET / HTTP/1.1\nHost: 127.0.0.1.:{port}\nCookie: {cookie}\n", 403),
    ("host without port", "GET / HTTP/1.1\nHost: 127.0.0.1\nCookie: {cookie}\n", 403),
    ("host with another port", "GET / HTTP/1.1\nHost: 127.0.0.1:1\nCookie: {cookie}\n", 403),
    ("host that begins alike", "GET / HTTP/1.1\nHost: {host}.evil.example\nCookie: {cookie}\n", 403),
    ("host with a user", "GET / HTTP/1.1\nHost: evil@{host}\nCookie: {cookie}\n", 403),
    ("host as a short number", "GET / HTTP/1.1\nHost: 127.1:{port}\nCookie: {cookie}\n", 403),
    ("any address", "GET / HTTP/1.1\nHost: 0.0.0.0:{port}\nCookie: {cookie}\n", 403),
    ("IPv6", "GET / HTTP/1.1\nHost: [::1]:{port}\nCookie: {cookie}\n", 403),
    ("IPv4 in IPv6", "GET / HTTP/1.1\nHost: [::ffff:127.0.0.1]:{port}\nCookie: {cookie}\n", 403),
    ("empty host", "GET / HTTP/1.1\nHost:\nCookie: {cookie}\n", 403),
    ("no host", "GET / HTTP/1.1\nCookie: {cookie}\n", 403),
    ("HTTP/1.0 without host", "GET / HTTP/1.0\nCookie: {cookie}\n", 403),
    ("HTTP/1.0", "GET / HTTP/1.0\nHost: {host}\nCookie: {cookie}\n", 200),
    ("two hosts, own first", "GET / HTTP/1.1\nHost: {host}\nHost: evil.example\nCookie: {cookie}\n", 403),
    ("two hosts, own last", "GET / HTTP/1.1\nHost: evil.example\nHost: {host}\nCookie: {cookie}\n", 403),
    ("forwarded host", "GET / HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: {host}\nCookie: {cookie}\n", 403),
    ("own target", "GET http://{host}/ HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 200),
    ("foreign target", "GET http://evil.example/ HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 403),
    ("foreign target and host", "GET http://evil.example/ HTTP/1.1\nHost: evil.example\nCookie: {cookie}\n", 403),
    ("own target, foreign host", "GET http://{host}/ HTTP/1.1\nHost: evil.example\nCookie: {cookie}\n", 403),
    ("foreign origin", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nOrigin: http://evil.example\n", 403),
    ("origin null", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nOrigin: null\n", 403),
    ("from another site", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nSec-Fetch-Site: cross-site\n", 403),
    ("from another port", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nSec-Fetch-Site: same-site\n", 403),
    ("from who knows", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nSec-Fetch-Site: unheard-of\n", 403),
    ("framed", "GET / HTTP/1.1\nHost: {host}\nSec-Fetch-Site: cross-site\nSec-Fetch-Dest: iframe\n", 403),
    ("web socket", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nUpgrade: websocket\nOrigin: http://{host}\n", 403),
    ("HTTP/2", "GET / HTTP/1.1\nHost: {host}\nCookie: {cookie}\nUpgrade: h2c\nHTTP2-Settings: AAA\n", 403),
    ("trace", "TRACE / HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 405),
    ("options", "OPTIONS / HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 405),
    (
        "may another page send?",
        "OPTIONS /history/clear HTTP/1.1\nHost: {host}\nOrigin: http://evil.example\nAccess-Control-Request-Method: POST\n",
        403,
    ),
    ("what acts, read", "GET /history/clear HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 405),
    ("the link", "GET /open?token={link} HTTP/1.1\nHost: {host}\n", 200),
    ("the link in a file", "GET /open?token={link} HTTP/1.1\nHost: {host}\nSec-Fetch-Site: cross-site\n", 200),
    ("the link, rebound", "GET /open?token={link} HTTP/1.1\nHost: evil.example\n", 403),
    ("the link of another page", "GET /open?token={link} HTTP/1.1\nHost: {host}\nOrigin: http://evil.example\n", 403),
    ("the link, head only", "HEAD /open?token={link} HTTP/1.1\nHost: {host}\n", 403),
    (
        "the link with the cookie's token",
        "GET /open?{cookie}&token={token} HTTP/1.1\nHost: {host}\nCookie: {cookie}\n",
        403,
    ),
    ("the link without token", "GET /open HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 403),
    ("the link with an empty token", "GET /open?token= HTTP/1.1\nHost: {host}\n", 403),
    ("the link with more", "GET /open?token={link}x HTTP/1.1\nHost: {host}\n", 403),
    ("below the link", "GET /open/?token={link} HTTP/1.1\nHost: {host}\n", 403),
    ("above the files", "GET /assets/../../Cargo.toml HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 404),
    (
        "above the files, encoded",
        "GET /assets/%2e%2e/%2e%2e%2fCargo.toml HTTP/1.1\nHost: {host}\nCookie: {cookie}\n",
        404,
    ),
    ("a file of the machine", "GET /assets/0//etc/passwd HTTP/1.1\nHost: {host}\nCookie: {cookie}\n", 404),
];

/// The headers of requests that act: each is sent to `/history/clear`, and to a call.
const ACTING: &[Row] = &[
    ("own", ACTS, 0),
    ("no token", "Host: {host}\nOrigin: http://{host}\nCookie: {cookie}\n", 403),
    ("empty token", "Host: {host}\nOrigin: http://{host}\nCookie: {cookie}\nX-Explorer-Token:\n", 403),
    ("the link's token", "Host: {host}\nOrigin: http://{host}\nCookie: {cookie}\nX-Explorer-Token: {link}\n", 403),
    ("the cookie as token", "Host: {host}\nOrigin: http://{host}\nCookie: {cookie}\nX-Explorer-Token: {cookie}\n", 403),
    ("token but no cookie", "Host: {host}\nOrigin: http://{host}\nX-Explorer-Token: {token}\n", 403),
    ("no origin", "Host: {host}\nCookie: {cookie}\nX-Explorer-Token: {token}\n", 403),
    ("foreign origin", "Host: {host}\nOrigin: http://evil.example\nCookie: {cookie}\nX-Explorer-Token: {token}\n", 403),
    ("origin of https", "Host: {host}\nOrigin: https://{host}\nCookie: {cookie}\nX-Explorer-Token: {token}\n", 403),
    (
        "origin of another port",
        "Host: {host}\nOrigin: http://127.0.0.1:1\nCookie: {cookie}\nX-Explorer-Token: {token}\n",
        403,
    ),
    ("origin null", "Host: {host}\nOrigin: null\nCookie: {cookie}\nX-Explorer-Token: {token}\n", 403),
    (
        "two origins",
        "Host: {host}\nOrigin: http://{host}\nOrigin: http://evil.example\nCookie: {cookie}\nX-Explorer-Token: {token}\n",
        403,
    ),
    (
        "foreign host with its own origin",
        "Host: evil.example\nOrigin: http://evil.example\nCookie: {cookie}\nX-Explorer-Token: {token}\n",
        403,
    ),
    (
        "from another port",
        "Host: {host}\nOrigin: http://{host}\nSec-Fetch-Site: same-site\nCookie: {cookie}\nX-Explorer-Token: {token}\n",
        403,
    ),
    (
        "from nowhere",
        "Host: {host}\nOrigin: http://{host}\nSec-Fetch-Site: none\nCookie: {cookie}\nX-Explorer-Token: {token}\n",
        403,
    ),
    // What a form of another site sends, in a browser without `Sec-Fetch-Site` and without `SameSite`.
    ("cross-site form", "Host: {host}\nOrigin: http://evil.example\nCookie: {cookie}\n", 403),
];

#[tokio::test]
async fn reads() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    for (what, request, status) in READS {
        let response = page.raw(request, b"").await?;
        // The answer to a request without a host comes from hyper or from us; both refuse.
        assert_eq!(response.status, *status, "{what}");
        let is_refused = *status == 403;
        assert!(!is_refused || !response.body.contains("tencloud_explorer"), "{what}");
        assert!(!is_refused || response.header("set-cookie").is_none(), "{what}");
        says_all(what, &response);
    }
    page.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn what_acts() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    let call = "/redis/2018-04-12/DescribeInstances/call";
    for (what, headers, status) in ACTING {
        for (path, body, own) in [(call, "Limit=1", 200), ("/history/clear", "", 303)] {
            let form = format!("{FORM}Content-Length: {}\n", body.len());
            let response = page.raw(&format!("POST {path} HTTP/1.1\n{headers}{form}"), body.as_bytes()).await?;
            assert_eq!(response.status, if *status == 0 { own } else { *status }, "{what}: {path}");
            says_all(what, &response);
        }
    }
    // Other methods act, too.
    for method in ["PUT", "DELETE", "PATCH", "CONNECT", "ANYTHING"] {
        let target = if method == "CONNECT" { "{host}" } else { "/" };
        let head = format!("{method} {target} HTTP/1.1\nHost: {{host}}\nCookie: {{cookie}}\n");
        assert_eq!(page.raw(&head, b"").await?.status, 403, "{method}");
    }
    page.explorer.shutdown().await;
    Ok(())
}

/// Every response, of whatever status, says these to the browser.
fn says_all(what: &str, response: &crate::wire::Response) {
    for (name, expected) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("origin-agent-cluster", "?1"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(response.header(name), Some(expected), "{what}: {name}");
    }
    let opener = (response.status == 403).then_some("same-origin");
    assert_eq!(response.header("cross-origin-opener-policy"), opener, "{what}");
    let policy = response.header("content-security-policy").unwrap_or_default();
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.split("; ").any(|found| found == directive), "{what}: {directive}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    assert!(!response.head.to_lowercase().contains("access-control-"), "{what}: {}", response.head);
}

#[tokio::test]
async fn the_cookie_is_for_this_server_alone() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    let cookie = page.opened.header("set-cookie").unwrap_or_default();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.split("; ").any(|found| found == attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    // Whoever has the cookie alone, such as a server on another port, learns neither token.
    let link = page.explorer.url().split_once("token=").map(|(_, token)| token).unwrap_or_default();
    for path in ["/", "/history", "/redis/2018-04-12", "/redis/2018-04-12/DescribeInstances", "/emulator"] {
        let response = page.get(path).await?;
        assert!(!response.body.contains(&page.token) && !response.body.contains(link), "{path}");
    }
    // Nor do the tokens of one run open the next.
    let next = Page::open(Explorer::builder()).await?;
    assert!(next.token != page.token && next.explorer.url() != page.explorer.url());
    let head = format!("GET / HTTP/1.1\nHost: {{host}}\nCookie: {}\n", page.cookie);
    assert_eq!(next.raw(&head, b"").await?.status, 403);
    page.explorer.shutdown().await;
    next.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn pages_contain_no_script_and_no_style() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    for path in ["/", "/history", "/redis/2018-04-12", "/redis/2018-04-12/CreateInstances", "/emulator", "/nowhere"] {
        let body = page.get(path).await?.body;
        // Text is not run, and ends where it should: it contains no other element.
        let scripts = [" type=\"module\" src=\"/assets/", " type=\"text/plain\" id=\"index\">"];
        for (before, allowed) in [("<script", scripts.as_slice()), ("<style", &[]), (" style=", &[])] {
            let is_allowed = |rest: &str| allowed.iter().any(|start| rest.starts_with(start));
            assert!(body.split(before).skip(1).all(is_allowed), "{path}: {before}");
        }
        assert!(!body.contains("javascript:") && !body.contains(" onclick="), "{path}");
    }
    page.explorer.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn bodies_are_limited() -> Result<()> {
    let page = Page::open(Explorer::builder()).await?;
    let call = "/redis/2018-04-12/DescribeInstances/call";
    let of = |size: usize| [b"InstanceName=".as_slice(), &vec![b'x'; size]].concat();
    for (size, status) in [(1024 * 1024, 200), (10_000_000, 413)] {
        let body = of(size);
        let length = format!("Content-Length: {}\n", body.len());
        let response = page.raw(&format!("POST {call} HTTP/1.1\n{ACTS}{FORM}{length}"), &body).await?;
        assert_eq!(response.status, status, "{size} bytes");
        let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
        let head = format!("POST {call} HTTP/1.1\n{ACTS}{FORM}Transfer-Encoding: chunked\n");
        assert_eq!(page.raw(&head, &chunk).await?.status, status, "{size} bytes in a chunk");
        // Nothing of it is read for those who have not been let in.
        let head = format!("POST {call} HTTP/1.1\nHost: {{host}}\n{FORM}{length}");
        assert_eq!(page.raw(&head, &of(1)).await?.status, 403, "{size} bytes of a stranger");
    }
    page.explorer.shutdown().await;
    Ok(())
}
