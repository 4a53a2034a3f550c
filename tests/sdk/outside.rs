//! A product that is generated as a separate crate is called like the SDK's own products.

use tencloud::ErrorKind;
use tencloud_demo::types::{Corner, Purpose, Shape};
use tencloud_demo::{Client, CreateBoxErrorCode};
use tencloud_tests::{Response, Server};

use crate::{complete, offline, signature};

fn client_of(server: &Server) -> Client {
    Client::new(&complete(&server.url()).build().unwrap())
}

fn shape() -> Shape {
    let corner = |x| Corner::builder().x(x).y(0).build();
    Shape::builder().corners([corner(0), corner(1), corner(2)]).build()
}

#[tokio::test]
async fn its_request_is_signed_and_its_response_decoded() {
    let response = r#"{"BoxId":"box-1","JobId":"7","Warnings":null,"RequestId":"r-1"}"#;
    let server = Server::start([Response::of(response)]).await.unwrap();
    let days = Some(3);
    let demo = client_of(&server);
    let create = demo.create_box().name("first").r#type(Purpose::Plain).shape(shape());
    let created = create.modify(|request| request.days = days).send().await.unwrap();
    assert_eq!((created.box_id.as_str(), created.job_id, created.request_id.as_str()), ("box-1", 7, "r-1"));
    assert!(created.warnings.is_empty());

    let [request] = server.requests().try_into().unwrap();
    assert_eq!(request.header("authorization"), Some(signature(&request, "demo").as_str()));
    assert_eq!(request.header("x-tc-action"), Some("CreateBox"));
    assert_eq!(request.header("x-tc-version"), Some("2020-01-01"));
    let body =
        r#"{"Name":"first","Type":"plain","Shape":{"Corners":[{"X":0,"Y":0},{"X":1,"Y":0},{"X":2,"Y":0}]},"Days":3}"#;
    assert_eq!(String::from_utf8(request.body).unwrap(), body);
}

#[tokio::test]
async fn its_error_codes_are_its_own() {
    let server = Server::start([Response::api_error("InvalidParameterValue.TooLarge")]).await.unwrap();
    let demo = client_of(&server);
    let create = demo.create_box().name("first").r#type(Purpose::Plain).shape(shape());
    let error = create.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.code_as(), Some(CreateBoxErrorCode::InvalidParameterValueTooLarge));
}

#[tokio::test]
async fn its_lists_are_streams_and_its_work_is_awaited() {
    let pages = [r#"{"Total":3,"Parts":["a","b"],"RequestId":"r"}"#, r#"{"Total":3,"Parts":["c"],"RequestId":"r"}"#];
    let server = Server::start(pages.map(Response::of)).await.unwrap();
    let mut parts = client_of(&server).list_parts().client("someone").page_size(2).items();
    let mut names = Vec::new();
    while let Some(part) = parts.next().await.transpose().unwrap() {
        names.push(part);
    }
    assert_eq!(names, ["a", "b", "c"]);

    let server = Server::start([Response::of(r#"{"Status":"done","Message":null,"RequestId":"r"}"#)]).await.unwrap();
    let done = client_of(&server).wait_for_job(7).await.unwrap();
    assert_eq!(done.status, "done");
}

/// The product's other actions require no region, so only this one is marked.
#[tokio::test]
async fn an_action_may_need_a_region_that_its_product_does_not() {
    let server = Server::start([Response::of(r#"{"Pong":"eA==","RequestId":"r"}"#)]).await.unwrap();
    let client = |config: tencloud::ConfigBuilder| {
        tencloud_demo::v20190101::Client::new(&config.endpoint_url(server.url()).build().unwrap())
    };
    let error = client(offline()).ping().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("demo requires a region"), "{error}");
    client(offline().region("ap-tokyo")).ping().send().await.unwrap();
    assert_eq!(server.requests().len(), 1);
}
