//! What can go wrong with a call.

mod code;
mod redact;

use std::error::Error as StdError;
use std::fmt::{self, Write};

use crate::credentials::Secret;
use crate::record::{Record, Value};

pub(crate) use code::common_error_codes;
pub use code::{Code, DocumentedCode, ErrorCode, UnknownCode};
pub use code::{code_of, text_of};

/// A call that did not give what was asked for.
///
/// `C` is the enum of the action's documented codes. `?` turns any of these errors into the general `tencloud::Error`,
/// whose code is an [`ErrorCode`]. `Display` always shows code, message and request id where there are any, and can be
/// pasted into a support ticket: it never holds a secret.
///
/// ```
/// # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
/// use tencloud::redis::ManualBackupInstanceErrorCode as Code;
///
/// match redis.manual_backup_instance().instance_id("crs-5a4py64p").send().await {
///     Ok(backup) => println!("task {}", backup.task_id),
///     Err(error) if error.code() == Some(&Code::ResourceUnavailableInstanceLockedError) => println!("busy: {error}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error<C = ErrorCode>(Box<Inner<C>>);

struct Inner<C> {
    code: Option<C>,
    details: Details,
}

/// Everything but the code's type.
#[derive(Debug)]
pub(crate) struct Details {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) body_start: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) may_have_acted: bool,
}

impl Details {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Details {
            kind,
            message: message.into(),
            request_id: None,
            status: None,
            body_start: None,
            attempts: 0,
            may_have_acted: false,
        }
    }
}

/// What kind of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration or the request cannot work; nothing was sent.
    Config,
    /// No keys could be had; nothing was sent.
    Credentials,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The connection broke after the request had begun to go out.
    ConnectionLost,
    /// The time for the attempt or for the whole call ran out.
    Timeout,
    /// What came back is not a reply of the API: a gateway's page, a truncated or oversized body.
    MalformedResponse,
    /// The service refused the call: see [`Error::code`].
    Api,
    /// What was waited for has ended, but not in success.
    WaitFailed,
    /// What was waited for had not ended when the waiting time was over.
    WaitTimeout,
}

impl<C> Error<C> {
    pub(crate) fn new(code: Option<C>, details: Details) -> Self {
        Error(Box::new(Inner { code, details }))
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.details.kind
    }

    /// The code of the service's refusal; only an error of kind [`ErrorKind::Api`] has one.
    pub fn code(&self) -> Option<&C> {
        self.0.code.as_ref()
    }

    /// The service's message, or what went wrong on the way. Meant for people: the service changes its texts.
    pub fn message(&self) -> &str {
        &self.0.details.message
    }

    /// The id under which the service knows the call, where a reply carried one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.details.request_id.as_deref()
    }

    /// The HTTP status, where a reply came. The service answers 200 also when it refuses a call.
    pub fn status(&self) -> Option<u16> {
        self.0.details.status
    }

    /// The start of a body that is not a reply of the API.
    pub fn body_start(&self) -> Option<&str> {
        self.0.details.body_start.as_deref()
    }

    /// How many times the request was sent or was about to be.
    pub fn attempts(&self) -> u32 {
        self.0.details.attempts
    }

    /// Whether the service may have done what was asked, although no reply says so. Before repeating a change by
    /// hand, look whether it has happened.
    pub fn may_have_acted(&self) -> bool {
        self.0.details.may_have_acted
    }
}

impl<C: Code> Error<C> {
    /// The same error with its code in another form.
    pub(crate) fn with_code<D: Code>(self) -> Error<D> {
        let Inner { code, details } = *self.0;
        Error::new(code.map(|code| D::from_code(code.as_str())), details)
    }

    /// What kind of error this is in one word, for spans and metrics: the code, or the kind.
    pub(crate) fn type_name(&self) -> String {
        self.code().map_or_else(|| format!("{:?}", self.kind()), ToString::to_string)
    }
}

impl Error {
    pub(crate) fn details(&mut self) -> &mut Details {
        &mut self.0.details
    }

    /// Takes secrets out of every text, should the service have sent them back; then cuts what is kept of the texts.
    pub(crate) fn redact<'s>(&mut self, secrets: impl Iterator<Item = &'s Secret>) {
        let secrets: Vec<&str> = secrets.map(Secret::expose).collect();
        let kept = |text: &str, length: usize| {
            let mut text = redact::redact(text, &secrets);
            text.truncate(text.floor_char_boundary(length));
            text
        };
        let Inner { code, details } = &mut *self.0;
        if let Some(code) = code {
            *code = ErrorCode::from_code(&kept(code.as_str(), CODE));
        }
        details.message = kept(&details.message, MESSAGE);
        details.request_id = details.request_id.as_deref().map(|id| kept(id, CODE));
        details.body_start = details.body_start.as_deref().map(|start| kept(start, BODY_START));
    }

    /// Keeps nothing of a body that can be a reply of the API, in whatever wrapping: what secrets are in it, nobody knows.
    pub(crate) fn drop_body(&mut self) {
        let body = &mut self.0.details.body_start;
        if body.as_ref().is_some_and(|body| body.contains(['{', '"']) && !body.trim_start().starts_with('<')) {
            *body = None;
        }
    }
}

/// The secrets of a record and of what is in it.
pub(crate) fn secrets_of(record: &dyn Record, secrets: &mut Vec<Secret>) {
    record.visit_fields(&mut |_, field| secrets_in(field, secrets));
}

fn secrets_in(value: Value<'_>, secrets: &mut Vec<Secret>) {
    match value {
        Value::Secret(secret) => secrets.push(secret.clone()),
        Value::Record(inner) => secrets_of(inner, secrets),
        Value::List(list) => list.items().into_iter().for_each(|item| secrets_in(item, secrets)),
        _ => {}
    }
}

/// How much an error keeps of an unreadable body, of a message, and of a code or an id.
const BODY_START: usize = 256;
const MESSAGE: usize = 4096;
const CODE: usize = 256;

impl<C: DocumentedCode> From<Error<C>> for Error {
    fn from(error: Error<C>) -> Error {
        error.with_code()
    }
}

impl<C: Code> fmt::Display for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.0.details;
        if let Some(code) = &self.0.code {
            write!(f, "{}: ", OneLine(code.as_str()))?;
        }
        write!(f, "{}", OneLine(&details.message))?;
        let mut facts = Vec::new();
        facts.extend(details.request_id.as_ref().map(|id| format!("request id {}", OneLine(id))));
        facts.extend(details.status.filter(|status| *status != 200).map(|status| format!("HTTP status {status}")));
        facts.extend((details.attempts > 1).then(|| format!("{} attempts", details.attempts)));
        facts.extend(details.may_have_acted.then(|| "the service may have acted".to_owned()));
        facts.extend(details.body_start.as_ref().map(|start| format!("body starts {start:?}")));
        if facts.is_empty() { Ok(()) } else { write!(f, " ({})", facts.join(", ")) }
    }
}

/// A text in which no character moves the cursor or begins a line: whoever sent it writes no lines of a log.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { f.write_char(c) })
    }
}

impl<C: Code> fmt::Debug for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("code", &self.0.code).field("details", &self.0.details).finish()
    }
}

/// Has no source: what caused it stands in its message.
impl<C: Code> StdError for Error<C> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_one_line_of_bounded_length() {
        let mut details = Details::new(ErrorKind::Api, format!("no\n\u{1b}[31m{}", "x".repeat(5_000_000)));
        details.request_id = Some("id\r\n".to_owned());
        let mut error: Error = Error::new(Some(ErrorCode::from_code("A\tB")), details);
        error.redact(std::iter::empty());
        let text = error.to_string();
        assert!(text.starts_with(r"A\tB: no\n\u{1b}[31mxxx") && text.ends_with(r"(request id id\r\n)"), "{text}");
        assert!(text.len() < 5_000, "{} bytes", text.len());
    }
}
