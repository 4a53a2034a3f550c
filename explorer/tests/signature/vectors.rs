//! The examples of the documentation, step by step.
//!
//! There are several editions: A with a masked key, B and C with a partly masked one, D and E (a `GET` request) with
//! the EXAMPLE key. Documentation: <https://cloud.tencent.com/document/api/213/30654>

use tencloud::signing::{tc3, v1};
use tencloud_explorer::signature::{
    Context, KeyVisibility, KnownKey, OwnValues, Pasted, StepName, Steps, diagnose, first_difference,
};

use super::EXAMPLE;

const STARRED: (&str, &str) = ("AKID********************************", "********************************");
const MASKED: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******");
const HOST: &str = "cvm.tencentcloudapi.com";
const BODY: &str = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

struct Vector {
    pair: (&'static str, &'static str),
    timestamp: u64,
    method: &'static str,
    query: &'static str,
    content_type: &'static str,
    signs_action: bool,
    body: &'static str,
    /// Hash of the body, hash of the canonical request, the three keys, signature.
    values: [&'static str; 6],
    canonical: &'static str,
    scope: &'static str,
}

const POST_3: &str = "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\
    x-tc-action:describeinstances\n\ncontent-type;host;x-tc-action\n\
    35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064";
const POST_2: &str = "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\n\
    content-type;host\n35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064";
const GET_2: &str = "GET\n/\nLimit=10&Offset=0\ncontent-type:application/x-www-form-urlencoded\n\
    host:cvm.tencentcloudapi.com\n\ncontent-type;host\n\
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn vectors() -> [Vector; 5] {
    let post = |pair, canonical, values| Vector {
        pair,
        timestamp: 1_551_113_065,
        method: "POST",
        query: "",
        content_type: "application/json; charset=utf-8",
        signs_action: canonical == POST_3,
        body: BODY,
        values,
        canonical,
        scope: "2019-02-25/cvm/tc3_request",
    };
    [
        post(
            STARRED,
            POST_3,
            [
                "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
                "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
                "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0",
                "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f",
                "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af",
                "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
            ],
        ),
        post(
            MASKED,
            POST_3,
            [
                "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
                "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
                "f1cb4d518a0eda9d5cbbfdb7850983f1e603eeae484edea76e4dd8d8deb5556e",
                "e7c609ce81bea53546bed2cc904778bef9ca14082e48e67883443ed64e227cd7",
                "8aa8ab5755582f576e94bcfe383b8e29325b0ca90c3590d569221c6a63a091ed",
                "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
            ],
        ),
        post(
            MASKED,
            POST_2,
            [
                "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
                "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
                "f1cb4d518a0eda9d5cbbfdb7850983f1e603eeae484edea76e4dd8d8deb5556e",
                "e7c609ce81bea53546bed2cc904778bef9ca14082e48e67883443ed64e227cd7",
                "8aa8ab5755582f576e94bcfe383b8e29325b0ca90c3590d569221c6a63a091ed",
                "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
            ],
        ),
        post(
            EXAMPLE,
            POST_2,
            [
                "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064",
                "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
                "d1308c81fe71cfd4e06437bbc067b2b8a3d2d8c0e375d547f15c41d5214b395a",
                "3c7cb7c7795393edc14fd2e0e6434a518564b4504b88e94f5d11bf59ba3e7050",
                "ac658d5dde49e9bfdd14e04e062f66b05d9f637d44b8a8d845327d4a77f666b1",
                "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            ],
        ),
        Vector {
            timestamp: 1_539_084_154,
            method: "GET",
            query: "Limit=10&Offset=0",
            content_type: "application/x-www-form-urlencoded",
            body: "",
            scope: "2018-10-09/cvm/tc3_request",
            ..post(
                EXAMPLE,
                GET_2,
                [
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                    "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
                    "e476728ff6d7bacfa7847b3d3d6d3a9e6f536992367701d4533354ca7b5d0fa5",
                    "6e3d6d4854b8adc273db620fefefebecb11004f335f9991439eba3c231030714",
                    "39c4cf287fdff993dc407e649450ae4a0f1e1fd75aedb08d8160e47372e9b62d",
                    "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
                ],
            )
        },
    ]
}

impl Vector {
    fn headers(&self) -> Vec<(&'static str, &'static str)> {
        let mut headers = vec![("content-type", self.content_type), ("host", HOST)];
        if self.signs_action {
            headers.push(("x-tc-action", "DescribeInstances"));
        }
        headers
    }

    fn expected(&self) -> Vec<(StepName, String)> {
        let [payload, canonical, date, service, signing, signature] = self.values;
        let headers: Vec<_> = self.headers().iter().map(|(name, _)| *name).collect();
        let authorization = format!(
            "TC3-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={signature}",
            self.pair.0,
            self.scope,
            headers.join(";"),
        );
        let to_sign = format!("TC3-HMAC-SHA256\n{}\n{}\n{canonical}", self.timestamp, self.scope);
        vec![
            (StepName::PayloadHash, payload.to_owned()),
            (StepName::CanonicalRequest, self.canonical.to_owned()),
            (StepName::CanonicalRequestHash, canonical.to_owned()),
            (StepName::CredentialScope, self.scope.to_owned()),
            (StepName::StringToSign, to_sign),
            (StepName::SecretDate, date.to_owned()),
            (StepName::SecretService, service.to_owned()),
            (StepName::SecretSigning, signing.to_owned()),
            (StepName::Signature, signature.to_owned()),
            (StepName::Authorization, authorization),
        ]
    }

    fn steps(&self, visibility: KeyVisibility) -> Steps {
        let headers = self.headers();
        let request =
            tc3::Request { method: self.method, query: self.query, headers: &headers, body: self.body.as_bytes() };
        Steps::tc3(&request, (self.pair.0, &self.pair.1.into()), self.timestamp, "cvm", visibility)
    }
}

fn shown(steps: &Steps) -> Vec<(StepName, String)> {
    steps.iter().filter_map(|step| Some((step.name, step.value.text()?.to_owned()))).collect()
}

#[test]
fn each_step_of_tc3_is_reproduced() {
    for vector in vectors() {
        assert_eq!(shown(&vector.steps(KeyVisibility::Shown)), vector.expected());
    }
}

/// The comparison computes the steps without the SDK.
#[test]
fn each_step_of_a_pasted_request_is_reproduced() {
    for vector in vectors() {
        let expected = vector.expected();
        let (_, authorization) = expected.last().unwrap();
        let target = if vector.query.is_empty() { String::new() } else { format!("?{}", vector.query) };
        let text = format!(
            "{} /{target} HTTP/1.1\nHost: {HOST}\nContent-Type: {}\nX-TC-Action: DescribeInstances\n\
             X-TC-Version: 2017-03-12\nX-TC-Timestamp: {}\nAuthorization: {authorization}\n\n{}",
            vector.method, vector.content_type, vector.timestamp, vector.body,
        );
        let keys = [KnownKey {
            secret_id: vector.pair.0.to_owned(),
            secret_key: vector.pair.1.into(),
            visibility: KeyVisibility::Shown,
        }];
        let context = Context { keys: &keys, now: vector.timestamp, hosts: &[], service: None };
        let diagnosis = diagnose(&Pasted::parse(&text).unwrap(), &context, &OwnValues::default());
        assert!(diagnosis.is_accepted(), "{:?}", diagnosis.diagnostics);
        let steps: Vec<_> =
            diagnosis.steps.iter().map(|step| (step.name, step.ours.text().unwrap().to_owned())).collect();
        assert_eq!(steps, expected);
    }
}

#[test]
fn what_is_made_with_a_key_is_masked_and_never_in_debug_output() {
    let vector = &vectors()[3];
    let masked = vector.steps(KeyVisibility::Masked);
    let keys = [
        StepName::SecretDate,
        StepName::SecretService,
        StepName::SecretSigning,
        StepName::Signature,
        StepName::Authorization,
    ];
    assert!(keys.iter().all(|name| masked.get(*name).unwrap().text().is_none()));
    assert_eq!(shown(&masked).len(), 5);
    for steps in [masked, vector.steps(KeyVisibility::Shown)] {
        let debug = format!("{steps:?}");
        assert!(vector.values[2..].iter().all(|key| !debug.contains(key)), "{debug}");
        assert!(!debug.contains(EXAMPLE.1), "{debug}");
    }
}

#[test]
fn each_step_of_v1_is_reproduced() {
    for (pair, sha1, sha256) in [
        (MASKED, "zmmjn35mikh6pM3V7sUEuX4wyYM=", "LzvvZM+0Rl8Q51FXGiFEVp3AeXl2V8Wewa194M4b078="),
        (EXAMPLE, "EliP9YW3pW28FpsEdkXt/+WcGeI=", "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g="),
        (STARRED, "7RAM2xfNMO9EiVTNmPg06MRnCvQ=", "Vm9H4MqhU3Xb+tk/aabIyMScEZDiXb2tRLQkm9ax180="),
    ] {
        let parameters = [
            ("Version", "2017-03-12"),
            ("Action", "DescribeInstances"),
            ("InstanceIds.0", "ins-09dx96dg"),
            ("Limit", "20"),
            ("Nonce", "11886"),
            ("Offset", "0"),
            ("Region", "ap-guangzhou"),
            ("SecretId", pair.0),
            ("Timestamp", "1465185768"),
        ];
        let sorted = format!(
            "Action=DescribeInstances\nInstanceIds.0=ins-09dx96dg\nLimit=20\nNonce=11886\nOffset=0\n\
             Region=ap-guangzhou\nSecretId={}\nTimestamp=1465185768\nVersion=2017-03-12",
            pair.0
        );
        let to_sign = format!("GET{HOST}/?{}", sorted.replace('\n', "&"));
        for (algorithm, signature) in [(v1::Algorithm::HmacSha1, sha1), (v1::Algorithm::HmacSha256, sha256)] {
            let request = v1::Request { method: "GET", host: HOST, parameters: &parameters };
            let expected = [
                (StepName::SortedParameters, sorted.clone()),
                (StepName::StringToSign, to_sign.clone()),
                (StepName::Signature, signature.to_owned()),
            ];
            assert_eq!(shown(&Steps::v1(&request, algorithm, &pair.1.into(), KeyVisibility::Shown)), expected);
        }
    }
}

#[test]
fn differences_are_explained() {
    let with = |find: &str, replacement: &str| GET_2.replacen(find, replacement, 1);
    for (theirs, line, column, explanation) in [
        (with("GET", "POST"), 1, 1, "line 1 is the method: the values differ"),
        (with("\n/\n", "\n\n"), 2, 1, "line 2 is the path: their line is empty"),
        (with("Offset", "offset"), 3, 10, "line 3 is the query: only upper and lower case differ"),
        (with("=10", "%3D10"), 3, 6, "line 3 is the query: their line is percent-encoded one time too many"),
        (with("urlencoded", "urlencoded "), 4, 47, "line 4 is the header `content-type`: their line ends with a space"),
        (with("com\n", "com\r\n"), 5, 29, "line 5 is the header `host`: their line ends with a carriage return"),
        (with("host:", "host: "), 5, 6, "line 5 is the header `host`: only spaces differ"),
        (with("com\n\n", "com\n"), 6, 1, "line 6 is the empty line after the headers: it has to be empty"),
        (with(";host", ""), 7, 13, "line 7 is the names of the signed headers: their line ends too early"),
        (with("e3b0", "E3B0"), 8, 1, "line 8 is the hash of the body: only upper and lower case differ"),
        (format!("{GET_2}\n"), 8, 65, "line 8 is the hash of the body: their value continues after the end"),
        (with("\ncontent-type;host\n", ""), 6, 1, "line 6 is the empty line after the headers: it has to be empty"),
    ] {
        let difference = first_difference(StepName::CanonicalRequest, GET_2, &theirs).unwrap();
        assert_eq!((difference.line, difference.column, &*difference.explanation), (line, column, explanation));
        assert_eq!(GET_2[..difference.offset], theirs[..difference.offset]);
    }
    assert_eq!(first_difference(StepName::CanonicalRequest, GET_2, GET_2), None);
}
