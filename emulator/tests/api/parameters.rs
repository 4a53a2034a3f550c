//! Parameters of engines: reading, changing, templates.

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

fn set(parameters: &[(&str, &str)]) -> Value {
    parameters.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

/// Returns a parameter of an instance: its value, its default, and whether it is being changed.
fn parameter(fixture: &Fixture, instance: &str, name: &str) -> (String, String, i64) {
    let all = fixture.call("DescribeInstanceParams", json!({ "InstanceId": instance }));
    let lists = ["InstanceEnumParam", "InstanceIntegerParam", "InstanceTextParam", "InstanceMultiParam"];
    let parameters: Vec<_> = lists.iter().flat_map(|list| all[list].as_array().unwrap()).collect();
    assert_eq!(all["TotalCount"], parameters.len());
    let found = parameters.into_iter().find(|parameter| parameter["ParamName"] == name).unwrap();
    let text = |field: &str| found[field].as_str().unwrap().to_owned();
    (text("CurrentValue"), text("DefaultValue"), found["Status"].as_i64().unwrap())
}

fn records(fixture: &Fixture, instance: &str) -> Vec<(String, String, String, i64)> {
    let list = fixture.call("DescribeInstanceParamRecords", json!({ "InstanceId": instance }));
    let records = list["InstanceParamHistory"].as_array().unwrap().iter();
    let text = |record: &Value, field: &str| record[field].as_str().unwrap().to_owned();
    let record = |record| {
        let status = record_status(record);
        (text(record, "ParamName"), text(record, "PreValue"), text(record, "NewValue"), status)
    };
    records.map(record).collect()
}

fn record_status(record: &Value) -> i64 {
    record["Status"].as_i64().unwrap()
}

#[tokio::test]
async fn a_change_takes_effect_when_its_task_has_succeeded() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let change = |value: &str| json!({ "InstanceId": id, "InstanceParams": set(&[("timeout", value)]) });
    let (default, old, new) = ("31536000".to_owned(), "31536000".to_owned(), "120".to_owned());
    let response = fixture.call("ModifyInstanceParams", change("120"));
    assert_eq!(response["Changed"], false);
    for (phase, value, status, succeeded) in [(0, &old, 1, 1), (1, &old, 1, 1), (2, &new, 2, 2)] {
        assert_eq!(parameter(&fixture, &id, "timeout"), (value.clone(), default.clone(), status), "{phase}");
        assert_eq!(records(&fixture, &id), [("timeout".to_owned(), old.clone(), new.clone(), succeeded)]);
        fixture.advance_phases(1);
    }
    fixture.emulator.inject(Fault::failing_workflow("ModifyInstanceParams", "no")).unwrap();
    fixture.call("ModifyInstanceParams", change("240"));
    assert_eq!(fixture.error_code("ModifyInstanceParams", change("60")), "ResourceUnavailable.InstanceLockedError");
    fixture.advance_phases(2);
    assert_eq!(parameter(&fixture, &id, "timeout"), (new, default, 2));
    assert_eq!(records(&fixture, &id)[0], ("timeout".into(), "120".into(), "240".into(), 3));
}

#[tokio::test]
async fn values_must_be_possible() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let call = |parameters: &[(&str, &str)]| json!({ "InstanceId": id, "InstanceParams": set(parameters) });
    for parameters in [
        &[("timeout", "60")][..],
        &[("maxmemory-policy", "allkeys-lfu"), ("disable-command-list", "flushall,keys")],
        &[("notify-keyspace-events", "KEA")],
        &[("notify-keyspace-events", "\"\""), ("disable-command-list", "")],
    ] {
        fixture.call("ModifyInstanceParams", call(parameters));
        fixture.advance_phases(2);
        for (name, value) in parameters {
            let value = if value.is_empty() { "\"\"" } else { value };
            assert_eq!(parameter(&fixture, &id, name).0, value);
        }
    }
    for parameters in [
        &[][..],
        &[("timeout", "59")],
        &[("timeout", "2147483648")],
        &[("timeout", "1.5")],
        &[("hz", "+20")],
        &[("hz", "0020")],
        &[("timeout", "")],
        &[("maxmemory-policy", "lru")],
        &[("disable-command-list", "flushall keys")],
        &[("disable-command-list", "keys,get")],
        &[("notify-keyspace-events", "Q")],
        &[("hz", "10"), ("hz", "11")],
        &[("nonsense", "1")],
        // Only for clusters.
        &[("cluster-node-timeout", "16000")],
    ] {
        assert_eq!(fixture.error_code("ModifyInstanceParams", call(parameters)), "InvalidParameter", "{parameters:?}");
    }
    let old = fixture.instance(json!({ "TypeId": 3, "Password": "Passw0rd" }));
    let fresh = fixture.call("CreateInstances", Fixture::order())["InstanceIds"][0].clone();
    for (instance, action, expect) in [
        (json!("crs-unknown0"), "DescribeInstanceParams", "ResourceNotFound.InstanceNotExists"),
        (json!("crs-unknown0"), "DescribeInstanceParamRecords", "ResourceNotFound.InstanceNotExists"),
        (json!(old), "DescribeInstanceParams", "FailedOperation.UnSupportError"),
        (fresh.clone(), "DescribeInstanceParams", "ResourceUnavailable.InstanceStatusError"),
        (fresh, "DescribeInstanceParamRecords", "ResourceUnavailable.InstanceStatusError"),
    ] {
        assert_eq!(fixture.error_code(action, json!({ "InstanceId": instance })), expect, "{instance} {action}");
    }
}

#[tokio::test]
async fn a_template_configures_existing_and_new_instances() {
    let fixture = Fixture::new().await;
    let (id, cluster) = (fixture.instance(json!({})), fixture.instance(json!({ "TypeId": 16 })));
    let create = json!({ "Name": "mine", "ProductType": 15, "ParamList": set(&[("timeout", "120")]) });
    let template = fixture.call("CreateParamTemplate", create)["TemplateId"].clone();
    let apply = |ids: &[&str]| json!({ "InstanceIds": ids, "TemplateId": template });

    fixture.call(
        "ModifyInstanceParams",
        json!({ "InstanceId": id, "InstanceParams": set(&[("hz", "20"), ("timeout", "60")]) }),
    );
    fixture.advance_phases(2);
    let code = |parameters| fixture.error_code("ApplyParamsTemplate", parameters);
    assert_eq!(code(apply(&[&id, &cluster])), "FailedOperation.UnSupportError");
    assert_eq!(code(apply(&[&id, "crs-unknown0"])), "ResourceNotFound.InstanceNotExists");
    assert_eq!(code(apply(&[])), "InvalidParameter");
    let response = fixture.call("ApplyParamsTemplate", apply(&[&id, &id]));
    assert_eq!(response["TaskIds"].as_array().unwrap().len(), 1);
    assert_eq!(code(apply(&[&id])), "ResourceUnavailable.InstanceLockedError");
    fixture.advance_phases(2);
    assert_eq!(parameter(&fixture, &id, "timeout").0, "120");
    assert_eq!(parameter(&fixture, &id, "hz").0, "10", "the template also contains the defaults");
    assert_eq!(records(&fixture, &id).len(), 4);

    let new = fixture.instance(json!({ "TemplateId": template }));
    assert_eq!(parameter(&fixture, &new, "timeout").0, "120");
    for (order, expect) in [
        (json!({ "TemplateId": template, "TypeId": 16 }), "InvalidParameterValue"),
        (json!({ "TemplateId": "crs-cfg-unknown0" }), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code("CreateInstances", Fixture::order_with(order.clone())), expect, "{order}");
    }
}

#[tokio::test]
async fn templates_can_be_copied_changed_and_deleted() {
    let fixture = Fixture::new().await;
    let create = |parameters: Value| fixture.call("CreateParamTemplate", parameters)["TemplateId"].clone();
    let values = set(&[("timeout", "120"), ("hz", "20")]);
    let first = create(json!({ "Name": "first", "Description": "d", "ProductType": 16, "ParamList": values }));
    let second = create(json!({ "Name": "second", "TemplateId": first, "ParamList": set(&[("hz", "30")]) }));
    let change = json!({ "TemplateId": first, "Name": "renamed", "ParamList": set(&[("timeout", "90")]) });
    fixture.call("ModifyParamTemplate", change);
    for (id, name, description, timeout, hz) in
        [(&first, "renamed", "d", "90", "20"), (&second, "second", "", "120", "30")]
    {
        let info = fixture.call("DescribeParamTemplateInfo", json!({ "TemplateId": id }));
        let items = info["Items"].as_array().unwrap();
        let value = |name: &str| {
            items.iter().find(|item| item["Name"] == name).map(|item| item["CurrentValue"].as_str().unwrap())
        };
        assert_eq!((&info["Name"], &info["Description"]), (&json!(name), &json!(description)));
        assert_eq!((info["ProductType"].as_u64(), info["TotalCount"].as_u64()), (Some(16), Some(items.len() as u64)));
        assert_eq!((value("timeout"), value("hz")), (Some(timeout), Some(hz)), "{name}");
    }

    let list = |parameters: Value| fixture.call("DescribeParamTemplates", parameters);
    assert_eq!(list(json!({ "TemplateNames": ["second"] }))["Items"][0]["TemplateId"], second);
    assert_eq!(list(json!({ "TemplateIds": [first, second] }))["TotalCount"], 2);
    let of_cluster = list(json!({ "ProductTypes": [16] }));
    let default = of_cluster["Items"][2].clone();
    assert_eq!((&of_cluster["TotalCount"], &default["Name"]), (&json!(3), &json!("default-redis-6.2-cluster")));
    let all = list(json!({}))["TotalCount"].as_u64().unwrap();
    assert_eq!(list(json!({ "Limit": 3, "Offset": 3 }))["TotalCount"], all);

    for (action, parameters, expect) in [
        ("CreateParamTemplate", json!({ "Name": "none" }), "MissingParameter"),
        ("CreateParamTemplate", json!({ "Name": "c", "ProductType": 16 }), "InvalidParameterValue"),
        (
            "CreateParamTemplate",
            json!({ "Name": "copy", "ProductType": 6, "TemplateId": first }),
            "InvalidParameterValue",
        ),
        (
            "CreateParamTemplate",
            json!({ "Name": "copy", "ProductType": 6, "TemplateId": "crs-cfg-sa23d5d3" }),
            "ResourceNotFound",
        ),
        ("ModifyParamTemplate", json!({ "TemplateId": default["TemplateId"] }), "UnsupportedOperation"),
        ("DeleteParamTemplate", json!({ "TemplateId": default["TemplateId"] }), "UnsupportedOperation"),
        ("ModifyParamTemplate", json!({ "TemplateId": first, "Name": "x" }), "InvalidParameterValue"),
        (
            "ModifyParamTemplate",
            json!({ "TemplateId": first, "ParamList": set(&[("timeout", "1")]) }),
            "InvalidParameter",
        ),
    ] {
        assert_eq!(fixture.error_code(action, parameters.clone()), expect, "{action} {parameters}");
    }
    fixture.call("DeleteParamTemplate", json!({ "TemplateId": first }));
    for action in ["DeleteParamTemplate", "DescribeParamTemplateInfo"] {
        assert_eq!(fixture.error_code(action, json!({ "TemplateId": first })), "ResourceNotFound");
    }
}
