//! Options of one client, or of one call.

use std::time::Duration;

use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud::signing::SignatureMethod;
use tencloud::{Error, ErrorKind, Language, Options};
use tencloud_tests::Ending::Silence;
use tencloud_tests::{Response, Server};

use crate::{assert_is_signed, back_up, client_of, complete, offline};

async fn backup_with(redis: &Client, options: Options) -> Result<(), Error> {
    back_up(&redis.with_options(options)).await?;
    Ok(())
}

#[tokio::test]
async fn what_is_set_is_sent_and_the_client_stays_as_it_was() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let config = complete(&server.url()).language(Language::Chinese).options(Options::new().header("X-Way", "config"));
    let redis = Client::new(&config.build().unwrap());
    let options = Options::new()
        .region("ap-singapore")
        .language(Language::English)
        .token("token-of-this-call")
        .header("X-Way", "call")
        .header("X-Other", "1");
    backup_with(&redis, options).await.unwrap();
    back_up(&redis).await.unwrap();
    let requests = server.requests();
    for (header, of_call, of_client) in [
        ("x-tc-region", Some("ap-singapore"), Some("ap-tokyo")),
        ("x-tc-language", Some("en-US"), Some("zh-CN")),
        ("x-tc-token", Some("token-of-this-call"), None),
        ("x-way", Some("call"), Some("config")),
        ("x-other", Some("1"), None),
    ] {
        assert_eq!([requests[0].header(header), requests[1].header(header)], [of_call, of_client], "{header}");
    }
    requests.iter().for_each(assert_is_signed);
}

#[tokio::test]
async fn times_and_attempts() {
    let server = Server::start([Response::raw("", Silence)]).await.unwrap();
    let redis = client_of(&server);
    let short = Duration::from_millis(50);
    for (options, attempts) in [
        (Options::new().attempt_timeout(short), 3),
        (Options::new().attempt_timeout(short).retry(ExponentialBackoff::none()), 1),
        (Options::new().call_timeout(short), 1),
    ] {
        let error = redis.with_options(options.clone()).describe_instances().send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, attempts), "{options:?}: {error}");
    }
}

/// Options override options: the last value applies, and what is not set stays as it was.
#[tokio::test]
async fn options_lie_over_each_other() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis = client_of(&server).with_options(Options::new().region("ap-seoul").language(Language::English));
    backup_with(&redis, Options::new().region("ap-beijing").signature(SignatureMethod::Tc3UnsignedPayload))
        .await
        .unwrap();
    let request = &server.requests()[0];
    for (header, value) in
        [("x-tc-region", "ap-beijing"), ("x-tc-language", "en-US"), ("x-tc-content-sha256", "UNSIGNED-PAYLOAD")]
    {
        assert_eq!(request.header(header), Some(value));
    }
}

/// The host follows the region of the call, and their zones must match.
#[tokio::test]
async fn a_region_that_changes_the_host() {
    let proxy = Server::start([Response::new(502, "")]).await.unwrap();
    let http = crate::endpoints::through_proxy(&proxy);
    let keys = tencloud::credentials::Credentials::new(crate::SECRET_ID, crate::SECRET_KEY);
    let config = offline().region("ap-tokyo").credentials(keys).retry(ExponentialBackoff::none()).http_client(http);
    let redis = Client::new(&config.build().unwrap());
    for (region, host) in
        [("ap-shanghai-fsi", "redis.ap-shanghai-fsi.tencentcloudapi.com"), ("ap-seoul", "redis.tencentcloudapi.com")]
    {
        let error = backup_with(&redis, Options::new().region(region)).await.unwrap_err();
        assert!(error.to_string().contains(host), "{error}");
        let line = proxy.requests().pop().unwrap().line;
        assert_eq!(line, format!("CONNECT {host}:443 HTTP/1.1"));
    }
    let config = complete("https://redis.tencentcloudapi.com").build().unwrap();
    let error = backup_with(&Client::new(&config), Options::new().region("ap-shanghai-fsi")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("remove the endpoint URL"), "{error}");
}

#[tokio::test]
async fn what_cannot_work_is_refused_before_anything_is_sent() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis = client_of(&server);
    let header = |name: &str, value: &str| Options::new().header(name, value);
    let mut cases = vec![
        (Options::new().region("Tokyo"), "write it like ap-tokyo"),
        (Options::new().token("line\nbreak"), "session token contains"),
        (header("two words", "x"), "invalid header name"),
        (header("", "x"), "invalid header name"),
        (header("X-Way", "line\nbreak"), "`X-Way` contains characters"),
    ];
    for name in ["Host", "content-type", "Authorization", "X-TC-Action", "x-tc-anything", "Content-Length", "TE"] {
        cases.push((header(name, "x"), "belongs to the protocol"));
    }
    for (options, part) in cases {
        let shown = format!("{options:?}");
        assert!(!shown.contains("break"), "{shown}");
        let error = backup_with(&redis, options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{shown}: {error}");
        assert!(error.to_string().contains(part), "{shown}: {error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_secret_id_that_no_header_can_carry() {
    let keys = tencloud::credentials::Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE\n", "key");
    let config = complete("http://127.0.0.1:1").credentials(keys).build().unwrap();
    let error = back_up(&Client::new(&config)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    for part in ["the secret id contains invalid characters", "line break", "remove them"] {
        assert!(error.to_string().contains(part), "{error}");
    }
}
