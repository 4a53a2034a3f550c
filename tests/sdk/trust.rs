//! The system's certificates: read when an `https` host is called, and not before.

use tencloud::credentials::{Credentials, CvmRoleCredentials, ProvideCredentials};
use tencloud::redis::Client;
use tencloud::{Config, ErrorKind};
use tencloud_tests::{Response, Server};

use crate::{SECRET_ID, SECRET_KEY, back_up, complete, offline};

/// The machine has no certificates, so this runs in a separate process.
#[test]
fn a_machine_without_certificates() {
    const CHILD: &str = "TENCLOUD_TEST_WITHOUT_CERTIFICATES";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if std::env::var_os(CHILD).is_some() {
        return runtime.block_on(without_certificates());
    }
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "trust::a_machine_without_certificates"])
        .env_clear()
        .envs([(CHILD, "1"), ("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", "/nonexistent")])
        .output();
    let output = child.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

async fn without_certificates() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    // Plain `http` needs none: neither on this machine, nor for the metadata service, nor together with `https`.
    back_up(&Client::new(&complete(&server.url()).build().unwrap())).await.unwrap();
    let _ = CvmRoleCredentials::new().metadata_url(server.url()).provide().await;
    let proxy =
        Server::start([Response::raw("HTTP/1.1 200 OK\r\n\r\n", tencloud_tests::Ending::Silence)]).await.unwrap();
    let keys = Credentials::new(SECRET_ID, SECRET_KEY);
    let config = |builder: tencloud::ConfigBuilder| -> Config {
        let environment = [("HTTPS_PROXY", proxy.url())].into_iter().collect();
        builder.environment(environment).region("ap-tokyo").credentials(keys.clone()).build().unwrap()
    };
    let mixed = config(offline().endpoint_url_for("redis", server.url()));
    back_up(&Client::new(&mixed)).await.unwrap();
    assert_eq!(server.requests().len(), 3);

    // Two hundred configurations read none; only the first call to an `https` host does.
    let configs: Vec<Config> = (0..200).map(|_| config(offline())).collect();
    let error = back_up(&Client::new(&configs[0])).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Config, 1, false), "{error}");
    for part in ["ca-certificates", "http_client"] {
        assert!(error.to_string().contains(part), "{error}");
    }
}
