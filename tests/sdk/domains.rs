//! Endpoints of single products, in private clouds, behind gateways, and in other containers.

use serde_json::json;
use tencloud::credentials::{AssumeRoleCredentials, Credentials, ProvideCredentials, TkeOidcCredentials};
use tencloud::redis::Client;
use tencloud::{Config, ConfigBuilder, Error, ErrorKind, UntypedClient};
use tencloud_tests::{Response, Server};

use crate::{SECRET_ID, SECRET_KEY, assert_is_signed, back_up, complete, offline};

const REDIS: &str = "https://redis.internal.tencentcloudapi.com";

/// Returns a configuration whose connections all ask a proxy, which shows where they lead.
fn through(proxy: &Server) -> ConfigBuilder {
    let http = crate::endpoints::through_proxy(proxy);
    complete(REDIS).http_client(http).retry(tencloud::retry::ExponentialBackoff::none())
}

async fn call(config: &Config, product: &str, action: &str) -> Error {
    let client = UntypedClient::new(config, product, "2017-03-12");
    client.call(action, json!({})).send().await.unwrap_err()
}

fn lines(proxy: &Server) -> Vec<String> {
    proxy.requests().into_iter().map(|request| request.line).collect()
}

/// The first label of the host names its product.
#[tokio::test]
async fn the_host_of_one_product_serves_no_other() {
    let proxy = Server::start([Response::new(502, "")]).await.unwrap();
    let config = through(&proxy).build().unwrap();
    for (product, action) in [("cvm", "DescribeZones"), ("sts", "GetCallerIdentity")] {
        let error = call(&config, product, action).await;
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Config, false), "{error}");
        for part in ["redis.internal.tencentcloudapi.com", product, "endpoint_url_for", "root_domain"] {
            assert!(error.to_string().contains(part), "`{part}` is missing: {error}");
        }
    }
    assert_eq!(lines(&proxy).len(), 0);
    assert_eq!(call(&config, "redis", "DescribeInstances").await.kind(), ErrorKind::Connect);
    assert_eq!(lines(&proxy), ["CONNECT redis.internal.tencentcloudapi.com:443 HTTP/1.1"]);

    let by_variable = [("TENCENTCLOUD_ENDPOINT_URL", REDIS)].into_iter().collect();
    let keys = Credentials::new(SECRET_ID, SECRET_KEY);
    let config = offline().environment(by_variable).region("ap-tokyo").credentials(keys).build().unwrap();
    assert_eq!(call(&config, "cvm", "DescribeZones").await.kind(), ErrorKind::Config);
}

/// The SDK's own calls of STS: neither the token of a pod nor a request for a role is sent to the host of another
/// product.
#[tokio::test]
async fn sts_is_called_at_the_same_domain() {
    const STS: &str = "CONNECT sts.internal.tencentcloudapi.com:443 HTTP/1.1";
    let proxy = Server::start([Response::new(502, "")]).await.unwrap();
    let config = through(&proxy).build().unwrap();
    AssumeRoleCredentials::new(&config, "qcs::cam::uin/1:roleName/r").provide().await.unwrap_err();
    assert_eq!(lines(&proxy), [STS]);

    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("token"), "the-token").unwrap();
    let variables = [
        ("TKE_REGION", "ap-tokyo"),
        ("TKE_PROVIDER_ID", "provider"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("TKE_ROLE_ARN", "qcs::cam::uin/1:roleName/r"),
    ];
    let environment = variables.into_iter().collect::<tencloud::Environment>().with_root(root.path());
    TkeOidcCredentials::new(environment).sts(through(&proxy)).provide().await.unwrap_err();
    assert_eq!(lines(&proxy), [STS, STS]);
}

#[tokio::test]
async fn endpoints_for_single_products_and_root_domains() {
    let proxy = Server::start([Response::new(502, "")]).await.unwrap();
    let elsewhere = "https://cvm.private.example:8443";
    let config = through(&proxy).root_domain("cloud.example").endpoint_url_for("cvm", elsewhere).build().unwrap();
    let error = call(&config, "sts", "GetCallerIdentity").await;
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    call(&config, "cvm", "DescribeZones").await;
    let keys = Credentials::new(SECRET_ID, SECRET_KEY);
    let config = offline().region("ap-tokyo").credentials(keys).http_client(crate::endpoints::through_proxy(&proxy));
    let config =
        config.root_domain("cloud.example").retry(tencloud::retry::ExponentialBackoff::none()).build().unwrap();
    call(&config, "redis", "DescribeInstances").await;
    call(&config, "sts", "GetCallerIdentity").await;
    let hosts = ["cvm.private.example:8443", "redis.cloud.example:443", "sts.cloud.example:443"];
    assert_eq!(lines(&proxy), hosts.map(|host| format!("CONNECT {host} HTTP/1.1")));

    let of_another = offline().endpoint_url_for("redis", "https://cvm.tencentcloudapi.com").build().unwrap_err();
    assert!(of_another.to_string().contains("a host of cvm"), "{of_another}");
    let shown = format!("{config:?} {:?}", offline().endpoint_url("https://user:hunter2@a.example"));
    assert!(shown.contains("cloud.example") && !shown.contains("hunter2"), "{shown}");
}

/// The path leads to the gateway; what is signed is the path of the API, `/`.
#[tokio::test]
async fn a_gateway_with_a_path() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    for (path, received) in [("/tencent/", "/tencent/"), ("/a/b", "/a/b"), ("/", "/"), ("", "/")] {
        let redis = Client::new(&complete(&format!("{}{path}", server.url())).build().unwrap());
        back_up(&redis).await.unwrap();
        let mut request = server.requests().pop().unwrap();
        assert_eq!(request.line, format!("POST {received} HTTP/1.1"));
        request.line = "POST / HTTP/1.1".to_owned();
        assert_is_signed(&request);
    }
    let get = tencloud::Options::new().signature(tencloud::signing::SignatureMethod::Tc3Get);
    let redis = Client::new(&complete(&format!("{}/tencent/", server.url())).options(get).build().unwrap());
    back_up(&redis).await.unwrap();
    assert_eq!(server.requests().pop().unwrap().line, "GET /tencent/?InstanceId=crs-5a4py64p HTTP/1.1");
}

/// Connects to one host, and signs another.
#[tokio::test]
async fn a_host_that_is_signed_but_not_connected_to() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let own = complete(&server.url()).sign_host("redis.tencentcloudapi.com").build().unwrap();
    let of_program = complete(&server.url()).sign_host("redis.tencentcloudapi.com");
    let of_program = of_program.http_client(crate::endpoints::plain().build().unwrap()).build().unwrap();
    for config in [&own, &of_program] {
        back_up(&Client::new(config)).await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("host"), Some("redis.tencentcloudapi.com"));
        assert_is_signed(&request);
    }
    let error = call(&own, "cvm", "DescribeZones").await;
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    for (builder, part) in [
        (complete(&server.url()).sign_host("https://redis.tencentcloudapi.com"), "invalid host to sign"),
        (complete(&server.url()).sign_host("a host"), "invalid host to sign"),
        (offline().sign_host("redis.tencentcloudapi.com"), "endpoint_url"),
        (complete(&server.url()).sign_host("redis.tencentcloudapi.com").region("ap-shanghai-fsi"), "financial"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(part), "{error}");
    }
}

/// Plain `http` to another container must be allowed explicitly, by the program or by its environment.
#[test]
fn plain_http_beyond_this_machine() {
    const VARIABLE: &str = "TENCENTCLOUD_ALLOW_PLAIN_HTTP";
    for url in ["http://emulator:9021", "http://host.docker.internal:9021", "http://172.17.0.1:9021"] {
        let with = |value: &str| complete(url).environment([(VARIABLE, value)].into_iter().collect());
        for (builder, accepted) in [
            (complete(url), false),
            (complete(url).allow_plain_http(true), true),
            (with("true"), true),
            (with("1"), true),
            (with("false"), false),
            (with("0"), false),
            (with("true").allow_plain_http(false), false),
            (with("yes, please"), false),
        ] {
            let built = builder.build();
            assert_eq!(built.is_ok(), accepted, "{url}: {built:?}");
            if let Err(error) = built {
                assert!(error.kind() == ErrorKind::Config && error.to_string().contains(VARIABLE), "{error}");
            }
        }
    }
    assert!(offline().endpoint_url("https://gateway.example/tencent/").build().is_ok());
}

/// The dot that makes a name absolute is neither sent nor signed, and does not hide the zone.
#[tokio::test]
async fn a_trailing_dot() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let url = server.url().replace("127.0.0.1", "localhost.");
    back_up(&Client::new(&complete(&url).build().unwrap())).await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.header("host"), server.url().replace("127.0.0.1", "localhost").strip_prefix("http://"));
    assert_is_signed(&request);
    let error = complete("https://redis.tencentcloudapi.com.").region("ap-shanghai-fsi").build().unwrap_err();
    assert!(error.to_string().contains("remove the endpoint URL"), "{error}");
}
