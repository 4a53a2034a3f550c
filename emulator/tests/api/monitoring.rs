//! Slow logs, statistics of commands, and big keys.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Durations;

use crate::support::Fixture;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Adds up a field of the items of a response.
fn sum(items: &Value, field: &str) -> i64 {
    items.as_array().unwrap().iter().map(|item| item[field].as_i64().unwrap()).sum()
}

fn range(id: &str, begin: &str, end: &str, changes: Value) -> Value {
    let mut all = json!({ "InstanceId": id, "BeginTime": begin, "EndTime": end });
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    all
}

#[tokio::test]
async fn slow_logs_follow_from_the_range() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "ReplicasReadonly": true }));
    fixture.clock.advance(3 * DAY);
    let (begin, middle, end) = ("2026-11-10 00:00:00", "2026-11-20 12:00:00", "2026-11-21 23:59:59");
    let total = |begin: &str, end: &str, changes: Value| {
        fixture.call("DescribeSlowLog", range(&id, begin, end, changes))["TotalCount"].as_i64().unwrap()
    };
    let all = total(begin, end, json!({}));
    assert!((950..1200).contains(&all), "{all}");
    assert_eq!(total(begin, middle, json!({})) + total("2026-11-20 12:00:01", end, json!({})), all);
    assert_eq!(total("2026-11-01 00:00:00", "2026-11-19 01:47:00", json!({})), 0, "it did not exist");
    assert_eq!(total("2026-11-22 10:00:00", "2026-11-30 00:00:00", json!({})), 0, "it is in the future");
    let roles = [total(begin, end, json!({ "Role": "master" })), total(begin, end, json!({ "Role": "slave" }))];
    assert!(roles[1] > 0 && roles[0] + roles[1] == all, "{roles:?}");
    let slower = total(begin, end, json!({ "MinQueryTime": 200 }));
    assert!((1..all / 10).contains(&slower));

    let page = |offset: i64| {
        let parameters = range(&id, begin, end, json!({ "Limit": 100, "Offset": offset }));
        let response = fixture.call("DescribeSlowLog", parameters);
        assert_eq!(response["InstanceSlowLogDetail"], response["InstanceSlowlogDetail"]);
        response["InstanceSlowLogDetail"].as_array().unwrap().clone()
    };
    let entries: Vec<Value> = (0..=all / 100).flat_map(|number| page(number * 100)).collect();
    assert_eq!(entries.len() as i64, all);
    assert!(entries.is_sorted_by_key(|entry| entry["ExecuteTime"].as_str().unwrap()));
    assert!(entries.iter().all(|entry| entry["Duration"].as_i64() >= Some(10)));
    let info = fixture.call("DescribeInstanceNodeInfo", json!({ "InstanceId": id }));
    let has =
        |list: &str, entry: &Value| info[list].as_array().unwrap().iter().any(|node| node["NodeId"] == entry["Node"]);
    assert!(entries.iter().all(|entry| has("Redis", entry)));
    let proxy = fixture.call("DescribeProxySlowLog", range(&id, begin, end, json!({})));
    let details = proxy["InstanceProxySlowLogDetail"].as_array().unwrap();
    assert!(details.iter().all(|entry| entry["Duration"].as_i64() >= Some(500) && has("Proxy", entry)));
    let in_transit = |entry: &Value| entry["RecvClientEnd"].as_i64() >= Some(500);
    assert!(details.iter().any(in_transit), "it also contains what was slow only in transit");
    let tendis = fixture.call("DescribeTendisSlowLog", range(&id, begin, end, json!({})));
    assert_eq!(tendis["TotalCount"], 0);
}

#[tokio::test]
async fn more_than_10_000_slow_commands_are_counted_but_not_listed() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.clock.advance(31 * DAY);
    let read = |changes: Value| {
        fixture.call("DescribeSlowLog", range(&id, "2026-11-20 00:00:00", "2026-12-20 00:00:00", changes))
    };
    let all = read(json!({}));
    assert!(all["TotalCount"].as_i64() > Some(10_000) && all["InstanceSlowLogDetail"] == json!([]));
    let fewer = read(json!({ "MinQueryTime": 20 }));
    assert!(fewer["TotalCount"].as_i64() < Some(10_000) && fewer["InstanceSlowLogDetail"] != json!([]));
}

#[tokio::test]
async fn a_parameter_decides_from_the_end_of_its_task_on_what_is_slow() {
    let durations = Durations::instant().of("ModifyInstanceParams", DAY / 2);
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(durations)).await;
    let id = fixture.instance(json!({}));
    fixture.clock.advance(DAY);
    let durations = |begin: &str| -> Vec<i64> {
        let parameters = range(&id, begin, "2026-11-22 00:00:00", json!({ "Limit": 100 }));
        let response = fixture.call("DescribeSlowLog", parameters);
        let entries = response["InstanceSlowLogDetail"].as_array().unwrap();
        entries.iter().map(|entry| entry["Duration"].as_i64().unwrap()).collect()
    };
    let before = durations("2026-11-19 01:00:00");
    let slower = json!([{ "Key": "slowlog-log-slower-than", "Value": "100" }]);
    fixture.call("ModifyInstanceParams", json!({ "InstanceId": id, "InstanceParams": slower }));
    fixture.clock.advance(DAY);
    assert_eq!(durations("2026-11-19 01:00:00"), before);
    // The task has ended at 13:47.
    assert!(durations("2026-11-20 01:50:00").iter().any(|duration| *duration < 100));
    let after = durations("2026-11-20 13:50:00");
    assert!(!after.is_empty() && after.iter().all(|duration| *duration >= 100), "{after:?}");
}

#[tokio::test]
async fn an_isolated_instance_runs_no_commands() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.clock.advance(DAY);
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": id }));
    fixture.clock.advance(DAY / 16);
    fixture.call("StartupInstance", json!({ "InstanceId": id }));
    fixture.clock.advance(DAY);
    let total = |begin: &str, end: &str| {
        fixture.call("DescribeSlowLog", range(&id, begin, end, json!({})))["TotalCount"].as_i64().unwrap()
    };
    assert_eq!(total("2026-11-20 01:48:00", "2026-11-20 03:16:00"), 0);
    assert!(total("2026-11-20 00:00:00", "2026-11-20 01:47:00") > 0);
    assert!(total("2026-11-20 03:18:00", "2026-11-20 05:18:00") > 0);
}

#[tokio::test]
async fn slow_logs_are_refused() {
    let fixture = Fixture::new().await;
    let (id, isolated) = (fixture.instance(json!({})), fixture.instance(json!({})));
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": isolated }));
    fixture.advance_phases(2);
    let memcached = fixture.instance(json!({ "TypeId": 200 }));
    let (begin, end) = ("2026-11-19 00:00:00", "2026-11-20 00:00:00");
    for (id, begin, end, expect) in [
        ("crs-unknown0", begin, end, "ResourceNotFound.InstanceNotExists"),
        (&isolated, begin, end, "ResourceUnavailable.InstanceStatusError"),
        (&memcached, begin, end, "InvalidParameterValue.UnSupportedType"),
        (&id, "", end, "InvalidParameter.EmptyParam"),
        (&id, "yesterday", end, "InvalidParameter"),
        (&id, end, begin, "InvalidParameter"),
        (&id, "2026-10-20 00:00:00", "2026-11-19 00:00:01", "InvalidParameter"),
    ] {
        assert_eq!(fixture.error_code("DescribeSlowLog", range(id, begin, end, json!({}))), expect, "{id} {begin}");
    }
    let hot = json!({ "InstanceId": "crs-unknown0", "SpanType": 1 });
    assert_eq!(fixture.error_code("DescribeInstanceMonitorHotKey", hot), "ResourceNotFound");
}

#[tokio::test]
async fn statistics_agree_with_each_other() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let data = |action: &str, changes: Value| {
        let mut all = json!({ "InstanceId": id });
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        fixture.call(action, all)["Data"].clone()
    };
    let top = |span: i64| data("DescribeInstanceMonitorTopNCmd", json!({ "SpanType": span }));
    assert_eq!(top(4), json!([]), "it has just been created");
    fixture.clock.advance(2 * DAY);
    let today = "2026-11-21";
    for (span, expect) in [(1, 0..=2), (2, 29..=31), (3, 359..=361), (4, 1439..=1441)] {
        let count = sum(&top(span), "Count");
        assert!(expect.contains(&count), "{span}: {count}");
        let parameters = json!({ "SpanType": span });
        assert_eq!(sum(&data("DescribeInstanceMonitorHotKey", parameters), "Count"), count);
        let distribution = data("DescribeInstanceMonitorTookDist", json!({ "SpanType": span, "Date": today }));
        assert_eq!(sum(&distribution, "Size"), count);
    }
    assert_eq!(sum(&data("DescribeInstanceMonitorSIP", json!({})), "Cmd"), sum(&top(4), "Count"));
    assert!(sum(&data("DescribeInstanceMonitorTopNCmdTook", json!({ "SpanType": 4 })), "Took") > 10_000);
    assert!(top(4).as_array().unwrap().is_sorted_by(|a, b| a["Count"].as_i64() >= b["Count"].as_i64()));
    for (date, expect) in [("20261120", true), ("2026-11-20", true), ("2026-11-18", false), ("2026-11-22", false)] {
        let distribution = data("DescribeInstanceMonitorTookDist", json!({ "SpanType": 4, "Date": date }));
        assert_eq!(distribution != json!([]), expect, "{date}");
    }
}

#[tokio::test]
async fn big_keys_are_reported_once_a_day() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.clock.advance(2 * DAY);
    let keys = |date: &str, scope: i64| {
        let parameters = json!({ "InstanceId": id, "Date": date, "ReqType": scope });
        fixture.call("DescribeInstanceMonitorBigKey", parameters)["Data"].clone()
    };
    let dist = |action: &str| fixture.call(action, json!({ "InstanceId": id, "Date": "2026-11-20" }))["Data"].clone();
    let all = keys("2026-11-20", 2);
    let length = all.as_array().unwrap().len() as i64;
    assert_eq!((all, length), (keys("20261120", 2), 10));
    let types = dist("DescribeInstanceMonitorBigKeyTypeDist");
    assert_eq!((sum(&types, "Count"), sum(&types, "Size")), (length, sum(&keys("2026-11-20", 2), "Size")));
    assert_eq!(sum(&dist("DescribeInstanceMonitorBigKeySizeDist"), "Size"), length);
    let strings = keys("2026-11-20", 1);
    assert!(strings.as_array().unwrap().iter().all(|key| key["Type"] == "string") && strings != json!([]));
    for date in ["2026-11-18", "2026-11-21", "2027-01-01"] {
        assert_eq!(keys(date, 2), json!([]), "{date}");
    }
    for date in ["2026-13-01", "202611-20", "today", "2026-1-120", ""] {
        let parameters = json!({ "InstanceId": id, "Date": date, "ReqType": 1 });
        assert_eq!(fixture.error_code("DescribeInstanceMonitorBigKey", parameters), "InvalidParameter", "{date}");
    }
}
