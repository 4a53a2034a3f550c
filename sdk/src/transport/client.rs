//! The HTTP client.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::PROXY_AUTHORIZATION;
use hyper::{Request, Response};
use hyper_util::client::legacy::{self, Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::body::{ResponseBody, SendState, TrackedBody};
use super::connect::Connector;
use super::error::{ConnectError, SendError};
use super::program::{ProgramClient, ProgramExchange};
use super::proxy::Proxies;
use super::request::SignedRequest;
use crate::secret::Secret;

/// The service closes idle connections after 60 s. Closing them much earlier avoids sending requests on a closing
/// connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The settings of an HTTP client.
pub(crate) struct ClientSettings {
    /// How long connecting may take, both to a proxy and through it.
    pub(crate) connect_timeout: Duration,
    pub(crate) proxies: Proxies,
}

/// Sends requests. Cheap to clone; clones share connections.
#[derive(Clone)]
pub(crate) struct HttpClient(Kind);

#[derive(Clone)]
enum Kind {
    /// The SDK's own client.
    Own { client: Client<Connector, TrackedBody>, proxies: Arc<Proxies> },
    /// The program's client.
    #[cfg_attr(not(feature = "reqwest"), expect(dead_code, reason = "no other client can be set"))]
    Program(Arc<dyn ProgramClient>),
}

impl HttpClient {
    /// Creates a client. It neither connects nor loads anything: the first request does that.
    pub(crate) fn new(settings: ClientSettings) -> Self {
        let proxies = Arc::new(settings.proxies);
        let connector = Connector::new(settings.connect_timeout, proxies.clone());
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).pool_idle_timeout(IDLE_TIMEOUT);
        HttpClient(Kind::Own { client: builder.build(connector), proxies })
    }

    /// Wraps the program's client.
    #[cfg(feature = "reqwest")]
    pub(crate) fn of_program(client: reqwest::Client) -> Self {
        HttpClient(Kind::Program(Arc::new(client)))
    }

    /// Creates a client that uses no proxy.
    #[cfg(feature = "credentials-cvm")]
    pub(crate) fn direct(connect_timeout: Duration) -> Self {
        Self::new(ClientSettings { connect_timeout, proxies: Proxies::default() })
    }

    /// Returns what authorizes requests on the way, which errors must not show. For the program's own client, this is
    /// unknown.
    pub(crate) fn secrets(&self) -> &[Secret] {
        match &self.0 {
            Kind::Own { proxies, .. } => proxies.secrets(),
            Kind::Program(_) => &[],
        }
    }

    /// Takes a request, which is sent when the exchange is polled.
    pub(super) fn send(&self, request: SignedRequest, state: SendState) -> Exchange {
        let SignedRequest { method, uri, headers, body } = request;
        if body.is_empty() {
            // Nothing shows when the head of a `GET` request is sent.
            state.begin();
        }
        let body = TrackedBody::new(body, state);
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.headers_mut() = headers;
        match &self.0 {
            Kind::Own { client, proxies } => {
                if let Some(authorization) = proxies.forward_authorization(&uri) {
                    request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
                }
                *request.uri_mut() = uri;
                Exchange::Own(client.request(request))
            }
            Kind::Program(client) => {
                *request.uri_mut() = uri;
                Exchange::Program(client.send(request))
            }
        }
    }
}

/// A request in progress.
pub(super) enum Exchange {
    Own(ResponseFuture),
    Program(ProgramExchange),
}

impl Exchange {
    /// Returns the head of the response, with its body to be read.
    pub(super) async fn response(self) -> Result<Response<ResponseBody>, SendError> {
        match self {
            Exchange::Own(future) => match future.await {
                Ok(response) => Ok(response.map(ResponseBody::Own)),
                Err(error) => Err(own_error(error)),
            },
            Exchange::Program(future) => future.await,
        }
    }
}

/// Converts an error of the SDK's own client, which wraps the errors of the connector.
fn own_error(error: legacy::Error) -> SendError {
    if !error.is_connect() {
        return SendError::Broken(Box::new(error));
    }
    let of_connector = error.source().and_then(|error| error.downcast_ref::<ConnectError>()).cloned();
    SendError::NotConnected(of_connector.unwrap_or_else(|| ConnectError::network(error)))
}
