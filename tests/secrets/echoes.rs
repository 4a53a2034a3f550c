//! Servers, gateways and proxies that return what they were sent, or wrap the service's response.

use std::time::{Duration, Instant};

use serde_json::json;
use tencloud::redis::Client;
use tencloud::signing::SignatureMethod;
use tencloud::{Error, ErrorKind, Options, UntypedClient, sts};
use tencloud_tests::Ending::Close;
use tencloud_tests::{Request, Response, Server};

use crate::log_capture::{Texts, assert_nothing_is_told, leaks, listening};
use crate::{HEADER, PASSWORD, SECRET_KEY, SECRETS, TOKEN, builder, restore};

/// Returns the string in JSON, without its quotes.
fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_query(text: &str) -> String {
    let encode = |b: u8| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(encode).collect()
}

fn in_html(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("&#{b};") })
        .collect()
}

/// Returns what proves the sender of a request: the header, and its secret part.
fn proofs(request: &Request) -> Vec<String> {
    let mut proofs: Vec<String> = request.header("authorization").map(str::to_owned).into_iter().collect();
    let parameters = format!("{} {}", request.line, String::from_utf8_lossy(&request.body));
    for text in proofs.clone().into_iter().chain([parameters]) {
        let signature = text.split_once("Signature=").map(|(_, rest)| rest.split(['&', ' ']).next().unwrap());
        proofs.extend(signature.map(str::to_owned));
    }
    proofs
}

/// The whole request is returned: headers, query and body, in every encoding and in several at once.
#[tokio::test]
async fn the_request_itself() {
    type Encode = fn(&str) -> String;
    let encodings: [(&str, Encode); 8] = [
        ("JSON", in_json),
        ("JSON in JSON", |sent| in_json(&in_json(sent))),
        ("JSON in JSON in JSON", |sent| in_json(&in_json(&in_json(sent)))),
        ("a query", |sent| in_json(&in_query(sent))),
        ("a query in a query", |sent| in_json(&in_query(&in_query(sent)))),
        ("HTML", |sent| in_json(&in_html(sent))),
        ("JSON in HTML", |sent| in_json(&in_html(&in_json(sent)))),
        ("a query in HTML in JSON", |sent| in_json(&in_json(&in_html(&in_query(sent))))),
    ];
    let methods = [
        SignatureMethod::Tc3,
        SignatureMethod::Tc3Get,
        SignatureMethod::Tc3UnsignedPayload,
        SignatureMethod::HmacSha256,
        SignatureMethod::HmacSha1Get,
    ];
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let mut told = Vec::new();
    for (encoding, encode) in encodings {
        for is_page in [false, true] {
            let script = move |_, request: &Request| {
                let mut sent = request.line.clone();
                for name in ["authorization", "x-tc-token", "x-gateway-key"] {
                    sent.extend(request.header(name).map(|value| format!("\n{name}: {value}")));
                }
                // The order matters, since an error has no room for all of it.
                let body = String::from_utf8_lossy(&request.body);
                let (head, body) = if is_page { (body, sent.into()) } else { (sent.into(), body) };
                let sent = encode(&format!("{head}\n{body}"));
                if is_page {
                    return Response::new(502, sent);
                }
                Response::of(&format!(
                    r#"{{"Error":{{"Code":"InvalidParameter","Message":"{sent}"}},"RequestId":"id"}}"#
                ))
            };
            let server = Server::answering(script).await.unwrap();
            for method in methods {
                let options = Options::new().signature(method).header("X-Gateway-Key", HEADER);
                let redis = Client::new(&builder(&server.url()).options(options).build().unwrap());
                let mut texts = Texts::default();
                let error = redis.send(&restore(&redis)).await.unwrap_err();
                texts.error(&format!("{method:?} in {encoding}"), error);
                let requests = server.requests();
                let proofs = proofs(requests.last().unwrap());
                assert!(!proofs.is_empty(), "{requests:?}");
                // Of the header as a whole, only the signature is secret if the header is not kept to its end.
                let signature = proofs.iter().map(String::as_str).skip(usize::from(proofs.len() > 1));
                let secrets: Vec<&str> = SECRETS.into_iter().chain([HEADER]).chain(signature).collect();
                told.extend(texts.told(&secrets));
            }
        }
    }
    let mut texts = Texts::default();
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    told.extend(texts.told(&[SECRET_KEY, TOKEN, PASSWORD, HEADER]));
    assert_nothing_is_told(&told);
}

/// A short echo of the header is redacted completely, and marked as redacted.
#[tokio::test]
async fn the_authorization_header() {
    let script = |_, request: &Request| {
        let sent = in_json(request.header("authorization").unwrap());
        Response::of(&format!(
            r#"{{"Error":{{"Code":"AuthFailure.SignatureFailure","Message":"cannot verify {sent}."}},"RequestId":"id"}}"#
        ))
    };
    let server = Server::answering(script).await.unwrap();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    let error = redis.describe_instances().send().await.unwrap_err();
    assert_eq!(error.message(), "cannot verify [redacted].");
}

/// A proxy can read its own header, and the request if it is not encrypted.
#[tokio::test]
async fn the_authorization_of_a_proxy() {
    const WORD: &str = "proxy%2Dword%2Dmade%2Dup";
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let mut texts = Texts::default();
    for status in [200, 403, 407] {
        let script = move |_, request: &Request| {
            let sent = request.header("proxy-authorization").unwrap();
            assert_eq!(sent, "Basic c29tZW9uZTpwcm94eS13b3JkLW1hZGUtdXA=");
            Response::new(status, format!("<p>{sent} is someone:proxy-word-made-up, {WORD}"))
        };
        let proxy = Server::answering(script).await.unwrap();
        let variable = ("HTTP_PROXY", proxy.url().replace("://", &format!("://someone:{WORD}@")));
        let config =
            builder("http://redis.example").environment([variable].into_iter().collect()).allow_plain_http(true);
        let error = Client::new(&config.build().unwrap()).describe_instances().send().await.unwrap_err();
        assert_eq!(error.body_start(), Some("<p>Basic [redacted] is someone:[redacted], [redacted]"));
        texts.error("a proxy", error);
    }
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&["c29tZW9uZTpwcm94eS13b3JkLW1hZGUtdXA=", "proxy-word-made-up", WORD]));
}

/// What a gateway, a proxy or a log makes of a response with keys, for an action that is known to return keys and for
/// an unknown one.
#[tokio::test]
async fn wrapped_responses_with_keys() {
    const KEY: &str = "made-up-key-that-came-with-the-response";
    let response = format!(r#"{{"Response":{{"Credentials":{{"Token":"{KEY}","TmpSecretKey":"{KEY}"}}}}}}"#);
    let base64 = "eyJSZXNwb25zZSI6eyJDcmVkZW50aWFscyI6eyJUb2tlbiI6Im1hZGUtdXAta2V5In19fQ==";
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let mut texts = Texts::default();
    for body in [
        format!("<string>{response}</string>"),
        format!(r#"<?xml version="1.0"?><Response><Token>{KEY}</Token></Response>"#),
        format!("<html><pre>{}</pre></html>", in_html(&response)),
        format!("Response:\n  Credentials:\n    Token: {KEY}\n"),
        format!("Token={KEY}&TmpSecretKey={KEY}"),
        format!("callback({response})"),
        format!("HTTP/1.1 200 OK\n\n{response}"),
        KEY.to_owned(),
        in_json(&response),
        in_query(&response),
        base64.to_owned(),
    ] {
        for status in [200, 404, 502] {
            let response = Response::new(status, &body);
            let server = Server::answering(move |_, _| response.clone()).await.unwrap();
            let config = builder(&server.url()).build().unwrap();
            let redis = Client::new(&config);
            let errors: [Error; 5] = [
                sts::Client::new(&config)
                    .assume_role()
                    .role_arn("role")
                    .role_session_name("session")
                    .send()
                    .await
                    .unwrap_err(),
                redis.describe_backup_detail().instance_id("crs-1").backup_id("1").send().await.unwrap_err(),
                redis.describe_backup_url().instance_id("crs-1").backup_id("1").send().await.unwrap_err(),
                redis.call("DescribeBackupDetail", json!({})).send().await.unwrap_err(),
                UntypedClient::new(&config, "cam", "2019-01-16").call("Do", json!({})).send().await.unwrap_err(),
            ];
            for error in errors {
                assert_eq!((error.kind(), error.status()), (ErrorKind::MalformedResponse, Some(status)), "{body}");
                assert_eq!(error.body_start(), None, "{body}");
                assert!(leaks(&error.to_string(), &[&base64[..40]]).is_empty(), "{error}");
                texts.error(&body, error);
            }
        }
    }
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&[KEY]));
}

/// A secret in the request id of a success, which is shown in spans.
#[tokio::test]
async fn the_request_id_of_a_success() {
    let server = Server::answering(|_, _| Response::of(&format!(r#"{{"RequestId":"{TOKEN}"}}"#))).await.unwrap();
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    redis.describe_instances().send().await.unwrap();
    let lines = recorder.lines().split_off(said_before);
    assert!(lines.iter().any(|line| line.contains("request_id=\"[redacted]\"")), "{lines:#?}");
    let mut texts = Texts::default();
    lines.into_iter().for_each(|line| texts.add("the log", line));
    assert_nothing_is_told(&texts.told(&SECRETS));
}

/// A value of one or two characters is part of nearly every word, so words, codes and ids must stay readable.
#[tokio::test]
async fn secrets_that_are_too_short_to_be_searched_for() {
    let response = r#"{"Error":{"Code":"ResourceNotFound.InstanceNotExists","Message":"no instance 'e'"},
                    "RequestId":"e1b5aabe-806a-4886-b839-9907baa24c85"}"#;
    let server = Server::answering(move |_, _| Response::of(response)).await.unwrap();
    for value in ["e", "n", "1b", "Not"] {
        let options = Options::new().header("X-Stage", value);
        let redis = Client::new(&builder(&server.url()).options(options).build().unwrap());
        let call = redis.restore_instance().instance_id("crs-5a4py64p").backup_id("1").password(value);
        let error = call.send().await.unwrap_err();
        let name = if value == "e" { "[redacted]" } else { "e" };
        assert_eq!(
            error.to_string(),
            format!(
                "ResourceNotFound.InstanceNotExists: no instance '{name}' (request id e1b5aabe-806a-4886-b839-9907baa24c85)"
            )
        );
    }
}

/// A link to a backup grants access to it.
#[tokio::test]
async fn links_with_a_signature() {
    const LINK: &str =
        "https://backup.cos.example/data/1.rdb?sign=q-sign-algorithm%3Dsha1%26q-signature%3D28cc6edebf7f";
    let info = format!(r#"{{"FileName":"1.rdb","FileSize":1,"DownloadUrl":"{LINK}","InnerDownloadUrl":"{LINK}"}}"#);
    let response = format!(
        r#"{{"DownloadUrl":["{LINK}"],"InnerDownloadUrl":["{LINK}"],"Filenames":[],"BackupInfos":[{info}],"RequestId":"id"}}"#
    );
    let server = Server::start([Response::of(&response)]).await.unwrap();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    let links = redis.describe_backup_url().instance_id("crs-5a4py64p").backup_id("1").send().await.unwrap();
    assert_eq!(links.backup_infos[0].download_url, LINK);
    let shown = format!("{links:?} {links:#?}");
    assert!(shown.contains("https://backup.cos.example/data/1.rdb?[redacted]") && !shown.contains("sign"), "{shown}");
}

/// Text from the other side takes time proportional to its length, whatever it contains.
#[tokio::test]
async fn long_texts_that_look_encoded() {
    let parts = ["&", "&#", "\\\\", "%25", "&amp;", "\\u00e9", "Pass-word:of+a,new;instance~012"];
    let started = Instant::now();
    for (index, part) in parts.iter().enumerate() {
        let text = part.repeat(10_000_000 / part.len());
        let error =
            format!(r#"{{"Response":{{"Error":{{"Code":"{text}","Message":"{text}"}},"RequestId":"{text}"}}}}"#);
        for response in [Response::new(200, &error), Response::new(502, &text), Response::raw(text.clone(), Close)] {
            let server = Server::start([response]).await.unwrap();
            let config = builder(&server.url()).attempt_timeout(Duration::from_secs(60)).build().unwrap();
            let redis = Client::new(&config);
            let error = redis.send(&restore(&redis)).await.unwrap_err();
            let shown = format!("{error}{error:?}{}", error.body_start().unwrap_or_default());
            assert!(shown.len() < 30_000, "{index}: {} bytes", shown.len());
            assert!(!shown.contains("Pass-word:of"), "{shown}");
        }
    }
    // 400 KB once took 7 s, and ten times as many bytes took a hundred times as long.
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}
