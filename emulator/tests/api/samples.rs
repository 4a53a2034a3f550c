//! The official sample requests, with the id of a running instance.

use std::fs;

use serde_json::{Value, json};

use crate::support::Fixture;

/// The topics whose samples are sent.
const TOPICS: [&str; 2] = ["accounts", "networks"];

/// The samples that are refused, and why.
const REFUSED: &[(&str, &str, &str)] = &[
    ("CloseSSL", "UnsupportedOperation.InstanceNotOperation", "TLS is off"),
    ("CreateInstanceAccount", "InvalidParameterValue", "asterisks hide the name of the account"),
    ("DeleteInstanceAccount", "ResourceNotFound", "there is no such account"),
    ("ModfiyInstancePassword", "InvalidParameterValue.PasswordError", "asterisks hide the old password"),
    ("ModifyInstanceAccount", "ResourceNotFound", "asterisks hide the name of the account"),
    ("ModifyInstancePassword", "InvalidParameterValue.PasswordError", "asterisks hide the old password"),
    ("ModifyNetworkConfig", "MissingParameter", "`changeVip` requires `Vip` and `VPort`"),
    ("ReleaseWanAddress", "UnsupportedOperation", "there is no public address"),
];

#[tokio::test]
async fn samples_are_accepted_or_refused_for_a_reason() {
    let fixture = Fixture::new().await;
    let mut refused = Vec::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/redis/2018-04-12/actions");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let action: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let name = action["action"].as_str().unwrap();
        for sample in action["samples"].as_array().unwrap() {
            if !TOPICS.contains(&action["topic"].as_str().unwrap()) {
                continue;
            }
            let mut request = sample["request"].clone();
            if request.get("InstanceId").is_some() {
                request["InstanceId"] = json!(fixture.instance(json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" })));
            }
            if let Some(code) = fixture.outcome(name, request) {
                refused.push((name.to_owned(), code));
            }
        }
    }
    let expect: Vec<_> = REFUSED.iter().map(|(action, code, _)| ((*action).to_owned(), (*code).to_owned())).collect();
    assert_eq!(refused, expect);
}
