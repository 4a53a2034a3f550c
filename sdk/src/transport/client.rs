//! The HTTP client.

use std::error::Error as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::PROXY_AUTHORIZATION;
use hyper::{Request, Response};
use hyper_util::client::legacy::{self, Client, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::body::{ResponseBody, SendState, TrackedBody};
use super::connect::Connector;
use super::error::{ConnectError, ConnectFailure, SendError};
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
    Program(reqwest::Client),
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
    pub(crate) fn of_program(client: reqwest::Client) -> Self {
        HttpClient(Kind::Program(client))
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
        match &self.0 {
            Kind::Own { client, proxies } => {
                let mut request = Request::new(body);
                *request.method_mut() = method;
                *request.headers_mut() = headers;
                if let Some(authorization) = proxies.forward_authorization(&uri) {
                    request.headers_mut().insert(PROXY_AUTHORIZATION, authorization);
                }
                *request.uri_mut() = uri;
                Exchange::Own(client.request(request))
            }
            Kind::Program(client) => {
                let url = match reqwest::Url::parse(&uri.to_string()) {
                    Ok(url) => url,
                    Err(error) => return Exchange::Unusable(format!("the HTTP client cannot call {uri}: {error}")),
                };
                let mut request = reqwest::Request::new(method, url);
                *request.headers_mut() = headers;
                *request.body_mut() = Some(reqwest::Body::wrap(body));
                Exchange::Program(Box::pin(client.execute(request)))
            }
        }
    }
}

/// A request in progress.
pub(super) enum Exchange {
    Own(ResponseFuture),
    Program(Pin<Box<dyn Future<Output = reqwest::Result<reqwest::Response>> + Send>>),
    Unusable(String),
}

impl Exchange {
    /// Returns the head of the response, with its body to be read.
    pub(super) async fn response(self) -> Result<Response<ResponseBody>, SendError> {
        match self {
            Exchange::Own(future) => match future.await {
                Ok(response) => Ok(response.map(ResponseBody::Own)),
                Err(error) => Err(own_error(error)),
            },
            Exchange::Program(future) => match future.await {
                Ok(response) => Ok(Response::from(response).map(ResponseBody::Program)),
                Err(error) if error.is_connect() => {
                    Err(SendError::NotConnected(ConnectError::network(error.without_url())))
                }
                Err(error) => Err(SendError::Broken(Box::new(error.without_url()))),
            },
            Exchange::Unusable(message) => {
                Err(SendError::NotConnected(ConnectError::new(ConnectFailure::Unusable(message))))
            }
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
