//! Lists of tasks, and events.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn tasks_are_listed_for_30_days_even_without_their_instance() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "InstanceName": "mine" }));
    let other = fixture.instance(json!({}));
    fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    let list = |parameters: Value| fixture.call("DescribeTaskList", parameters);
    for (result, progress, end) in
        [(0, 0.0, "0000-00-00 00:00:00"), (1, 0.5, "0000-00-00 00:00:00"), (2, 1.0, "2026-11-19 01:48:00")]
    {
        let task = &list(json!({ "InstanceId": id }))["Tasks"][0];
        assert_eq!((task["Result"].as_i64(), task["Progress"].as_f64()), (Some(result), Some(progress)), "{task}");
        assert_eq!((&task["EndTime"], &task["StartTime"]), (&json!(end), &json!("2026-11-19 01:47:40")));
        assert_eq!((&task["TaskType"], &task["InstanceName"]), (&json!("012"), &json!("mine")));
        fixture.advance_phases(1);
    }
    fixture.emulator.inject(Fault::failing_workflow("ManualBackupInstance", "disk full")).unwrap();
    fixture.call("ManualBackupInstance", json!({ "InstanceId": other }));
    fixture.advance_phases(2);
    for action in ["DestroyPostpaidInstance", "CleanUpInstance"] {
        fixture.call(action, json!({ "InstanceId": id }));
        fixture.advance_phases(2);
    }
    for (parameters, kinds) in [
        (json!({}), &["006", "003", "012", "012"][..]),
        (json!({ "InstanceId": id }), &["006", "003", "012"]),
        (json!({ "InstanceId": "crs-unknown0" }), &[]),
        (json!({ "InstanceName": "mine" }), &["006", "003", "012"]),
        (json!({ "InstanceName": "min" }), &[]),
        (json!({ "TaskTypes": ["012", "003"] }), &["003", "012", "012"]),
        (json!({ "Result": [4] }), &["012"]),
        (json!({ "Result": [0, 1] }), &[]),
        (json!({ "EndTime": "2026-11-19 01:47:40" }), &["012"]),
        (json!({ "BeginTime": "2026-11-19 01:47:41" }), &["006", "003", "012"]),
        (json!({ "OperateUin": ["100000000001"] }), &["006", "003", "012", "012"]),
        (json!({ "OperatorUin": [5] }), &[]),
        (json!({ "Limit": 1, "Offset": 1 }), &["003"]),
    ] {
        let tasks = list(parameters.clone())["Tasks"].take();
        let found: Vec<_> = tasks.as_array().unwrap().iter().map(|task| task["TaskType"].as_str().unwrap()).collect();
        assert_eq!(found, kinds, "{parameters}");
    }
    for parameters in [
        json!({ "BeginTime": "yesterday" }),
        json!({ "BeginTime": "2026-10-19 00:00:00" }),
        json!({ "EndTime": "2026-10-19 00:00:00" }),
    ] {
        assert_eq!(fixture.error_code("DescribeTaskList", parameters.clone()), "InvalidParameter", "{parameters}");
    }
    fixture.clock.advance(3 * DAY);
    let automatic = json!({ "InstanceId": other, "TaskTypes": ["017"] });
    assert_eq!(list(automatic)["TotalCount"], 2);
    let by_user = json!({ "InstanceId": other, "OperateUin": ["100000000001"] });
    assert_eq!(list(by_user)["TotalCount"], 1, "the service started the others");
    fixture.clock.advance(28 * DAY);
    assert_eq!(list(json!({ "TaskTypes": ["012"] }))["TotalCount"], 0);
}

/// Returns the events of the days on which those of new instances can take place.
fn events(fixture: &Fixture, filter: Value) -> Vec<Value> {
    let mut all = json!({ "ExecutionStartDate": "2026-12-01", "ExecutionEndDate": "2026-12-19" });
    all.as_object_mut().unwrap().extend(filter.as_object().unwrap().clone());
    fixture.call("DescribeInstanceEvents", all)["RedisInstanceEvents"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_event_is_carried_out_in_its_hours() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "InstanceName": "mine" }));
    let event = events(&fixture, json!({ "InstanceId": id })).remove(0);
    for (field, expect) in [
        ("InstanceName", "mine"),
        ("Type", "InstanceMigration"),
        ("Grade", "Low"),
        ("ExecutionDate", "2026-12-03"),
        ("InitialExecutionDate", "2026-12-03"),
        ("LatestExecutionDate", "2026-12-19"),
        ("StartTime", "03:00"),
        ("EndTime", "06:00"),
        ("Status", "Waiting"),
        ("TaskEndTime", "0000-00-00 00:00:00"),
    ] {
        assert_eq!(event[field], expect, "{field}");
    }
    let modify = |mut changes: Value| {
        changes["InstanceId"] = id.as_str().into();
        changes["EventId"] = event["ID"].clone();
        changes
    };
    for changes in [
        json!({}),
        json!({ "ExecutionDate": "2026-12-04", "Status": "Canceled" }),
        json!({ "ExecutionDate": "2026-12-20" }),
        json!({ "ExecutionDate": "2026-11-18" }),
        json!({ "ExecutionDate": "tomorrow" }),
        // As in the documentation's sample.
        json!({ "StartTime": "22:00", "EndTime": "23:01", "ExecutionDate": "2026-12-04" }),
    ] {
        let code = fixture.error_code("ModifyInstanceEvent", modify(changes.clone()));
        assert_eq!(code, "InvalidParameter.InvalidParameter", "{changes}");
    }
    let changes = json!({ "StartTime": "22:00", "EndTime": "23:00", "ExecutionDate": "2026-12-04" });
    assert_eq!(fixture.call("ModifyInstanceEvent", modify(changes))["EventId"], event["ID"]);
    // 2026-12-04 21:47:10, then 22:00:10.
    let waits = Duration::from_secs(20 * 3600) + 15 * DAY;
    fixture.clock.advance(waits);
    assert_eq!(events(&fixture, json!({}))[0]["Status"], "Waiting");
    fixture.clock.advance(Duration::from_secs(13 * 60));
    let running = events(&fixture, json!({ "Status": ["Running"] })).remove(0);
    assert_eq!((&running["ExecutionDate"], &running["StartTime"]), (&json!("2026-12-04"), &json!("22:00")));
    let task = fixture.call("DescribeTaskList", json!({ "InstanceId": id, "TaskTypes": ["013"] }))["Tasks"][0].take();
    assert_eq!(task["Result"], 1);
    assert_eq!(
        fixture.error_code("ManualBackupInstance", json!({ "InstanceId": id })),
        "ResourceUnavailable.InstanceLockedError"
    );
    fixture.advance_phases(1);
    let finished = events(&fixture, json!({ "Status": ["Finished"] })).remove(0);
    assert_eq!(finished["TaskEndTime"], "2026-12-04 22:00:20");
    let canceled = modify(json!({ "Status": "Canceled" }));
    assert_eq!(fixture.error_code("ModifyInstanceEvent", canceled), "UnsupportedOperation.InstanceNotOperation");
}

#[tokio::test]
async fn events_of_a_low_grade_can_be_canceled() {
    let fixture = Fixture::new().await;
    let (low, high) = (fixture.instance(json!({})), fixture.instance(json!({ "TypeId": 16 })));
    let cancel = |instance: &str, of: &str| {
        let event = events(&fixture, json!({ "InstanceId": of })).remove(0);
        json!({ "InstanceId": instance, "EventId": event["ID"], "Status": "Canceled" })
    };
    fixture.call("ModifyInstanceEvent", cancel(&low, &low));
    for (parameters, expect) in [
        (cancel(&low, &low), "UnsupportedOperation.InstanceNotOperation"),
        (cancel(&high, &high), "UnsupportedOperation.InstanceNotOperation"),
        (cancel(&high, &low), "InvalidParameter.InvalidParameter"),
        (json!({ "InstanceId": "crs-unknown0", "EventId": 1 }), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code("ModifyInstanceEvent", parameters.clone()), expect, "{parameters}");
    }
    fixture.clock.advance(20 * DAY);
    for (filter, expect) in [
        (json!({ "Status": ["Canceled"] }), 1),
        (json!({ "Status": ["Finished"], "Grades": ["High"] }), 1),
        (json!({ "Grades": ["Low"] }), 1),
        (json!({ "EventTypes": ["InstanceMigration"] }), 2),
        (json!({ "InstanceId": "crs-unknown0" }), 0),
        (json!({ "PageSize": 1, "PageNo": 2 }), 1),
        (json!({ "PageSize": 1, "PageNo": 3 }), 0),
    ] {
        assert_eq!(events(&fixture, filter.clone()).len(), expect, "{filter}");
    }
    for (start, end) in [("2026-12-02", "2026-12-01"), ("2026-12-01", "2027-01-01"), ("now", "2026-12-01")] {
        let range = json!({ "ExecutionStartDate": start, "ExecutionEndDate": end });
        assert_eq!(fixture.error_code("DescribeInstanceEvents", range), "InvalidParameter.InvalidParameter");
    }
}
