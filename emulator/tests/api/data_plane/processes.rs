//! The processes of servers end with that of the emulator.

use std::{
    fs,
    net::TcpStream,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use redis_client::cmd;
use serde_json::Value;

use super::{PASSWORD, log_in};
use crate::{binary::Running, support::send};

#[test]
#[ignore = "needs redis-server"]
fn servers_end_when_the_emulator_is_killed() {
    for round in 0..10_u64 {
        let (mut running, mut lines) = Running::start(&["--port", "0", "--speed", "1000", "--data-plane"]);
        let url = lines.next().unwrap().unwrap().strip_prefix("TENCENTCLOUD_ENDPOINT_URL=").unwrap().to_owned();
        let host = url.strip_prefix("http://").unwrap();
        let control = |method: &str, path: &str, body: &str| {
            let length = body.len();
            let head = format!("{method} /_emulator{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
            let head = format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n");
            send(host, format!("{head}{body}").as_bytes())
        };
        let mut servers = Vec::new();
        for number in 0..3 {
            let added = control("POST", "/instances", &format!(r#"{{"id":"crs-{number}","region":"ap-tokyo"}}"#));
            assert_eq!(added.status, 204, "{added:?}");
        }
        let state: Value = serde_json::from_slice(&control("GET", "/state", "").body).unwrap();
        let accounts = state["products"]["redis"]["accounts"].as_object().unwrap();
        let instances =
            accounts.values().next().unwrap()["regions"]["ap-tokyo"]["instances"].as_object().unwrap().clone();
        for instance in instances.values() {
            let port: u16 = instance["config"]["port"].as_u64().unwrap().try_into().unwrap();
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
