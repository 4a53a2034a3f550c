//! Standard output carries data, standard error everything else.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use tencloud_emulator::Emulator;
use tencloud_tests::{Response, Server};

use crate::{Ended, Place, SECRET_KEY, beside};

/// A list that is longer than the buffer of a pipe.
fn long_list() -> Response {
    let items: Vec<String> = (0..10_000).map(|n| format!(r#"{{"InstanceId":"crs-{n}","Status":2}}"#)).collect();
    Response::of(&format!(r#"{{"TotalCount":10000,"InstanceSet":[{}],"RequestId":"id"}}"#, items.join(",")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_pipe_is_no_error() {
    let server = Server::start([long_list()]).await.unwrap();
    let place = Place::new(&server.url());
    beside(move || {
        for line in [
            "--help",
            "--version",
            "redis --help",
            "redis DescribeInstances --help",
            "redis CreateInstances --skeleton",
            "redis DescribeInstances",
            "redis DescribeInstances -o table",
            "redis DescribeInstances -o text",
            "redis DescribeInstances -o ndjson",
            "redis DescribeInstances --max-items 9000 -o ndjson",
            "redis DescribeInstances --max-items 9000 -o table",
            "redis DescribeInstances --query InstanceSet[].InstanceId -o text",
            "redis DescribeInstances --dry-run",
            "search redis",
            "schema",
            "schema redis -o json",
            "schema redis CreateInstances",
            "explain InternalError",
            "doctor",
            "config list",
            "completion bash",
        ] {
            // Nothing at all is read.
            let mut command = place.command(line.split_whitespace());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            drop(child.stdout.take());
            let ended = Ended::of(child.wait_with_output().unwrap());
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}");
        }
        for format in ["json", "table", "text", "ndjson"] {
            // As `head` does, the start is read.
            let mut command = place.command(["redis", "DescribeInstances", "-o", format]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut start = [0; 100];
            child.stdout.take().unwrap().read_exact(&mut start).unwrap();
            let ended = Ended::of(child.wait_with_output().unwrap());
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{format}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_an_error() {
    let server = Server::start([long_list()]).await.unwrap();
    let place = Place::new(&server.url());
    beside(move || {
        for line in
            ["redis DescribeInstances", "redis DescribeInstances --max-items 9 -o ndjson", "schema", "config list"]
        {
            let full = File::options().write(true).open("/dev/full").unwrap();
            let mut command = place.command(line.split_whitespace());
            let ended = Ended::of(command.stdout(full).output().unwrap());
            assert_eq!(ended.code, Some(1), "{line}: {ended:?}");
            assert!(ended.stderr.contains("cannot be written"), "{line}: {ended:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn formats() {
    let emulator = Emulator::builder().start().await.unwrap();
    let place = Place::of(&emulator);
    beside(move || {
        for (line, stdout) in [
            ("redis DescribeInstances -o none", Some("")),
            ("redis DescribeInstances --query TotalCount -o none", Some("")),
            ("redis DescribeInstances --all -o none", Some("")),
            ("redis DescribeInstances --query TotalCount", Some("0\n")),
            ("redis DescribeInstances --query TotalCount -o text", Some("0\n")),
            ("redis DescribeInstances --query TotalCount -o ndjson", Some("0\n")),
            ("redis DescribeInstances --query TotalCount -o table", Some("0\n")),
            ("redis DescribeInstances --all", Some("{\n  \"InstanceSet\": []\n}\n")),
            ("redis DescribeInstances -o ndjson", Some("")),
            ("redis DescribeInstances -o text", Some("")),
            ("redis DescribeInstances --output TABLE", None),
        ] {
            let ended = place.run(line);
            match stdout {
                Some(stdout) => assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), stdout), "{line}: {ended:?}"),
                None => assert_eq!(ended.code, Some(2), "{line}: {ended:?}"),
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colors() {
    const ESCAPE: char = '\u{1b}';
    let server = Server::start([long_list()]).await.unwrap();
    let place = Place::new(&server.url());
    beside(move || {
        for (variables, is_colored) in [
            (&[][..], false),
            (&[("CLICOLOR_FORCE", "1")], true),
            (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
            (&[("NO_COLOR", "1")], false),
        ] {
            for line in ["redis DescribeInstances -o table", "redis DescribeInstances --Statu 2", "redis --helpp"] {
                let ended =
                    Ended::of(place.command(line.split_whitespace()).envs(variables.iter().copied()).output().unwrap());
                let shown = format!("{}{}", ended.stdout, ended.stderr);
                assert_eq!(shown.contains(ESCAPE), is_colored, "{line} {variables:?}: {:.300}", shown);
            }
        }
        // On a terminal, too.
        let ended = place.run_on_terminal(80, "redis DescribeInstances -o table", "");
        assert!(ended.stdout.contains(ESCAPE), "{:.300}", ended.stdout);
    })
    .await;
}

/// A secret goes from standard input into the request, and is not among the arguments, which everyone can read.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_from_stdin() {
    const PLANTED: &str = "Planted-secret-2";
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    beside(move || {
        for (line, typed) in [
            ("redis ResetPassword --InstanceId crs-5a4py64p --yes --Password @-", PLANTED.to_owned()),
            ("redis ResetPassword --InstanceId crs-5a4py64p --yes --Password @-", format!("{PLANTED}\n")),
            ("redis ResetPassword --InstanceId crs-5a4py64p --yes --Password=@-", format!("{PLANTED}\r\n")),
            (
                "redis ResetPassword --InstanceId crs-5a4py64p --yes --input @-",
                format!(r#"{{"Password":"{PLANTED}"}}"#),
            ),
            ("call redis 2018-04-12 ResetPassword --InstanceId crs-5a4py64p --yes --Password @-", PLANTED.to_owned()),
        ] {
            let mut command = place.command(line.split_whitespace());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = command.spawn().unwrap();
            // It runs for as long as it reads.
            let arguments = std::fs::read_to_string(format!("/proc/{}/cmdline", child.id())).unwrap();
            child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
            let ended = Ended::of(child.wait_with_output().unwrap());
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
            assert!(!format!("{arguments}{ended:?}").contains(PLANTED), "{line}: {ended:?}");
            assert!(!arguments.contains(SECRET_KEY), "{line}: {arguments}");
        }
    })
    .await;
    for request in server.requests() {
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body, serde_json::json!({ "InstanceId": "crs-5a4py64p", "Password": PLANTED }));
    }
}
