//! Secrets appear nowhere: not in `Debug`, not in an error, not in a log at the lowest level, not in a panic.
//!
//! A key, a token and passwords are planted, servers return them in every place of a response, and everything that can
//! be read afterwards is searched. This binary owns its process, so that it records everything that is logged in it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic is how a test fails")]

#[path = "secrets/echoes.rs"]
mod echoes;
#[path = "sdk/log_capture.rs"]
mod log_capture;
#[path = "sdk/recorder.rs"]
mod recorder;

use std::panic::catch_unwind;
use std::time::Duration;

use log_capture::{Texts, assert_nothing_is_told, leaks, listening, unwrap};
use serde_json::json;
use tencloud::credentials::{
    AssumeRoleCredentials, Chain, CommandCredentials, Credentials, CvmRoleCredentials, EnvironmentCredentials,
    ProfileCredentials, ProvideCredentials, TkeOidcCredentials,
};
use tencloud::redis::{Client, CreateInstancesRequest, RestoreInstanceRequest};
use tencloud::retry::ExponentialBackoff;
use tencloud::signing::SignatureMethod;
use tencloud::signing::tc3::SigningKey;
use tencloud::{Config, ConfigBuilder, Environment, Options, Secret};
use tencloud_tests::Ending::{Close, Silence};
use tencloud_tests::{Request, Response, Server};

const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const TOKEN: &str = "tokenMadeUpForThisTest-wJalrXUtnFEMI-K7MDENG";
const PASSWORD: &str = "Pass-word:of+a,new;instance~0123";
const HEADER: &str = "headerMadeUpForThisTest-0123456789";
const SECRETS: [&str; 3] = [SECRET_KEY, TOKEN, PASSWORD];

fn keys() -> Credentials {
    Credentials::new(SECRET_ID, SECRET_KEY).with_token(TOKEN)
}

fn builder(url: &str) -> ConfigBuilder {
    Config::builder()
        .environment(std::iter::empty::<(String, String)>().collect())
        .region("ap-tokyo")
        .credentials(keys())
        .endpoint_url(url)
        .attempt_timeout(Duration::from_millis(100))
        .retry(ExponentialBackoff::default().with_backoff(Duration::from_millis(1), Duration::from_millis(1)))
}

fn purchase(redis: &Client) -> CreateInstancesRequest {
    let purchase = redis.create_instances().type_id(18).mem_size(1024).goods_num(1).period(1).billing_mode(0);
    purchase.password(PASSWORD).into_request()
}

fn restore(redis: &Client) -> RestoreInstanceRequest {
    redis.restore_instance().instance_id("crs-5a4py64p").backup_id("1").password(PASSWORD).into_request()
}

/// Sends a request with a password and one without, and keeps everything that results.
async fn call(place: &str, url: &str, texts: &mut Texts) {
    let redis = Client::new(&builder(url).build().unwrap());
    match redis.send(&purchase(&redis)).await {
        Ok(response) => texts.debug(place, &response),
        Err(error) => texts.error(&format!("CreateInstances, {place}"), error),
    }
    match redis.send(&restore(&redis)).await {
        Ok(response) => texts.debug(place, &response),
        Err(error) => texts.error(&format!("RestoreInstance, {place}"), error),
    }
    match redis.describe_instances().send().await {
        Ok(response) => texts.debug(place, &response),
        Err(error) => texts.error(&format!("DescribeInstances, {place}"), error),
    }
}

/// The same with the password in a query or a form, together with a custom header.
#[tokio::test]
async fn other_ways_to_sign() {
    let (recorder, _alone) = listening().await;
    let (mut texts, said_before) = (Texts::default(), recorder.lines().len());
    for response in [
        Response::of(r#"{"TaskId":1,"RequestId":"id"}"#),
        Response::api_error("RequestLimitExceeded"),
        Response::raw("", Close),
    ] {
        let server = Server::start([response]).await.unwrap();
        for method in [SignatureMethod::Tc3Get, SignatureMethod::HmacSha256, SignatureMethod::HmacSha1Get] {
            let options = Options::new().signature(method).token(TOKEN).header("X-Gateway-Key", HEADER);
            texts.debug("options", &options);
            let redis = Client::new(&builder(&server.url()).options(options).build().unwrap());
            texts.debug("a client", &redis);
            match redis.send(&restore(&redis)).await {
                Ok(response) => texts.debug("a response", &response),
                Err(error) => texts.error("RestoreInstance", error),
            }
        }
        let sent = server.requests();
        let first = &sent[0];
        assert!(first.line.contains("Password=Pass-word%3Aof%2Ba") && first.header("x-gateway-key") == Some(HEADER));
    }
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&[SECRET_KEY, TOKEN, PASSWORD, HEADER]));
}

/// Calls a server that builds its responses from the secrets that it received: the key and the token, and the password
/// if there is one. Returns everything that reveals them, or the signatures, in the log.
async fn call_server(place: &str, response: impl Fn(&str) -> Response + Send + Sync + 'static) -> Vec<String> {
    let (recorder, _alone) = listening().await;
    let script = move |_, request: &Request| {
        let mut sent = format!("{SECRET_KEY} and {}", request.header("x-tc-token").unwrap());
        if leaks(&String::from_utf8_lossy(&request.body), &SECRETS) == [PASSWORD] {
            sent = format!("{sent} and {PASSWORD}");
        }
        response(&sent)
    };
    let server = Server::answering(script).await.unwrap();
    let (mut texts, said_before) = (Texts::default(), recorder.lines().len());
    call(place, &server.url(), &mut texts).await;
    for line in recorder.lines().split_off(said_before) {
        texts.add(format!("the log, {place}"), line);
    }
    let requests = server.requests();
    let signature = |request: &Request| {
        let (_, signature) = request.header("authorization")?.split_once("Signature=")?;
        Some(signature.to_owned())
    };
    let signatures: Vec<_> = requests.iter().filter_map(signature).collect();
    // What is searched for was sent; otherwise, it could not be found anywhere.
    assert!(requests.len() >= 3 && signatures.len() == requests.len(), "{place}: {requests:?}");
    assert_eq!(requests[0].header("x-tc-token"), Some(TOKEN));
    assert_eq!(leaks(&String::from_utf8_lossy(&requests[0].body), &SECRETS), [PASSWORD]);
    texts.told(&SECRETS.into_iter().chain(signatures.iter().map(String::as_str)).collect::<Vec<_>>())
}

/// Without this, finding nothing would prove nothing.
#[tokio::test]
async fn what_is_planted_is_found() {
    const CONTROL: &str = "control-secret-0123456789";
    let (recorder, _alone) = listening().await;
    let span = tracing::info_span!("control", early = CONTROL, late = tracing::field::Empty);
    span.in_scope(|| {
        tracing::Span::current().record("late", CONTROL);
    });
    tracing::trace!(bytes = ?CONTROL.as_bytes(), "said as numbers");
    tracing::trace!("said by tracing: {}", &CONTROL[..13]);
    log::trace!("said by log: {CONTROL}");
    catch_unwind(|| unwrap(Err(CONTROL))).unwrap_err();
    let found: Vec<_> = recorder.lines().into_iter().filter(|line| !leaks(line, &[CONTROL]).is_empty()).collect();
    let starts = ["span secrets control", "later", "TRACE", "TRACE", "log TRACE", "panic"];
    assert_eq!(found.len(), starts.len(), "{found:?}");
    for (line, start) in found.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }

    let mut texts = Texts::default();
    texts.debug("a harmless text", &"control");
    texts.debug("a text", &CONTROL);
    let told = texts.told(&[CONTROL]);
    assert!(told.len() == 1 && told[0].starts_with("Debug of a text tells"), "{told:?}");
}

#[test]
fn what_holds_secrets_does_not_show_them() {
    let mut texts = Texts::default();
    let variables =
        [("TENCENTCLOUD_SECRET_ID", SECRET_ID), ("TENCENTCLOUD_SECRET_KEY", SECRET_KEY), ("TENCENTCLOUD_TOKEN", TOKEN)];
    let environment: Environment = variables.into_iter().collect();
    let config = builder("http://127.0.0.1:1").build().unwrap();
    let redis = Client::new(&config);
    texts.debug("credentials", &keys());
    texts.debug("secrets", &[Secret::new(SECRET_KEY), TOKEN.into(), PASSWORD.into()]);
    texts.debug("an environment", &environment);
    texts.debug("a provider", &EnvironmentCredentials::new(environment.clone()));
    texts.debug("a chain", &Chain::default_for(&environment));
    texts.debug("a chain of keys", &Chain::new(vec![Box::new(keys())]));
    texts.debug("a builder", &builder("http://127.0.0.1:1").environment(environment.clone()));
    texts.debug("a configuration", &config);
    texts.debug("a configuration of variables", &Config::builder().environment(environment).build().unwrap());
    texts.debug("a client", &redis);
    texts.debug("a client's clone", &redis.clone());
    texts.debug("a signing key", &SigningKey::derive(SECRET_KEY, 1_551_113_065, "redis"));
    texts.debug("a purchase being built", &redis.create_instances().password(PASSWORD));
    texts.debug("a restore being built", &redis.restore_instance().password(PASSWORD));
    texts.debug("a purchase", &purchase(&redis));
    texts.debug("a restore", &restore(&redis));
    let change = redis.modify_instance_password().instance_id("crs-5a4py64p").old_password(PASSWORD);
    texts.debug("a change of passwords", &change.password(PASSWORD).into_request());
    texts.debug("a waiter", &redis.wait_for_task(1));
    assert_nothing_is_told(&texts.told(&SECRETS));
    // They are present: the order that was shown above does contain its password.
    assert_eq!(leaks(&serde_json::to_string(&purchase(&redis)).unwrap(), &SECRETS), [PASSWORD]);
}

/// Every source of credentials, both if it works and if its credentials are part of what is wrong.
#[tokio::test]
async fn sources_of_keys() {
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let root = tempfile::tempdir().unwrap();
    let environment = |variables: &[(&str, &str)]| {
        variables
            .iter()
            .copied()
            .chain([("HOME", "/"), ("USERPROFILE", "/")])
            .collect::<Environment>()
            .with_root(root.path())
    };
    let file = |name: &str, text: &str| std::fs::write(root.path().join(name), text).unwrap();
    let pair = format!("[default]\nsecret_id = {SECRET_ID}\nsecret_key = {SECRET_KEY}\ntoken = {TOKEN}\n");
    file("good", &pair);
    file("bad", &format!("{pair}{PASSWORD}"));
    file("token", TOKEN);
    let profile = |name| ProfileCredentials::new(environment(&[("TENCENTCLOUD_CREDENTIALS_FILE", name)]));

    let given = format!(r#""TmpSecretId":"{SECRET_ID}","TmpSecretKey":"{SECRET_KEY}","Token":"{TOKEN}""#);
    let granted = format!(r#"{{"Credentials":{{{given}}},"ExpiredTime":4102444800,"RequestId":"id"}}"#);
    let sts = Server::start([Response::of(&granted)]).await.unwrap();
    let echo = format!(r#"{{"Error":{{"Code":"{SECRET_KEY}","Message":"{TOKEN}"}},"RequestId":"id"}}"#);
    let refuses = Server::start([Response::of(&echo)]).await.unwrap();
    // The pod has no credentials that could be returned, only its token.
    let refuses_pods = Server::start([Response::of(&echo.replace(SECRET_KEY, TOKEN))]).await.unwrap();
    let metadata = |code: &str| {
        let keys = Response::new(200, format!(r#"{{{given},"Code":"{code}"}}"#));
        move |_, request: &Request| if request.line.contains("/ ") { Response::new(200, "role") } else { keys.clone() }
    };
    let answers = Server::answering(metadata("Success")).await.unwrap();
    let fails = Server::answering(metadata(TOKEN)).await.unwrap();
    let role = |server: &Server| AssumeRoleCredentials::new(&builder(&server.url()).build().unwrap(), "role");
    let cluster = environment(&[
        ("TKE_REGION", "ap-seoul"),
        ("TKE_PROVIDER_ID", "cluster"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("TKE_ROLE_ARN", "role"),
    ]);
    let pod = |server: &Server| TkeOidcCredentials::new(cluster.clone()).sts(builder(&server.url()));
    let command = |text: &str| CommandCredentials::new("/bin/echo").args([text]);
    let sources: [(&str, bool, Box<dyn ProvideCredentials>); 10] = [
        ("a file", true, Box::new(profile("/good"))),
        ("a broken file", false, Box::new(profile("/bad"))),
        ("a server's role", true, Box::new(CvmRoleCredentials::new().metadata_url(answers.url()))),
        ("a server's broken role", false, Box::new(CvmRoleCredentials::new().metadata_url(fails.url()))),
        ("a role", true, Box::new(role(&sts))),
        ("a refused role", false, Box::new(role(&refuses))),
        ("a pod's role", true, Box::new(pod(&sts))),
        ("a pod's refused role", false, Box::new(pod(&refuses_pods))),
        ("a command", true, Box::new(command(&format!("{{{given}}}")))),
        ("a broken command", false, Box::new(command(&format!(r#"{{"SecretId":1,{given}"#)))),
    ];
    let mut texts = Texts::default();
    for (place, works, source) in sources {
        texts.debug(place, &source);
        let answer = source.provide().await;
        assert_eq!(answer.is_ok(), works, "{place}");
        texts.debug(place, &answer);
        if let Err(error) = answer {
            texts.add(place, error.to_string());
        }
        // And again within a call, which caches the credentials and logs that.
        let config = builder(&sts.url()).credentials(Chain::new(vec![source])).build().unwrap();
        let sent = Client::new(&config).describe_instances().send().await;
        assert_eq!(sent.is_ok(), works, "{place}");
        if let Err(error) = sent {
            texts.error(place, error);
        }
    }
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&SECRETS));
}

/// The owner of a file with secrets is warned once that others can read it.
#[cfg(unix)]
#[tokio::test]
async fn files_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;

    let (recorder, _alone) = listening().await;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("etc/tencentcloud/credentials");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, format!("[default]\nsecret_id = x\nsecret_key = {SECRET_KEY}\n")).unwrap();
    let source = ProfileCredentials::new(Environment::from_iter([("x", "y")]).with_root(home.path()));
    let warnings = |mode| {
        let said_before = recorder.lines().len();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        let source = source.clone();
        async move {
            source.provide().await.unwrap();
            let said = recorder.lines().split_off(said_before);
            said.iter().filter(|line| line.contains("have access to this file, which contains secrets")).count()
        }
    };
    assert_eq!(warnings(0o600).await, 0);
    assert_eq!(warnings(0o640).await, 1);
    assert_eq!(warnings(0o644).await, 0, "once is enough");
}

/// What the service returns is kept as it was received.
#[tokio::test]
async fn a_secret_in_a_reply_does_not_show() {
    let server =
        Server::start([Response::of(&format!(r#"{{"DecryptKey":"{PASSWORD}","RequestId":"id"}}"#))]).await.unwrap();
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    let response = redis.describe_backup_detail().instance_id("crs-5a4py64p").backup_id("1").send().await.unwrap();
    let mut texts = Texts::default();
    texts.debug("a response", &response);
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&SECRETS));
    assert_eq!(response.decrypt_key.unwrap().expose(), PASSWORD);
}

#[tokio::test]
async fn a_password_in_an_endpoint_url_does_not_show() {
    const URL_PASSWORD: &str = "url-password-0123456789";
    let (_recorder, _alone) = listening().await;
    let mut texts = Texts::default();
    for rest in ["redis.tencentcloudapi.com", "redis.tencentcloudapi.com:no-port", "a.example/path", ""] {
        let url = format!("https://someone:{URL_PASSWORD}@{rest}");
        texts.debug("a builder", &builder(&url));
        texts.error(rest, builder(&url).build().unwrap_err());
    }
    assert_nothing_is_told(&texts.told(&[URL_PASSWORD]));
}

#[tokio::test]
async fn calls_that_go_well_or_wrong() {
    let success = Response::of(r#"{"TaskId":1,"DealId":"1","InstanceIds":[],"RequestId":"id"}"#);
    let mut told = Vec::new();
    for (place, response) in [
        ("success", success.clone()),
        ("API error", Response::api_error("ResourceNotFound")),
        ("throttling", Response::api_error("RequestLimitExceeded")),
        ("clock", Response::api_error("AuthFailure.SignatureExpire").header("date", "Sun, 06 Nov 1994 08:49:37 GMT")),
        ("misfits", Response::of(r#"{"TaskId":"abc","InstanceIds":{},"RequestId":[]}"#)),
        ("no response in time", Response::raw("", Silence)),
        ("no response", Response::raw("", Close)),
        ("half a response", Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", Close)),
        ("a page", Response::new(502, "<html>")),
    ] {
        told.extend(call_server(place, move |_| response.clone()).await);
    }
    let (recorder, _alone) = listening().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut texts = Texts::default();
    call("nobody listens", &format!("http://127.0.0.1:{port}"), &mut texts).await;
    told.extend(texts.told(&SECRETS));
    assert_nothing_is_told(&told);

    // The log was not empty: it contains the SDK's own spans and the HTTP client's lines.
    let lines = recorder.lines();
    for start in [
        "span tencloud::call tencloud.call",
        "later http.response.status_code=502",
        "later error.type=",
        "DEBUG tencloud::call",
        "WARN tencloud::record",
        "TRACE hyper_util::client",
        "TRACE hyper_util",
    ] {
        let heard = lines.iter().any(|line| line.starts_with(start));
        assert!(heard, "nothing from `{start}`");
    }
}

/// The places in which a server can return what it received.
#[tokio::test]
async fn servers_that_send_secrets_back() {
    fn api_error(code: &str, message: &str, id: &str) -> Response {
        Response::of(&format!(r#"{{"Error":{{"Code":"{code}","Message":"{message}"}},"RequestId":"{id}"}}"#))
    }
    fn endless(text: &str, blanks: usize) -> Response {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", text.len() + 60_000_000);
        Response::raw(head + text, Close).and_blanks(blanks)
    }
    type Echo = fn(&str) -> Response;
    let echoes: &[(&str, Echo)] = &[
        ("the message", |sent| api_error("ResourceNotFound", sent, "id")),
        ("the message of an API error that is tried again", |sent| api_error("RequestLimitExceeded", sent, "id")),
        ("the message of a fault that is tried again", |sent| api_error("InternalError", sent, "id")),
        ("the code", |sent| api_error(sent, "no", "id")),
        ("the request id", |sent| api_error("ResourceNotFound", "no", sent)),
        ("a page", |sent| Response::new(502, sent)),
        ("a page that is tried again", |sent| Response::new(429, sent)),
        ("a page with status 200", |sent| Response::new(200, sent)),
        ("JSON of another form", |sent| Response::new(200, format!(r#"{{"Response":"{sent}"}}"#))),
        ("JSON with a wrong type", |sent| Response::of(&format!(r#"{{"Error":"{sent}"}}"#))),
        ("a field of a wrong type", |sent| Response::of(&format!(r#"{{"TaskId":"{sent}"}}"#))),
        ("an unknown field", |sent| Response::of(&format!(r#"{{"{sent}":"{sent}"}}"#))),
        ("a header", |sent| Response::new(502, "").header("x-echo", sent)),
        ("a redirect", |sent| Response::new(302, "").header("location", &format!("/?{}", sent.replace(' ', "+")))),
        ("a head that is none", |sent| Response::raw(format!("HTTP/1.1 {sent}\r\n\r\n"), Close)),
        ("a body that breaks off", |sent| endless(sent, 0)),
        ("a body without end", |sent| endless(sent, 60_000_000)),
    ];
    let mut told = Vec::new();
    for (place, echo) in echoes {
        told.extend(call_server(place, echo).await);
    }
    assert_nothing_is_told(&told);
}

/// Errors keep only the start of a page, and a secret may lie across the cut.
#[tokio::test]
async fn a_secret_across_the_end_of_what_is_kept() {
    let mut told = Vec::new();
    for secret in SECRETS {
        for kept in [256, 512, 1024] {
            for inside in [secret.len() / 2, secret.len() - 1] {
                let page = move |sent: &str| {
                    let (_, from_secret) = sent.split_at(sent.find(secret).unwrap_or(0));
                    Response::new(502, format!("{}{from_secret}{}", "x".repeat(kept - inside), "x".repeat(2000)))
                };
                told.extend(call_server(&format!("a page that is cut at {kept}"), page).await);
            }
        }
    }
    assert_nothing_is_told(&told);
}

/// Secrets in a response that cannot be read completely, or not at all.
#[tokio::test]
async fn replies_with_secrets_that_cannot_be_read() {
    // None of the call's own secrets, which would be found wherever they are.
    const RECEIVED: &str = "made-up-key-that-came-with-the-response";
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let response =
        format!(r#"{{"Response":{{"DecryptKey":"{RECEIVED}","Credentials":{{"Token":"{RECEIVED}"}},"BackupId":"x"#);
    let mut texts = Texts::default();
    for response in [
        Response::raw(format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{response}"), Close),
        Response::new(200, format!("{response}\\ud83x\"}}}}")),
        Response::new(200, &response),
        Response::new(502, &response),
        // Wrapped by an intermediary, in different ways.
        Response::new(200, format!(r#"{{"Response":"{{\"Token\":\"{RECEIVED}\"}}"}}"#)),
        Response::new(200, format!(r#""{{\"Response\":{{\"Token\":\"{RECEIVED}\"}}}}""#)),
        Response::new(200, format!(r#"{{"data":{{"Token":"{RECEIVED}"}}}}"#)),
    ] {
        let server = Server::answering(move |_, _| response.clone()).await.unwrap();
        let config = builder(&server.url()).build().unwrap();
        let redis = Client::new(&config);
        let typed = redis.describe_backup_detail().instance_id("crs-1").backup_id("1").send();
        texts.error("a typed call", typed.await.unwrap_err());
        texts.error("a call by name", redis.call("DescribeBackupDetail", json!({})).send().await.unwrap_err());
    }
    let whole = Response::of(&format!(r#"{{"Credentials":{{"Token":"{RECEIVED}"}},"RequestId":"id"}}"#));
    let server = Server::start([whole]).await.unwrap();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    texts.debug("a response by name", &redis.call("AssumeRole", json!({})).send().await.unwrap());
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&[RECEIVED]));
}

/// A waiter passes on the service's own message.
#[tokio::test]
async fn a_task_that_fails_with_secrets_in_its_message() {
    let (recorder, _alone) = listening().await;
    let said_before = recorder.lines().len();
    let message = format!("{SECRET_KEY} {TOKEN}");
    let response = Response::of(&format!(r#"{{"Status":"failed","TaskMessage":"{message}","RequestId":"id"}}"#));
    let server = Server::start([response]).await.unwrap();
    let redis = Client::new(&builder(&server.url()).build().unwrap());
    let error = redis.wait_for_task(1).await.unwrap_err();
    assert_eq!(error.kind(), tencloud::ErrorKind::WaitFailed);
    let mut texts = Texts::default();
    texts.error("a failed task", error);
    for line in recorder.lines().split_off(said_before) {
        texts.add("the log", line);
    }
    assert_nothing_is_told(&texts.told(&SECRETS));
}
