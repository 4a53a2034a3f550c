//! What people paste.

use proptest::prelude::*;
use tencloud_explorer::signature::{Part, Pasted, SignatureResult};

use super::client::{HOST, TIME, diagnose_at, diagnose_with};

/// The documentation's example D, as different programs show it.
const AUTHORIZATION: &str = "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, \
    SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168";
const BODY: &str = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

const DOCUMENTATION: &str = r#"
curl -X POST https://cvm.tencentcloudapi.com \
-H "Authorization: AUTHORIZATION" \
-H "Content-Type: application/json; charset=utf-8" \
-H "Host: cvm.tencentcloudapi.com" \
-H "X-TC-Action: DescribeInstances" \
-H "X-TC-Timestamp: 1551113065" \
-H "X-TC-Version: 2017-03-12" \
-H "X-TC-Region: ap-guangzhou" \
-d 'BODY'
"#;

const DOUBLE_QUOTES: &str = r#"$ curl -sS -XPOST --compressed -H"X-TC-Action: DescribeInstances" --header 'X-TC-Version: 2017-03-12' \
  -H 'X-TC-Timestamp: 1551113065' -H 'content-type: application/json; charset=utf-8' \
  --url cvm.tencentcloudapi.com -m 10 -H 'Authorization: AUTHORIZATION' \
  --data-raw "{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}" | jq .
"#;

/// As browsers copy requests.
const ANSI: &str = r#"curl 'https://cvm.tencentcloudapi.com/' \
  -H 'authorization: AUTHORIZATION' \
  -H 'content-type: application/json; charset=utf-8' \
  -H 'x-tc-action: DescribeInstances' -H 'x-tc-version: 2017-03-12' -H 'x-tc-timestamp: 1551113065' \
  --data-binary $'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], \u0022Name\x22: "instance-name"}]}'"#;

const HTTP: &str = "POST / HTTP/1.1\nHost: cvm.tencentcloudapi.com\nContent-Type: application/json; charset=utf-8\n\
    X-TC-Action: DescribeInstances\nX-TC-Version: 2017-03-12\nX-TC-Timestamp: 1551113065\nAuthorization: AUTHORIZATION\n\n\
    BODY\n";

/// What `http.client` prints with `debuglevel`.
const PYTHON: &str = r#"send: b'POST / HTTP/1.1\r\nHost: cvm.tencentcloudapi.com\r\nAccept-Encoding: identity\r\nContent-Length: 86\r\nContent-Type: application/json; charset=utf-8\r\nX-TC-Action: DescribeInstances\r\nX-TC-Version: 2017-03-12\r\nX-TC-Timestamp: 1551113065\r\nAuthorization: AUTHORIZATION\r\n\r\n'
send: b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
reply: 'HTTP/1.1 200 OK\r\n'
header: Server: nginx
"#;

fn fill(template: &str) -> String {
    template.replace("AUTHORIZATION", AUTHORIZATION).replace("BODY", BODY)
}

#[test]
fn what_programs_show_is_read() {
    for template in [DOCUMENTATION, DOUBLE_QUOTES, ANSI, HTTP, PYTHON] {
        for text in [fill(template), fill(template).replace('\n', "\r\n"), format!("\n\n  {}\n", fill(template))] {
            let request = Pasted::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!((request.method.as_str(), request.host.as_deref()), ("POST", Some(HOST)), "{text}");
            assert_eq!(request.header("x-tc-action"), Some("DescribeInstances"));
            let diagnosis = diagnose_at(TIME, &text);
            assert!(diagnosis.is_accepted(), "{:?}: {text}", diagnosis.diagnostics);
        }
    }
}

#[test]
fn parts_of_a_request_are_compared_as_far_as_possible() {
    let headers = fill(HTTP).replace("POST / HTTP/1.1\n", "").split("\n\n").next().unwrap().to_owned();
    let verbose = fill(HTTP).replace(BODY, "");
    let verbose: String = verbose.trim_end().lines().map(|line| format!("> {line}\n")).collect();
    for text in [AUTHORIZATION.to_owned(), format!("Authorization: {AUTHORIZATION}"), headers.clone(), verbose.clone()]
    {
        let diagnosis = diagnose_at(TIME, &text);
        assert_eq!(diagnosis.signature, SignatureResult::NotCompared, "{text}");
        assert!(diagnosis.diagnostics.iter().any(|found| found.part == Part::Body), "{text}");
        assert!(!diagnosis.steps.is_empty());
    }
    // The canonical request contains the hash of the missing body.
    let canonical = "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\n\
        content-type;host\n35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064";
    let own = tencloud_explorer::signature::OwnValues { canonical_request: Some(canonical), string_to_sign: None };
    let diagnosis = diagnose_with(TIME, &headers, &own);
    assert_eq!(diagnosis.signature, SignatureResult::Explained);
    assert!(diagnosis.diagnostics[0].message.contains("the hash of the body"), "{:?}", diagnosis.diagnostics);
}

#[test]
fn curl_adds_what_it_adds() {
    for (command, method, content_type, query, body) in [
        ("curl h.example", "GET", None, "", ""),
        ("curl --proto '=https' --no-progress-meter --fail -Lu a:b --max-redirs 3 h.example", "GET", None, "", ""),
        ("curl --user a:b --retry 3 --user-agent x h.example --max-time 1.5", "GET", None, "", ""),
        ("curl 'h.example?A=1&B=2'", "GET", None, "A=1&B=2", ""),
        ("curl -G h.example -d A=1 -d B=2", "GET", None, "A=1&B=2", ""),
        ("curl h.example --data-urlencode 'A=b c'", "POST", Some("application/x-www-form-urlencoded"), "", "A=b%20c"),
        ("curl h.example -d A=1 -d B=2", "POST", Some("application/x-www-form-urlencoded"), "", "A=1&B=2"),
        ("curl h.example --json '{}'", "POST", Some("application/json"), "", "{}"),
        ("curl http://h.example:80/ -d '{}' -H 'Content-Type:'", "POST", None, "", "{}"),
        ("/usr/bin/curl -vXPUT https://u:p@h.example:443/#x", "PUT", None, "", ""),
    ] {
        let request = Pasted::parse(command).unwrap();
        assert_eq!(request.host.as_deref(), Some("h.example"), "{command}");
        assert_eq!((request.method.as_str(), request.query.as_str()), (method, query), "{command}");
        assert_eq!(request.header("content-type"), content_type, "{command}");
        assert_eq!(request.body.as_deref(), Some(body.as_bytes()), "{command}");
    }
}

#[test]
fn escapes_of_a_shell_are_bytes() {
    for (quoted, expected) in [
        (r"\xE4\xBD\xa0\x7", "你\u{7}".as_bytes()),
        (r"\xE4", b"\xe4"),
        (r"\344\275\2400\0", "你0\0".as_bytes()),
        (r"\7\777\8", b"\x07\xff\\8"),
        (r"\u4f60\ud83d\ude00\U1f600", "你😀😀".as_bytes()),
        (r#"\a\b\e\E\f\n\r\t\v\\\'\"\?\z"#, b"\x07\x08\x1b\x1b\x0c\n\r\t\x0b\\'\"?\\z"),
    ] {
        for option in ["-d ", "-d", "-sd"] {
            let request = Pasted::parse(&format!("curl h {option}$'{quoted}'")).unwrap();
            assert_eq!(request.body.as_deref(), Some(expected), "{option}{quoted}");
        }
    }
}

#[test]
fn errors_name_the_line_and_the_fix() {
    let long = "x".repeat(1024 * 1024 + 1);
    let query = format!("https://h.example/?A={}", "x".repeat(32 * 1024));
    let form = format!("{}Signature=x", "A=1&".repeat(2000));
    let many = format!("POST / HTTP/1.1\n{}", "A: b\n".repeat(101));
    let signed = format!("POST / HTTP/1.1\nAuthorization: TC3-HMAC-SHA256 SignedHeaders={}", "a;".repeat(101));
    for (text, line, message) in [
        ("", 1, "there is no request"),
        (" \n ", 1, "there is no request"),
        (long.as_str(), 1, "longer than 1 MiB"),
        (query.as_str(), 1, "the query is longer than 32 KiB"),
        (form.as_str(), 1, "more than 2000 parameters"),
        (many.as_str(), 1, "more than 100 headers"),
        (signed.as_str(), 1, "`SignedHeaders` contains more than 100 names"),
        ("\nPOST / HTTP/1.1\nHost: a\noops\n\n{}", 4, "`oops` is not a header"),
        ("POST / HTTP/1.1\nHo st: a", 2, "a character that HTTP forbids"),
        ("hello", 1, "`hello` is not a header"),
        ("curl", 1, "has no URL"),
        ("curl \\\n -H", 2, "the value of `-H` is missing"),
        ("curl h \\\n -d '{", 2, "the quote `'` that begins here is not closed"),
        ("curl h \\\n -d \"{", 2, "is not closed"),
        ("curl h -d @body.json", 1, "the body is in the file `body.json`"),
        ("curl h -H \"Authorization: $AUTH\"", 1, "the value of `$AUTH` is not in the command line"),
        ("curl h -H \"Authorization: $(sign)\"", 1, "the value of `$(sign` is not"),
        ("curl https://h?A=1&B=2", 1, "`&` ends the command"),
        ("curl -Y h", 1, "the option `-Y` is not known here"),
        ("curl -I h", 1, "the option `-I` is not known here"),
        ("curl \\\n --form a=b h", 2, "the option `--form` is not known here"),
        ("curl --no-form h", 1, "the option `--no-form` is not known here"),
        ("curl h --max-time", 1, "the value of `--max-time` is missing"),
    ] {
        let error = Pasted::parse(text).unwrap_err();
        assert!(error.line == line && error.message.contains(message), "{error}");
        assert!(!error.help.is_empty());
    }
}

#[test]
fn debug_output_contains_nothing_that_is_signed() {
    let text = "POST /?Token=hush HTTP/1.1\nHost: a\nX-TC-Token: hush\nAuthorization: hush\n\n{\"Password\": \"hush\"}";
    assert!(!format!("{:?}", Pasted::parse(text).unwrap()).contains("hush"));
}

/// Fragments that get far into the parser.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        prop::sample::select(vec![
            "curl ",
            "POST / HTTP/1.1\n",
            "GET /?",
            "Signature=",
            "&",
            "%",
            "%f",
            "=",
            "-H ",
            "-d ",
            "-G ",
            "$'",
            "'",
            "\"",
            "\\",
            "\\u",
            "\\ud83d",
            "\\U0011ffff",
            "\\x",
            "\\37",
            "\n",
            "\r\n",
            "\n\n",
            "Host: ",
            "Authorization: ",
            "send: b'",
            "> ",
            "TC3-HMAC-SHA256 Credential=",
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            "SecretId=",
            "/",
            ";",
            ", SignedHeaders=",
            ", Signature=",
            "X-TC-Timestamp: ",
            "18446744073709551615",
            "Timestamp=",
            "Content-Length: 1\n",
            "://",
            "@",
            "未",
            "-",
            "--",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn nothing_that_is_pasted_panics(text in fragments()) {
        match Pasted::parse(&text) {
            Ok(_) => drop(diagnose_at(TIME, &text)),
            Err(error) => prop_assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1),
        }
    }

    #[test]
    fn a_request_that_is_cut_or_damaged_does_not_panic(at in 0..700_usize, insert in any::<String>(), which in 0..5_usize) {
        let mut text = fill([DOCUMENTATION, DOUBLE_QUOTES, ANSI, HTTP, PYTHON][which]);
        let at = text.floor_char_boundary(at);
        text.insert_str(at, &insert);
        for text in [&text, &text[..at]] {
            if Pasted::parse(text).is_ok() {
                drop(diagnose_at(TIME, text));
            }
        }
    }
}
