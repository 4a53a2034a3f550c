//! The control plane, over HTTP and in the library.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tencloud_emulator::{Fault, Instance};

use crate::support::{Fixture, HttpResponse, RequestBuilder, send};

/// Sends a request to the control plane.
fn control(fixture: &Fixture, method: &str, path: &str, body: Option<Value>) -> HttpResponse {
    let (host, body) = (fixture.host(), body.map_or_else(String::new, |body| body.to_string()));
    let head = format!("{method} /_emulator/{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    let head = format!("{head}content-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    send(host, (head + &body).as_bytes())
}

/// Sends a request that must succeed. Returns the JSON of the response.
fn done(fixture: &Fixture, method: &str, path: &str, body: Option<Value>) -> Value {
    let response = control(fixture, method, path, body);
    assert!(matches!(response.status, 200 | 204), "{}", String::from_utf8_lossy(&response.body));
    serde_json::from_slice(&response.body).unwrap_or_default()
}

fn total(fixture: &Fixture) -> Value {
    fixture.call("DescribeInstances", json!({}))["TotalCount"].clone()
}

#[tokio::test]
async fn instances_and_states_are_added_saved_and_loaded() {
    let seed = Instance::new("crs-seed0001", "ap-tokyo").with("InstanceName", "sessions").with("MemSize", 4096);
    let fixture = Fixture::with(|builder| builder.rate_limits(false).instance(seed)).await;
    let list = fixture.call("DescribeInstances", json!({}));
    let shown = &list["InstanceSet"][0];
    assert_eq!(
        (&shown["InstanceName"], &shown["Size"], &shown["Status"]),
        (&json!("sessions"), &json!(4096.0), &json!(2))
    );
    let backup = fixture.backup("crs-seed0001", json!({ "Remark": "kept" }));
    fixture.call("ManualBackupInstance", json!({ "InstanceId": "crs-seed0001" }));

    let state = done(&fixture, "GET", "state", None);
    assert!(!state.to_string().contains("Passw0rd!"), "passwords are kept as digests");
    done(&fixture, "POST", "reset", None);
    assert_eq!(total(&fixture), 1, "instances of the builder are back");
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({}))["TotalCount"], 0);
    done(&fixture, "POST", "instances", Some(json!({ "id": "crs-more0001", "region": "ap-tokyo" })));
    assert_eq!(total(&fixture), 2);

    done(&fixture, "PUT", "state", Some(state.clone()));
    assert_eq!(total(&fixture), 1);
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({}))["BackupSet"][0]["BackupId"], *backup);
    // Work that had started goes on.
    fixture.advance_phases(2);
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({}))["TotalCount"], 2);

    let another = Fixture::new().await;
    another.emulator.load(state).unwrap();
    assert_eq!(total(&another), 1);
    let exhausted = json!({ "format": 1, "next_serial": u64::MAX, "products": { "redis": { "accounts": {} } } });
    assert!(another.emulator.load(exhausted).unwrap_err().to_string().contains("next_serial"));
    assert!(another.emulator.load(json!({ "format": 9, "next_serial": 1, "products": { "redis": {} } })).is_err());
    assert_eq!(total(&another), 1, "a state that cannot be read changes nothing");
}

#[tokio::test]
async fn an_instance_from_a_later_time_stays_isolated() {
    let id = "crs-later000";
    let later = Fixture::new().await;
    later.emulator.advance(Duration::from_secs(3600));
    later.emulator.add_instance(&Instance::new(id, "ap-tokyo")).unwrap();
    let fixture = Fixture::new().await;
    fixture.emulator.load(later.emulator.state().unwrap()).unwrap();
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": id }));
    // The time at which it started in the other emulator passes.
    for duration in [20, 3600] {
        fixture.clock.advance(Duration::from_secs(duration));
        assert_eq!(fixture.status(id), -2, "{duration}");
    }
}

#[tokio::test]
async fn faults_occur_in_the_next_calls() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let inject = |fault| done(&fixture, "POST", "faults", Some(fault));
    let backups = || fixture.call("DescribeInstanceBackups", json!({ "Status": [1, 2] }))["TotalCount"].clone();
    let backup = || fixture.post("ManualBackupInstance", &json!({ "InstanceId": id }));

    inject(
        json!({ "action": "ManualBackupInstance", "times": 2, "kind": { "api_error": { "code": "InternalError" } } }),
    );
    assert_eq!([backup().send().code(), backup().send().code()], ["InternalError", "InternalError"]);
    inject(json!({ "action": "ManualBackupInstance", "kind": { "http_status": 502 } }));
    assert_eq!(backup().send().status, 502);
    inject(json!({ "action": "ManualBackupInstance", "kind": "cut_before" }));
    assert!(backup().send_raw().is_empty());
    assert_eq!(backups(), 0, "none of these was executed");

    inject(json!({ "action": "ManualBackupInstance", "kind": "cut_after" }));
    assert!(backup().send_raw().is_empty());
    assert_eq!(backups(), 1);
    fixture.advance_phases(2);
    inject(json!({ "action": "ManualBackupInstance", "kind": "truncated" }));
    let raw = String::from_utf8(backup().send_raw()).unwrap();
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    assert!(
        head.contains("content-length: ") && !head.contains(&format!("content-length: {}\r\n", body.len())),
        "{raw}"
    );
    assert!(body.starts_with("{\"Response\"") && serde_json::from_str::<Value>(body).is_err(), "{raw}");
    assert_eq!(backups(), 2);

    let log = done(&fixture, "GET", "requests", None);
    let faults: Vec<_> = log.as_array().unwrap().iter().filter_map(|entry| entry["fault"].as_str()).collect();
    let expect = [
        "API error",
        "API error",
        "HTTP status 502",
        "cut before execution",
        "cut after execution",
        "truncated response",
    ];
    assert_eq!(faults, expect);
    assert_eq!(fixture.emulator.requests().len(), log.as_array().unwrap().len());
    fixture.emulator.inject(Fault::delay("DescribeInstances", Duration::from_millis(1))).unwrap();
    assert_eq!(done(&fixture, "GET", "faults", None)[0]["delay_ms"], 1);
    done(&fixture, "DELETE", "faults", None);
    assert_eq!(done(&fixture, "GET", "faults", None), json!([]));
}

#[tokio::test]
async fn the_clock_and_the_rate_limits_can_be_changed() {
    let fixture = Fixture::with(|builder| builder).await;
    let calls =
        || (0..30).filter(|_| fixture.post("DescribeInstanceBackups", &json!({})).send().code().is_empty()).count();
    assert_eq!(calls(), 20);
    done(&fixture, "PUT", "rate_limits", Some(json!({ "enforced": false })));
    assert_eq!(calls(), 30);
    assert_eq!(done(&fixture, "GET", "rate_limits", None), json!({ "enforced": false }));

    let clock = done(&fixture, "PATCH", "clock", Some(json!({ "frozen": true, "advance_ms": 1000 })));
    assert_eq!(clock, json!({ "now": "2026-11-18T17:46:41.000Z", "frozen": true }));
    fixture.clock.advance(Duration::from_secs(60));
    assert_eq!(done(&fixture, "GET", "clock", None), clock);
    fixture.emulator.freeze(false);
    fixture.emulator.advance(Duration::from_secs(9));
    assert_eq!(done(&fixture, "GET", "health", None)["now"], "2026-11-18T17:46:50.000Z");
    assert_eq!(fixture.clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_024_060));
}

#[tokio::test]
async fn clients_keep_their_time_when_a_test_moves_the_clock() {
    let fixture = Fixture::new().await;
    let code = || fixture.post("DescribeInstances", &json!({})).send().code().to_owned();
    done(&fixture, "PATCH", "clock", Some(json!({ "advance_ms": 7 * 3_600_000 })));
    assert_eq!(code(), "");
    fixture.emulator.freeze(true);
    fixture.clock.advance(Duration::from_secs(3600));
    assert_eq!(code(), "");
    // Whoever follows the `Date` of responses is accepted, too.
    let shown = 1_795_024_000 + 7 * 3600;
    for (time, expected) in [(shown, ""), (shown + 301, "AuthFailure.SignatureExpire")] {
        let request = RequestBuilder::new("POST", fixture.host(), time).modify(|request| request.body = b"{}".to_vec());
        let request = request.with("x-tc-action", "DescribeInstances").with("x-tc-version", "2018-04-12");
        assert_eq!(request.with("x-tc-region", "ap-tokyo").send().code(), expected);
    }
}

#[tokio::test]
async fn an_overview_is_current_and_leaves_no_trace() {
    let seed = Instance::new("crs-seed0001", "ap-tokyo").with("InstanceName", "sessions");
    let other = Instance::new("crs-seed0002", "ap-guangzhou");
    let fixture = Fixture::with(|builder| builder.instance(seed).instance(other)).await;
    let overview = || done(&fixture, "GET", "overview", None);
    let listed = |list: &str, field: &str| -> Vec<Value> {
        let overview = overview();
        let latest = overview[list]["latest"].as_array().unwrap();
        assert_eq!(overview[list]["total"], latest.len());
        latest.iter().map(|item| item[field].clone()).collect()
    };
    fixture.call("ManualBackupInstance", json!({ "InstanceId": "crs-seed0001", "Remark": "kept" }));
    let order =
        fixture.call("CreateInstances", Fixture::order_with(json!({ "Password": "Secret-of-order1" })))["DealId"]
            .clone();
    let before = done(&fixture, "GET", "state", None);
    fixture.emulator.inject(Fault::cut_before("DescribeInstances")).unwrap();

    assert_eq!(listed("tasks", "status"), ["preparing"]);
    assert_eq!(listed("backups", "status"), ["being created"]);
    assert_eq!(listed("instances", "status"), ["to be initialized", "running", "running"]);
    assert_eq!(listed("orders", "id"), [order]);
    // Nothing has called since the clock was advanced.
    fixture.emulator.advance(Duration::from_secs(60));
    assert_eq!(listed("tasks", "status"), ["succeed"]);
    assert_eq!(listed("backups", "status"), ["ready"]);
    assert_eq!(listed("orders", "status"), ["delivered"]);
    assert_eq!(listed("instances", "status"), ["running", "running", "running"]);
    assert_eq!(listed("instances", "region"), ["ap-tokyo", "ap-tokyo", "ap-guangzhou"]);
    assert_eq!(listed("instances", "name")[1], "sessions");

    assert!(!overview().to_string().contains("assw"), "no password, and none of its digests");
    assert_eq!(listed("requests", "action"), ["CreateInstances", "ManualBackupInstance"], "it is not logged");
    assert_eq!(done(&fixture, "GET", "faults", None).as_array().unwrap().len(), 1, "it is no call");
    assert_ne!(done(&fixture, "GET", "state", None), before, "what has happened is part of the state");
}

#[tokio::test]
async fn requests_that_cannot_be_carried_out_are_errors() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let already = format!("already an instance `{id}`");
    for (method, path, body, status, expect) in [
        ("POST", "faults", json!({ "action": "Describe" }), 400, "no action `Describe`"),
        ("POST", "faults", json!({ "action": "DescribeInstances", "kind": { "http_status": 200 } }), 400, "200"),
        ("POST", "faults", json!({ "action": "DescribeInstances", "time": 1 }), 400, "unknown field `time`"),
        ("POST", "instances", json!({ "id": "crs-a", "region": "mars" }), 400, "no region `mars`"),
        ("POST", "instances", json!({ "id": "", "region": "ap-tokyo" }), 400, "must not be empty"),
        ("POST", "instances", json!({ "id": id, "region": "ap-tokyo" }), 400, &*already),
        ("POST", "instances", json!({ "id": id, "region": "ap-guangzhou" }), 400, &*already),
        ("POST", "instances", json!({ "id": "crs-a", "region": "ap-tokyo", "order": { "Mem": 1 } }), 400, "`Mem`"),
        ("PUT", "state", json!({ "format": 1 }), 400, "next_serial"),
        ("PATCH", "clock", json!({ "advance_ms": -1 }), 400, "advance_ms"),
        ("GET", "nonsense", json!({}), 404, "openapi.json"),
        ("POST", "state", json!({}), 405, "openapi.json"),
    ] {
        let response = control(&fixture, method, path, Some(body));
        let text = String::from_utf8(response.body).unwrap();
        assert!(response.status == status && text.contains(expect), "{method} {path}: {} {text}", response.status);
    }
    let request = format!(
        "GET /_emulator/state HTTP/1.1\r\nhost: {}\r\norigin: http://a\r\nconnection: close\r\n\r\n",
        fixture.host()
    );
    assert_eq!(send(fixture.host(), request.as_bytes()).status, 403);
}

/// Every path and method of the document exists, and no other does.
#[tokio::test]
async fn the_document_describes_the_routes() {
    let fixture = Fixture::new().await;
    let document = done(&fixture, "GET", "openapi.json", None);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in ["get", "post", "put", "patch", "delete"] {
            let response = control(&fixture, &method.to_uppercase(), &path[1..], Some(json!("nonsense")));
            assert_eq!(
                response.status != 405,
                operations.get(method).is_some(),
                "{method} {path}: {}",
                response.status
            );
        }
    }
}
