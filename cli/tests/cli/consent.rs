//! What destroys, interrupts or costs is asked for.

use tencloud_tests::{Response, Server};

use crate::{Place, beside};

/// Calls that destroy, interrupt or cost, each with what is said of it. One is of a product without written docs.
const LINES: [(&str, &str); 8] = [
    ("redis DestroyPostpaidInstance --InstanceId crs-5a4py64p", "destroys something and interrupts what runs"),
    ("redis ClearInstance --InstanceId crs-5a4py64p", "destroys something"),
    ("redis RenewInstance --InstanceId crs-5a4py64p --Period 1", "costs money"),
    ("redis ResetPassword --InstanceId crs-5a4py64p --Password @password", "interrupts what runs"),
    ("redis UpgradeInstance --InstanceId crs-5a4py64p --MemSize 2048", "costs money"),
    ("cvm TerminateInstances --InstanceIds ins-12345678", "destroys something"),
    ("call redis 2018-04-12 ClearInstance --InstanceId crs-5a4py64p", "destroys something"),
    ("call redis 2018-04-12 RenewInstance --InstanceId crs-5a4py64p --Period 1", "costs money"),
];

async fn place() -> (Server, Place) {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    place.file("password", "Planted-secret-3");
    (server, place)
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal() {
    let (server, place) = place().await;
    let (server, place) = beside(move || {
        for (line, impact) in LINES {
            let ended = place.run(line);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}: {ended:?}");
            assert!(ended.stderr.contains(impact) && ended.stderr.contains("--yes"), "{line}: {ended:?}");
            let ended = place.run(&format!("{line} --dry-run"));
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        }
        (server, place)
    })
    .await;
    assert!(server.requests().is_empty(), "{:?}", server.requests());
    beside(move || {
        for (index, (line, _)) in LINES.into_iter().enumerate() {
            let ended = place.run(&format!("{line} {}", if index % 2 == 0 { "--yes" } else { "-y" }));
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        }
        // These do neither.
        for line in [
            "redis DescribeInstances",
            "redis ManualBackupInstance --InstanceId crs-5a4py64p",
            "redis RenewInstance --InstanceId crs-5a4py64p --Period 1 --price",
        ] {
            let ended = place.run(line);
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        }
        assert_eq!(server.requests().len(), LINES.len() + 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal() {
    let (server, place) = place().await;
    beside(move || {
        let mut sent = 0;
        for (line, impact) in LINES {
            for (answer, code) in [("n", 1), ("", 1), ("yes please", 1), ("y", 0), ("YES", 0)] {
                let ended = place.run_on_terminal(80, line, &format!("{answer}\n"));
                assert_eq!(ended.code, Some(code), "{line}, {answer}: {ended:?}");
                assert!(ended.stdout.contains(impact) && ended.stdout.contains("[y/N]"), "{line}: {ended:?}");
                assert!(ended.stdout.contains("region: ap-guangzhou"), "{line}: {ended:?}");
                assert!(!ended.stdout.contains("Planted"), "{line}: {ended:?}");
                assert_eq!(ended.stdout.contains("nothing was sent"), code == 1, "{line}: {ended:?}");
                sent += usize::from(code == 0);
                // Inquiries about prices are no calls.
                let requests = server.requests();
                let is_call = |action: &str| !action.starts_with("Inquiry");
                let calls = requests.iter().filter(|request| request.header("x-tc-action").is_some_and(is_call));
                assert_eq!(calls.count(), sent, "{line}, {answer}");
            }
        }
    })
    .await;
}

/// On a terminal, required parameters that are missing are asked for, until the answer is a value.
#[tokio::test(flavor = "multi_thread")]
async fn missing_parameters() {
    let (server, place) = place().await;
    beside(move || {
        for (line, typed, code, questions) in [
            (
                "redis ManualBackupInstance",
                "crs-5a4py64p\n",
                0,
                &["The instance to back up", "InstanceId (text): "][..],
            ),
            ("redis DescribeTaskInfo", "\nseven\n7\n", 0, &["TaskId (an integer", "\"seven\" is not an integer"]),
            // The end of input.
            ("redis ManualBackupInstance", "\u{4}", 2, &["--InstanceId is required"]),
        ] {
            let ended = place.run_on_terminal(80, line, typed);
            assert_eq!(ended.code, Some(code), "{line}: {ended:?}");
            for question in questions {
                assert!(ended.stdout.contains(question), "{line}: no `{question}`: {ended:?}");
            }
        }
        let bodies: Vec<serde_json::Value> =
            server.requests().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
        assert_eq!(bodies, [serde_json::json!({ "InstanceId": "crs-5a4py64p" }), serde_json::json!({ "TaskId": 7 })]);
    })
    .await;
}

/// A question shows what values mean, and what the call costs.
#[tokio::test(flavor = "multi_thread")]
async fn questions_are_understood() {
    const ORDER: &str = "redis CreateInstances --TypeId 15 --MemSize 1024 --GoodsNum 1 --Period 1 --BillingMode 0 \
                         --ZoneId 100003 --NoAuth";
    let emulator = tencloud_emulator::Emulator::builder().start().await.unwrap();
    let place = Place::of(&emulator);
    beside(move || {
        let ended = place.run_on_terminal(80, ORDER, "n\n");
        for part in
            ["BillingMode: 0 (Postpaid)", "price: Price 23", "Currency CNY", "Continue? [y/N]", "nothing was sent"]
        {
            assert!(ended.stdout.contains(part), "no `{part}`: {ended:?}");
        }
        // What a prompt asks for.
        let ended = place.run_on_terminal(80, &ORDER.replace("--BillingMode 0", ""), "0\nn\n");
        for part in ["Whether the instances are", "[one of 0 (Postpaid), 1 (Prepaid)]", "BillingMode (an integer): "] {
            assert!(ended.stdout.contains(part), "no `{part}`: {ended:?}");
        }
    })
    .await;
    let failing = Server::start([Response::api_error("FailedOperation.Unknown")]).await.unwrap();
    let place = Place::new(&failing.url());
    let ended = beside(move || place.run_on_terminal(80, ORDER, "n\n")).await;
    assert!(ended.stdout.contains("\n  price unknown\n") && ended.code == Some(1), "{ended:?}");
}
