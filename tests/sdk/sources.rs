//! What caused an error, for programs that downcast.

use std::error::Error as _;
use std::io;

use tencloud::credentials::{CredentialsError, ProvideCredentials, ProvideFuture};
use tencloud::{ConfigBuilder, Error, ErrorKind};
use tencloud_tests::{Response, Server};

use crate::{back_up, client_of, complete};

async fn error_of(config: ConfigBuilder) -> Error {
    back_up(&tencloud::redis::Client::new(&config.build().unwrap())).await.unwrap_err()
}

fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    error.source().and_then(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind)
}

#[tokio::test]
async fn io_errors_keep_their_kind() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = error_of(complete(&format!("http://{closed}"))).await;
    assert_eq!((error.kind(), io_kind(&error)), (ErrorKind::Connect, Some(io::ErrorKind::ConnectionRefused)));

    for (body, expected) in [
        ("<html>", io::ErrorKind::InvalidData),
        (r#"{"Response":{"RequestId":"id","TaskId":"#, io::ErrorKind::UnexpectedEof),
        (r#"{"Response":[]}"#, io::ErrorKind::InvalidData),
        ("{}", io::ErrorKind::InvalidData),
    ] {
        let server = Server::start([Response::new(200, body)]).await.unwrap();
        let error = back_up(&client_of(&server)).await.unwrap_err();
        assert_eq!((error.kind(), io_kind(&error)), (ErrorKind::MalformedResponse, Some(expected)), "{error}");
    }
    let server = Server::start([Response::api_error("ResourceNotFound")]).await.unwrap();
    assert!(back_up(&client_of(&server)).await.unwrap_err().source().is_none());
}

#[tokio::test]
async fn errors_of_providers_keep_their_source() {
    #[derive(Debug, thiserror::Error)]
    #[error("sealed")]
    struct VaultError;

    #[derive(Debug)]
    struct Vault(CredentialsError);
    impl ProvideCredentials for Vault {
        fn provide(&self) -> ProvideFuture<'_> {
            Box::pin(std::future::ready(Err(self.0.clone())))
        }
    }

    let broken = CredentialsError::new("vault: sealed since May").with_source(VaultError);
    let missing = CredentialsError::not_set_up("vault: VAULT_ADDR is not set");
    for (error, is_set_up) in [(broken, true), (missing, false)] {
        let text = error.to_string();
        let error = error_of(complete("http://127.0.0.1:1").credentials(Vault(error))).await;
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert_eq!(error.to_string(), text);
        let source = error.source().unwrap().downcast_ref::<CredentialsError>().unwrap();
        assert_eq!(source.is_set_up(), is_set_up);
        assert_eq!(source.source().is_some_and(|source| source.is::<VaultError>()), is_set_up);
        let chain = format!("{:#}", anyhow::Error::from(error));
        assert_eq!(chain.matches(&text).count(), 1, "the message is not repeated: {chain}");
    }
}
