//! Real Redis servers behind instances. These tests need `redis-server` and `redis-check-rdb`.

mod processes;

use std::{
    env, fs,
    net::TcpStream,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use redis_client::{
    Client, Commands as _, Connection, ConnectionAddr, IntoConnectionInfo as _, RedisConnectionInfo, cmd,
};
use serde_json::{Value, json};

use crate::support::{Fixture, fetch};

const PASSWORD: &str = "Passw0rd!";

async fn fixture() -> Fixture {
    Fixture::with(|builder| builder.rate_limits(false).data_plane(true)).await
}

/// Returns the address and the port of an instance, as the API returns them.
fn address(fixture: &Fixture, id: &str) -> (String, u16) {
    let instances = fixture.call("DescribeInstances", json!({ "InstanceId": id }));
    let instance = &instances["InstanceSet"][0];
    let port = instance["Port"].as_u64().unwrap().try_into().unwrap();
    (instance["WanIp"].as_str().unwrap().to_owned(), port)
}

/// Returns the id of the zone of an instance.
fn zone(fixture: &Fixture, id: &str) -> Value {
    fixture.call("DescribeInstances", json!({ "InstanceId": id }))["InstanceSet"][0]["ZoneId"].clone()
}

/// Logs in to a server. The error is its code, such as `WRONGPASS`.
fn log_in((host, port): (String, u16), user: &str, password: &str) -> Result<Connection, String> {
    let login = RedisConnectionInfo::default().set_username(user).set_password(password);
    let info = ConnectionAddr::Tcp(host, port).into_connection_info().unwrap().set_redis_settings(login);
    Client::open(info).unwrap().get_connection().map_err(|error| format!("{error}"))
}

fn connect(fixture: &Fixture, id: &str) -> Connection {
    log_in(address(fixture, id), "default", PASSWORD).unwrap()
}

fn read(fixture: &Fixture, id: &str, key: &str) -> Option<String> {
    connect(fixture, id).get(key).unwrap()
}

/// Returns the problems that the emulator has had with its servers.
fn problems(fixture: &Fixture) -> Vec<String> {
    let logs =
        fixture.emulator.requests().into_iter().filter(|log| log.error.as_ref().is_some_and(|e| e.0 == "DataPlane"));
    logs.map(|log| log.to_string()).collect()
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_backup_is_the_data_of_its_time_and_can_be_restored() {
    let fixture = fixture().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({})));
    assert_eq!(address(&fixture, &first).0, "127.0.0.1");
    assert_ne!(address(&fixture, &first), address(&fixture, &second));
    let _: () = connect(&fixture, &first).set("city", "Tokyo").unwrap();

    let task = fixture.call("ManualBackupInstance", json!({ "InstanceId": first }));
    let _: () = connect(&fixture, &first).set("city", "Kyoto").unwrap();
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&task).0, "succeed");
    let backups = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": first }));
    let backup = backups["BackupSet"][0]["BackupId"].as_str().unwrap();

    let urls = fixture.call("DescribeBackupUrl", json!({ "InstanceId": first, "BackupId": backup }));
    let content = fetch(urls["DownloadUrl"][0].as_str().unwrap()).body;
    assert_eq!(backups["BackupSet"][0]["BackupSize"], content.len());
    let file = env::temp_dir().join(format!("tencloud-emulator-{}.rdb", std::process::id()));
    fs::write(&file, content).unwrap();
    let check = Command::new("redis-check-rdb").arg(&file).output().unwrap();
    fs::remove_file(&file).unwrap();
    let report = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success() && report.contains("1 keys read"), "{report}");

    for id in [&second, &first] {
        let restore = json!({ "InstanceId": id, "BackupId": backup, "Password": PASSWORD });
        fixture.call("RestoreInstance", restore);
        assert_ne!(read(&fixture, id, "city").as_deref(), Some("Tokyo"), "not before the task has ended");
        fixture.advance_phases(2);
        assert_eq!(fixture.status(id), 2);
        assert_eq!(read(&fixture, id, "city").as_deref(), Some("Tokyo"));
    }
    let mut clone = Fixture::order_with(json!({ "InstanceId": first, "BackupId": backup, "SecurityGroupIdList": [] }));
    let parameters = clone.as_object_mut().unwrap();
    parameters.insert("ZoneId".to_owned(), zone(&fixture, &first));
    parameters.retain(|name, _| !["TypeId", "MemSize"].contains(&name.as_str()));
    let third = fixture.call("CloneInstances", clone)["InstanceIds"][0].as_str().unwrap().to_owned();
    fixture.advance_phases(3);
    assert_eq!(read(&fixture, &third, "city").as_deref(), Some("Tokyo"));
    assert_eq!(problems(&fixture), Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn an_encrypted_backup_can_be_restored() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    fixture.call("ModifyBackupEncrypt", json!({ "InstanceId": id, "BackupEncrypt": true }));
    let _: () = connect(&fixture, &id).set("city", "Tokyo").unwrap();
    let backup = fixture.backup(&id, json!({}));
    let _: () = connect(&fixture, &id).del("city").unwrap();
    fixture.call("RestoreInstance", json!({ "InstanceId": id, "BackupId": backup, "Password": PASSWORD }));
    fixture.advance_phases(2);
    assert_eq!(read(&fixture, &id, "city").as_deref(), Some("Tokyo"));
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn data_survives_the_recycle_bin_and_not_a_clear() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    let _: () = connect(&fixture, &id).set("city", "Tokyo").unwrap();
    for (action, parameters, expect) in [
        ("UpgradeInstance", json!({ "MemSize": 2048 }), Some("Tokyo")),
        ("DestroyPostpaidInstance", json!({}), None),
        ("StartupInstance", json!({}), Some("Tokyo")),
        ("ClearInstance", json!({ "Password": PASSWORD }), None),
    ] {
        let mut all = parameters;
        all["InstanceId"] = id.clone().into();
        fixture.call(action, all);
        fixture.advance_phases(4);
        let value = if fixture.status(&id) == 2 { read(&fixture, &id, "city") } else { None };
        assert_eq!(value.as_deref(), expect, "{action}");
    }
    let memory: Vec<String> = cmd("CONFIG").arg("GET").arg("maxmemory").query(&mut connect(&fixture, &id)).unwrap();
    assert_eq!(memory[1], (2048_u64 << 20).to_string());
    assert_eq!(problems(&fixture), Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn slow_commands_and_keys_are_those_of_the_server() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    let parameters = json!([
        { "Key": "maxmemory-policy", "Value": "allkeys-lfu" },
        { "Key": "slowlog-log-slower-than", "Value": "20" },
    ]);
    fixture.call("ModifyInstanceParams", json!({ "InstanceId": id, "InstanceParams": parameters }));
    fixture.advance_phases(2);
    fixture.status(&id);
    let mut connection = connect(&fixture, &id);
    let _: () = connection.set("big", "x".repeat(100_000)).unwrap();
    let _: () = connection.rpush("list", &["a", "b"]).unwrap();
    cmd("SELECT").arg(3).exec(&mut connection).unwrap();
    let _: () = connection.set("small", 1).unwrap();
    let slow = "local n = 0 for i = 1, 20000000 do n = n + i end return n";
    cmd("EVAL").arg(slow).arg(0).exec(&mut connection).unwrap();

    let today = json!({ "InstanceId": id, "ReqType": 2, "Date": "2026-11-19" });
    let keys = fixture.call("DescribeInstanceMonitorBigKey", today);
    let keys: Vec<_> =
        keys["Data"].as_array().unwrap().iter().map(|key| (&key["Key"], &key["DB"], &key["Type"])).collect();
    assert_eq!(keys[0], (&json!("big"), &json!(0), &json!("string")));
    assert_eq!(keys.len(), 3);
    assert!(keys.contains(&(&json!("small"), &json!(3), &json!("string"))), "{keys:?}");
    let before = json!({ "InstanceId": id, "ReqType": 2, "Date": "2026-11-18" });
    assert_eq!(fixture.call("DescribeInstanceMonitorBigKey", before)["Data"], json!([]));
    let hot = fixture.call("DescribeInstanceMonitorHotKey", json!({ "InstanceId": id, "SpanType": 1 }));
    assert_eq!(hot["Data"].as_array().unwrap().len(), 3, "{hot}");

    let range = json!({ "InstanceId": id, "BeginTime": "2026-11-19 00:00:00", "EndTime": "2026-11-20 00:00:00" });
    let log = fixture.call("DescribeSlowLog", range);
    assert_eq!(log["TotalCount"], 1, "{log}");
    let entry = &log["InstanceSlowLogDetail"][0];
    assert_eq!((&entry["Command"], &entry["CommandLine"]), (&json!("eval"), &json!(format!("EVAL {slow} 0"))));
    assert!(entry["Duration"].as_u64().unwrap() >= 20, "{entry}");
    assert_eq!(problems(&fixture), Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn data_survives_the_failure_and_the_change_of_a_primary() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    let groups = fixture.call("DescribeInstanceZoneInfo", json!({ "InstanceId": id }));
    let groups = groups["ReplicaGroups"].as_array().unwrap();
    let replica = groups.iter().find(|group| group["Role"] == "replica").unwrap()["GroupId"].clone();
    let mut connection = connect(&fixture, &id);
    let _: () = connection.set("city", "Tokyo").unwrap();
    for (action, parameters) in [
        ("EnableReplicaReadonly", json!({})),
        ("KillMasterGroup", json!({ "Password": PASSWORD })),
        ("ChangeReplicaToMaster", json!({ "GroupId": replica })),
    ] {
        let mut all = parameters;
        all["InstanceId"] = id.clone().into();
        fixture.call(action, all);
        fixture.advance_phases(2);
        assert_eq!(fixture.status(&id), 2);
        let is_cut = cmd("PING").exec(&mut connection).is_err();
        assert_eq!(is_cut, action != "EnableReplicaReadonly", "{action}");
        connection = connect(&fixture, &id);
        assert_eq!(connection.get::<_, String>("city").unwrap(), "Tokyo", "{action}");
    }
    assert_eq!(problems(&fixture), Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn parameters_are_those_of_the_server() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    let get = |name: &str| -> String {
        let values: Vec<String> = cmd("CONFIG").arg("GET").arg(name).query(&mut connect(&fixture, &id)).unwrap();
        values.into_iter().nth(1).unwrap()
    };
    assert_eq!(
        ["maxmemory", "maxmemory-policy", "slowlog-log-slower-than", "databases"].map(get),
        ["1073741824", "noeviction", "10000", "256"]
    );
    let change = |parameters: Value| {
        fixture.call("ModifyInstanceParams", json!({ "InstanceId": id, "InstanceParams": parameters }));
        fixture.advance_phases(2);
        fixture.status(&id);
    };
    change(json!([
        { "Key": "maxmemory-policy", "Value": "allkeys-lru" },
        { "Key": "disable-command-list", "Value": "flushall,keys" },
    ]));
    assert_eq!(get("maxmemory-policy"), "allkeys-lru");
    let keys = |connection: &mut Connection| connection.keys::<_, Vec<String>>("*").map_err(|error| error.to_string());
    let error = keys(&mut connect(&fixture, &id)).unwrap_err();
    assert!(error.contains("no permissions"), "{error}");
    change(json!([{ "Key": "disable-command-list", "Value": "" }]));
    keys(&mut connect(&fixture, &id)).unwrap();

    let stop = cmd("SHUTDOWN").exec(&mut connect(&fixture, &id)).unwrap_err().to_string();
    assert!(stop.contains("no permissions"), "{stop}");
    assert_eq!(problems(&fixture), Vec::<String>::new());
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn passwords_and_accounts_are_those_of_the_server() {
    let fixture = fixture().await;
    let id = fixture.instance(json!({}));
    let mut before = connect(&fixture, &id);
    let new = "N3w-passw0rd";
    let done = |action: &str, parameters: Value| {
        let mut all = json!({ "InstanceId": id });
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        fixture.call(action, all);
        fixture.advance_phases(2);
        fixture.status(&id);
    };
    let outcome = |user: &str, password: &str, command: &[&str]| -> String {
        let connection = log_in(address(&fixture, &id), user, password);
        let done = connection.and_then(|mut connection| {
            cmd(command[0]).arg(&command[1..]).exec(&mut connection).map_err(|error| error.to_string())
        });
        let codes = ["WRONGPASS", "AuthenticationFailed", "no permissions"];
        let code = |error: String| {
            let found = codes.iter().find(|code| error.contains(**code));
            found.map_or(error.clone(), |code| (*code).to_owned())
        };
        done.map_or_else(code, |()| "ok".to_owned())
    };
    done("ResetPassword", json!({ "Password": new }));
    let reader = json!({ "AccountName": "reader", "AccountPassword": "Read-0nly", "Privilege": "r",
        "ReadonlyPolicy": ["master"] });
    done("CreateInstanceAccount", reader);
    let (set, get) = (&["SET", "city", "Tokyo"][..], &["GET", "city"][..]);
    let wrong = outcome("default", PASSWORD, get);
    assert!(["WRONGPASS", "AuthenticationFailed"].contains(&wrong.as_str()), "{wrong}");
    for (user, password, command, expect) in [
        ("default", new, set, "ok"),
        ("root", new, get, "ok"),
        ("reader", "Read-0nly", get, "ok"),
        ("reader", "Read-0nly", set, "no permissions"),
        ("reader", new, get, wrong.as_str()),
        ("nobody", new, get, wrong.as_str()),
    ] {
        assert_eq!(outcome(user, password, command), expect, "{user} {password} {command:?}");
    }
    let _: () = before.set("still", "logged in").unwrap();

    done("ModifyInstanceReadOnly", json!({ "InputMode": "1" }));
    assert_eq!(outcome("default", new, set), "no permissions");
    done("ModifyInstanceReadOnly", json!({ "InputMode": "0" }));
    assert_eq!(outcome("default", new, set), "ok");
    done("DeleteInstanceAccount", json!({ "AccountName": "reader" }));
    assert_eq!(outcome("reader", "Read-0nly", get), wrong);

    let (_, port) = address(&fixture, &id);
    let _: () = log_in(address(&fixture, &id), "default", new).unwrap().set("city", "Tokyo").unwrap();
    let other = fixture.instance(json!({}));
    let (_, taken) = address(&fixture, &other);
    done("ModifyNetworkConfig", json!({ "Operation": "changeVPort", "VPort": taken }));
    assert_eq!(problems(&fixture).len(), 1, "{:?}", problems(&fixture));
    assert!(![port, taken].contains(&address(&fixture, &id).1));
    done("ModifyNetworkConfig", json!({ "Operation": "changeVPort", "VPort": port }));
    assert_eq!(address(&fixture, &id).1, port);
    assert_eq!(outcome("default", new, get), "ok");
    let (own, others) = (address(&fixture, &id), address(&fixture, &other));
    let exchange =
        json!({ "SrcInstanceId": id, "DstInstanceId": other, "TimeDelay": 0, "ForceSwitch": 1, "SwitchTime": "now" });
    fixture.call("SwitchInstanceVip", exchange);
    fixture.advance_phases(2);
    assert_eq!((address(&fixture, &id), address(&fixture, &other)), (others, own));
    let city: String = log_in(address(&fixture, &id), "default", new).unwrap().get("city").unwrap();
    assert_eq!(city, "Tokyo");
    assert_eq!(problems(&fixture).len(), 1);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_server_runs_while_its_instance_does() {
    let fixture = fixture().await;
    let open = json!({ "NoAuth": true, "VpcId": "vpc-1", "SubnetId": "subnet-1", "Password": null });
    let id = fixture.call("CreateInstances", Fixture::order_with(open))["InstanceIds"][0].as_str().unwrap().to_owned();
    let place = address(&fixture, &id);
    assert!(TcpStream::connect(&place).is_err(), "not delivered");
    fixture.advance_phases(3);
    // Without any call: the emulator follows its clock.
    let begin = Instant::now();
    while log_in(place.clone(), "default", "any").is_err() {
        assert!(begin.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(10));
    }
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": id }));
    fixture.advance_phases(2);
    assert_eq!(fixture.status(&id), -2);
    assert!(TcpStream::connect(&place).is_err(), "isolated");

    let other = fixture.instance(json!({}));
    let info: String = cmd("INFO").arg("server").query(&mut connect(&fixture, &other)).unwrap();
    let process = info.lines().find_map(|line| line.strip_prefix("process_id:")).unwrap();
    assert!(Command::new("kill").args(["-9", process]).status().unwrap().success());
    while TcpStream::connect(address(&fixture, &other)).is_ok_and(|_| problems(&fixture).is_empty()) {}
    assert_eq!(read(&fixture, &other, "city"), None, "it starts again");
    assert!(problems(&fixture)[0].contains("has ended"), "{:?}", problems(&fixture));

    fixture.emulator.add_instance(&tencloud_emulator::Instance::new("crs-added000", "ap-tokyo")).unwrap();
    let _: () = connect(&fixture, "crs-added000").set("city", "Tokyo").unwrap();
    let (added, state) = (address(&fixture, "crs-added000"), fixture.emulator.state().unwrap());
    fixture.emulator.reset().unwrap();
    assert!(TcpStream::connect(&added).is_err(), "reset");
    fixture.emulator.load(state).unwrap();
    assert_eq!(read(&fixture, "crs-added000", "city"), None, "a state contains no data");
    let last = address(&fixture, "crs-added000");
    assert_eq!(problems(&fixture), Vec::<String>::new());
    fixture.emulator.shutdown().await;
    assert!(TcpStream::connect(last).is_err(), "stopped");
}
