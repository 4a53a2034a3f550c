//! `--wait`: what it waits for, and how that can end.

use std::time::Duration;

use tencloud_emulator::{Durations, Emulator, Fault, Instance};

use crate::{Place, beside};

async fn emulator(durations: Durations) -> Emulator {
    let instance = Instance::new("crs-5a4py64p", "ap-guangzhou");
    Emulator::builder().instance(instance).durations(durations).start().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_started_ends() {
    let emulator = emulator(Durations::uniform(Duration::from_millis(100))).await;
    let place = Place::of(&emulator);
    place.file("password", "Passw0rd!");
    let order =
        "redis CreateInstances --TypeId 15 --MemSize 1024 --GoodsNum 2 --Period 1 --BillingMode 0 --ZoneId 100003";
    beside(move || {
        for (line, field) in [
            ("redis ManualBackupInstance --InstanceId crs-5a4py64p --wait".to_owned(), "TaskId"),
            (format!("{order} --Password @password --yes --wait=1m"), "DealId"),
        ] {
            let ended = place.run(&line);
            assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}: {ended:?}");
            assert!(ended.stdout.contains(field), "{line}: {ended:?}");
        }
        // An action that returns a state waits for itself.
        let task = place.run("redis DescribeTaskList --query Tasks[0].TaskId").stdout;
        let ended = place.run(&format!("redis DescribeTaskInfo --TaskId {} --wait --query Status", task.trim()));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "\"succeed\"\n"), "{ended:?}");
        let ended = place.run("redis DescribeInstances --query InstanceSet[].Status");
        assert_eq!(ended.stdout.split_whitespace().collect::<String>(), "[2,2,2]", "all are running");
    })
    .await;
    let actions: Vec<_> = emulator.requests().into_iter().filter_map(|request| request.action).collect();
    for action in ["DescribeTaskInfo", "DescribeInstanceDealDetail"] {
        assert!(actions.iter().any(|called| called == action), "{action}: {actions:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_started_fails() {
    let emulator = emulator(Durations::instant()).await;
    emulator.inject(Fault::failing_workflow("ManualBackupInstance", "the disk is full")).unwrap();
    let place = Place::of(&emulator);
    let ended = beside(move || place.run("redis ManualBackupInstance --InstanceId crs-5a4py64p --wait")).await;
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stdout.contains("TaskId"), "{ended:?}");
    assert!(ended.stderr.contains("the disk is full"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_takes_too_long() {
    let emulator = emulator(Durations::instant().of("ManualBackupInstance", Duration::from_secs(600))).await;
    let place = Place::of(&emulator);
    let ended = beside(move || place.run("redis ManualBackupInstance --InstanceId crs-5a4py64p --wait=1s")).await;
    assert_eq!(ended.code, Some(7), "{ended:?}");
    assert!(ended.stdout.contains("TaskId"), "{ended:?}");
    assert!(ended.stderr.contains("1s"), "{ended:?}");
}

/// Neither a refused poll nor a query that does not fit the response hides that the call was made.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_executed_is_said() {
    let emulator = emulator(Durations::instant()).await;
    emulator.inject(Fault::api_error("DescribeTaskInfo", "InvalidParameter.PermissionDenied")).unwrap();
    let place = Place::of(&emulator);
    beside(move || {
        for (options, code, message) in [
            ("--wait", 7, "ManualBackupInstance was executed: see what it has done before you repeat it"),
            ("--query length(TaskId)", 1, "the call was made: do not repeat it"),
        ] {
            let ended = place.run(&format!("redis ManualBackupInstance --InstanceId crs-5a4py64p {options}"));
            assert_eq!(ended.code, Some(code), "{options}: {ended:?}");
            assert!(ended.stdout.contains("TaskId") && ended.stderr.contains(message), "{options}: {ended:?}");
        }
        // Reads can be repeated, and what all pages contained is not lost either.
        for options in ["", "--all"] {
            let ended = place.run(&format!("redis DescribeInstances {options} --query length(InstanceSet[0].Port)"));
            assert_eq!(ended.code, Some(1), "{options}: {ended:?}");
            assert!(
                ended.stdout.contains("crs-5a4py64p") && ended.stderr.contains("--query: "),
                "{options}: {ended:?}"
            );
            assert!(!ended.stderr.contains("do not repeat it"), "{options}: {ended:?}");
        }
    })
    .await;
}
