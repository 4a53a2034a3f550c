//! Credentials that the service rejects before their expiry.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tencloud::credentials::{Credentials, ProvideCredentials, ProvideFuture};
use tencloud::redis::Client;
use tencloud::{ErrorKind, Options};
use tencloud_tests::{Request, Response, Server};
use tokio::task::JoinSet;

use super::KEY;
use crate::{back_up, complete};

/// Returns the credentials `id-0`, `id-1`, … in order, and then the last of them again and again.
#[derive(Clone, Debug)]
struct Rotating {
    asked: Arc<AtomicUsize>,
    last: usize,
}

impl Rotating {
    fn new(last: usize) -> Self {
        Rotating { asked: Arc::default(), last }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ProvideCredentials for Rotating {
    fn provide(&self) -> ProvideFuture<'_> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed).min(self.last);
        Box::pin(async move { Ok(Credentials::new(format!("id-{number}"), KEY).with_token("token")) })
    }
}

/// Starts a service that rejects the first credentials with a code.
async fn refusing(code: &'static str) -> Server {
    let script = move |_: usize, request: &Request| match request.header("authorization") {
        Some(header) if header.contains("Credential=id-0/") => Response::api_error(code),
        _ => Response::of(r#"{"TaskId":1,"RequestId":"id"}"#),
    };
    Server::answering(script).await.unwrap()
}

#[tokio::test]
async fn other_keys_are_asked_for_where_others_can_help() {
    const TOKEN: &str = "AuthFailure.TokenFailure";
    let fixed = || Options::new().token("a token of the options");
    // The code, the number of the last credentials, the options; then whether the call succeeds, the number of
    // requests, and how often the provider is asked.
    let cases = [
        (TOKEN, 1, Options::new(), (true, 2, 2)),
        ("AuthFailure.SecretIdNotFound", 1, Options::new(), (true, 2, 2)),
        (TOKEN, 0, Options::new(), (false, 1, 2)),
        (TOKEN, 1, fixed(), (false, 1, 1)),
        ("AuthFailure.SignatureFailure", 1, Options::new(), (false, 1, 1)),
    ];
    for (code, last, options, expected) in cases {
        let server = refusing(code).await;
        let source = Rotating::new(last);
        let config = complete(&server.url()).credentials(source.clone()).options(options).build().unwrap();
        let result = back_up(&Client::new(&config)).await;
        assert_eq!((result.is_ok(), server.requests().len(), source.asked()), expected, "{code}, {last}");
        if let Err(error) = result {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1));
            assert_eq!(error.code(), Some(code));
        }
    }
}

#[tokio::test]
async fn many_refused_calls_ask_once() {
    for (last, succeed) in [(1, true), (0, false)] {
        let server = refusing("AuthFailure.TokenFailure").await;
        let source = Rotating::new(last);
        let redis = Client::new(&complete(&server.url()).credentials(source.clone()).build().unwrap());
        for _ in 0..2 {
            let mut calls: JoinSet<_> =
                std::iter::repeat_n(redis.clone(), 50).map(|redis| async move { back_up(&redis).await }).collect();
            while let Some(result) = calls.join_next().await {
                assert_eq!(result.unwrap().is_ok(), succeed);
            }
        }
        assert_eq!(source.asked(), 2, "once at first, and once in place of what was refused");
    }
}
