//! Credentials that a program prints.

use std::ffi::OsString;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::json;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};

/// The longest accepted output; credentials are shorter.
const MAX_OUTPUT: usize = 64 * 1024;

/// What has been printed can be read immediately, so this is for a process outside the program's group that keeps the
/// output open.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(200);

/// Runs a program that prints credentials as JSON: `SecretId` and `SecretKey`, and for temporary credentials `Token`
/// and `ExpiredTime` (Unix seconds). `TmpSecretId` and `TmpSecretKey` are accepted too; other members are ignored.
///
/// The program is run without a shell and without standard input, and inherits this process's standard error. It must
/// exit with status 0 before the timeout, after printing at most 64 KiB.
/// The provider does not wait for programs that the program has started and left running. On Unix, the program runs in
/// its own process group, which is killed when the program has exited or timed out, or when the call is dropped.
#[derive(Clone)]
pub struct CommandCredentials {
    program: OsString,
    arguments: Vec<OsString>,
    timeout: Duration,
}

impl CommandCredentials {
    /// Creates a provider that runs a program: a path, or a name that is looked up in `PATH`.
    pub fn new(program: impl Into<OsString>) -> Self {
        CommandCredentials { program: program.into(), arguments: Vec::new(), timeout: Duration::from_secs(20) }
    }

    /// Adds arguments, which are passed unchanged.
    #[must_use]
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets how long the program may run before it is killed. Default: 20 s; at most 60 s.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        CommandCredentials { timeout, ..self }
    }

    async fn run(&self) -> Result<Credentials, CredentialsError> {
        let failed = |what: String| CredentialsError::new(format!("the command {}: {what}", self.program.display()));
        match timeout(self.timeout, self.output()).await {
            Ok(Ok(output)) => parse(&output).map_err(|what| failed(format!("its output is {what}"))),
            Ok(Err(what)) => Err(failed(what)),
            Err(_) => Err(failed(format!("it did not exit within {:?}", self.timeout))),
        }
    }

    async fn output(&self) -> Result<Zeroizing<Vec<u8>>, String> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| format!("it could not be run: {error}"))?;
        let group = ProcessGroup::of(&child);
        let mut output = Zeroizing::new(Vec::with_capacity(MAX_OUTPUT + 1));
        let stdout = child.stdout.take();
        let status = run_to_exit(&mut child, group, stdout, &mut output).await?;
        if status.success() { Ok(output) } else { Err(format!("it failed with {status}")) }
    }
}

/// Reads what a program prints until it exits. It does both concurrently: the program may wait for its output to be read,
/// and other processes may keep the output open after it has exited.
async fn run_to_exit(
    child: &mut Child,
    group: ProcessGroup,
    stdout: Option<ChildStdout>,
    output: &mut Vec<u8>,
) -> Result<ExitStatus, String> {
    let mut reading = pin!(read(stdout, output));
    let mut exiting = pin!(child.wait());
    let mut is_read = false;
    let status = poll_fn(|context| {
        if !is_read && let Poll::Ready(read) = reading.as_mut().poll(context) {
            is_read = true;
            if let Err(what) = read {
                return Poll::Ready(Err(what));
            }
        }
        exiting.as_mut().poll(context).map_err(|error| format!("its exit status could not be read: {error}"))
    })
    .await?;
    // Processes that the program has left running are killed, which closes the output.
    drop(group);
    if !is_read && let Ok(read) = timeout(DRAIN_TIMEOUT, reading).await {
        read?;
    }
    Ok(status)
}

/// Reads to the end or to the limit.
async fn read(stdout: Option<impl AsyncRead + Unpin>, output: &mut Vec<u8>) -> Result<(), String> {
    let Some(stdout) = stdout else { return Ok(()) };
    let read = stdout.take(MAX_OUTPUT as u64 + 1).read_to_end(output).await;
    match read.map_err(|error| format!("its output could not be read: {error}"))? {
        0..=MAX_OUTPUT => Ok(()),
        _ => Err(format!("it printed more than {MAX_OUTPUT} bytes")),
    }
}

/// The processes that a program has started and that have not left its group. They are killed when this is dropped.
struct ProcessGroup {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl ProcessGroup {
    #[cfg(unix)]
    fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        ProcessGroup { leader: id.and_then(rustix::process::Pid::from_raw) }
    }

    #[cfg(not(unix))]
    fn of(_: &Child) -> Self {
        ProcessGroup {}
    }
}

#[cfg(unix)]
impl Drop for ProcessGroup {
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            // An error means that none is left.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

impl ProvideCredentials for CommandCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.run())
    }
}

/// Omits the arguments, which may contain secrets.
impl fmt::Debug for CommandCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandCredentials").field("program", &self.program).finish_non_exhaustive()
    }
}

/// Parses the credentials in the output of a program.
fn parse(output: &[u8]) -> Result<Credentials, String> {
    const NAMES: json::Names = json::Names {
        id: &["SecretId", "TmpSecretId"],
        key: &["SecretKey", "TmpSecretKey"],
        token: &["Token"],
        expiry: &["ExpiredTime"],
    };
    let text = std::str::from_utf8(output).map_err(|_| "not UTF-8")?;
    json::credentials(&json::object(text)?, &NAMES).map_err(|what| format!("wrong: {what}"))
}
