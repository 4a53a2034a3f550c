//! Proxies that the environment names: rejected if they cannot be used, asked, and named in errors.

use std::time::Duration;

use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud::{Config, ConfigBuilder, ErrorKind, UntypedClient};
use tencloud_tests::Ending::{Close, Silence};
use tencloud_tests::{AcceptMode, Response, Server, ServerConfig};

use crate::{SECRET_ID, SECRET_KEY, back_up, complete, offline};

/// Returns a configuration for the product's own host, with these variables.
fn with_variables(variables: &[(&str, &str)]) -> ConfigBuilder {
    let keys = tencloud::credentials::Credentials::new(SECRET_ID, SECRET_KEY);
    let environment = variables.iter().copied().collect();
    offline().environment(environment).region("ap-tokyo").credentials(keys).retry(ExponentialBackoff::none())
}

async fn called(config: Config) -> tencloud::Error {
    back_up(&Client::new(&config)).await.unwrap_err()
}

/// Each of these was once ignored, and the call was sent directly to the internet.
#[test]
fn a_value_that_is_no_proxy_is_a_configuration_error() {
    for value in [
        " http://127.0.0.1:18801",
        "http://127.0.0.1:18801 ",
        "http://127.0.0.1:18801\n",
        "\"http://127.0.0.1:18801\"",
        "http://corp\\user:pass@127.0.0.1:18801",
        "http://user:p ss@127.0.0.1:18801",
        "ftp://127.0.0.1:18801",
        "http:127.0.0.1:18801",
        "http//127.0.0.1:18801",
        "socks5://127.0.0.1:1080",
    ] {
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            let error =
                with_variables(&[(name, value)]).build().err().unwrap_or_else(|| panic!("{value} was accepted"));
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            let text = error.to_string();
            assert!(text.contains(name) && text.contains("http://proxy.example:3128"), "{text}");
            assert!(!text.contains("pass@") && !text.contains("p ss"), "{text}");
        }
    }
    // Values that no call uses need not be valid.
    for (builder, variables) in [
        (complete("http://127.0.0.1:9021"), [("HTTPS_PROXY", "no proxy"), ("HTTP_PROXY", "no proxy")]),
        (with_variables(&[]), [("HTTP_PROXY", "no proxy"), ("NO_PROXY", "<local>")]),
    ] {
        builder.environment(variables.into_iter().collect()).build().unwrap();
    }
    let plain = complete("http://emulator:9021").allow_plain_http(true);
    let error = plain.environment([("HTTP_PROXY", "no proxy")].into_iter().collect()).build().unwrap_err();
    assert!(error.to_string().contains("HTTP_PROXY"), "{error}");
}

/// The error of a proxy contains its name, the variable and its status, and the request was not sent.
#[tokio::test]
async fn an_error_of_a_proxy_names_it() {
    for (status, part) in [
        (403, "returned status 403 to CONNECT"),
        (407, "returned status 407; it requires a user name and a password"),
        (502, "returned status 502 to CONNECT"),
        (503, "returned status 503 to CONNECT"),
    ] {
        let proxy = Server::start([Response::new(status, "<html>")]).await.unwrap();
        let url = proxy.url().replace("http://", "http://user:hunter2@");
        let error = called(with_variables(&[("HTTPS_PROXY", &url)]).build().unwrap()).await;
        let address = proxy.url().replace("http://", "");
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Connect, false), "{error}");
        for part in ["redis.tencentcloudapi.com", &format!("the proxy {address} (HTTPS_PROXY)"), part] {
            assert!(error.to_string().contains(part), "`{part}` is missing: {error}");
        }
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        let requests = proxy.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].line, "CONNECT redis.tencentcloudapi.com:443 HTTP/1.1");
        assert_eq!(requests[0].header("host"), Some("redis.tencentcloudapi.com:443"));
        assert_eq!(requests[0].header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
    }
}

/// A rejection is permanent; what may be temporary is retried, since nothing was sent.
#[tokio::test]
async fn which_errors_of_a_proxy_are_retried() {
    for (status, attempts) in [(403, 1), (407, 1), (429, 3), (500, 3), (502, 3), (503, 3)] {
        let proxy = Server::start([Response::new(status, "")]).await.unwrap();
        let retry = ExponentialBackoff::default().with_backoff(Duration::from_millis(1), Duration::from_millis(1));
        let config = with_variables(&[("https_proxy", &proxy.url())]).retry(retry).build().unwrap();
        let error = called(config).await;
        assert_eq!((error.attempts(), proxy.requests().len()), (attempts, attempts as usize), "{status}: {error}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_speak_http_or_not_at_all() {
    let short = Duration::from_millis(200);
    let silent = AcceptMode::NeverReads;
    for (accept, response, part) in [
        (AcceptMode::Refuses, Response::raw("", Close), "cannot be reached: "),
        (AcceptMode::ResetsOnAccept, Response::raw("", Close), "the proxy "),
        (AcceptMode::Serves, Response::raw("", Close), "closed the connection without responding"),
        (AcceptMode::Serves, Response::raw("SSH-2.0-OpenSSH_9.6\r\n\r\n", Close), "is not an HTTP proxy"),
        (AcceptMode::Serves, Response::raw("HTTP/1.1 200 OK\r\n", Silence), "within 200ms"),
        (AcceptMode::Serves, Response::raw("x".repeat(10_000), Silence), "endless response"),
        (silent, Response::raw("", Silence), "no connection through the proxy"),
        // The tunnel is open, but the server does not speak TLS.
        (AcceptMode::Serves, Response::raw("HTTP/1.1 200 OK\r\n\r\n", Close), "through the proxy"),
    ] {
        let config = ServerConfig { accept, ..ServerConfig::default() };
        let proxy = Server::with(config, move |_, _| response.clone()).await.unwrap();
        let error =
            called(with_variables(&[("HTTPS_PROXY", &proxy.url())]).connect_timeout(short).build().unwrap()).await;
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Connect, false), "{part}: {error}");
        let address = proxy.url().replace("http://", "");
        assert!(error.to_string().contains(part) && error.to_string().contains(&address), "{part}: {error}");
    }
    // The attempt timeout may be shorter than the connect timeout: still, nothing was sent.
    let config = ServerConfig { accept: silent, ..ServerConfig::default() };
    let proxy = Server::with(config, |_, _| Response::raw("", Silence)).await.unwrap();
    let error = called(with_variables(&[("HTTPS_PROXY", &proxy.url())]).attempt_timeout(short).build().unwrap()).await;
    assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Timeout, false), "{error}");
    assert!(error.to_string().contains("no connection to redis.tencentcloudapi.com within 200ms"), "{error}");
}

/// Plain `http` is sent to the proxy unchanged, with the proxy's authorization.
#[tokio::test]
async fn plain_http_is_forwarded() {
    let proxy = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let url = proxy.url().replace("http://", "http://user:hunter2@");
    let config = with_variables(&[("HTTP_PROXY", &url)]).endpoint_url("http://emulator:9021").allow_plain_http(true);
    assert_eq!(back_up(&Client::new(&config.build().unwrap())).await.unwrap().task_id, 1);
    let requests = proxy.requests();
    assert_eq!(requests[0].line, "POST http://emulator:9021/ HTTP/1.1");
    assert_eq!(requests[0].header("host"), Some("emulator:9021"));
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
    assert_eq!(requests[0].header("authorization"), Some(crate::signature(&requests[0], "redis").as_str()));
}

/// Neither this machine, nor the metadata service, nor the hosts in `NO_PROXY` are called through a proxy.
#[tokio::test]
async fn what_is_called_directly() {
    use tencloud::credentials::{CvmRoleCredentials, ProvideCredentials};

    let proxy = Server::start([Response::new(502, "")]).await.unwrap();
    let variables = [("HTTP_PROXY", proxy.url()), ("HTTPS_PROXY", proxy.url()), ("ALL_PROXY", proxy.url())];
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    for url in [server.url(), server.url().replace("127.0.0.1", "localhost")] {
        let config = complete(&url).environment(variables.clone().into_iter().collect()).build().unwrap();
        back_up(&Client::new(&config)).await.unwrap();
    }
    let _ = CvmRoleCredentials::new().metadata_url(server.url()).provide().await;
    assert_eq!((server.requests().len(), proxy.requests().len()), (3, 0));

    let excepted = [("HTTPS_PROXY", proxy.url()), ("NO_PROXY", "10.0.0.0/8,*.invalid".to_owned())];
    let config = offline().environment(excepted.into_iter().collect()).region("ap-tokyo").root_domain("cloud.invalid");
    let keys = tencloud::credentials::Credentials::new(SECRET_ID, SECRET_KEY);
    let config = config.credentials(keys).retry(ExponentialBackoff::none()).build().unwrap();
    let cvm = UntypedClient::new(&config, "cvm", "2017-03-12");
    let error = cvm.call("DescribeZones", serde_json::json!({})).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.to_string().contains("HTTPS_PROXY"), "{error}");
    assert_eq!(proxy.requests().len(), 0);
}
