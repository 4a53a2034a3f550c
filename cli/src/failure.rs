//! How a run can fail: a message for people, and an exit code for scripts.

use std::io;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use tencloud::ErrorKind;
use tencloud_calls::TargetError;
use tencloud_calls::query::QueryError;
use tencloud_spec::nearest;

use crate::sdk_message;

/// The exit codes. Scripts rely on them, so that they never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Any failure without a code of its own, such as a file that cannot be written or a host that cannot be reached.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// There are no credentials, or the configuration is wrong.
    Configuration = 4,
    /// The API refused, and nothing was done.
    Refused = 5,
    /// The outcome is unknown: the request may have been executed.
    Unknown = 6,
    /// What was waited for failed, or did not end in time.
    Wait = 7,
    /// Ctrl-C.
    Interrupted = 130,
}

fn did_you_mean(meant: &str) -> String {
    format!("did you mean `{meant}`?")
}

/// A failure of the run.
#[derive(Debug)]
pub(crate) struct Failure {
    /// `None` if the run ended early without a failure.
    exit: Option<Exit>,
    message: String,
    help: Vec<String>,
}

impl Failure {
    /// Creates a failure from its message, a sentence without a period.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure { exit: Some(exit), message: message.into(), help: Vec::new() }
    }

    /// Creates the end of a run whose reader has closed the pipe, such as `head`. That is not an error.
    pub(crate) fn closed_pipe() -> Failure {
        Failure { exit: None, message: String::new(), help: Vec::new() }
    }

    /// Creates the failure of a command line that is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    /// Creates the failure of a command line that is wrong, which has been reported already.
    pub(crate) fn reported() -> Failure {
        Failure::usage("")
    }

    /// Returns the message.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the last advice, the most specific.
    pub(crate) fn advice(&self) -> Option<&str> {
        self.help.last().map(String::as_str)
    }

    /// Adds what a wrong command line is about, such as `--Remark`.
    pub(crate) fn about(self, what: &str) -> Failure {
        let is_usage = self.exit == Some(Exit::Usage);
        Failure { message: if is_usage { format!("{what}: {}", self.message) } else { self.message }, ..self }
    }

    /// Adds where the configuration is wrong, if it is about that and contains the value in question.
    pub(crate) fn set_in(self, value: &str, place: &str) -> Failure {
        let is_about_it = matches!(self.exit, Some(Exit::Usage | Exit::Configuration));
        if !is_about_it || !self.message.contains(&format!("`{value}`")) {
            return self;
        }
        Failure { exit: Some(Exit::Configuration), ..self }.help(place)
    }

    /// Adds that an action was executed before this failure.
    pub(crate) fn after(self, action: &str) -> Failure {
        let exit = self.exit.map(|exit| if exit == Exit::Interrupted { exit } else { Exit::Wait });
        Failure { exit, ..self }.help(format!("{action} was executed: see what it has done before you repeat it"))
    }

    /// Adds advice on what to do.
    pub(crate) fn help(mut self, advice: impl Into<String>) -> Failure {
        self.help.push(advice.into());
        self
    }

    /// Adds the name that was probably meant, or else other advice.
    pub(crate) fn suggest<'k>(
        self,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
        otherwise: impl Into<String>,
    ) -> Failure {
        match nearest(name, known) {
            Some(meant) => self.help(did_you_mean(meant)),
            None => self.help(otherwise),
        }
    }

    /// Writes the message and the advice to stderr, and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        // There is nowhere left to report that stderr is closed.
        let _ = self.write(&mut anstream::stderr().lock());
        self.exit.map_or(ExitCode::SUCCESS, |exit| ExitCode::from(exit as u8))
    }

    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.message.is_empty() {
            return Ok(());
        }
        let [error, help] =
            [AnsiColor::Red, AnsiColor::Cyan].map(|color| Style::new().bold().fg_color(Some(color.into())));
        writeln!(out, "{error}error:{error:#} {}", self.message)?;
        self.help.iter().try_for_each(|line| writeln!(out, "  {help}help:{help:#} {line}"))
    }
}

/// The failure of a command line with a value that is wrong for this reason.
impl From<String> for Failure {
    fn from(reason: String) -> Failure {
        Failure::usage(reason)
    }
}

/// The failure of a call.
impl From<tencloud::Error> for Failure {
    fn from(error: tencloud::Error) -> Failure {
        let exit = match error.kind() {
            ErrorKind::WaitFailed | ErrorKind::WaitTimeout => Exit::Wait,
            _ if error.may_have_acted() => Exit::Unknown,
            ErrorKind::Config | ErrorKind::Credentials => Exit::Configuration,
            ErrorKind::Api => Exit::Refused,
            _ => Exit::Other,
        };
        let failure = Failure::new(exit, sdk_message::for_command_line(&error.to_string()));
        let failure = match (error.code(), exit) {
            (_, Exit::Unknown) => failure.help("the request may have been executed: look before you repeat it"),
            (Some(code), _) => failure.help(format!("tencloud explain {code}")),
            (None, Exit::Configuration) => failure.help("tencloud doctor"),
            (None, _) => failure,
        };
        let is_foreign = error.kind() == ErrorKind::MalformedResponse && error.message().ends_with("is not the API");
        if is_foreign { failure.help("check --endpoint, the network and the proxy") } else { failure }
    }
}

/// The failure to find an action.
impl From<TargetError> for Failure {
    fn from(error: TargetError) -> Failure {
        let failure = match &error {
            TargetError::Product { name, .. } => Failure::usage(format!("there is no product or command `{name}`")),
            TargetError::Unreadable(_) => return Failure::new(Exit::Other, error.to_string()),
            _ => Failure::usage(error.to_string()),
        };
        match error {
            TargetError::Product { meant: Some(meant), .. } | TargetError::Action { meant: Some(meant), .. } => {
                failure.help(did_you_mean(meant))
            }
            TargetError::Product { name, .. } => failure.help(format!("find it with: tencloud search {name}")),
            TargetError::Action { version, .. } => {
                failure.help(format!("list its actions: tencloud {} --help", version.product))
            }
            TargetError::Version { known, .. } => failure.help(format!("its versions: {}", known.join(", "))),
            _ => failure,
        }
    }
}

/// The failure of a query.
impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Failure {
        Failure::usage(format!("--query: {error}"))
    }
}

/// The failure to write the output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::closed_pipe();
        }
        if error.kind() == io::ErrorKind::Interrupted {
            return Failure::new(Exit::Interrupted, "interrupted; nothing was sent");
        }
        if let Some(query) = QueryError::of(&error) {
            // Those that are wrong in themselves are found before a call.
            return Failure::new(Exit::Other, format!("--query: {query}"));
        }
        Failure::new(Exit::Other, format!("the output cannot be written: {error}"))
    }
}
