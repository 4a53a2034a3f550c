//! Credentials that a program prints.

use std::ffi::OsString;
use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::json;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};

/// The longest accepted output; credentials are shorter.
const MAX_OUTPUT: u64 = 64 * 1024;

/// Runs a program that prints credentials as JSON: `SecretId` and `SecretKey`, and for temporary credentials `Token`
/// and `ExpiredTime` (Unix seconds). `TmpSecretId` and `TmpSecretKey` are accepted too; other members are ignored.
///
/// The program is run without a shell and without standard input, and inherits this process's standard error. It must
/// exit with status 0 before the timeout, after printing at most 64 KiB.
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
        let mut child = command.spawn().map_err(|error| format!("it could not be run: {error}"))?;
        let mut output = Zeroizing::new(Vec::new());
        if let Some(stdout) = child.stdout.take() {
            read(stdout, &mut output).await?;
        }
        let status = child.wait().await.map_err(|error| format!("its exit status could not be read: {error}"))?;
        if status.success() { Ok(output) } else { Err(format!("it failed with {status}")) }
    }
}

async fn read(stdout: impl AsyncRead + Unpin, output: &mut Vec<u8>) -> Result<(), String> {
    let read = stdout.take(MAX_OUTPUT + 1).read_to_end(output).await;
    match read.map_err(|error| format!("its output could not be read: {error}"))? as u64 {
        0..=MAX_OUTPUT => Ok(()),
        _ => Err(format!("it printed more than {MAX_OUTPUT} bytes")),
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
