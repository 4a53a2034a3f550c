//! Mistakes of clients that sign with version 1.

use tencloud::signing::{
    query,
    v1::{Algorithm, Request},
};
use tencloud_explorer::signature::{OwnValues, Part, SignatureResult, StepName};

use super::{
    EXAMPLE,
    client::{HOST, diagnose_at, diagnose_with},
};

const TIME: u64 = 1_465_185_768;

fn parameters() -> Vec<(String, String)> {
    [
        ("Action", "DescribeInstances"),
        ("InstanceIds.10", "ins-09dx96dg"),
        ("InstanceIds.2", "ins b/c"),
        ("Nonce", "11886"),
        ("Region", "ap-guangzhou"),
        ("SecretId", EXAMPLE.0),
        ("Timestamp", "1465185768"),
        ("Version", "2017-03-12"),
        ("aLowerName", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Returns parameters whose signature contains `+` and `/`, as half of all signatures do not.
fn with_all_characters() -> Vec<(String, String)> {
    let mut candidates = (1..).map(|nonce: u32| {
        let mut parameters = parameters();
        parameters[3].1 = nonce.to_string();
        parameters
    });
    let is_good = |parameters: &Vec<_>| {
        let signature = sign(Algorithm::HmacSha1, EXAMPLE.1, HOST, "GET", parameters);
        signature.contains('+') && signature.contains('/')
    };
    candidates.find(is_good).unwrap()
}

/// Signs a string that the SDK would not: it has the form `METHODhost/?…`, and parameters in any order.
fn sign(algorithm: Algorithm, key: &str, host: &str, method: &str, parameters: &[(String, String)]) -> String {
    // One parameter that contains the others keeps their order.
    let joined: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let joined = joined.join("&");
    let (name, value) = joined.split_once('=').unwrap();
    Request { method, host, parameters: &[(name, value)] }.sign(algorithm, key)
}

fn url(mut parameters: Vec<(String, String)>, signature: &str) -> String {
    parameters.push(("Signature".to_owned(), signature.to_owned()));
    format!("https://{HOST}/?{}", query::encode(&parameters))
}

#[test]
fn each_mistake_is_named() {
    let right = with_all_characters();
    let map = |change: &dyn Fn(&str) -> String| -> Vec<_> {
        right.iter().map(|(name, value)| (name.clone(), change(value))).collect()
    };
    let mut by_case = right.clone();
    by_case.sort_by_key(|(name, _)| name.to_lowercase());
    let mut numeric = right.clone();
    numeric.swap(1, 2);
    let reversed: Vec<_> = right.iter().rev().cloned().collect();
    let encoded = map(&|value| query::encode(&[("", value)])[1..].replace('+', "%20"));
    let sign1 = |parameters: &[_]| sign(Algorithm::HmacSha1, EXAMPLE.1, HOST, "GET", parameters);
    let good = sign1(&right);
    for (sent, signature, part, message) in [
        (reversed.clone(), sign1(&reversed), Part::Order, "in the order in which they are sent"),
        (right.clone(), sign1(&by_case), Part::Order, "without regard to case"),
        (right.clone(), sign1(&numeric), Part::Order, "indexes as numbers"),
        (right.clone(), sign1(&encoded), Part::Encoding, "percent-encoded"),
        (right.clone(), sign1(&right[..8]), Part::Parameters, "`aLowerName` is sent, but not signed"),
        (
            right.clone(),
            sign(Algorithm::HmacSha256, EXAMPLE.1, HOST, "GET", &right),
            Part::Algorithm,
            "with HmacSHA256",
        ),
        (right.clone(), sign(Algorithm::HmacSha1, EXAMPLE.1, HOST, "POST", &right), Part::Method, "the method `POST`"),
        (
            right.clone(),
            sign(Algorithm::HmacSha1, EXAMPLE.1, "127.0.0.1:9021", "GET", &right),
            Part::Host,
            "`127.0.0.1:9021`",
        ),
        (
            right.clone(),
            sign(Algorithm::HmacSha1, &format!("{}\n", EXAMPLE.1), HOST, "GET", &right),
            Part::Key,
            "followed by a newline",
        ),
        (right.clone(), good.replace('+', "-").replace('/', "_"), Part::Encoding, "URL-safe"),
        (right.clone(), good.replace('+', " "), Part::Encoding, "arrives as a space"),
        (right.clone(), good.trim_end_matches('=').to_owned(), Part::Encoding, "lacks the `=`"),
    ] {
        let diagnosis = diagnose_at(TIME, &url(sent, &signature));
        let first = &diagnosis.diagnostics[0];
        assert_eq!(diagnosis.signature, SignatureResult::Explained, "{message}: {first:?}");
        assert!(first.part == part && first.message.contains(message), "{message}: {first:?}");
        assert!(diagnosis.first_difference().is_some());
    }
}

#[test]
fn the_first_parameter_out_of_order_is_marked() {
    let reversed: Vec<_> = parameters().into_iter().rev().collect();
    let signature = sign(Algorithm::HmacSha1, EXAMPLE.1, HOST, "GET", &reversed);
    let diagnosis = diagnose_at(TIME, &url(reversed, &signature));
    let step = diagnosis.first_difference().unwrap();
    let difference = step.difference.as_ref().unwrap();
    assert_eq!((step.name, difference.line, difference.column), (StepName::SortedParameters, 1, 1));
    assert!(difference.explanation.starts_with("line 1 is the parameter `Action`"), "{}", difference.explanation);
}

#[test]
fn correct_requests_are_accepted() {
    for algorithm in [Algorithm::HmacSha1, Algorithm::HmacSha256] {
        for method in ["GET", "POST"] {
            let mut sent = parameters();
            sent.push(("SignatureMethod".to_owned(), algorithm.as_str().to_owned()));
            let signature = Request { method, host: HOST, parameters: &sent }.sign(algorithm, EXAMPLE.1);
            let url = url(sent, &signature);
            let text = match method {
                "GET" => url,
                _ => {
                    let form = url.split_once('?').unwrap().1;
                    format!(
                        "POST / HTTP/1.1\nHost: {HOST}\nContent-Type: application/x-www-form-urlencoded\n\n{form}\n"
                    )
                }
            };
            let diagnosis = diagnose_at(TIME, &text);
            assert!(diagnosis.is_accepted(), "{:?}", diagnosis.diagnostics);
        }
    }
}

#[test]
fn the_host_of_an_emulator_can_be_signed_without_its_port() {
    for (host, accepted) in [("127.0.0.1:9021", true), ("127.0.0.1", true), ("127.0.0.1:80", false)] {
        let signature = sign(Algorithm::HmacSha1, EXAMPLE.1, host, "GET", &parameters());
        let url = url(parameters(), &signature).replace(HOST, "127.0.0.1:9021");
        assert_eq!(diagnose_at(TIME, &url).is_accepted(), accepted, "{host}");
    }
}

#[test]
fn a_pasted_string_to_sign_is_compared() {
    let right = parameters();
    let mut to_sign = Request { method: "GET", host: HOST, parameters: &right }.string_to_sign();
    to_sign.push(' ');
    let own = OwnValues { canonical_request: None, string_to_sign: Some(&to_sign) };
    let mut signed = right.clone();
    signed.last_mut().unwrap().1.push(' ');
    let signature = sign(Algorithm::HmacSha1, EXAMPLE.1, HOST, "GET", &signed);
    let diagnosis = diagnose_with(TIME, &url(right, &signature), &own);
    assert_eq!(diagnosis.signature, SignatureResult::Explained);
    assert_eq!(diagnosis.diagnostics[0].message, "the string to sign differs: their line ends with a space");
}

#[test]
fn what_needs_no_signature_is_checked() {
    let good = url(parameters(), "x");
    for (find, replacement, part, message) in [
        ("Timestamp=1465185768", "Timestamp=1", Part::Clock, "seconds in the past"),
        ("Timestamp=1465185768", "Timestamp=1465185768000", Part::Clock, "milliseconds"),
        ("Nonce=11886", "Nonce=-1", Part::Parameters, "`Nonce` is `-1`"),
        ("&Version=2017-03-12", "", Part::Parameters, "`Version` is missing"),
        ("&Version", "&SignatureMethod=hmacsha256&Version", Part::Algorithm, "`hmacsha256`, which the service reads"),
        ("SecretId=AKID", "SecretId=AKIX", Part::SecretId, "is unknown"),
    ] {
        let diagnosis = diagnose_at(TIME, &good.replace(find, replacement));
        let found = diagnosis.diagnostics.iter().any(|found| found.part == part && found.message.contains(message));
        assert!(found, "{message}: {:?}", diagnosis.diagnostics);
    }
}
