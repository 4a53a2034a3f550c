//! The documentation's examples, and requests with one part changed.

use super::*;

const STARRED: (&str, &str) = ("AKID********************************", "********************************");
const MASKED: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******");
const EXAMPLE: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
const BODY: &str = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

struct Vector {
    pair: (&'static str, &'static str),
    method: Method,
    query: &'static str,
    content_type: &'static str,
    body: &'static str,
    timestamp: u64,
    signed_headers: &'static str,
    canonical_hash: &'static str,
    signature: &'static str,
}

/// The documentation's worked examples.
fn vectors() -> [Vector; 5] {
    let post = |pair, signed_headers, canonical_hash, signature| Vector {
        pair,
        method: Method::POST,
        query: "",
        content_type: "application/json; charset=utf-8",
        body: BODY,
        timestamp: 1_551_113_065,
        signed_headers,
        canonical_hash,
        signature,
    };
    let two = "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031";
    let three = "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84";
    [
        post(
            STARRED,
            "content-type;host;x-tc-action",
            three,
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
        post(
            MASKED,
            "content-type;host;x-tc-action",
            three,
            "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
        ),
        post(MASKED, "content-type;host", two, "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"),
        post(EXAMPLE, "content-type;host", two, "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        Vector {
            pair: EXAMPLE,
            method: Method::GET,
            query: "Limit=10&Offset=0",
            content_type: "application/x-www-form-urlencoded",
            body: "",
            timestamp: 1_539_084_154,
            signed_headers: "content-type;host",
            canonical_hash: "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
            signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
        },
    ]
}

impl Vector {
    fn keys(&self) -> KeyRing {
        KeyRing::for_tests(self.pair.0, self.pair.1)
    }

    fn request(&self) -> HttpRequest {
        let date = Time::from_seconds(self.timestamp).utc_date();
        let authorization = format!(
            "TC3-HMAC-SHA256 Credential={}/{date}/cvm/tc3_request, SignedHeaders={}, Signature={}",
            self.pair.0, self.signed_headers, self.signature
        );
        let headers = [
            ("authorization", authorization),
            ("content-type", self.content_type.into()),
            ("host", "cvm.tencentcloudapi.com".into()),
            ("x-tc-action", "DescribeInstances".into()),
            ("x-tc-timestamp", self.timestamp.to_string()),
        ];
        let headers = headers.into_iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        HttpRequest {
            method: self.method.clone(),
            query: self.query.into(),
            headers: headers.collect(),
            body: Some(self.body.into()),
        }
    }

    fn verify(&self, change: impl FnOnce(&mut HttpRequest)) -> Result<String, &'static str> {
        let mut request = self.request();
        change(&mut request);
        self.verify_at(&request, self.timestamp).map_err(|error| error.code)
    }

    fn verify_at(&self, request: &HttpRequest, now: u64) -> Result<String, ApiError> {
        verify(request, &self.keys(), Time::from_seconds(now).into()).map(|(service, _)| service)
    }
}

#[test]
fn the_documentations_examples_are_accepted() {
    for vector in vectors() {
        let request = vector.request();
        let header = request.header("authorization").unwrap();
        let signed = signed_headers(&request, &Authorization::parse(header).unwrap()).unwrap();
        let canonical = canonical_request(
            vector.method.as_str(),
            vector.query,
            &signed,
            "cvm.tencentcloudapi.com",
            &sha256_hex(vector.body.as_bytes()),
        );
        assert_eq!(sha256_hex(canonical.as_bytes()), vector.canonical_hash);
        assert_eq!(vector.verify(|_| {}), Ok("cvm".into()));
    }
}

#[test]
fn changing_a_signed_part_invalidates_the_signature() {
    for vector in vectors() {
        let failure = Err("AuthFailure.SignatureFailure");
        assert_eq!(vector.verify(|r| r.body = Some(b"{}".to_vec())), failure);
        assert_eq!(vector.verify(|r| r.set_header("host", "cvn.tencentcloudapi.com")), failure);
        assert_eq!(vector.verify(|r| r.set_header("content-type", "application/json")), failure);
        assert_eq!(vector.verify(|r| r.set_header("x-tc-content-sha256", UNSIGNED_PAYLOAD)), failure);
        assert_eq!(vector.verify(|r| r.set_header("x-tc-timestamp", &(vector.timestamp + 1).to_string())), failure);
        let signs_action = vector.signed_headers.contains("x-tc-action");
        let changed = vector.verify(|r| r.set_header("x-tc-action", "DescribeZones"));
        assert_eq!(changed, if signs_action { failure.clone() } else { Ok("cvm".into()) });
        let signs_query = vector.method == Method::GET;
        let changed = vector.verify(|r| r.query.push_str("&x=y"));
        assert_eq!(changed, if signs_query { failure } else { Ok("cvm".into()) });
    }
}

#[test]
fn clock_skew_of_up_to_five_minutes_is_tolerated() {
    let vector = &vectors()[3];
    for (offset, expect) in [(0, true), (300, true), (301, false), (-300, true), (-301, false)] {
        let now = vector.timestamp.saturating_add_signed(offset);
        let outcome = vector.verify_at(&vector.request(), now).map_err(|error| error.code);
        let expect = if expect { Ok("cvm".to_owned()) } else { Err("AuthFailure.SignatureExpire") };
        assert_eq!(outcome, expect, "{offset}");
    }
}

#[test]
fn malformed_and_wrong_signatures_have_different_codes() {
    let vector = &vectors()[3];
    let good = vector.request().header("authorization").unwrap().to_owned();
    let malformed = "AuthFailure.InvalidAuthorization";
    for (from, to, expect) in [
        ("TC3-HMAC-SHA256 ", "TC3-HMAC-SHA1 ", malformed),
        ("TC3-HMAC-SHA256 ", "", malformed),
        ("Credential=", "credential=", malformed),
        ("/cvm/", "/", malformed),
        ("/cvm/", "//", malformed),
        ("/tc3_request", "/tc4_request", malformed),
        ("2019-02-25", "2019-02-26", malformed),
        ("content-type;host", "host;content-type", malformed),
        ("content-type;host", "content-type;content-type;host", malformed),
        ("content-type;host", "Content-Type;host", malformed),
        ("content-type;host", "content-type", malformed),
        ("content-type;host", "host", malformed),
        ("content-type;host", "content-type;host;x-absent", malformed),
        (", Signature=", ", Sign=", malformed),
        (", Signature=", ", Extra=1, Signature=", malformed),
        ("Signature=72", "Signature=", "AuthFailure.SignatureFailure"),
        ("Signature=72", "Signature=73", "AuthFailure.SignatureFailure"),
        ("Signature=72e", "Signature=72E", "AuthFailure.SignatureFailure"),
        ("AKIDz8", "AKIDz9", "AuthFailure.SecretIdNotFound"),
    ] {
        let header = good.replace(from, to);
        assert_ne!(header, good);
        assert_eq!(vector.verify(|r| r.set_header("authorization", &header)), Err(expect), "{header}");
    }
    for (name, value, expect) in [
        ("authorization", None, "MissingParameter"),
        ("x-tc-timestamp", None, "MissingParameter"),
        ("x-tc-timestamp", Some("soon"), "InvalidParameter"),
        ("content-type", None, malformed),
    ] {
        let outcome = vector.verify(|request| match value {
            Some(value) => request.set_header(name, value),
            None => drop(request.headers.remove(name)),
        });
        assert_eq!(outcome, Err(expect), "{name}: {value:?}");
    }
    let twice = vector.verify(|r| {
        r.headers.append("content-type", "text/plain".parse().unwrap());
    });
    assert_eq!(twice, Err(malformed));
}

#[test]
fn errors_and_debug_contain_no_secret() {
    let vector = &vectors()[3];
    let mut request = vector.request();
    request.set_header("host", "elsewhere");
    let error = vector.verify_at(&request, vector.timestamp).unwrap_err();
    let output = format!("{error:?} {:?}", vector.keys());
    assert!(!output.contains(EXAMPLE.1), "{output}");
}
