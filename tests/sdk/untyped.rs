//! Untyped calls use the same call loop as all others.

use serde_json::json;
use tencloud::signing::SignatureMethod;
use tencloud::{ErrorKind, Options, UntypedClient};
use tencloud_emulator::Emulator;
use tencloud_tests::Ending::Close;
use tencloud_tests::{Response, Server};

use crate::{assert_is_signed, client_at, client_of, complete};

#[tokio::test]
async fn parameters_and_response_are_json() {
    let expected = json!({
        "Total": 18_446_744_073_709_551_615_u64, "Share": 0.5, "Set": [{"Id": "a", "On": true, "None": null}, []],
        "Nothing": null, "RequestId": "the-id"
    });
    let server = Server::start([Response::of(&expected.to_string())]).await.unwrap();
    let parameters = json!({"Limit": 1, "Filters": [{"Name": "zone", "Values": ["a", "ü"]}], "Deep": {"Null": null}});
    let response = client_of(&server).call("DescribeSomething", parameters).send().await.unwrap();
    assert_eq!((response.response, response.request_id.as_str()), (expected, "the-id"));
    let request = &server.requests()[0];
    assert_is_signed(request);
    for (header, value) in
        [("x-tc-action", "DescribeSomething"), ("x-tc-version", "2018-04-12"), ("x-tc-region", "ap-tokyo")]
    {
        assert_eq!(request.header(header), Some(value));
    }
    let body = r#"{"Limit":1,"Filters":[{"Name":"zone","Values":["a","ü"]}],"Deep":{}}"#;
    assert_eq!(String::from_utf8_lossy(&request.body), body);
}

#[tokio::test]
async fn the_same_reply_as_a_typed_call() {
    let emulator = Emulator::builder().start().await.unwrap();
    let redis = client_at(&emulator);
    let order =
        json!({"TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "Password": "Made-up1"});
    let bought = redis.call("CreateInstances", order).send().await.unwrap();
    let id = bought.response["InstanceIds"][0].as_str().unwrap();
    let typed = redis.describe_instances().instance_id(id).send().await.unwrap();
    let untyped = redis.call("DescribeInstances", json!({"InstanceId": id})).read_only().send().await.unwrap();
    let set = serde_json::to_value(&typed.instance_set).unwrap();
    assert_eq!(untyped.response["InstanceSet"][0]["Createtime"], set[0]["Createtime"]);
    assert_eq!((&untyped.response["TotalCount"], set.as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert!(!untyped.request_id.is_empty());
    let error = redis.call("NoSuchAction", json!({})).send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidAction"), "{error}");
}

/// The effect of the action is unknown, so it counts as a write unless the user marks it as read-only.
#[tokio::test]
async fn a_change_until_it_is_said_to_be_read_only() {
    let server = Server::start([Response::raw("", Close)]).await.unwrap();
    let redis = client_of(&server);
    let error = redis.call("Something", json!({})).send().await.unwrap_err();
    assert_eq!((error.attempts(), error.may_have_acted()), (1, true), "{error}");
    let error = redis.call("Something", json!({})).read_only().send().await.unwrap_err();
    assert_eq!((error.attempts(), error.may_have_acted()), (3, false), "{error}");
}

#[tokio::test]
async fn products_that_the_sdk_does_not_know() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let config = complete(&server.url()).build().unwrap();
    let cvm = UntypedClient::new(&config, "cvm", "2017-03-12");
    cvm.call("DescribeZones", json!({})).send().await.unwrap();
    let options = Options::new().signature(SignatureMethod::HmacSha256Get);
    cvm.with_options(options).call("DescribeZones", json!({"Limit": 5})).send().await.unwrap();
    let [first, second] = &server.requests()[..] else { panic!("two requests are sent") };
    assert!(first.header("authorization").unwrap().contains("/cvm/tc3_request"), "{first:?}");
    assert_eq!(first.header("x-tc-version"), Some("2017-03-12"));
    assert!(second.line.starts_with("GET /?Limit=5&Action=DescribeZones&Version=2017-03-12&"), "{second:?}");

    for parameters in [json!([1]), json!("text"), json!(null)] {
        let error = cvm.call("Do", parameters).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(error.to_string().contains("must be a JSON object"), "{error}");
    }
    let keys = tencloud::credentials::Credentials::new(crate::SECRET_ID, crate::SECRET_KEY);
    let own_hosts = crate::offline().region("ap-tokyo").credentials(keys).build().unwrap();
    for product in ["", "evil.example/", "CVM", "a b"] {
        let error =
            UntypedClient::new(&own_hosts, product, "2017-03-12").call("Do", json!({})).send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(error.to_string().contains("invalid product"), "{error}");
    }
}

/// The secrets are not marked, so they are recognized by their names.
#[tokio::test]
async fn secrets_that_the_service_sends_back() {
    let script = |_: usize, request: &tencloud_tests::Request| {
        let sent = String::from_utf8_lossy(&request.body).replace('"', "'");
        Response::of(&format!(r#"{{"Error":{{"Code":"InvalidParameter","Message":"cannot use {sent}"}}}}"#))
    };
    let server = Server::answering(script).await.unwrap();
    let parameters = json!({
        "Name": "harmless", "NewPassword": "opensesame", "Users": [{"authToken": "abracadabra"}],
        "SecretSet": {"Items": ["hocuspocus"], "Count": 1}
    });
    let error = client_of(&server).call("Do", parameters).send().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    for secret in ["opensesame", "abracadabra", "hocuspocus"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("harmless") && shown.contains("[redacted]"), "{shown}");
}

#[test]
fn parameters_do_not_show() {
    let config = complete("http://127.0.0.1:1").build().unwrap();
    let call = UntypedClient::new(&config, "cvm", "2017-03-12").call("Do", json!({"Password": "opensesame"}));
    assert!(!format!("{call:?}").contains("opensesame"), "{call:?}");
}

/// What `sign` returns is what a call sends: the emulator, which checks signatures, answers it.
#[tokio::test]
async fn signed_requests_can_be_sent_by_other_means() {
    let emulator = Emulator::builder().start().await.unwrap();
    let http = crate::endpoints::plain().build().unwrap();
    for (sent, method) in
        [SignatureMethod::Tc3, SignatureMethod::Tc3Get, SignatureMethod::HmacSha1].into_iter().enumerate()
    {
        let redis = client_at(&emulator).with_options(Options::new().signature(method));
        let signed = redis.call("DescribeInstances", json!({"Limit": 1, "SearchKey": "ü"})).sign().await.unwrap();
        assert!(!format!("{signed:?}").contains("Limit"), "{signed:?}");
        assert_eq!(emulator.requests().len(), sent, "nothing has been sent yet");
        let request = http.request(signed.method.parse().unwrap(), &signed.url).body(signed.body);
        let request = signed.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let response: serde_json::Value =
            serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap();
        assert_eq!(response["Response"]["TotalCount"], 0, "{method:?}: {response}");
    }
    let error = client_at(&emulator).call("No/Action", json!({})).sign().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
}
