//! Audit logs, their exports, and the delivery of slow logs.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::{Fixture, fetch};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A range that contains everything.
const EVER: [&str; 2] = ["2020-01-01 00:00:00", "2030-01-01 00:00:00"];

fn open(instance: &str, commands: &str) -> Value {
    json!({
        "InstanceId": instance,
        "LogType": "auditLog",
        "LogSubType": commands,
        "LogExpireDay": 7,
        "HighLogExpireDay": 7,
        "DegradeStrategy": 600,
    })
}

fn of(instance: &str) -> Value {
    json!({ "InstanceId": instance, "LogType": "auditLog" })
}

fn read(instance: &str, changes: Value) -> Value {
    let mut all = json!({ "InstanceId": instance, "LogType": "auditLog", "StartTime": EVER[0], "EndTime": EVER[1] });
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    all
}

/// Returns the instances whose log is on, or off.
fn list(fixture: &Fixture, switch: &str) -> Vec<Value> {
    let list = fixture.call("DescribeLogInstanceList", json!({ "LogType": "auditLog", "LogSwitch": switch }));
    assert_eq!(list["TotalCount"], list["Items"].as_array().unwrap().len());
    list["Items"].as_array().unwrap().clone()
}

fn opened(fixture: &Fixture, commands: &str) -> String {
    let id = fixture.instance(json!({}));
    fixture.call("OpenLog", open(&id, commands));
    fixture.advance_phases(2);
    id
}

#[tokio::test]
async fn a_log_is_opened_changed_and_closed() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "InstanceName": "mine" }));
    assert_eq!((list(&fixture, "on").len(), list(&fixture, "off").len()), (0, 1));
    let change = json!({ "LogSubType": "all", "LogExpireDay": 30, "DegradeStrategy": 300 });
    let mut changed = open(&id, "");
    changed.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());

    fixture.call("OpenLog", open(&id, "write"));
    assert_eq!(list(&fixture, "on")[0]["Status"], "create");
    for (action, parameters, expect) in [
        ("OpenLog", open(&id, "read"), "UnsupportedOperation"),
        ("ModifyLog", changed.clone(), "UnsupportedOperation"),
        ("CloseLog", of(&id), "InvalidParameterValue.CheckNotPass"),
        ("DescribeLogs", read(&id, json!({})), "UnsupportedOperation"),
        ("CreateExportTask", read(&id, json!({})), "UnsupportedOperation.InstanceNotOperation"),
    ] {
        assert_eq!(fixture.error_code(action, parameters), expect, "{action}");
    }
    fixture.advance_phases(2);
    let log = list(&fixture, "on")[0].clone();
    assert_eq!(
        (&log["Status"], &log["LogSubType"], &log["LogExpireDay"]),
        (&json!("normal"), &json!("write"), &json!(7))
    );
    assert_eq!(
        (&log["InstanceInfo"]["DegradeStrategy"], &log["CreateAt"]),
        (&json!(600), &json!("2026-11-19 01:47:10"))
    );
    fixture.call("ModifyLog", changed);
    let log = list(&fixture, "on")[0].clone();
    assert_eq!((&log["LogSubType"], &log["LowLogExpireDay"]), (&json!("all"), &json!(23)));
    assert_eq!(log["InstanceInfo"]["InstanceName"], "mine");

    fixture.call("CloseLog", of(&id));
    assert_eq!(list(&fixture, "on")[0]["Status"], "close");
    fixture.advance_phases(2);
    assert_eq!((list(&fixture, "on").len(), list(&fixture, "off").len()), (0, 1));
    assert_eq!(fixture.error_code("DescribeLogs", read(&id, json!({}))), "UnsupportedOperation");
    assert_eq!(fixture.error_code("OpenLog", open("crs-unknown0", "all")), "ResourceNotFound");
    let slow = json!({ "InstanceId": id, "LogType": "slowlog" });
    assert_eq!(fixture.error_code("CloseLog", slow), "InvalidParameterValue");
}

#[tokio::test]
async fn a_start_or_a_stop_can_fail() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.emulator.inject(Fault::failing_workflow("OpenLog", "no storage")).unwrap();
    fixture.emulator.inject(Fault::failing_workflow("CloseLog", "busy")).unwrap();
    fixture.call("OpenLog", open(&id, "all"));
    fixture.advance_phases(2);
    assert!(list(&fixture, "on").is_empty());
    fixture.call("OpenLog", open(&id, "all"));
    fixture.advance_phases(2);
    fixture.call("CloseLog", of(&id));
    fixture.advance_phases(2);
    assert_eq!(list(&fixture, "on")[0]["Status"], "normal");
}

#[tokio::test]
async fn instances_can_be_filtered() {
    let fixture = Fixture::new().await;
    let tags = json!([{ "TagKey": "team", "TagValue": "blue" }]);
    let id = fixture.instance(json!({ "InstanceName": "first", "ResourceTags": tags }));
    let other = fixture.instance(json!({ "InstanceName": "second" }));
    fixture.instance(json!({}));
    for (name, value, exact, expect) in [
        ("InstanceId", id.as_str(), true, 1),
        ("InstanceName", "irs", false, 1),
        ("InstanceName", "irs", true, 0),
        ("InstanceName", "s", false, 3),
        ("TagKey", "team", true, 1),
        ("InstanceTags", "team&blue", true, 1),
        ("InstanceTags", "team&red", true, 0),
    ] {
        let filters = json!([{ "Name": name, "Values": [value], "ExactMatch": exact }]);
        let list = fixture.call("DescribeLogInstanceList", json!({ "LogType": "auditLog", "Filters": filters }));
        assert_eq!(list["TotalCount"], expect, "{filters}");
    }
    fixture.call("OpenLog", open(&other, "read"));
    for (commands, expect) in [("read", 1), ("write", 0)] {
        let on = json!({ "LogType": "auditLog", "LogSwitch": "on", "LogSubType": commands });
        assert_eq!(fixture.call("DescribeLogInstanceList", on)["TotalCount"], expect);
    }
}

#[tokio::test]
async fn entries_follow_from_what_is_recorded() {
    let fixture = Fixture::new().await;
    let id = opened(&fixture, "all");
    assert_eq!(fixture.call("DescribeLogs", read(&id, json!({})))["TotalCount"], 0);
    fixture.clock.advance(DAY);
    let total = |changes: Value| fixture.call("DescribeLogs", read(&id, changes))["TotalCount"].as_i64().unwrap();
    let filter = |field: &str, comparison: &str, values: &[&str]| json!({ "LogFilter": [{ "Type": field, "Compare": comparison, "Value": values }] });
    let all = total(json!({}));
    assert!((1438..=1440).contains(&all), "{all}");
    for (field, value) in [("CommandType", "WRITE"), ("CommandDetail", "lrange"), ("UserName", "default")] {
        let (with, without) = (total(filter(field, "INC", &[value])), total(filter(field, "EXC", &[value])));
        assert!(with > 0 && with + without == all, "{field}: {with}, {without}");
    }
    let (fast, slow) =
        (total(filter("CommandLatency", "RA", &["0-9"])), total(filter("CommandLatency", "RA", &["10-2000"])));
    assert_eq!(fast + slow, all);
    let latest = fixture.call("DescribeLogs", read(&id, json!({ "Limit": 1 })))["Items"][0].clone();
    let same = filter("Timestamp", "EQS", &[latest["Timestamp"].as_str().unwrap()]);
    assert_eq!(fixture.call("DescribeLogs", read(&id, same))["Items"], json!([latest]));
    let pages = |offset: i64| {
        fixture.call("DescribeLogs", read(&id, json!({ "Order": "ASC", "Limit": 100, "Offset": offset })))
    };
    assert_eq!(pages(1400)["Items"].as_array().unwrap().last(), Some(&latest));
    let slowest = fixture.call("DescribeLogs", read(&id, json!({ "OrderBy": "CommandLatency", "Limit": 2 })));
    let latency = |at: usize| slowest["Items"][at]["CommandLatency"].as_i64();
    assert!(latency(0) >= latency(1) && latency(1) > Some(100));

    // From now on, only writes are recorded, and after seven days older entries are gone.
    fixture.call("ModifyLog", open(&id, "write"));
    assert_eq!(total(json!({})), all);
    fixture.clock.advance(7 * DAY);
    let writes = total(json!({}));
    assert_eq!(writes, total(filter("CommandType", "EQS", &["WRITE"])));
    assert!((3000..4000).contains(&writes), "{writes}");
    for (changes, expect) in [
        (json!({ "OrderBy": "Color" }), "InvalidParameterValue"),
        (json!({ "StartTime": "yesterday" }), "InvalidParameter.InvalidParameterError"),
        (json!({ "StartTime": EVER[1], "EndTime": EVER[0] }), "InvalidParameter.InvalidParameterError"),
        (json!({ "LogFilter": [{ "Type": "DBId" }] }), "InvalidParameter.InvalidParameterError"),
        (filter("UserName", "RA", &["a-b"]), "InvalidParameter.InvalidParameterError"),
        (filter("DBId", "EQS", &["first"]), "InvalidParameterValue.DataConvertError"),
    ] {
        assert_eq!(fixture.error_code("DescribeLogs", read(&id, changes.clone())), expect, "{changes}");
    }
}

#[tokio::test]
async fn an_export_becomes_a_file() {
    let fixture = Fixture::new().await;
    let id = opened(&fixture, "all");
    fixture.clock.advance(DAY);
    let latest = || fixture.call("DescribeExportTasks", export_list(&id))["Items"][0].clone();
    let columns = json!({ "ColumnFilter": ["Timestamp", "commanddetail"], "StartTime": "2026-11-19 20:00:00" });
    let file = fixture.call("CreateExportTask", read(&id, columns))["FileName"].clone();
    let name = file.as_str().unwrap();
    assert!(name.starts_with(&format!("{id}_20261119-200000_to_20300101-000000_1795")), "{name}");
    assert_eq!((&latest()["Status"], latest().get("DownloadUrl")), (&json!("creating"), None));
    let delete = json!({ "InstanceId": id, "LogType": "auditLog", "FileName": file });
    assert_eq!(fixture.error_code("DeleteExportTask", delete.clone()), "InvalidParameterValue.CheckNotPass");
    let entries =
        fixture.call("DescribeLogs", read(&id, json!({ "StartTime": "2026-11-19 20:00:00", "Order": "ASC" })));
    fixture.advance_phases(1);
    assert_eq!(latest()["Progress"], 49);
    fixture.advance_phases(1);
    let done = latest();
    assert_eq!((&done["Status"], &done["Progress"], &done["FileName"]), (&json!("success"), &json!(100), &file));
    let download = fetch(done["DownloadUrl"].as_str().unwrap());
    assert_eq!((download.status, &json!(download.body.len())), (200, &done["FileSize"]));
    // The archive is not compressed.
    let text = String::from_utf8_lossy(&download.body);
    let first = &entries["Items"][0];
    let line = format!("{},{}", first["Timestamp"].as_str().unwrap(), first["CommandDetail"].as_str().unwrap());
    assert!(text.contains(&format!("Timestamp,CommandDetail\n{line}\n")), "{line}");
    assert_eq!(text.lines().filter(|line| line.starts_with("2026-11-")).count(), entries["TotalCount"]);

    fixture.emulator.inject(Fault::failing_workflow("CreateExportTask", "disk full")).unwrap();
    fixture.call("CreateExportTask", read(&id, json!({})));
    fixture.advance_phases(2);
    assert_eq!((&latest()["Status"], &latest()["ErrMsg"]), (&json!("failed"), &json!("disk full")));

    fixture.call("DeleteExportTask", delete.clone());
    assert_eq!(fetch(done["DownloadUrl"].as_str().unwrap()).status, 404);
    assert_eq!(fixture.error_code("DeleteExportTask", delete), "ResourceNotFound");
    let list = fixture.call("DescribeExportTasks", export_list(&id));
    assert_eq!((&list["TotalCount"], &list["Items"][1]["Status"]), (&json!(2), &json!("deleted")));
    assert_eq!(
        fixture.error_code("DescribeExportTasks", export_list("crs-unknown0")),
        "ResourceNotFound.InstanceNotFound"
    );
    let unknown = json!({ "ColumnFilter": ["Color"] });
    assert_eq!(fixture.error_code("CreateExportTask", read(&id, unknown)), "InvalidParameter");
}

fn export_list(instance: &str) -> Value {
    json!({ "InstanceId": instance, "LogType": "auditLog", "Limit": 10, "Offset": 0 })
}

#[tokio::test]
async fn the_slow_log_is_delivered() {
    let fixture = Fixture::new().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({})));
    let delivery =
        |id: &str| fixture.call("DescribeInstanceLogDelivery", json!({ "InstanceId": id }))["SlowLog"].clone();
    let modify = |id: &str, enabled: bool, changes: Value| {
        let mut all = json!({ "InstanceId": id, "LogType": "slowlog", "Enabled": enabled });
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        all
    };
    assert_eq!(delivery(&first)["Enabled"], false);
    let names = json!({ "LogsetName": "set", "TopicName": "topic" });
    fixture.call("ModifyInstanceLogDelivery", modify(&first, true, names.clone()));
    fixture.call("ModifyInstanceLogDelivery", modify(&second, true, names.clone()));
    let on = delivery(&first);
    assert_eq!((&on["Enabled"], &on["LogRegion"]), (&json!(true), &json!("ap-tokyo")));
    assert_eq!(delivery(&second), on, "the same names are the same log set and topic");
    let topic = "27197b72-e1cb-4fc1-ab21-3865f589136f";
    let elsewhere = json!({ "LogsetName": "set", "TopicId": topic, "LogRegion": "ap-shanghai" });
    fixture.call("ModifyInstanceLogDelivery", modify(&second, true, elsewhere));
    assert_eq!(
        (&delivery(&second)["TopicId"], &delivery(&second)["LogRegion"]),
        (&json!(topic), &json!("ap-shanghai"))
    );
    assert_ne!(delivery(&second)["LogsetId"], on["LogsetId"]);
    fixture.call("ModifyInstanceLogDelivery", modify(&first, false, json!({})));
    assert_eq!((&delivery(&first)["Enabled"], &delivery(&first)["TopicId"]), (&json!(false), &on["TopicId"]));
    for (id, changes, expect) in [
        ("crs-unknown0", names, "ResourceNotFound.InstanceNotExists"),
        (&first, json!({ "LogsetName": "set" }), "MissingParameter"),
        (&first, json!({ "LogsetId": "5", "TopicId": topic }), "InvalidParameter.InvalidParameter"),
        (
            &first,
            json!({ "LogsetName": "a", "TopicName": "b", "LogRegion": "moon" }),
            "InvalidParameter.InvalidParameter",
        ),
    ] {
        let parameters = modify(id, true, changes);
        assert_eq!(fixture.error_code("ModifyInstanceLogDelivery", parameters.clone()), expect, "{parameters}");
    }
}
