//! Lists that come in pages.

use serde_json::{Value, json};
use tencloud::redis::Client;
use tencloud_tests::{Reply, Request, Server};

use crate::{client_of, complete};

/// What the service has: how many items there are in all, how many of them a page gives at most, and the total that it
/// names at the n-th request.
#[derive(Clone, Copy)]
struct Service {
    items: u64,
    most: u64,
    total: fn(usize) -> Option<u64>,
}

impl Service {
    async fn start(self) -> Server {
        let script = move |index: usize, request: &Request| {
            if index > 50 {
                return Reply::refusal("ThisListNeverEnds");
            }
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let number = |name: &str| asked[name].as_u64().unwrap();
            let (offset, size) = (number("Offset"), number("Limit").min(self.most));
            let page: Vec<_> = (offset..self.items.min(offset + size)).map(|id| json!({"InstanceId": id})).collect();
            let mut reply = json!({"InstanceSet": page, "RequestId": "id"});
            if let Some(total) = (self.total)(index) {
                reply["TotalCount"] = json!(total);
            }
            Reply::of(&reply.to_string())
        };
        Server::answering(script).await.unwrap()
    }
}

/// Every item comes once and in order, and the list ends, whatever the service says of its total.
#[tokio::test]
async fn every_item_once_and_then_the_end() {
    type Total = fn(usize) -> Option<u64>;
    let of = |items, most, total: Total| Service { items, most, total };
    for (name, service, requests) in [
        ("one page", of(7, 100, |_| Some(7)), 1),
        ("nothing", of(0, 100, |_| Some(0)), 1),
        ("three pages", of(25, 100, |_| Some(25)), 3),
        ("a full last page", of(20, 100, |_| Some(20)), 2),
        ("pages shorter than asked for", of(25, 4, |_| Some(25)), 7),
        ("a total that runs away", of(25, 100, |index| Some(1_000 * (index as u64 + 1))), 4),
    ] {
        let server = service.start().await;
        let redis = client_of(&server);
        let mut items = redis.describe_instances().limit(10).items();
        let mut ids = Vec::new();
        while let Some(item) = items.next().await {
            ids.push(item.unwrap().instance_id);
        }
        assert!(items.next().await.is_none(), "{name}");
        let expected: Vec<_> = (0..service.items).map(|id| id.to_string()).collect();
        assert_eq!(ids, expected, "{name}");
        assert_eq!(server.requests().len(), requests, "{name}");

        let mut pages = redis.describe_instances().limit(10).pages();
        let mut in_pages = 0;
        while let Some(page) = pages.next().await {
            in_pages += page.unwrap().instance_set.len() as u64;
        }
        assert_eq!(in_pages, service.items, "{name}");
    }
}

/// A total that does not arrive, or is no number that fits, reads as zero. It must not hide the pages that follow.
#[tokio::test]
async fn a_total_that_is_missing() {
    for total in [|_| None, |_| Some(u64::MAX)] {
        let server = Service { items: 25, most: 100, total }.start().await;
        let mut items = client_of(&server).describe_instances().limit(10).items();
        let mut count = 0;
        while let Some(item) = items.next().await {
            item.unwrap();
            count += 1;
        }
        assert_eq!(count, 25);
    }
}

/// An error is an item of the list, and the last one.
#[tokio::test]
async fn a_page_that_is_refused() {
    let page = Reply::of(r#"{"TotalCount":9,"InstanceSet":[{"InstanceId":"a"}],"RequestId":"id"}"#);
    let server = Server::start([page.clone(), Reply::refusal("ResourceNotFound"), page]).await.unwrap();
    let mut items = client_of(&server).describe_instances().items();
    assert_eq!(items.next().await.unwrap().unwrap().instance_id, "a");
    let error: tencloud::Error = items.next().await.unwrap().unwrap_err().into();
    assert_eq!(error.code().unwrap().as_str(), "ResourceNotFound");
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

/// Nothing is asked for before the list is read.
#[tokio::test]
async fn a_list_that_nobody_reads() {
    let server = Service { items: 5, most: 100, total: |_| Some(5) }.start().await;
    let redis = Client::new(&complete(&server.url()).build().unwrap());
    drop(redis.describe_instances().items());
    drop(redis.describe_instances().pages());
    assert_eq!(server.requests().len(), 0);
}
