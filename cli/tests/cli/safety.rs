//! What protects users: exit codes, consent, and secrets that are never shown.

use std::io::Write as _;
use std::process::Stdio;

use tencloud_emulator::Emulator;
use tencloud_tests::{Ending, Response, Server};

use crate::{Place, SECRET_KEY, beside};

/// A password that must not be found anywhere.
const PLANTED: &str = "Planted-secret-1";

#[tokio::test(flavor = "multi_thread")]
async fn exit_codes() {
    let emulator = Emulator::builder().start().await.unwrap();
    let breaks_off = Server::start([Response::raw("", Ending::Close)]).await.unwrap();
    let (at_emulator, at_broken) = (Place::of(&emulator), Place::new(&breaks_off.url()));
    let nowhere = Place::new("http://127.0.0.1:1");
    beside(move || {
        for (place, line, code, message) in [
            (&at_emulator, "redis DescribeInstances", 0, ""),
            (&at_emulator, "redis DescribeInstances --Statu 2", 2, "--Status"),
            (
                &at_emulator,
                "redis DescribeInstances --Limit ten",
                2,
                "--Limit: \"ten\" is not an integer of at least 0",
            ),
            (&at_emulator, "redis DescribeInstances --Limit 5000", 2, "at most 1000"),
            (&at_emulator, "redis ManualBackupInstance", 2, "--InstanceId is required"),
            (&at_emulator, "redis NoSuchAction", 2, "no action"),
            (&at_emulator, "nonsense Do", 2, "no product or command"),
            (&at_emulator, "redis DescribeProductInfo --wait", 2, "starts nothing that can be waited for"),
            (&at_emulator, "redis DescribeTaskInfo --TaskId 0 --wait --force", 4, "no task to wait for"),
            (&at_emulator, "redis DescribeInstances --wait", 2, "--wait needs --InstanceId"),
            (&at_emulator, "redis DescribeInstances --query [", 2, "--query"),
            (&at_emulator, "redis DescribeInstances --region bad/region", 4, "region"),
            (&at_emulator, "call redis 2018-04-12 RenewInstance --price", 2, "`call` has no --price"),
            (
                &at_emulator,
                "call redis 2018-04-12 DescribeProductInfo --wait",
                2,
                "starts nothing that can be waited for",
            ),
            (&at_emulator, "call redis 2018-04-12 DescribeInstances --Flag --dry-run", 2, "--Flag needs a value"),
            (&at_emulator, "redis DescribeInstances --force --Flag --dry-run", 2, "--Flag needs a value"),
            (&at_emulator, "call redis 2018-04-12 DescribeInstances --A.0.B 1", 2, "--A.0.B"),
            (&at_emulator, "redis ModifyInstanceParams --InstanceParams.0.Value --dry-run", 2, "it needs a value"),
            (&at_emulator, "cdb CreateCloneInstance --SpecifiedRollbackTime --dry-run", 2, "a value before --dry-run"),
            (
                &at_emulator,
                "redis ManualBackupInstance --InstanceId crs-nothere1",
                5,
                "ResourceNotFound.InstanceNotExists",
            ),
            (&at_emulator, "redis DescribeTaskInfo --TaskId 1 --wait", 5, ""),
            (&at_broken, "redis ManualBackupInstance --InstanceId crs-5a4py64p", 6, "may have been executed"),
            (&nowhere, "redis ManualBackupInstance --InstanceId crs-5a4py64p", 1, "127.0.0.1"),
        ] {
            let ended = place.run(line);
            assert_eq!(ended.code, Some(code), "{line}: {ended:?}");
            assert!(ended.stderr.contains(message), "{line}: {ended:?}");
            assert_eq!(code == 0, ended.stderr.is_empty(), "{line}: {ended:?}");
            assert_eq!(code == 0, !ended.stdout.is_empty(), "{line}: {ended:?}");
        }
        let mut without = at_emulator.command(["redis", "DescribeInstances"]);
        let ended = crate::Ended::of(without.env_remove("TENCENTCLOUD_SECRET_KEY").output().unwrap());
        assert_eq!(ended.code, Some(4), "{ended:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_refused_as_arguments() {
    let emulator = Emulator::builder().start().await.unwrap();
    let place = Place::of(&emulator);
    let ended = beside(move || {
        [
            format!("redis ResetPassword --InstanceId crs-5a4py64p --Password {PLANTED}"),
            format!("redis ResetPassword --InstanceId crs-5a4py64p --input {{\"Password\":\"{PLANTED}\"}}"),
            format!("call redis 2018-04-12 ResetPassword --Password {PLANTED}"),
            format!("cvm RunInstances --LoginSettings {{\"Password\":\"{PLANTED}\"}}"),
            format!("cvm RunInstances --LoginSettings.Password {PLANTED}"),
            format!("call cvm 2017-03-12 RunInstances --LoginSettings {{\"Password\":\"{PLANTED}\"}}"),
            format!("redis DescribeInstances --secretKey {PLANTED}"),
            format!("--secretId x --secretKey {PLANTED} redis DescribeInstances"),
        ]
        .map(|line| (place.run(&line), line))
    })
    .await;
    for (ended, line) in ended {
        assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
        assert!(!format!("{ended:?}").contains(PLANTED), "{line}: {ended:?}");
    }
    assert!(emulator.requests().is_empty());
}

/// Neither output nor errors contain a secret, even if the service sends it back.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_not_shown() {
    let echo = format!(
        r#"{{"Error":{{"Code":"InvalidParameterValue","Message":"bad {PLANTED} {SECRET_KEY}"}},"RequestId":"id"}}"#
    );
    let server = Server::start([Response::of(&echo)]).await.unwrap();
    let place = Place::new(&server.url());
    place.file("password", PLANTED);
    let ended = beside(move || {
        ["", "--dry-run", "--dry-run -v", "-v"].map(|options| {
            place.run(&format!("redis ResetPassword --InstanceId crs-5a4py64p --Password @password --yes {options}"))
        })
    })
    .await;
    for ended in ended {
        let shown = format!("{ended:?}");
        assert!(!shown.contains(PLANTED) && !shown.contains(SECRET_KEY), "{shown}");
    }
    let sent = server.requests();
    assert!(sent.iter().all(|request| String::from_utf8_lossy(&request.body).contains(PLANTED)));
    assert_eq!(sent.len(), 2, "dry runs send nothing");
}

/// What comes from stdin can be a secret, in whatever place and form it is wrong.
#[tokio::test(flavor = "multi_thread")]
async fn errors_do_not_quote_stdin() {
    let emulator = Emulator::builder().start().await.unwrap();
    let place = Place::of(&emulator);
    let not_json = format!(r#"["Password":"{PLANTED}""#);
    let not_object = format!(r#"["Password","{PLANTED}"]"#);
    let misplaced = format!(r#"{{"LoginSettings":"{PLANTED}"}}"#);
    let misspelled = format!(r#"{{"LoginSettings":{{"Pasword":"{PLANTED}"}}}}"#);
    beside(move || {
        for (line, stdin, code) in [
            ("cvm RunInstances --LoginSettings @- --dry-run", &*not_json, 2),
            ("cvm RunInstances --LoginSettings @- --dry-run", &not_object, 2),
            ("cvm RunInstances --input @- --dry-run", &not_json, 2),
            ("cvm RunInstances --input @- --dry-run", &misplaced, 2),
            ("cvm RunInstances --input @- --dry-run --force", &misspelled, 0),
            ("redis CreateInstances --NodeSet @- --dry-run", PLANTED, 2),
            ("redis DescribeInstances --Limit @- --dry-run", PLANTED, 2),
            // Stdin has one reader.
            ("redis ModifyInstancePassword --OldPassword @- --Password @- --InstanceId a --dry-run", PLANTED, 2),
            ("redis ManualBackupInstance --input @- --Remark @- --dry-run", "{}", 2),
        ] {
            let mut command = place.command(line.split_whitespace());
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
            let ended = crate::Ended::of(child.wait_with_output().unwrap());
            assert_eq!(ended.code, Some(code), "{line}: {ended:?}");
            assert!(!format!("{ended:?}").contains(PLANTED), "{line}: {ended:?}");
        }
        let found = place.run("explain instance locked");
        assert!(found.stdout.contains("ResourceUnavailable.InstanceLockedError (redis)"), "{found:?}");
        let verbose = place.run("redis DescribeInstances -v");
        assert!(verbose.stderr.contains("DescribeInstances, attempt 1: ") && verbose.code == Some(0), "{verbose:?}");
        let nested = place
            .run("cvm DescribeInstances --Filters.0.Name zone --Filters.0.Values a --Filters.0.Values b --dry-run");
        assert!(nested.stdout.contains("\"Values\": [\n        \"a\",\n        \"b\"\n      ]"), "{nested:?}");
    })
    .await;
    assert_eq!(emulator.requests().len(), 1);
}

/// What is not the API, such as a gateway, is said to be none; and no message advises what only programs can do.
#[tokio::test(flavor = "multi_thread")]
async fn errors_are_for_people_who_type() {
    const READ: &str = "redis DescribeInstances --timeout 2s";
    const WRITE: &str = "redis ManualBackupInstance --InstanceId crs-5a4py64p";
    for (response, line, code, messages) in [
        (
            Response::new(502, "<html><body>Bad Gateway</body></html>"),
            READ,
            1,
            &["HOST answered with HTML, which is not the API (HTTP status 502", "check --endpoint"][..],
        ),
        (
            Response::new(502, "<html>"),
            WRITE,
            6,
            &["answered with HTML", "look before you repeat it", "check --endpoint"],
        ),
        (Response::new(200, "<html>Sign in</html>"), READ, 1, &["HOST answered with HTML"]),
        (Response::new(503, "upstream down"), READ, 1, &["HOST answered with text that is not a JSON object"]),
        (Response::new(504, ""), READ, 1, &["HOST answered with an empty body"]),
        (Response::new(200, "{}"), READ, 1, &["unexpected response: JSON without `Response`"]),
    ] {
        let server = Server::start([response]).await.unwrap();
        let place = Place::new(&server.url());
        let ended = beside(move || place.run(line)).await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{line}: {ended:?}");
        let host = server.url().replace("http://", "");
        for message in messages {
            assert!(ended.stderr.contains(&message.replace("HOST", &host)), "{line}: no `{message}`: {ended:?}");
        }
    }
    let place = Place::new("");
    beside(move || {
        for (line, code, message) in [
            (format!("{WRITE} --endpoint http://example.com"), 4, "or set TENCENTCLOUD_ALLOW_PLAIN_HTTP=true"),
            (format!("{WRITE} --endpoint cvm.tencentcloudapi.com"), 4, "pass the --endpoint of that product, or none"),
            (WRITE.to_owned(), 4, "or pass --profile"),
        ] {
            let mut command = place.command(line.split_whitespace());
            if code == 4 && !line.contains("--endpoint") {
                command.env_remove("TENCENTCLOUD_SECRET_ID").env_remove("TENCENTCLOUD_SECRET_KEY");
            }
            let ended = crate::Ended::of(command.output().unwrap());
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{line}: {ended:?}");
            assert!(ended.stderr.contains(message) && !ended.stderr.contains("builder"), "{line}: {ended:?}");
        }
    })
    .await;
}

/// A request can be looked at before there are credentials.
#[test]
fn dry_runs_need_no_credentials() {
    let place = Place::new("http://127.0.0.1:1");
    let run = |variables: &[(&str, &str)]| {
        let mut command = place.command(["redis", "DescribeInstances", "--dry-run", "--Limit", "2"]);
        command.env_remove("TENCENTCLOUD_SECRET_ID").env_remove("TENCENTCLOUD_SECRET_KEY");
        crate::Ended::of(command.envs(variables.iter().copied()).output().unwrap())
    };
    let ended = run(&[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("note: there are no credentials: a placeholder signs the request"), "{ended:?}");
    assert!(ended.stdout.contains("Credential=SecretId…") && ended.stdout.contains("\"Limit\": 2"), "{ended:?}");
    // Half a pair is a mistake.
    let ended = run(&[("TENCENTCLOUD_SECRET_ID", crate::SECRET_ID)]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""), "{ended:?}");
}
