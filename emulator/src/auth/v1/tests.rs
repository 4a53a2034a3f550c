//! The documentation's example, and requests that must be rejected.

use super::*;
use crate::time::Time;

const ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const TIME: u64 = 1_465_185_768;
const SHA1: &str = "EliP9YW3pW28FpsEdkXt%2F%2BWcGeI%3D";

fn query(signature: &str) -> String {
    format!(
        "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886&Offset=0&Region=ap-guangzhou\
         &SecretId={ID}&Timestamp={TIME}&Version=2017-03-12&Signature={signature}"
    )
}

fn read(method: Method, query: String, now: u64) -> Result<Option<HttpRequest>, &'static str> {
    let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static("cvm.tencentcloudapi.com"))]);
    read_with(headers, method, query, now)
}

fn read_with(headers: HeaderMap, method: Method, query: String, now: u64) -> Result<Option<HttpRequest>, &'static str> {
    let keys = KeyRing::for_tests(ID, KEY);
    let request = HttpRequest { method, query, headers, body: Some(Vec::new()) };
    let translated = translate(&request, &keys, Time::from_seconds(now).into()).map_err(|error| error.code)?;
    Ok(translated.map(|(request, _)| request))
}

#[test]
fn the_documentations_example_is_accepted() {
    let translated = read(Method::GET, query(SHA1), TIME).unwrap().unwrap();
    assert_eq!(translated.query, "InstanceIds.0=ins-09dx96dg&Limit=20&Offset=0");
    for (name, value) in
        [("x-tc-action", "DescribeInstances"), ("x-tc-version", "2017-03-12"), ("x-tc-region", "ap-guangzhou")]
    {
        assert_eq!(translated.header(name), Some(value));
    }
}

#[test]
fn invalid_requests_are_rejected() {
    let good = query(SHA1);
    for (query, now, code) in [
        (good.clone(), TIME + 301, "AuthFailure.SignatureExpire"),
        (good.clone(), TIME - 301, "AuthFailure.SignatureExpire"),
        (good.replace("Limit=20", "Limit=21"), TIME, "AuthFailure.SignatureFailure"),
        (good.replace("EliP9", "eliP9"), TIME, "AuthFailure.SignatureFailure"),
        (good.replace(ID, "AKIDother"), TIME, "AuthFailure.SecretIdNotFound"),
        (good.replace("Nonce=11886", "Nonce=-1"), TIME, "InvalidParameter"),
        (good.replace("Nonce=11886", "Nonce=0"), TIME, "AuthFailure.SignatureFailure"),
        (good.replace(&TIME.to_string(), "0"), TIME, "AuthFailure.SignatureExpire"),
        (good.replace("&Nonce=11886", ""), TIME, "MissingParameter"),
        (good.replace("Signature=", "SignatureMethod=HmacSHA256&Signature="), TIME, "AuthFailure.SignatureFailure"),
        (good.replace("ap-guangzhou", &"x".repeat(QUERY_LIMIT)), TIME, "RequestSizeLimitExceeded"),
    ] {
        assert_eq!(read(Method::GET, query, now).err(), Some(code));
    }
    assert!(read(Method::GET, "Limit=20".into(), TIME).unwrap().is_none());
    assert!(read(Method::POST, query(SHA1), TIME).unwrap().is_none());
}

#[test]
fn the_host_may_be_signed_without_its_port() {
    for (host, expect) in [
        ("cvm.tencentcloudapi.com:9021", None),
        ("cvm.tencentcloudapi.com:", Some("AuthFailure.SignatureFailure")),
        ("cvm.tencentcloudapi.com.:9021", Some("AuthFailure.SignatureFailure")),
    ] {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]);
        assert_eq!(read_with(headers, Method::GET, query(SHA1), TIME).err(), expect, "{host}");
    }
}
