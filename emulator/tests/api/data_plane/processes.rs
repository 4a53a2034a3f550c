//! The processes of servers end with that of the emulator.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use redis_client::cmd;
use serde_json::Value;

use super::{PASSWORD, log_in};
use crate::{
    binary::{Running, host},
    support::{HttpResponse, send},
};

fn control(host: &str, method: &str, path: &str, body: &str) -> HttpResponse {
    let length = body.len();
    let head = format!("{method} /_emulator{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    let head = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    send(host, format!("{head}{body}").as_bytes())
}

fn add_instance(host: &str, id: &str) {
    let added = control(host, "POST", "/instances", &format!(r#"{{"id":"{id}","region":"ap-tokyo"}}"#));
    assert_eq!(added.status, 204, "{added:?}");
}

/// Returns the ports of the instances' servers.
fn ports(host: &str) -> Vec<u16> {
    let state: Value = serde_json::from_slice(&control(host, "GET", "/state", "").body).unwrap();
    let accounts = state["products"]["redis"]["accounts"].as_object().unwrap();
    let account = accounts.values().next().unwrap();
    let instances = account["regions"]["ap-tokyo"]["instances"].as_object().unwrap();
    instances.values().map(|instance| instance["config"]["port"].as_u64().unwrap().try_into().unwrap()).collect()
}

#[test]
#[ignore = "needs redis-server"]
fn what_programs_read_goes_before_the_problems_of_servers() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("emulator.state");
    let arguments = ["--port", "0", "--data-plane", "--state", file.to_str().unwrap()];
    let (mut running, mut lines) = Running::start(&arguments);
    let host = host(&mut lines);
    add_instance(&host, "crs-first");
    let port = ports(&host)[0];
    running.0.kill().unwrap();
    running.0.wait().unwrap();
    let begin = Instant::now();
    let _occupied = loop {
        match TcpListener::bind(("127.0.0.1", port)) {
            Ok(listener) => break listener,
            Err(error) => assert!(begin.elapsed() < Duration::from_secs(20), "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    };
    let (_running, lines) = Running::start(&arguments);
    let lines: Vec<_> = lines.take(4).map(Result::unwrap).collect();
    assert!(lines[0].starts_with("TENCENTCLOUD_ENDPOINT_URL="), "{lines:?}");
    assert!(lines[3].contains(&format!("port {port} is in use")), "{lines:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn servers_end_when_the_emulator_is_killed() {
    for round in 0..10_u64 {
        let (mut running, mut lines) = Running::start(&["--port", "0", "--speed", "1000", "--data-plane"]);
        let host = host(&mut lines);
        for number in 0..3 {
            add_instance(&host, &format!("crs-{number}"));
        }
        let mut servers = Vec::new();
        for port in ports(&host) {
            let mut connection = log_in(("127.0.0.1".to_owned(), port), "default", PASSWORD).unwrap();
            let info: String = cmd("INFO").arg("server").query(&mut connection).unwrap();
            let field = |name: &str| info.lines().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
            let folder = fs::canonicalize(field("config_file:")).unwrap().parent().unwrap().to_owned();
            servers.push((port, field("process_id:"), folder));
        }
        assert_eq!(servers.len(), 3);
        thread::sleep(Duration::from_millis(round * 3));
        running.0.kill().unwrap();
        running.0.wait().unwrap();
        let is_gone = |(port, id, folder): &(u16, String, PathBuf)| {
            let is_alive = Command::new("kill").args(["-0", id]).output().unwrap().status.success();
            !is_alive && !folder.exists() && TcpStream::connect(("127.0.0.1", *port)).is_err()
        };
        let begin = Instant::now();
        while !servers.iter().all(is_gone) {
            assert!(begin.elapsed() < Duration::from_secs(20), "{servers:?}");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
#[ignore = "needs redis-server"]
fn without_redis_server_the_error_names_the_package() {
    let program = env!("CARGO_BIN_EXE_tencloud-emulator");
    let output = Command::new(program).args(["--port", "0", "--data-plane"]).env("PATH", "").output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && error.contains("Debian's package redis-server"), "{error}");
}
