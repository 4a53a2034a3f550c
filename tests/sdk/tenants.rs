//! Credentials of single clients or calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tencloud::Options;
use tencloud::credentials::{Credentials, ProvideCredentials, ProvideFuture};
use tencloud_tests::{Response, Server};

use crate::{SECRET_ID, back_up, client_of, signature_by};

/// A provider that counts how often it is asked.
#[derive(Clone, Debug)]
struct Counted(Arc<AtomicUsize>, &'static str);

impl ProvideCredentials for Counted {
    fn provide(&self) -> ProvideFuture<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let credentials = Credentials::new(self.1, "key-of-the-tenant").with_token("token-of-the-tenant");
        Box::pin(std::future::ready(Ok(credentials)))
    }
}

#[tokio::test]
async fn a_tenant_needs_no_configuration() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis = client_of(&server);
    let asked = [Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0))];
    let [one, two] = [(0, "AKIDone"), (1, "AKIDtwo")]
        .map(|(index, id)| redis.with_options(Options::new().credentials(Counted(asked[index].clone(), id))));
    for _ in 0..3 {
        back_up(&one).await.unwrap();
        back_up(&two).await.unwrap();
        // Options that override options keep the tenant.
        back_up(&two.with_options(Options::new().region("ap-seoul"))).await.unwrap();
        back_up(&redis).await.unwrap();
    }
    let requests = server.requests();
    for (request, id) in requests.iter().zip(["AKIDone", "AKIDtwo", "AKIDtwo", SECRET_ID].iter().cycle()) {
        assert!(request.header("authorization").unwrap().contains(&format!("Credential={id}/")), "{request:?}");
        let is_tenant = *id != SECRET_ID;
        assert_eq!(request.header("x-tc-token"), is_tenant.then_some("token-of-the-tenant"));
        if is_tenant {
            let expected = signature_by(request, "redis", id, "key-of-the-tenant");
            assert_eq!(request.header("authorization"), Some(expected.as_str()));
        }
        // All tenants share connections.
        assert_eq!(request.connection, 0);
    }
    assert_eq!(asked.map(|asked| asked.load(Ordering::Relaxed)), [1, 1]);
}

/// A token belongs to the credentials for which it was set.
#[tokio::test]
async fn a_token_does_not_go_with_other_credentials() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis = client_of(&server).with_options(Options::new().token("token-of-the-client"));
    let tenant = Credentials::new("AKIDtenant", "key");
    back_up(&redis.with_options(Options::new().credentials(tenant.clone()))).await.unwrap();
    back_up(&redis.with_options(Options::new().credentials(tenant).token("token-of-the-call"))).await.unwrap();
    back_up(&redis).await.unwrap();
    let tokens: Vec<_> =
        server.requests().iter().map(|request| request.header("x-tc-token").map(str::to_owned)).collect();
    assert_eq!(tokens, [None, Some("token-of-the-call".to_owned()), Some("token-of-the-client".to_owned())]);
}

/// Credentials appear neither in `Debug` nor in the errors of a tenant's calls.
#[tokio::test]
async fn secrets_of_a_tenant_are_not_shown() {
    let echo = |_: usize, request: &tencloud_tests::Request| {
        let token = request.header("x-tc-token").unwrap_or_default().to_owned();
        Response::of(&format!(r#"{{"Error":{{"Code":"A","Message":"{token}"}},"RequestId":"id"}}"#))
    };
    let server = Server::answering(echo).await.unwrap();
    let options = Options::new().credentials(Credentials::new("AKIDtenant", "key").with_token("token-of-the-tenant"));
    let error = back_up(&client_of(&server).with_options(options.clone())).await.unwrap_err();
    assert!(!format!("{error:?} {error} {options:?}").contains("token-of-the-tenant"), "{error:?}");
}
