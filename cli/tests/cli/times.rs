//! Times are written as people think of them, and values with a dash as they must be.

use serde_json::Value;

use crate::{Ended, Place};

const BLOCKING: &str = "dbbrain DescribeBlockingLogs --InstanceId cdb-1 --Product mysql";

/// Returns the body that a dry run shows.
fn body(ended: &Ended) -> Value {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    serde_json::from_str(ended.stdout.split_once("\n\n").unwrap().1).unwrap()
}

#[test]
fn times_are_converted_to_what_the_parameter_takes() {
    let place = Place::new("http://127.0.0.1:1");
    for (times, start, end) in [
        (
            "--StartTime 2026-11-20T00:00:00Z --EndTime 2026-11-20T09:00:00+09:00",
            "2026-11-20 08:00:00",
            "2026-11-20 08:00:00",
        ),
        ("--StartTime=2026-11-20T00:00:00Z --EndTime -1d", "2026-11-20 08:00:00", "20"),
        ("--StartTime -2h30m --EndTime now", "20", "20"),
    ] {
        let body = body(&place.run(&format!("{BLOCKING} {times} --dry-run")));
        for (name, expected) in [("StartTime", start), ("EndTime", end)] {
            let time = body[name].as_str().unwrap();
            assert!(time.starts_with(expected) && time.len() == "2026-11-20 08:00:00".len(), "{times}: {body}");
        }
    }
    // Of milliseconds, items of a list, and parts.
    let since = body(&place.run("cls SearchLog --TopicId t --From -1h --To now --Query q --dry-run"));
    let [from, to] = ["From", "To"].map(|name| since[name].as_i64().unwrap());
    assert!((3_600_000..3_660_000).contains(&(to - from)), "{since}");
}

#[test]
fn what_is_accepted_is_named() {
    let place = Place::new("http://127.0.0.1:1");
    for (line, message) in [
        ("monitor GetMonitorData --StartTime noon", "is not a time such as 2018-04-12T08:00:00+08:00; also accepted:"),
        ("monitor GetMonitorData --StartTime -1x", "`-1x`: not a relative time; write a time with an offset"),
        ("ses GetStatisticsReport --StartDate -1d", "no document names the zone; write a date such as 2018-04-12"),
        ("redis ManualBackupInstance --InstanceId a --Remark -x", "follows `=`: --Remark=-x"),
        ("redis ManualBackupInstance --InstanceId a --Remark --urgent", "follows `=`: --Remark=--urgent"),
        ("redis DescribeInstances --InstanceId -crs", "follows `=`: --InstanceId=-crs"),
    ] {
        let ended = place.run(&format!("{line} --dry-run"));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}: {ended:?}");
        assert!(ended.stderr.contains(message), "{line}: {ended:?}");
    }
    // No value is in the wrong place.
    for line in [
        "redis DescribeInstances --InstanceId a -x",
        "redis DescribeInstances --InstanceId -v",
        "redis ResetPassword --InstanceId a --Password -secret",
    ] {
        let ended = place.run(line);
        assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
        assert!(!ended.stderr.contains("follows `=`"), "{line}: {ended:?}");
    }
    for (line, parts) in [
        (
            "dbbrain DescribeBlockingLogs --help",
            &["--StartTime <TIME>", "in Beijing time (UTC+8)]", "Times can also be written with an offset"][..],
        ),
        ("--help", &["relative (-1d, -2h30m), or now"]),
        ("schema dbbrain DescribeBlockingLogs", &["StartTime: string  Beijing time (UTC+8)  required"]),
    ] {
        let ended = place.run(line);
        for part in parts {
            assert!(ended.stdout.contains(part), "{line}: no `{part}`: {ended:?}");
        }
    }
}
