//! The binary.

use std::{
    io::{BufRead, BufReader, Lines, Read as _},
    net::TcpListener,
    process::{Child, ChildStdout, Command, Stdio},
    time::SystemTime,
};

use crate::support::{KEY_PAIR, RequestBuilder};

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tencloud-emulator"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running process. It is killed when the test ends.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    pub(crate) fn start(arguments: &[&str]) -> (Self, Lines<BufReader<ChildStdout>>) {
        let mut child = command(arguments).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Self(child), lines)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns where an emulator listens, which is in the first line that it prints.
pub(crate) fn host(lines: &mut Lines<impl BufRead>) -> String {
    let line = lines.next().unwrap().unwrap();
    line.strip_prefix("TENCENTCLOUD_ENDPOINT_URL=http://").unwrap_or_else(|| panic!("{line}")).to_owned()
}

#[expect(clippy::disallowed_methods, reason = "the binary uses the system's clock")]
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn it_prints_its_environment_variables_and_each_request() {
    let (mut running, mut lines) = Running::start(&["--port", "0", "--speed", "100"]);
    let url = host(&mut lines);
    let mut line = || lines.next().unwrap().unwrap();
    assert_eq!(line(), format!("TENCENTCLOUD_SECRET_ID={}", KEY_PAIR.0));
    assert_eq!(line(), format!("TENCENTCLOUD_SECRET_KEY={}", KEY_PAIR.1));

    let request = RequestBuilder::new("POST", &url, now()).modify(|request| request.body = b"{}".to_vec());
    let request = request.with("x-tc-action", "DescribeInstances").with("x-tc-version", "2018-04-12");
    assert_eq!(request.with("x-tc-region", "ap-tokyo").send().code(), "");
    let logged = line();
    assert!(logged.contains("ap-tokyo") && logged.contains("DescribeInstances") && logged.ends_with(" ok"), "{logged}");

    if cfg!(unix) {
        let id = running.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        assert!(running.0.wait().unwrap().success());
    }
}

#[test]
fn it_responds_although_no_one_reads_its_log() {
    let (running, mut lines) = Running::start(&["--port", "0"]);
    let url = host(&mut lines);
    // A pipe holds 64 KB, which is less than 1,000 lines.
    for _ in 0..1500 {
        let request = RequestBuilder::new("POST", &url, now()).modify(|request| request.body = b"{}".to_vec());
        let request = request.with("x-tc-action", "DescribeInstances").with("x-tc-version", "2018-04-12");
        assert!(request.send().status == 200);
    }
    drop((lines, running));
}

#[test]
fn it_writes_the_certificate_and_warns_if_others_can_connect() {
    let folder = std::env::temp_dir().join(format!("tencloud-emulator-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ca.pem");
    let file = file.to_str().unwrap();
    let (mut running, mut lines) = Running::start(&["--port", "0", "--host", "0.0.0.0", "--tls", file]);
    let url = lines.next().unwrap().unwrap();
    assert!(url.starts_with("TENCENTCLOUD_ENDPOINT_URL=https://127.0.0.1:"), "{url}");
    let certificate = lines.next().unwrap().unwrap();
    let certificate = std::fs::read_to_string(certificate.strip_prefix("SSL_CERT_FILE=").unwrap()).unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----\nM"), "{certificate}");
    let _ = running.0.kill();
    let mut warnings = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut warnings).unwrap();
    assert!(warnings.contains("warning: ") && warnings.contains("0.0.0.0") && warnings.contains("--url"), "{warnings}");
    std::fs::remove_dir_all(&folder).unwrap();

    let (running, mut lines) =
        Running::start(&["--port", "0", "--host", "127.0.0.1", "--url", "https://gateway.test/x/"]);
    assert_eq!(lines.next().unwrap().unwrap(), "TENCENTCLOUD_ENDPOINT_URL=https://gateway.test/x");
    drop(running);
}

#[test]
fn help_fits_terminals_with_80_columns() {
    let output = command(&["--help"]).env("COLUMNS", "80").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("--tls") && help.lines().all(|line| line.chars().count() <= 80), "{help}");
}

#[test]
fn a_custom_secret_key_is_not_printed() {
    let (running, mut lines) = Running::start(&["--port", "0", "--secret-id", "AKIDmine", "--secret-key", "hush"]);
    assert!(lines.next().unwrap().unwrap().starts_with("TENCENTCLOUD_ENDPOINT_URL="));
    assert_eq!(lines.next().unwrap().unwrap(), "TENCENTCLOUD_SECRET_ID=AKIDmine");
    drop(running);
    assert!(lines.next().is_none());
}

#[test]
fn errors_have_a_status_and_name_the_option() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, status, expect) in [
        (vec!["--port", &port], 1, port.as_str()),
        (vec!["--port", "many"], 2, "--port"),
        (vec!["--secret-id", "AKIDmine"], 2, "--secret-key"),
        (vec!["--speed", "0"], 2, "--speed"),
        (vec!["--port", "0", "--url", "emulator:9021"], 1, "emulator:9021"),
        (vec!["--port", "0", "--tls", "/nowhere/ca.pem"], 1, "/nowhere/ca.pem"),
        (vec!["--nonsense"], 2, "Usage"),
    ] {
        let mut child = command(&arguments).spawn().unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(status), "{arguments:?}");
        let mut error = String::new();
        child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        assert!(error.contains(expect), "{arguments:?}: {error}");
    }
}
