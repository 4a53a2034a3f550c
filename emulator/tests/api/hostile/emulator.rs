//! The emulator that hostile requests are sent to.

use std::{
    fs,
    io::Read as _,
    process::ChildStderr,
    thread::{self, JoinHandle},
};

use serde_json::json;

use super::{connection::Connection, requests::signed};
use crate::binary::Running;

/// The instances that requests name.
pub(super) fn instance(number: usize) -> String {
    format!("crs-{number:08}")
}

/// How many there are.
pub(super) const INSTANCES: usize = 20;

/// The binary, with its errors.
pub(super) struct HostileRun {
    process: Running,
    pub(super) address: String,
    errors: std::cell::RefCell<Option<JoinHandle<String>>>,
}

impl HostileRun {
    /// Starts the binary, without rate limits.
    pub(super) fn start() -> Self {
        let (mut process, mut lines) = Running::start(&["--port", "0", "--speed", "100"]);
        let address = lines.next().unwrap().unwrap().rsplit_once('/').unwrap().1.to_owned();
        // It would block if its output were not read.
        thread::spawn(move || lines.for_each(drop));
        let stderr = process.0.stderr.take().unwrap();
        let errors = thread::spawn(move || read(stderr));
        let run = Self { process, address, errors: std::cell::RefCell::new(Some(errors)) };
        run.restore();
        run
    }

    /// Resets the emulator, and adds the instances.
    pub(super) fn restore(&self) {
        self.control("POST", "reset", "");
        self.control("PUT", "rate_limits", r#"{"enforced":false}"#);
        for number in 0..INSTANCES {
            let type_id = [6, 7, 9, 15, 16, 17, 20][number % 7];
            let body = json!({ "id": instance(number), "region": "ap-tokyo", "order": { "TypeId": type_id } });
            self.control("POST", "instances", &body.to_string());
        }
    }

    fn control(&self, method: &str, path: &str, body: &str) {
        let request = format!(
            "{method} /_emulator/{path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        let outcome = Connection::open(&self.address).exchange(request.as_bytes()).expect("a response");
        assert!(outcome.is_success(), "{method} {path}: {outcome}");
    }

    /// Checks that the emulator still works, has reported no error, and has never used more memory than this, in kB.
    /// Returns how much it was.
    pub(super) fn check(&self, memory: u64) -> u64 {
        let request = signed(&self.address, "DescribeInstances", b"{}");
        let outcome = Connection::open(&self.address).exchange(&request).expect("a response");
        assert_eq!(outcome.to_string(), "ok");
        let errors = self.errors.borrow_mut().take_if(|errors| errors.is_finished());
        assert!(errors.is_none(), "the emulator ended: {:?}", errors.map(JoinHandle::join));
        let used = self.most_memory();
        assert!(used <= memory, "{used} kB of memory");
        used
    }

    /// Returns the most memory that the process has ever used, in kB; 0 if the system does not report it.
    fn most_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.map_or(0, |line| line.trim().trim_end_matches(" kB").parse().unwrap())
    }
}

impl Drop for HostileRun {
    fn drop(&mut self) {
        let _ = self.process.0.kill();
        let errors = self.errors.take().map(|errors| errors.join().unwrap()).unwrap_or_default();
        if thread::panicking() {
            println!("{errors}");
        } else {
            assert_eq!(errors, "", "the emulator reported an error");
        }
    }
}

fn read(mut stderr: ChildStderr) -> String {
    let mut errors = String::new();
    let _ = stderr.read_to_string(&mut errors);
    errors
}
