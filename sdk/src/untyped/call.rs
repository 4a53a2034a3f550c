//! One untyped call, and its response.

use std::fmt;

use serde_json::{Map, Value};

use super::signed::SignedRequest;
use super::upload::Body;
use crate::action::Effect;
use crate::call::{self, CallFuture, ClientInner, UntypedRequest};
use crate::error::{Error, ErrorKind};
use crate::event_stream::EventStream;
use crate::printable;
use crate::record::Parameters;
use crate::response::RawResponse;

/// An untyped call: the name of an action, with parameters and response as JSON.
///
/// It is signed, retried and observed like any other call. Since the SDK does not know the action, the call is treated
/// as a write, which is not retried if it may have been executed, unless it is marked as
/// [`read_only`](Self::read_only). It is limited to the documented rate if the SDK has a type for the action, and
/// otherwise to 20 calls per second, the rate of most actions; `Pacing::rate` sets another rate. Strings whose name
/// suggests a secret, such as `NewPassword`, `ApiToken` or `PrivateKey`, are redacted in errors and logs.
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct UntypedCall {
    pub(super) inner: ClientInner,
    action: String,
    pub(super) parameters: Value,
    body: Body,
    effect: Effect,
}

/// The response of an untyped call.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UntypedResponse {
    /// The object under `Response`, exactly as it was received.
    pub response: Value,
    /// The id of the request, for Tencent Cloud's support. It is empty if the response has none.
    pub request_id: String,
}

impl UntypedCall {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, action: String, parameters: Value) -> Self {
        // A name that cannot be sent is rejected later, and may be shown until then.
        let action = printable::into_name(action);
        UntypedCall { inner: inner.clone(), action, parameters, body: Body::default(), effect: Effect::Write }
    }

    /// Marks the action as one that only reads, so that it can be retried after any failure that may be temporary.
    pub fn read_only(self) -> Self {
        UntypedCall { effect: Effect::Read, ..self }
    }

    /// Sends bytes as the body, as `application/octet-stream`. The parameters are sent as headers, under the names that
    /// they have in this call.
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config, log_groups: Vec<u8>) -> Result<(), tencloud::Error> {
    /// let cls = tencloud::UntypedClient::new(&config, "cls", "2020-10-16");
    /// let parameters = serde_json::json!({ "X-CLS-TopicId": "f6c4fa6f-367a-4f14-8289-1ff6f77ed975" });
    /// cls.call("UploadLog", parameters).octet_stream(log_groups).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn octet_stream(self, bytes: impl Into<Vec<u8>>) -> Self {
        UntypedCall { body: Body::OctetStream(bytes.into()), ..self }
    }

    /// Adds a file as the parameter with this name. The parameters are sent as `multipart/form-data`.
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config, image: Vec<u8>) -> Result<(), tencloud::Error> {
    /// let cii = tencloud::UntypedClient::new(&config, "cii", "2021-04-08");
    /// let file = cii.call("UploadMedicalFile", serde_json::json!({})).file("File", image).send().await?;
    /// println!("{}", file.response["FileKey"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn file(self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let mut files = match self.body {
            Body::Files(files) => files,
            Body::Parameters | Body::OctetStream(_) => Vec::new(),
        };
        files.push((name.into(), bytes.into()));
        UntypedCall { body: Body::Files(files), ..self }
    }

    /// Sends the request and waits for the response. Parameters that are `null` are not sent. What JSON can express but
    /// a [`Value`] cannot is null in the response, and a warning is logged: a number such as `1e999`, and what is
    /// nested more deeply than 256 lists and objects.
    ///
    /// # Errors
    ///
    /// An API error with its code, or another failure; see [`ErrorKind`]. [`ErrorKind::Config`] if the parameters are
    /// not a JSON object.
    pub fn send(self) -> CallFuture<UntypedResponse> {
        CallFuture::new(async { self.run().await.map(|raw| raw.response) })
    }

    /// Does the same, and keeps what the response was read from: status, headers, JSON text, and what did not fit.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_raw(self) -> CallFuture<RawResponse<UntypedResponse>> {
        CallFuture::new(self.run())
    }

    /// Sends the request of an action whose response is a stream of server-sent events, such as `ChatCompletions` with
    /// the parameter `Stream`, and returns the stream once its first event has arrived. If the response is an ordinary
    /// one, it is the only event.
    ///
    /// Attempts are retried like those of [`send`](Self::send), but never after the first event; see
    /// [`event_stream`](crate::event_stream).
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
    /// let hunyuan = tencloud::UntypedClient::new(&config, "hunyuan", "2023-09-01");
    /// let question = serde_json::json!({ "Role": "user", "Content": "Why is the sky blue?" });
    /// let parameters = serde_json::json!({ "Model": "hunyuan-lite", "Stream": true, "Messages": [question] });
    /// let mut events = hunyuan.call("ChatCompletions", parameters).send_stream().await?;
    /// while let Some(event) = events.next().await.transpose()? {
    ///     print!("{}", event["Choices"][0]["Delta"]["Content"].as_str().unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_stream(self) -> CallFuture<EventStream> {
        CallFuture::new(async move {
            let (inner, request) = self.request()?;
            EventStream::open(&inner, request).await
        })
    }

    /// Signs the request as the first attempt of a call would, and returns it without sending it: to show it, or to send
    /// it by other means within five minutes. It contains everything that the service receives, secrets of the
    /// parameters included.
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
    /// let cvm = tencloud::UntypedClient::new(&config, "cvm", "2017-03-12");
    /// let request = cvm.call("DescribeZones", serde_json::json!({})).sign().await?;
    /// println!("{} {}", request.method, request.url);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send) that occur before anything is sent: [`ErrorKind::Config`],
    /// [`ErrorKind::Credentials`].
    pub fn sign(self) -> CallFuture<SignedRequest> {
        CallFuture::new(async move {
            let (inner, request) = self.request()?;
            call::sign_untyped(&inner, request).await.map(SignedRequest::from)
        })
    }

    fn request(self) -> Result<(ClientInner, UntypedRequest), Error> {
        let UntypedCall { inner, action, parameters, body, effect } = self;
        let config = |message: String| Error::new(ErrorKind::Config, message);
        let Value::Object(parameters) = parameters else {
            return Err(config(format!("the parameters of {action} must be a JSON object")));
        };
        let upload = body.upload(&parameters).map_err(config)?;
        let parameters = Parameters::of_object(parameters);
        Ok((inner, UntypedRequest { action, effect, parameters, upload }))
    }

    async fn run(self) -> Result<RawResponse<UntypedResponse>, Error> {
        let (inner, request) = self.request()?;
        let mut raw = RawResponse::<Map<String, Value>>::default();
        call::send_untyped(&inner, request, &mut raw).await?;
        Ok(raw.map(|response| {
            let request_id = response.get("RequestId").and_then(Value::as_str).unwrap_or_default().to_owned();
            UntypedResponse { response: Value::Object(response), request_id }
        }))
    }
}

/// Omits the response: which parts of it are secret is unknown.
impl fmt::Debug for UntypedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedResponse").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// Omits the parameters: which of them are secrets is unknown.
impl fmt::Debug for UntypedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedCall")
            .field("action", &self.action)
            .field("effect", &self.effect)
            .finish_non_exhaustive()
    }
}
