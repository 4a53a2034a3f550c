//! Mistakes of clients that sign with TC3.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tencloud::signing::tc3::SigningKey;
use tencloud_explorer::signature::{
    Context, KeyVisibility, KnownKey, OwnValues, Part, Pasted, SignatureResult, StepName, diagnose,
};

use super::EXAMPLE;

use super::client::{EVENING, HOST, JSON, Message, TIME, diagnose_at, diagnose_with, get, message};

/// What is signed and what is sent; then the part that is wrong, words of the message, and the first difference.
struct Case {
    signed: Message,
    sent: Message,
    part: Part,
    message: &'static str,
    difference: (StepName, usize),
}

fn case(signed: Message, sent: Message, part: Part, message: &'static str, difference: (StepName, usize)) -> Case {
    Case { signed, sent, part, message, difference }
}

fn cases() -> Vec<Case> {
    use StepName::{CanonicalRequest, CredentialScope, PayloadHash, SecretDate};
    let evening = Message { timestamp: EVENING, day: EVENING, ..message() };
    let body = |body: &str| Message { body: body.to_owned(), ..message() };
    let key = |key: &str| Message { key: key.to_owned(), ..message() };
    let real = message().key;
    let ordered = Message { headers: message().headers.into_iter().rev().collect(), ..message() };
    vec![
        case(
            message().header("host", "cvm.ap-tokyo.tencentcloudapi.com"),
            message().header("host", "cvm.ap-tokyo.tencentcloudapi.com:443"),
            Part::Host,
            "for the host `cvm.ap-tokyo.tencentcloudapi.com`",
            (CanonicalRequest, 5),
        ),
        case(
            message(),
            message().header("host", "127.0.0.1:9021"),
            Part::Host,
            "for the host `cvm.tencentcloudapi.com`",
            (CanonicalRequest, 5),
        ),
        case(
            message().header("content-type", "application/json"),
            message(),
            Part::ContentType,
            "the content type `application/json`",
            (CanonicalRequest, 4),
        ),
        case(
            Message { day: EVENING + 8 * 3600, ..evening.clone() },
            evening.clone(),
            Part::Date,
            "has the date `2019-02-26`, but the UTC date of `X-TC-Timestamp` is 2019-02-25",
            (CredentialScope, 1),
        ),
        case(
            Message { service: "cvm.tencentcloudapi.com".to_owned(), ..message() },
            message(),
            Part::Service,
            "the service `cvm.tencentcloudapi.com`, not `cvm`",
            (CredentialScope, 1),
        ),
        case(ordered, message(), Part::Order, "not sorted: `host;content-type`", (CanonicalRequest, 4)),
        case(get("Name=a b/c"), get("Name=a%20b%2Fc"), Part::Encoding, "not percent-encoded", (CanonicalRequest, 3)),
        case(get("Name=a%2520b"), get("Name=a%20b"), Part::Encoding, "percent-encoded twice", (CanonicalRequest, 3)),
        case(get("Name=a%20b"), get("Name=a+b"), Part::Encoding, "`%20` for each space", (CanonicalRequest, 3)),
        case(get("Name=a%2fb"), get("Name=a%2Fb"), Part::Encoding, "in lower case", (CanonicalRequest, 3)),
        case(get("A=1&B=2"), get("B=2&A=1"), Part::Parameters, "in another order", (CanonicalRequest, 3)),
        case(get(""), get("B=2&A=1"), Part::Parameters, "the query is not signed", (CanonicalRequest, 3)),
        case(
            body(r#"{"A":"é","B":1}"#),
            body(r#"{"A": "\u00e9", "B": 1}"#),
            Part::Body,
            "JSON without spaces",
            (PayloadHash, 1),
        ),
        case(
            body(r#"{"A": "\u00e9"}"#),
            body(r#"{"A":"é"}"#),
            Part::Body,
            "as Python writes it, with `\\u`",
            (PayloadHash, 1),
        ),
        case(body(r#"{"A":1,"B":2}"#), body(r#"{"B":2,"A":1}"#), Part::Body, "sorted names", (PayloadHash, 1)),
        case(body(""), message(), Part::Body, "an empty body", (PayloadHash, 1)),
        case(body("{}\n"), body("{}"), Part::Body, "followed by a newline", (PayloadHash, 1)),
        case(body("{}"), body("{}\n"), Part::Body, "without spaces and newlines", (PayloadHash, 1)),
        case(body("{\n}"), body("{\r\n}"), Part::Body, "with `\\n` at the end of lines", (PayloadHash, 1)),
        case(body("UNSIGNED-PAYLOAD"), message(), Part::Body, "an unsigned body", (PayloadHash, 1)),
        case(key(&format!("{real} ")), message(), Part::Key, "the key followed by a space", (SecretDate, 1)),
        case(key(&format!(" {real}")), message(), Part::Key, "the key preceded by a space", (SecretDate, 1)),
        case(key(&format!("{real}\n")), message(), Part::Key, "the key followed by a newline", (SecretDate, 1)),
        case(key(&format!("\"{real}\"")), message(), Part::Key, "the key in double quotes", (SecretDate, 1)),
        case(key("other"), message(), Part::Key, "the key of `AKIDother`", (SecretDate, 1)),
        case(
            Message { timestamp: TIME * 1000, ..message() },
            Message { timestamp: TIME * 1000, ..message() },
            Part::Clock,
            "in milliseconds",
            (StepName::StringToSign, 2),
        ),
        case(
            Message { timestamp: TIME + 1, ..message() },
            message(),
            Part::Clock,
            "1 seconds later than `X-TC-Timestamp`",
            (StepName::StringToSign, 2),
        ),
        case(
            Message { method: "GET", ..message() },
            message(),
            Part::Method,
            "for the method `GET`",
            (CanonicalRequest, 1),
        ),
    ]
}

#[test]
fn each_mistake_is_named_and_its_first_difference_is_marked() {
    for Case { signed, sent, part, message, difference } in cases() {
        let now = if sent.timestamp > 10 * TIME { sent.timestamp / 1000 } else { sent.timestamp };
        let diagnosis = diagnose_at(now, &sent.http(&signed.authorization()));
        let first = diagnosis.diagnostics.first().unwrap_or_else(|| panic!("no diagnostic for: {message}"));
        assert_eq!(diagnosis.signature, SignatureResult::Explained, "{message}: {first:?}");
        assert!(first.part == part && first.message.contains(message), "{message}: {first:?}");
        assert!(!diagnosis.is_accepted());
        let step = diagnosis.first_difference().unwrap();
        let line = step.difference.as_ref().map_or(1, |difference| difference.line);
        assert_eq!((step.name, line), difference, "{message}");
    }
}

#[test]
fn what_is_signed_as_it_is_sent_is_accepted() {
    for sent in [
        message(),
        message().header("host", "127.0.0.1:9021"),
        message().header("content-type", "application/json"),
        get("Limit=10&Offset=0"),
        get("Name=a%20b"),
        Message { body: "{\r\n}".to_owned(), ..message() },
        Message { timestamp: EVENING, day: EVENING, ..message() },
    ] {
        let text = sent.http(&sent.authorization());
        let diagnosis = diagnose_at(sent.timestamp + 300, &text);
        assert!(diagnosis.is_accepted(), "{:?}", diagnosis.diagnostics);
        assert!(diagnosis.first_difference().is_none());
        // Pasting changes the end of the text, and textareas the ends of lines.
        let without_length = text.replace("Content-Length", "X-Length");
        for pasted in [format!("{without_length}\n"), format!("\n{without_length}\r\n"), without_length] {
            assert!(diagnose_at(sent.timestamp, &pasted).is_accepted());
        }
        // The length reveals how lines ended.
        for pasted in [text.replace("\r\n", "\n"), format!("{}\n", text.replace("\r\n", "\n"))] {
            assert!(diagnose_at(sent.timestamp, &pasted).is_accepted(), "{pasted}");
        }
    }
}

/// Some official clients sign like this, and the emulator accepts it.
#[test]
fn the_host_of_an_emulator_can_be_signed_without_its_port() {
    let sent = message().header("host", "127.0.0.1:9021");
    let without_port = message().header("host", "127.0.0.1");
    let service = |message: &Message| Message { service: "127".to_owned(), ..message.clone() };
    for signed in [without_port.clone(), service(&without_port), service(&sent)] {
        let text = sent.http(&signed.authorization());
        let diagnosis = diagnose_at(TIME, &text);
        assert!(diagnosis.is_accepted(), "{:?}", diagnosis.diagnostics);
        assert!(diagnosis.first_difference().is_none());
        assert!(!diagnose_at(TIME, &text.replace("127.0.0.1:", "localhost:")).is_accepted());
    }
}

#[test]
fn a_clock_that_is_wrong_is_reported_with_a_correct_signature() {
    let text = message().http(&message().authorization());
    for (now, expected) in [
        (TIME + 301, "`X-TC-Timestamp` is 301 seconds in the past, and the service allows 300"),
        (TIME - 301, "`X-TC-Timestamp` is 301 seconds in the future, and the service allows 300"),
    ] {
        let diagnosis = diagnose_at(now, &text);
        assert_eq!(diagnosis.signature, SignatureResult::Correct);
        assert_eq!(diagnosis.diagnostics[0].part, Part::Clock);
        assert_eq!(diagnosis.diagnostics[0].message, expected);
    }
}

/// Mistakes that are visible without a signature: a text and its replacement.
#[test]
fn what_needs_no_signature_is_checked() {
    let text = message().http(&message().authorization());
    for (find, replacement, part, expected) in [
        ("X-TC-Action", "X-Action", Part::Headers, "the header `X-TC-Action` is missing"),
        ("X-TC-Version", "X-Version", Part::Headers, "the header `X-TC-Version` is missing"),
        ("X-TC-Timestamp: 1", "X-TC-Timestamp: now1", Part::Clock, "`X-TC-Timestamp` is not a number"),
        ("TC3-HMAC-SHA256 ", "TC3-HMAC-SHA1 ", Part::Authorization, "the first word is `TC3-HMAC-SHA1`"),
        ("tc3_request", "aws4_request", Part::Authorization, "`Credential` is not `ID/DATE/SERVICE/tc3_request`"),
        ("cvm/tc3_request", "/tc3_request", Part::Authorization, "`Credential` is not `ID/DATE/SERVICE/tc3_request`"),
        ("content-type;host", "content-type; host", Part::Authorization, "a space or an empty name"),
        ("content-type;host", "content-type;host;", Part::Authorization, "a space or an empty name"),
        ("content-type;host,", "content-type;host, Signature=x,", Part::Authorization, "each once and in this order"),
        (", Signature", " Signature", Part::Authorization, "`Signature=` is missing or empty"),
        ("Credential=AKID", "Credential=AKIDx", Part::SecretId, "`AKIDxz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE` is unknown"),
        ("content-type: ", "x-type: ", Part::SignedHeaders, "the signed header `content-type` is not in the request"),
        ("content-type;host", "Content-Type;Host", Part::SignedHeaders, "upper-case letters"),
        ("content-type;host", "content-type", Part::SignedHeaders, "does not contain `host`"),
        (JSON, "text/plain", Part::ContentType, "not `text/plain`"),
        (HOST, "example.com", Part::Host, "the host is `example.com`, which is not an endpoint"),
        ("POST /", "POST /v3", Part::Path, "the path is `/v3`"),
        ("Authorization", "X-Authorization", Part::Authorization, "the request is not signed"),
    ] {
        let diagnosis = diagnose_at(TIME, &text.replace(find, replacement));
        let found = diagnosis.diagnostics.iter().any(|found| found.part == part && found.message.contains(expected));
        assert!(found, "{expected}: {:?}", diagnosis.diagnostics);
    }
}

#[test]
fn the_parts_of_the_header_have_an_order() {
    let authorization = message().authorization();
    let (credential, signed_headers, signature) = {
        let mut parts = authorization.split(", ");
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap())
    };
    let diagnosis = diagnose_at(TIME, &message().http(&format!("{credential}, {signature}, {signed_headers}")));
    assert_eq!(diagnosis.signature, SignatureResult::Correct);
    assert!(diagnosis.diagnostics[0].message.contains("in this order"), "{:?}", diagnosis.diagnostics);
}

#[test]
fn values_of_the_authors_program_are_compared() {
    let signed =
        "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:elsewhere.example \n\ncontent-type;host\nabc";
    let own = OwnValues { canonical_request: Some(signed), string_to_sign: None };
    let diagnosis = diagnose_with(TIME, &message().http(&message().header("host", "x").authorization()), &own);
    assert_eq!(diagnosis.signature, SignatureResult::Unexplained);
    assert!(diagnosis.diagnostics[0].message.contains("line 5 is the header `host`"), "{:?}", diagnosis.diagnostics);
    let step = diagnosis.steps.iter().find(|step| step.name == StepName::CanonicalRequest).unwrap();
    let difference = step.difference.as_ref().unwrap();
    assert_eq!((difference.line, difference.column, difference.offset), (5, 6, 58));
    assert_eq!(difference.ours, "host:cvm.tencentcloudapi.com");
    assert_eq!(difference.theirs, "host:elsewhere.example ");

    // The author's values are right, so only the key can be wrong.
    let right = diagnose_at(TIME, &message().http(&message().authorization()));
    let text = |name| right.steps.iter().find(|step| step.name == name).unwrap().ours.text().unwrap();
    let own = OwnValues {
        canonical_request: Some(text(StepName::CanonicalRequest)),
        string_to_sign: Some(text(StepName::StringToSign)),
    };
    let other = Message { key: "yet another".to_owned(), ..message() };
    let diagnosis = diagnose_with(TIME, &message().http(&other.authorization()), &own);
    assert!(diagnosis.diagnostics[0].message.contains("another secret key"), "{:?}", diagnosis.diagnostics);
}

/// Mistakes in the form of the canonical request: what is done to it before it is signed.
#[test]
fn a_canonical_request_of_another_form_is_recognized() {
    type Change = fn(&str) -> String;
    let cases: [(Change, Part, &str); 9] = [
        (
            |text| text.replace("com\n\n", "com\n"),
            Part::CanonicalRequest,
            "the empty line after the headers is missing",
        ),
        (|text| format!("{text}\n"), Part::CanonicalRequest, "ends with a newline"),
        (|text| text.replace('\n', "\r\n"), Part::CanonicalRequest, "separated by `\\r\\n`"),
        (|text| text.replace('\n', "\\n"), Part::CanonicalRequest, "the two characters"),
        (|text| text.replace(":", ": "), Part::Headers, "a space before the values"),
        (|text| text.replace("POST\n/\n", "POST\n\n"), Part::Path, "an empty path"),
        (
            |text| text.replace("content-type:", "Content-Type:").replace("host:", "Host:"),
            Part::Headers,
            "not in lower case",
        ),
        (|text| text.replace("content-type;host", "host;content-type"), Part::Order, "names of the signed headers"),
        (
            |text| text.replacen("content-type:application/json; charset=utf-8\n", "", 1),
            Part::SignedHeaders,
            "has no line",
        ),
    ];
    for (change, part, expected) in cases {
        let request = message();
        let authorization = request.authorization();
        let (before, _) = authorization.rsplit_once('=').unwrap();
        let key = SigningKey::derive(&request.key, TIME, "cvm");
        let canonical = request.canonical();
        let signature = key.sign(&key.string_to_sign(&change(&canonical), TIME));
        let diagnosis = diagnose_at(TIME, &request.http(&format!("{before}={signature}")));
        let first = &diagnosis.diagnostics[0];
        assert_eq!(diagnosis.signature, SignatureResult::Explained, "{expected}: {first:?}");
        assert!(first.part == part && first.message.contains(expected), "{expected}: {first:?}");
        assert_eq!(diagnosis.first_difference().unwrap().name, StepName::CanonicalRequest, "{expected}");
    }
}

/// Mistakes in deriving the key: the keys and messages of three steps, as the client combines them.
#[test]
fn a_key_that_is_derived_differently_is_recognized() {
    let hmac = |key: &[u8], message: &[u8]| {
        let mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.chain_update(message).finalize().into_bytes().to_vec()
    };
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let request = message();
    let authorization = request.authorization();
    let (before, right) = authorization.rsplit_once('=').unwrap();
    let to_sign = SigningKey::derive(&request.key, TIME, "cvm").string_to_sign(&request.canonical(), TIME);
    let chain = |first: &str, messages: &[&str]| {
        messages
            .iter()
            .chain([&to_sign.as_str()])
            .fold(first.as_bytes().to_vec(), |key, text| hmac(&key, text.as_bytes()))
    };
    let hex_chain = |first: &str, messages: &[&str]| {
        let step = |key: String, text: &&str| hex(&hmac(key.as_bytes(), text.as_bytes()));
        messages.iter().chain([&to_sign.as_str()]).fold(first.to_owned(), step)
    };
    let key = request.key.as_str();
    let prefixed = format!("TC3{key}");
    let documented = ["2019-02-25", "cvm", "tc3_request"];
    assert_eq!(hex(&chain(&prefixed, &documented)), right);
    for (signature, part, expected) in [
        (hex_chain(&prefixed, &documented), Part::Key, "the hexadecimal form of each key"),
        (hex(&chain(key, &documented)), Part::Key, "without the prefix `TC3`"),
        (hex(&chain(&prefixed, &documented[..2])), Part::Key, "without the last step"),
        (hex(&chain(&prefixed, &documented[..1])), Part::Key, "from the date alone"),
        (hex(&chain(key, &[])), Part::Key, "with the secret key itself"),
        (hex(&chain(&prefixed, &["cvm", "2019-02-25", "tc3_request"])), Part::Key, "the service before the date"),
        (right.to_ascii_uppercase(), Part::Encoding, "in upper case"),
    ] {
        let diagnosis = diagnose_at(TIME, &request.http(&format!("{before}={signature}")));
        let first = &diagnosis.diagnostics[0];
        assert_eq!(diagnosis.signature, SignatureResult::Explained, "{expected}: {first:?}");
        assert!(first.part == part && first.message.contains(expected), "{expected}: {first:?}");
    }
}

#[test]
fn what_no_known_mistake_leads_to_is_not_explained() {
    let signed = message().header("host", "elsewhere.example");
    let diagnosis = diagnose_at(TIME, &message().http(&signed.authorization()));
    assert_eq!(diagnosis.signature, SignatureResult::Unexplained);
    assert!(!diagnosis.is_accepted());
    assert!(diagnosis.diagnostics[0].message.contains("no known mistake"), "{:?}", diagnosis.diagnostics);
    assert_eq!(diagnosis.first_difference().unwrap().name, StepName::Signature);
}

/// What is signed can be compared even if the key is not known here.
#[test]
fn without_the_key_the_string_to_sign_is_compared() {
    let text = message().http(&message().authorization()).replace("Credential=AKID", "Credential=AKIX");
    let own = OwnValues { canonical_request: Some("GET\n"), string_to_sign: None };
    let diagnosis = diagnose_with(TIME, &text, &own);
    assert_eq!(diagnosis.signature, SignatureResult::NotCompared);
    assert_eq!(diagnosis.steps.last().unwrap().name, StepName::StringToSign);
    assert_eq!(diagnosis.first_difference().unwrap().difference.as_ref().unwrap().line, 1);
    let v1 = format!("https://{HOST}/?SecretId=AKIX&Signature=x");
    assert_eq!(diagnose_at(TIME, &v1).steps.last().unwrap().name, StepName::StringToSign);
}

#[test]
fn keys_of_the_user_are_compared_without_being_shown() {
    let key =
        KnownKey { secret_id: EXAMPLE.0.to_owned(), secret_key: EXAMPLE.1.into(), visibility: KeyVisibility::Masked };
    let signed = Message { key: format!("{} ", EXAMPLE.1), ..message() };
    let context = Context { keys: &[key], now: TIME, hosts: &[], service: None };
    let request = Pasted::parse(&message().http(&signed.authorization())).unwrap();
    let diagnosis = diagnose(&request, &context, &OwnValues::default());
    let step = diagnosis.first_difference().unwrap();
    assert_eq!(step.name, StepName::SecretDate);
    assert!(step.difference.is_none() && step.ours.text().is_none() && step.theirs.as_ref().unwrap().text().is_none());
    let debug = format!("{diagnosis:?} {context:?} {request:?}");
    for name in [StepName::Signature, StepName::Authorization] {
        let step = diagnosis.steps.iter().find(|step| step.name == name).unwrap();
        assert!(step.differs && step.difference.is_none() && step.ours.text().is_none());
    }
    assert!(!debug.contains(EXAMPLE.1), "{debug}");
}
