//! Where calls are sent, and what is rejected before anything is sent.

use std::time::Duration;

use tencloud::credentials::Credentials;
use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud::{Config, ConfigBuilder, Error, ErrorKind, Language, Site};
use tencloud_tests::{Response, Server};

use crate::{SECRET_ID, SECRET_KEY, assert_is_signed, back_up, complete, offline};

fn keys() -> Credentials {
    Credentials::new(SECRET_ID, SECRET_KEY)
}

/// An HTTP client that trusts no certificate, and can therefore only work without TLS.
pub(crate) fn plain() -> reqwest::ClientBuilder {
    let provider = rustls::crypto::aws_lc_rs::default_provider().into();
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls)
}

/// An HTTP client that asks the given server for every connection, as it would ask a company's proxy.
pub(crate) fn through_proxy(proxy: &Server) -> reqwest::Client {
    plain().proxy(reqwest::Proxy::all(proxy.url()).unwrap()).build().unwrap()
}

async fn backup_by(config: &Config) -> Result<(), Error> {
    back_up(&Client::new(config)).await?;
    Ok(())
}

/// A configuration without an endpoint URL, and with only the given settings.
fn calling(region: &str, site: Site, proxy: &Server) -> ConfigBuilder {
    let builder = offline().credentials(keys()).retry(ExponentialBackoff::none());
    builder.region(region).site(site).http_client(through_proxy(proxy))
}

/// The host that a proxy is asked to connect to is the host that is really called.
#[tokio::test]
async fn the_host_follows_the_region() {
    for (region, site, host) in [
        ("ap-tokyo", Site::China, "redis.tencentcloudapi.com"),
        ("ap-shanghai", Site::China, "redis.tencentcloudapi.com"),
        ("ap-shanghai-fsi", Site::China, "redis.ap-shanghai-fsi.tencentcloudapi.com"),
        ("ap-shenzhen-fsi", Site::China, "redis.ap-shenzhen-fsi.tencentcloudapi.com"),
        ("ap-beijing-fsi", Site::China, "redis.ap-beijing-fsi.tencentcloudapi.com"),
        ("ap-singapore", Site::International, "redis.intl.tencentcloudapi.com"),
        ("ap-guangzhou", Site::Internal, "redis.internal.tencentcloudapi.com"),
    ] {
        let proxy = Server::start([Response::new(502, "")]).await.unwrap();
        let config = calling(region, site, &proxy).build().unwrap();
        let error = backup_by(&config).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Connect, false), "{region}: {error}");
        let asked: Vec<_> = proxy.requests().into_iter().map(|request| request.line).collect();
        assert_eq!(asked, [format!("CONNECT {host}:443 HTTP/1.1")], "{region}");
    }
}

/// Errors contain the fix and are returned by `build`, so nothing can have been sent.
#[tokio::test]
async fn what_cannot_work_is_refused_when_it_is_built() {
    type Mistake = fn(ConfigBuilder) -> ConfigBuilder;
    let cases: &[(Mistake, &[&str])] = &[
        (
            |builder| builder.region("ap-shanghai-fsi").endpoint_url("https://redis.tencentcloudapi.com"),
            &["ap-shanghai-fsi", "redis.tencentcloudapi.com", "remove the endpoint URL"],
        ),
        (
            |builder| builder.region("ap-tokyo").endpoint_url("https://redis.ap-shanghai-fsi.tencentcloudapi.com"),
            &["ap-tokyo", "ap-shanghai-fsi", "remove the endpoint URL"],
        ),
        (
            |builder| builder.region("ap-shanghai-fsi").endpoint_url("https://REDIS.TencentCloudAPI.com/"),
            &["ap-shanghai-fsi", "remove the endpoint URL"],
        ),
        (|builder| builder.region("ap-shanghai-fsi").site(Site::International), &["ap-shanghai-fsi", "Site::China"]),
        (|builder| builder.region("ap-shanghai-fsi").site(Site::Internal), &["ap-shanghai-fsi", "Site::China"]),
        (|builder| builder.endpoint_url("http://redis.tencentcloudapi.com"), &["https://redis.tencentcloudapi.com"]),
        (|builder| builder.endpoint_url("http://10.0.0.1:8080"), &["loopback", "https://10.0.0.1"]),
        (|builder| builder.endpoint_url("http://localhost.example.com"), &["loopback"]),
        (|builder| builder.endpoint_url("http://127.0.0.1.example.com"), &["loopback"]),
        (|builder| builder.endpoint_url("redis.tencentcloudapi.com"), &["write `https://redis.tencentcloudapi.com`"]),
        (|builder| builder.endpoint_url("localhost:9021"), &["write `http://localhost:9021`"]),
        (
            |builder| builder.options(tencloud::Options::new().header("Host", "a.example")),
            &["`Host`", "belongs to the protocol"],
        ),
        (|builder| builder.endpoint_url(""), &["endpoint URL"]),
        (
            |builder| builder.endpoint_url("https://redis.tencentcloudapi.com/v2?a=b"),
            &["https://redis.tencentcloudapi.com"],
        ),
        (|builder| builder.region(""), &["region", "ap-tokyo"]),
        (|builder| builder.region("ap-tokyo.evil.example/"), &["region", "ap-tokyo"]),
        (|builder| builder.region("Tokyo"), &["Tokyo", "ap-tokyo"]),
        (|builder| builder.request_client("two words"), &["two words", "letters, digits"]),
        (|builder| builder.request_client("line\nbreak"), &["letters, digits"]),
        (|builder| builder.request_client("数据库"), &["letters, digits"]),
        (|builder| builder.request_client("a".repeat(129)), &["too long", "characters"]),
        (|builder| builder.request_client("a".repeat(128)), &["too long", "characters"]),
        (|builder| builder.request_client("a".repeat(500)), &["too long", "characters"]),
    ];
    for (index, (mistake, parts)) in cases.iter().enumerate() {
        let error = mistake(offline().credentials(keys())).build().err();
        let error = error.unwrap_or_else(|| panic!("case {index} ({parts:?}) was accepted"));
        assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Config, 0, false), "{error}");
        for part in *parts {
            assert!(error.to_string().contains(part), "case {index}: `{part}` is missing: {error}");
        }
    }
}

/// The number of characters in the error is the number that is accepted.
#[test]
fn a_request_client_of_full_length() {
    let built = |length: usize| offline().request_client("a".repeat(length)).build();
    let fits = |length: &usize| built(*length).is_ok();
    let longest = (0..=128).rev().find(fits).unwrap();
    assert!((64..=128).contains(&longest), "{longest}");
    let error = built(longest + 1).unwrap_err().to_string();
    assert!(error.contains(&format!("{longest} characters")), "{error}");
}

/// Accepted although they look odd.
#[test]
fn what_is_accepted() {
    for (region, url) in [
        ("ap-shanghai-fsi", "https://redis.ap-shanghai-fsi.tencentcloudapi.com"),
        ("ap-shanghai-fsi", "http://127.0.0.1:9021"),
        ("ap-shanghai-fsi", "https://proxy.example.com:8443"),
        ("ap-tokyo", "http://[::1]:9021/"),
        ("ap-tokyo", "http://localhost:9021"),
        ("xx-nowhere-9", "https://redis.tencentcloudapi.com"),
    ] {
        let built = offline().region(region).endpoint_url(url).build();
        assert!(built.is_ok(), "{region} {url}: {built:?}");
    }
}

/// What only a call can find missing ends the call before anything is sent, without a retry.
#[tokio::test]
async fn what_is_missing_when_a_call_is_made() {
    type Gap = fn(ConfigBuilder) -> ConfigBuilder;
    let cases: &[(Gap, ErrorKind, &[&str])] = &[
        (|builder| builder.credentials(keys()), ErrorKind::Config, &["region", "TENCENTCLOUD_REGION"]),
        (
            |builder| builder.region("ap-tokyo"),
            ErrorKind::Credentials,
            &["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"],
        ),
        (
            |builder| {
                builder.region("ap-tokyo").environment([("TENCENTCLOUD_SECRET_ID", SECRET_ID)].into_iter().collect())
            },
            ErrorKind::Credentials,
            &["TENCENTCLOUD_SECRET_ID is set", "TENCENTCLOUD_SECRET_KEY is not"],
        ),
        (
            |builder| {
                builder.region("ap-tokyo").environment([("TENCENTCLOUD_SECRET_KEY", SECRET_KEY)].into_iter().collect())
            },
            ErrorKind::Credentials,
            &["TENCENTCLOUD_SECRET_KEY is set", "TENCENTCLOUD_SECRET_ID is not"],
        ),
        (
            |builder| builder.region("ap-tokyo").credentials(Credentials::new("AKID\n", SECRET_KEY)),
            ErrorKind::Config,
            &["the secret id"],
        ),
        (
            |builder| builder.region("ap-tokyo").credentials(keys().with_token("to\nken")),
            ErrorKind::Config,
            &["the session token"],
        ),
    ];
    for (index, (gap, kind, parts)) in cases.iter().enumerate() {
        let server = Server::start([Response::of(r#"{"TaskId":1}"#)]).await.unwrap();
        let config = gap(offline().endpoint_url(server.url())).build().unwrap();
        let error = backup_by(&config).await.err().unwrap_or_else(|| panic!("case {index} was sent"));
        assert_eq!((error.kind(), error.may_have_acted()), (*kind, false), "{error}");
        for part in *parts {
            assert!(error.to_string().contains(part), "case {index}: `{part}` is missing: {error}");
        }
        assert!(!error.to_string().contains(SECRET_KEY), "{error}");
        assert_eq!(server.requests().len(), 0, "{error}");
    }
}

/// Variables set what the program does not, and never override it.
#[tokio::test]
async fn variables_of_the_environment() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let variables = [
        ("TENCENTCLOUD_REGION", "ap-seoul".to_owned()),
        ("TENCENTCLOUD_ENDPOINT_URL", server.url()),
        ("TENCENTCLOUD_SECRET_ID", SECRET_ID.to_owned()),
        ("TENCENTCLOUD_SECRET_KEY", SECRET_KEY.to_owned()),
        ("TENCENTCLOUD_SESSION_TOKEN", "the-token".to_owned()),
    ];
    let from_environment = || offline().environment(variables.clone().into_iter().collect());
    let own_keys = Credentials::new("AKIDother", "other");
    for (builder, region, id, token) in [
        (from_environment(), "ap-seoul", SECRET_ID, Some("the-token")),
        (from_environment().region("ap-tokyo"), "ap-tokyo", SECRET_ID, Some("the-token")),
        (from_environment().credentials(own_keys), "ap-seoul", "AKIDother", None),
    ] {
        backup_by(&builder.build().unwrap()).await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("x-tc-region"), Some(region));
        assert_eq!(request.header("x-tc-token"), token);
        let credential = format!("Credential={id}/");
        assert!(request.header("authorization").unwrap().contains(&credential), "{request:?}");
    }
    let elsewhere = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    backup_by(&from_environment().endpoint_url(elsewhere.url()).build().unwrap()).await.unwrap();
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (3, 1));
}

/// The host is signed as it is sent, including its port. The other headers are those of the configuration.
#[tokio::test]
async fn the_headers_of_a_request() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let by_name = server.url().replace("127.0.0.1", "localhost");
    for url in [server.url(), by_name] {
        let builder = complete(&url).language(Language::English).request_client("nightly-job,v1.2;x_y");
        backup_by(&builder.build().unwrap()).await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.header("host"), url.strip_prefix("http://"));
        assert_is_signed(&request);
        assert_eq!(request.header("x-tc-language"), Some("en-US"));
        let program = request.header("x-tc-requestclient").unwrap();
        assert!(program.ends_with(";nightly-job,v1.2;x_y"), "{program}");
    }
}

/// Providers without credentials: one that has none, one that fails, and one that hangs.
#[tokio::test]
async fn providers_of_keys_that_give_none() {
    use tencloud::credentials::{CredentialsError, ProvideCredentials, ProvideFuture};

    #[derive(Clone, Copy, Debug)]
    enum Provider {
        WithoutKeys,
        Broken,
        Hanging,
    }
    fn failing(error: CredentialsError) -> ProvideFuture<'static> {
        Box::pin(std::future::ready(Err(error)))
    }
    impl ProvideCredentials for Provider {
        fn provide(&self) -> ProvideFuture<'_> {
            match self {
                Provider::WithoutKeys => failing(CredentialsError::not_set_up("vault: VAULT is not set")),
                Provider::Broken => failing(CredentialsError::new("the vault is shut")),
                Provider::Hanging => Box::pin(std::future::pending()),
            }
        }
    }

    let server = Server::start([Response::of(r#"{"TaskId":1}"#)]).await.unwrap();
    let limited = || complete(&server.url()).call_timeout(Duration::from_millis(50));
    for (builder, kind, part) in [
        (limited().credentials(Provider::WithoutKeys), ErrorKind::Credentials, "VAULT is not set"),
        (limited().credentials(Provider::Broken), ErrorKind::Credentials, "the vault is shut"),
        (limited().credentials(Provider::Hanging), ErrorKind::Timeout, "50ms"),
    ] {
        let error = backup_by(&builder.build().unwrap()).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted()), (kind, false), "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}
