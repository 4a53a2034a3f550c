//! Lines that people know from tccli run after renaming the command.

use serde_json::{Value, json};
use tencloud_tests::{Response, Server};

use crate::{Ended, Place, SECRET_ID, SECRET_KEY, beside};

#[tokio::test(flavor = "multi_thread")]
async fn options_of_tccli() {
    let server = Server::start([Response::of(r#"{"TotalCount":7,"InstanceSet":[],"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    let create = "redis CreateInstances --TypeId 15 --MemSize 1024 --GoodsNum 1 --Period 1 --BillingMode 0 --yes";
    let created = |more: Value| {
        let mut body = json!({ "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0 });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let path = place.file("input.json", r#"{"Limit":5,"Status":[2]}"#);
    let lines = [
        ("redis DescribeInstances --version 2018-04-12".to_owned(), json!({})),
        ("redis DescribeInstances --version=2018-04-12 --timeout 30 --language zh-CN".to_owned(), json!({})),
        ("redis DescribeInstances --region ap-guangzhou --output json --cli-unfold-argument".to_owned(), json!({})),
        (
            format!("redis DescribeInstances --cli-input-json file://{}", path.display()),
            json!({ "Limit": 5, "Status": [2] }),
        ),
        ("redis DescribeInstances --cli-input-json file://input.json".to_owned(), json!({ "Limit": 5, "Status": [2] })),
        (
            "redis DescribeInstances --cli-input-json file://input.json --Limit 6".to_owned(),
            json!({ "Limit": 6, "Status": [2] }),
        ),
        (r#"redis DescribeInstances --Status [1,2]"#.to_owned(), json!({ "Status": [1, 2] })),
        ("redis DescribeInstances --Status.0 1 --Status.1 2".to_owned(), json!({ "Status": [1, 2] })),
        (
            r#"monitor GetMonitorData --Namespace QCE/REDIS_MEM --MetricName m
               --input {"Instances":[{"Dimensions":[{"Name":"a","Value":"b"}]}]} --Instances.0.Dimensions.0.Value @@c"#
                .to_owned(),
            json!({
                "Namespace": "QCE/REDIS_MEM",
                "MetricName": "m",
                "Instances": [{ "Dimensions": [{ "Name": "a", "Value": "@c" }] }],
            }),
        ),
        (
            r#"cvm DescribeZoneInstanceConfigInfos --input {"Filters":[{"Name":"zone","Values":["a"]}]}
               --Filters.0.Values b --Filters.0.Values @@c"#
                .to_owned(),
            json!({ "Filters": [{ "Name": "zone", "Values": ["b", "@c"] }] }),
        ),
        ("redis describe-instances --limit 3".to_owned(), json!({ "Limit": 3 })),
        ("--region ap-guangzhou redis DescribeInstances".to_owned(), json!({})),
        (
            format!(
                "{create} --cli-unfold-argument --NodeSet.0.NodeType 0 --NodeSet.0.ZoneId 100003 --NodeSet.1.NodeType 1"
            ),
            created(json!({ "NodeSet": [{ "NodeType": 0, "ZoneId": 100_003 }, { "NodeType": 1 }] })),
        ),
        (
            format!(
                "{create} --ResourceTags.0.TagKey=team --ResourceTags.0.TagValue=search --PasswordPolicy.Enabled true"
            ),
            created(json!({
                "ResourceTags": [{ "TagKey": "team", "TagValue": "search" }],
                "PasswordPolicy": { "Enabled": true },
            })),
        ),
        (
            format!(r#"{create} --NodeSet [{{"NodeType":0}}] --SecurityGroupIdList ["sg-1","sg-2"]"#),
            created(json!({ "NodeSet": [{ "NodeType": 0 }], "SecurityGroupIdList": ["sg-1", "sg-2"] })),
        ),
    ];
    let expected: Vec<Value> = lines.iter().map(|(_, body)| body.clone()).collect();
    beside(move || {
        for (line, _) in &lines {
            let ended = place.run(line);
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        }
        let ended = place.run("redis DescribeInstances --filter TotalCount");
        assert_eq!(ended.stdout, "7\n", "{ended:?}");
        let skeleton = place.run("redis CreateInstances --generate-cli-skeleton");
        assert_eq!(skeleton.stdout, place.run("redis CreateInstances --skeleton").stdout);
        let skeleton: Value = serde_json::from_str(&skeleton.stdout).unwrap();
        assert_eq!(skeleton["NodeSet"][0]["ZoneId"], Value::Null);
        for line in ["redis help", "redis --help", "help redis"] {
            assert!(place.run(line).stdout.contains("  DescribeInstances "), "{line}");
        }
        for line in
            ["redis DescribeInstances help", "redis DescribeInstances help --detail", "help redis DescribeInstances"]
        {
            assert!(place.run(line).stdout.contains("--InstanceId <TEXT>"), "{line}");
        }
        assert_eq!(place.run("help").stdout, place.run("--help").stdout);
        for (line, message) in [
            ("redis DescribeInstances --waiter {'expr':'x','to':'y'}", "--wait"),
            ("redis DescribeInstances --version 2018-04-13", "2018-04-12"),
            ("redis DescribeInstances --NodeSet.0.Nope 1", "NodeSet"),
            ("redis CreateInstances --NodeSet.0.Nope 1", "Nope"),
            ("redis CreateInstances --NodeSet.x.NodeType 1", "lists start at 0"),
            ("redis DescribeInstances --cli-input-json file://nothing.json", "nothing.json"),
        ] {
            let ended = place.run(line);
            assert_eq!(ended.code, Some(2), "{line}: {ended:?}");
            assert!(ended.stderr.contains(message), "{line}: {ended:?}");
        }
    })
    .await;
    let bodies: Vec<Value> =
        server.requests().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
    assert_eq!(bodies.split_last().unwrap().1, expected);
}

/// A profile of tccli has credentials in one file, and region and output in another.
#[tokio::test(flavor = "multi_thread")]
async fn profiles_of_tccli() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    std::fs::create_dir(place.home.path().join(".tccli")).unwrap();
    place.file(".tccli/work.credential", &format!(r#"{{"secretId":"AKIDwork","secretKey":"{SECRET_KEY}"}}"#));
    place.file(".tccli/work.configure", r#"{"_sys_param":{"region":"ap-tokyo","output":"json"}}"#);
    beside(move || {
        for (line, variables) in [
            // An option overrides variables.
            ("redis DescribeInstances --profile work", vec![("TENCENTCLOUD_SECRET_ID", SECRET_ID)]),
            ("--profile work redis DescribeInstances", vec![]),
            ("redis DescribeInstances", vec![("TCCLI_PROFILE", "work")]),
        ] {
            let mut command = place.command(line.split_whitespace());
            command.env_remove("TENCENTCLOUD_SECRET_ID").env_remove("TENCENTCLOUD_SECRET_KEY");
            let ended = Ended::of(command.env_remove("TENCENTCLOUD_REGION").envs(variables).output().unwrap());
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        }
    })
    .await;
    for request in server.requests() {
        assert!(request.header("authorization").unwrap().contains("Credential=AKIDwork/"), "{request:?}");
        assert_eq!(request.header("x-tc-region"), Some("ap-tokyo"));
    }
}
