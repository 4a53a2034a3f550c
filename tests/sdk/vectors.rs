//! The examples of the signature in Tencent Cloud's documentation, step by step.
//!
//! There are several editions: A with a masked key, B and C with a partly masked one, D and E (a `GET` request) with
//! the EXAMPLE key. Documentation: <https://cloud.tencent.com/document/api/213/30654>

use std::fmt::Write;

use tencloud::signing::tc3::{ALGORITHM, Request, SigningKey};

struct Vector {
    secret_id: &'static str,
    secret_key: &'static str,
    timestamp: u64,
    method: &'static str,
    query: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    scope: &'static str,
    body_hash: &'static str,
    canonical_hash: &'static str,
    /// `SecretDate`, `SecretService`, `SecretSigning`.
    keys: [&'static str; 3],
    signature: &'static str,
}

const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
const HOST: (&str, &str) = ("host", "cvm.tencentcloudapi.com");
const ACTION: (&str, &str) = ("x-tc-action", "describeinstances");
const BODY: &str = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
const BODY_HASH: &str = "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064";

const A: Vector = Vector {
    secret_id: "AKID********************************",
    secret_key: "********************************",
    timestamp: 1_551_113_065,
    method: "POST",
    query: "",
    headers: &[JSON, HOST, ACTION],
    body: BODY,
    scope: "2019-02-25/cvm/tc3_request",
    body_hash: BODY_HASH,
    canonical_hash: "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
    keys: [
        "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0",
        "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f",
        "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af",
    ],
    signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
};

const B: Vector = Vector {
    secret_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
    secret_key: "Gu5t9xGARNpq86cd98joQYCN3*******",
    keys: [
        "f1cb4d518a0eda9d5cbbfdb7850983f1e603eeae484edea76e4dd8d8deb5556e",
        "e7c609ce81bea53546bed2cc904778bef9ca14082e48e67883443ed64e227cd7",
        "8aa8ab5755582f576e94bcfe383b8e29325b0ca90c3590d569221c6a63a091ed",
    ],
    signature: "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
    ..A
};

const C: Vector = Vector {
    headers: &[JSON, HOST],
    canonical_hash: "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
    signature: "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
    ..B
};

const D: Vector = Vector {
    secret_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    secret_key: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    keys: [
        "d1308c81fe71cfd4e06437bbc067b2b8a3d2d8c0e375d547f15c41d5214b395a",
        "3c7cb7c7795393edc14fd2e0e6434a518564b4504b88e94f5d11bf59ba3e7050",
        "ac658d5dde49e9bfdd14e04e062f66b05d9f637d44b8a8d845327d4a77f666b1",
    ],
    signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    ..C
};

const E: Vector = Vector {
    timestamp: 1_539_084_154,
    method: "GET",
    query: "Limit=10&Offset=0",
    headers: &[("content-type", "application/x-www-form-urlencoded"), HOST],
    body: "",
    scope: "2018-10-09/cvm/tc3_request",
    body_hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    canonical_hash: "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
    keys: [
        "e476728ff6d7bacfa7847b3d3d6d3a9e6f536992367701d4533354ca7b5d0fa5",
        "6e3d6d4854b8adc273db620fefefebecb11004f335f9991439eba3c231030714",
        "39c4cf287fdff993dc407e649450ae4a0f1e1fd75aedb08d8160e47372e9b62d",
    ],
    signature: "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474",
    ..D
};

#[test]
fn every_step_of_the_documented_signatures() {
    for (name, vector) in [("A", A), ("B", B), ("C", C), ("D", D), ("E", E)] {
        check(name, &vector);
    }
}

fn check(name: &str, vector: &Vector) {
    let request =
        Request { method: vector.method, query: vector.query, headers: vector.headers, body: vector.body.as_bytes() };
    let (mut header_lines, mut signed_headers) = (String::new(), Vec::new());
    for (header, value) in vector.headers {
        writeln!(header_lines, "{header}:{value}").unwrap();
        signed_headers.push(*header);
    }
    let (query, signed_headers) = (vector.query, signed_headers.join(";"));
    let canonical = format!("{}\n/\n{query}\n{header_lines}\n{signed_headers}\n{}", vector.method, vector.body_hash);
    assert_eq!(request.canonical(), canonical, "{name}");

    let key = SigningKey::derive(vector.secret_key, vector.timestamp, "cvm");
    let string_to_sign = format!("TC3-HMAC-SHA256\n{}\n{}\n{}", vector.timestamp, vector.scope, vector.canonical_hash);
    assert_eq!(key.string_to_sign(&canonical, vector.timestamp), string_to_sign, "{name}");

    let keys = SigningKey::derivation(vector.secret_key, vector.timestamp, "cvm");
    assert_eq!(keys.each_ref().map(|key| hex(&key[..])), vector.keys, "{name}");

    assert_eq!(key.sign(&string_to_sign), vector.signature, "{name}");
    let authorization = format!(
        "{ALGORITHM} Credential={}/{}, SignedHeaders={signed_headers}, Signature={}",
        vector.secret_id, vector.scope, vector.signature
    );
    let got = key.authorization(vector.secret_id, &request, vector.timestamp);
    assert_eq!(got, authorization, "{name}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn a_key_signs_within_its_utc_day_only() {
    let midnight = 1_551_139_200;
    let key = SigningKey::derive(D.secret_key, midnight, "redis");
    for (timestamp, covered) in
        [(midnight - 1, false), (midnight, true), (midnight + 86_399, true), (midnight + 86_400, false)]
    {
        assert_eq!(key.covers(timestamp), covered, "{timestamp}");
    }
}

/// A header's value is signed without surrounding spaces, since those may be lost on the way.
#[test]
fn blanks_around_a_header_are_not_signed() {
    let plain = [JSON, HOST];
    let padded = [(JSON.0, " application/json; charset=utf-8\t"), (HOST.0, "  cvm.tencentcloudapi.com ")];
    let canonical = |headers| {
        let (method, query, body) = ("POST", "", &b""[..]);
        Request { method, query, headers, body }.canonical()
    };
    assert_eq!(canonical(&padded), canonical(&plain));
}
