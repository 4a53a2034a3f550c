//! Connections: reused, and made through proxies.

use std::time::Duration;

use tencloud::ErrorKind;
use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud_tests::{Response, Server};

use crate::{back_up, client_of, offline};

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"InstanceSet":[],"TotalCount":0,"RequestId":"id"}"#)
}

#[tokio::test]
async fn calls_in_turn_share_one_connection() {
    // API errors and gateways' pages do not close a connection.
    let responses = [success(), Response::api_error("ResourceNotFound"), Response::new(404, "<html>"), success()];
    let server = Server::start(responses).await.unwrap();
    let redis = client_of(&server);
    for call in 0..50 {
        // Clients with other options call over the same connections.
        let redis = redis.with_options(tencloud::Options::new().region("ap-seoul"));
        assert_eq!(back_up(&redis).await.is_ok(), !matches!(call, 1 | 2), "{call}");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 50);
    assert!(requests.iter().all(|request| request.connection == 0));
}

/// The proxy's variables are set for the whole process, so this runs in a separate process.
#[test]
fn the_environments_proxy_is_asked() {
    const CHILD: &str = "TENCLOUD_TEST_PROXIED";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if std::env::var_os(CHILD).is_some() {
        let keys = tencloud::credentials::Credentials::new(crate::SECRET_ID, crate::SECRET_KEY);
        let config = offline().region("ap-tokyo").credentials(keys).retry(ExponentialBackoff::none()).build().unwrap();
        let error = runtime.block_on(back_up(&Client::new(&config))).unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Connect, false), "{error}");
        return;
    }
    runtime.block_on(async {
        for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
            let proxy = Server::start([Response::new(403, "")]).await.unwrap();
            let child = tokio::task::spawn_blocking({
                let url = proxy.url();
                move || {
                    std::process::Command::new(std::env::current_exe().unwrap())
                        .args(["--exact", "connections::the_environments_proxy_is_asked"])
                        .env_clear()
                        .env(CHILD, "1")
                        .env(variable, url)
                        .output()
                }
            });
            let output = tokio::time::timeout(Duration::from_secs(60), child).await.unwrap().unwrap().unwrap();
            assert!(output.status.success(), "{variable}: {}", String::from_utf8_lossy(&output.stdout));
            let lines: Vec<_> = proxy.requests().into_iter().map(|request| request.line).collect();
            assert_eq!(lines, ["CONNECT redis.tencentcloudapi.com:443 HTTP/1.1"], "{variable}");
        }
    });
}
