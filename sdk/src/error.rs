//! The error of a failed call.

mod code;
mod details;
mod kind;
mod redact;

use std::any::Any;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::printable;
use crate::record::Misfit;

pub(crate) use code::common_error_codes;
#[doc(hidden)]
pub use code::{CodeTable, debug_code, text_of};
pub use code::{DocumentedCode, UnknownCode};
pub use kind::ErrorKind;
pub(crate) use redact::redacted;

/// The error of a failed call.
///
/// This is one type for all actions and all kinds of failure, so that `?`, `thiserror` and `anyhow` just work. To match
/// an action's documented codes, compare with [`is`](Self::is) or convert with [`code_as`](Self::code_as).
///
/// `Display` prints one line with the code, the message, the request id and what else is known. It contains no secret
/// and can be pasted into a support ticket.
///
/// ```
/// # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
/// use tencloud::redis::ManualBackupInstanceErrorCode as Code;
///
/// match redis.manual_backup_instance().instance_id("crs-5a4py64p").send().await {
///     Ok(backup) => println!("task {}", backup.task_id),
///     Err(error) if error.is(Code::ResourceUnavailableInstanceLockedError) => println!("busy: {error}"),
///     Err(error) if error.is_not_found() => println!("no such instance"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Details>);

/// Any text in it may come from outside. It is bounded and printable from the moment an error is created, so that this
/// does not depend on the code that shows it; only the start of a body is kept unchanged.
#[derive(Debug)]
struct Details {
    kind: ErrorKind,
    code: Option<Box<str>>,
    message: String,
    request_id: Option<String>,
    status: Option<u16>,
    body_start: Option<String>,
    attempts: u32,
    may_have_acted: bool,
    is_throttled: bool,
    retry_after: Option<Duration>,
    is_transient: bool,
    /// The purpose of the call, if it was made for something else than its own response.
    context: Option<String>,
    misfits: Vec<Misfit>,
    last_response: Option<Box<dyn Any + Send + Sync>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the service's code, such as `ResourceNotFound.InstanceNotExists`. Only an error of kind
    /// [`ErrorKind::Api`] has one. A text that cannot be a code (more than 128 letters, digits and `._-`, or other
    /// characters) is truncated, and its control characters are escaped.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns whether the service returned this code: a variant of an action's enum, or a
    /// [`CommonErrorCode`](crate::CommonErrorCode).
    ///
    /// ```
    /// # fn example(error: tencloud::Error) {
    /// use tencloud::CommonErrorCode;
    /// use tencloud::redis::DescribeTaskInfoErrorCode as Code;
    ///
    /// let is_bad_request =
    ///     error.is(Code::InvalidParameterInvalidParameter) || error.is(CommonErrorCode::InvalidParameter);
    /// # }
    /// ```
    pub fn is(&self, code: impl DocumentedCode) -> bool {
        self.code() == Some(code.as_str())
    }

    /// Returns the service's code as an action's enum: one of its variants, `Common(…)` or `Unknown(…)`.
    ///
    /// ```
    /// # fn example(error: tencloud::Error) {
    /// use tencloud::redis::ManualBackupInstanceErrorCode as Code;
    ///
    /// match error.code_as::<Code>() {
    ///     Some(Code::ResourceUnavailableInstanceLockedError) => println!("busy"),
    ///     Some(Code::Common(code)) => println!("the common code {code}"),
    ///     Some(code) => println!("the code {code}"),
    ///     None => println!("not an API error"),
    /// }
    /// # }
    /// ```
    pub fn code_as<C: DocumentedCode>(&self) -> Option<C> {
        self.code().and_then(C::from_code)
    }

    /// Returns whether the service throttled the call, under any code that the product uses for this, such as
    /// `RequestLimitExceeded` or `LimitExceeded.RateLimitExceeded`. The SDK has already retried the call if its [retry
    /// policy](crate::retry::RetryPolicy) allows that.
    pub fn is_throttled(&self) -> bool {
        self.0.is_throttled || self.0.status == Some(429)
    }

    /// Returns how long the last response asked to wait before the next attempt, in its header `Retry-After`; at most a
    /// year.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether something that the request names does not exist: whether the code is of the family
    /// `ResourceNotFound`, or ends in `NotExists` or `NotFound`, such as `InvalidParameterValue.BackupNotExists`.
    pub fn is_not_found(&self) -> bool {
        self.code().is_some_and(|code| match family(code) {
            "ResourceNotFound" => true,
            // In these families, such codes refer to the key pair or to the form of the request.
            "AuthFailure" | "InvalidParameter" => false,
            _ => ["NotExists", "NotExist", "NotFound"].iter().any(|end| code.ends_with(end)),
        })
    }

    /// Returns whether access management (CAM) denies the caller the permission. Wrong or expired credentials are a
    /// different failure, with codes of the family `AuthFailure`.
    pub fn is_access_denied(&self) -> bool {
        self.code().is_some_and(|code| {
            let last = code.rsplit('.').next().unwrap_or_default();
            family(code) == "UnauthorizedOperation"
                || code == "AuthFailure.UnauthorizedOperation"
                || ["CamNoAuth", "NoCAMAuthed", "PermissionDenied"].contains(&last)
        })
    }

    /// Returns whether the request may have been executed although no response confirms it. Before you repeat a write,
    /// check whether the first one took effect.
    pub fn may_have_acted(&self) -> bool {
        self.0.may_have_acted
    }

    /// Returns the message of the service or of the SDK, on one line: line breaks and other control characters are
    /// escaped. It is written for people, and the service may change its messages.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the id under which the service knows the request, if a response contained one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the HTTP status of the response, if there was one. The service returns 200 even when it rejects a
    /// request.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns how many times the request was sent or was about to be sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the start of an [unexpected response](ErrorKind::MalformedResponse), unchanged except for secrets, so it
    /// may contain control characters. Returns `None` for actions whose responses contain secrets, and for untyped
    /// calls.
    pub fn body_start(&self) -> Option<&str> {
        self.0.body_start.as_deref()
    }

    /// Returns the values that do not have their documented types, if [strict decoding](crate::Decoding::Strict) has
    /// rejected a response.
    pub fn misfits(&self) -> &[Misfit] {
        &self.0.misfits
    }

    /// Returns the last response before a [wait](crate::wait::Wait) failed, or the response that [strict
    /// decoding](crate::Decoding::Strict) has rejected; `None` if there is none, or if it has another type.
    ///
    /// ```
    /// # fn example(error: tencloud::Error) {
    /// use tencloud::redis::DescribeTaskInfoResponse;
    ///
    /// if let Some(task) = error.last_response::<DescribeTaskInfoResponse>() {
    ///     println!("{}: {}", task.status, task.task_message);
    /// }
    /// # }
    /// ```
    pub fn last_response<R: 'static>(&self) -> Option<&R> {
        self.0.last_response.as_ref()?.downcast_ref()
    }
}

/// Returns the first segment of a code, such as `ResourceNotFound`.
fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or_default()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0;
        if let Some(code) = &details.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&details.message)?;
        let mut facts = Vec::new();
        facts.extend(details.context.clone());
        facts.extend(details.request_id.as_ref().map(|id| format!("request id {id}")));
        facts.extend(details.status.filter(|status| *status != 200).map(|status| format!("HTTP status {status}")));
        facts.extend((details.attempts > 1).then(|| format!("{} attempts", details.attempts)));
        facts.extend(details.may_have_acted.then(|| "the request may have been executed".to_owned()));
        let body = details.body_start.as_ref().map(|start| format!("{start:?}"));
        facts.extend(body.map(|start| format!("body starts {}", printable::escape(&start))));
        if facts.is_empty() { Ok(()) } else { write!(f, " ({})", facts.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { kind, code, message, request_id, status, body_start, attempts, .. } = &*self.0;
        let Details { may_have_acted, is_throttled, retry_after, context, misfits, source, .. } = &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("code", code)
            .field("message", message)
            .field("request_id", request_id)
            .field("status", status)
            .field("body_start", body_start)
            .field("attempts", attempts)
            .field("may_have_acted", may_have_acted)
            .field("is_throttled", is_throttled)
            .field("retry_after", retry_after)
            .field("context", context)
            .field("misfits", misfits)
            .field("source", source)
            .finish()
    }
}

/// The source is for programs, which can downcast it. Its text is short, since `Display` of this error already contains
/// the details:
///
/// | kind | source |
/// |---|---|
/// | [`Connect`](ErrorKind::Connect), [`ConnectionLost`](ErrorKind::ConnectionLost) | [`std::io::Error`], if the system reported one: its [kind](std::io::Error::kind) |
/// | [`MalformedResponse`](ErrorKind::MalformedResponse) | [`std::io::Error`]: `UnexpectedEof` if the response is truncated, otherwise `InvalidData` |
/// | [`WaitTimeout`](ErrorKind::WaitTimeout) | [`Error`] of the last poll, if that failed |
/// | [`Credentials`](ErrorKind::Credentials) | [`CredentialsError`](crate::credentials::CredentialsError), whose source is the provider's own error |
impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(code: &str) -> Error {
        Error::api(code, "no".to_owned(), 200, None)
    }

    #[test]
    fn errors_are_one_line_of_bounded_length() {
        let message = format!("no\n\u{1b}[31m{}", "x".repeat(5_000_000));
        let mut error = Error::api("A\tB", message, 200, Some("id\r\n".to_owned()));
        error.redact(std::iter::empty());
        let text = error.to_string();
        assert!(text.starts_with(r"A\tB: no\n\u{1b}[31mxxx") && text.ends_with(r"(request id id\r\n)"), "{text}");
        assert!(text.len() < 5_000, "{} bytes", text.len());
    }

    #[test]
    fn families_of_codes() {
        for (code, not_found, denied) in [
            ("RequestLimitExceeded", false, false),
            ("LimitExceeded", false, false),
            ("ResourceNotFound", true, false),
            ("ResourceNotFound.AccountDoesNotExists", true, false),
            ("InvalidParameterValue.BackupNotExists", true, false),
            ("InvalidParameterValue.SpecNotExist", true, false),
            ("FailedOperation.FlowNotExists", true, false),
            ("InvalidParameter.ActionNotFound", false, false),
            ("AuthFailure.SecretIdNotFound", false, false),
            ("ResourceUnavailable.InstanceLockedError", false, false),
            ("UnauthorizedOperation", false, true),
            ("UnauthorizedOperation.NoCAMAuthed", false, true),
            ("AuthFailure.UnauthorizedOperation", false, true),
            ("InvalidParameter.PermissionDenied", false, true),
            ("FailedOperation.CamNoAuth", false, true),
            ("AuthFailure.SignatureFailure", false, false),
            ("", false, false),
        ] {
            let error = api(code);
            let got = (error.is_not_found(), error.is_access_denied());
            assert_eq!(got, (not_found, denied), "{code}");
        }
        let gateway = Error::new(ErrorKind::MalformedResponse, "no").with_response(429, b"slow down");
        assert!(gateway.is_throttled() && !gateway.is_not_found() && !gateway.is_access_denied());
    }
}
