//! Lists that are returned in pages.

use serde_json::{Value, json};
use tencloud::ErrorKind;
use tencloud::redis::Client;
use tencloud_tests::{Request, Response, Server};

use crate::{client_of, complete};

/// What the service has: how many items there are in total, how many a page contains at most, and the total that it
/// reports for the n-th request.
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
                return Response::api_error("ThisListNeverEnds");
            }
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let number = |name: &str| asked[name].as_u64().unwrap();
            let (offset, size) = (number("Offset"), number("Limit").min(self.most));
            let page: Vec<_> = (offset..self.items.min(offset + size)).map(|id| json!({"InstanceId": id})).collect();
            let mut response = json!({"InstanceSet": page, "RequestId": "id"});
            if let Some(total) = (self.total)(index) {
                response["TotalCount"] = json!(total);
            }
            Response::of(&response.to_string())
        };
        Server::answering(script).await.unwrap()
    }
}

/// Every item is returned once and in order, and the list ends, whatever total the service reports.
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
        ("a short page, and a total that shrinks", of(25, 9, |index| Some(25_u64.saturating_sub(index as u64))), 3),
        ("a total that shrinks to what has come", of(20, 100, |index| Some(if index == 0 { 40 } else { 20 })), 2),
        ("a total that grows too late", of(25, 100, |index| Some(21 + 4 * u64::from(index > 1))), 3),
        ("a total that is always one more", of(25, 100, |index| Some(10 * (index as u64 + 1) + 1)), 4),
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

/// A list that is shorter than its total is reported after all of its items. A total that changes explains the
/// difference.
#[tokio::test]
async fn a_list_that_ends_short_of_its_total() {
    type Total = fn(usize) -> Option<u64>;
    let of = |items, total: Total| Service { items, most: 100, total };
    for (name, service, offset, whole) in [
        ("too much", of(25, |_| Some(1_000)), 0, false),
        ("one too much", of(25, |_| Some(26)), 0, false),
        ("a page too much", of(25, |_| Some(31)), 0, false),
        ("empty beside a total", of(0, |_| Some(2)), 0, false),
        ("empty behind the end", of(0, |_| Some(2)), 10, true),
        ("empty at the end", of(20, |_| Some(20)), 20, true),
        ("a total that moves", of(25, |index| Some(31 + index as u64)), 0, true),
        ("a total that stands still in the end", of(25, |index| Some(31 + u64::from(index > 1))), 0, false),
    ] {
        let server = service.start().await;
        let redis = client_of(&server);
        let mut items = redis.describe_instances().limit(10).offset(offset).items();
        let mut count = 0;
        let result = loop {
            match items.next().await {
                Some(Ok(_)) => count += 1,
                Some(Err(error)) => break Err(error),
                None => break Ok(()),
            }
        };
        assert_eq!((count, result.is_ok()), (service.items.saturating_sub(offset), whole), "{name}: {result:?}");
        if let Err(error) = result {
            assert_eq!(
                (error.kind(), error.request_id()),
                (ErrorKind::MalformedResponse, Some("id")),
                "{name}: {error}"
            );
            assert!(error.message().contains(&format!("ended after {count} items")), "{name}: {error}");
        }
        assert!(items.next().await.is_none(), "{name}");
    }
}

/// A total that is missing, or that is not a valid number, is read as zero. It must not hide the pages that follow.
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

/// A service that neither reports a total nor respects the position would return the same page forever.
#[tokio::test]
async fn a_service_that_ignores_the_place() {
    let two = json!([{"InstanceId": "a"}, {"InstanceId": "b"}]);
    for (page, limit, total, expected) in [
        (two.clone(), 2, None, Err((2, "does not end"))),
        (two.clone(), 2, Some(6), Err((2, "does not end"))),
        (two.clone(), 100, None, Err((2, "does not end"))),
        (two, 100, Some(6), Err((2, "ended after 2 items"))),
        (json!([]), 100, None, Ok(0)),
    ] {
        let response = json!({"InstanceSet": page, "TotalCount": total, "RequestId": "id"});
        let server = Server::start([Response::of(&response.to_string())]).await.unwrap();
        let mut items = client_of(&server).describe_instances().limit(limit).items();
        let mut count = 0;
        let result = loop {
            match items.next().await {
                Some(Ok(_)) => count += 1,
                Some(Err(error)) => break Err((count, error)),
                None => break Ok(count),
            }
        };
        match (result, expected) {
            (Err((count, error)), Err((expected, text))) => {
                assert_eq!((count, error.kind()), (expected, ErrorKind::MalformedResponse), "{error}");
                assert!(error.message().contains(text), "{error}");
            }
            (result, expected) => assert_eq!(result.map_err(|(count, _)| count), expected.map_err(|(count, _)| count)),
        }
        assert!(items.next().await.is_none());
    }
}

/// Numbered pages: a page has the requested size, or less if the service returns fewer items.
#[tokio::test]
async fn pages_by_number() {
    for (name, most, first, total, count, requests) in [
        ("three pages", 100, None, Some(25), 25, 3),
        ("from the second page", 100, Some(2), Some(25), 15, 2),
        ("past the end", 100, Some(9), Some(25), 0, 1),
        ("short pages", 4, None, Some(25), 25, 7),
        ("no total", 100, None, None, 25, 4),
        ("one page", 100, None, Some(10), 10, 1),
    ] {
        let script = move |index: usize, request: &Request| {
            if index > 50 {
                return Response::api_error("ThisListNeverEnds");
            }
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let number = |name: &str| asked[name].as_u64().unwrap();
            let size = number("PageSize").min(most);
            let start = (number("PageNo") - 1) * size;
            let page: Vec<_> = (start..25.min(start + size)).map(|id| json!({"ID": id})).collect();
            Response::of(&json!({"RedisInstanceEvents": page, "TotalCount": total, "RequestId": "id"}).to_string())
        };
        let server = Server::answering(script).await.unwrap();
        let redis = client_of(&server);
        let list = redis.describe_instance_events().execution_start_date("2023-10-04");
        let list = list.execution_end_date("2023-10-04").page_size(10);
        let mut items = if let Some(first) = first { list.page_no(first) } else { list }.items();
        let mut ids = Vec::new();
        while let Some(item) = items.next().await {
            ids.push(item.unwrap().id.unwrap());
        }
        let start = first.map_or(0, |first| (first - 1) * 10);
        assert_eq!(ids, (start..start + count).collect::<Vec<_>>(), "{name}");
        assert_eq!(server.requests().len(), requests, "{name}");
    }
}

/// An error is an item of the stream, and the last one.
#[tokio::test]
async fn a_page_that_is_refused() {
    let page = Response::of(r#"{"TotalCount":9,"InstanceSet":[{"InstanceId":"a"}],"RequestId":"id"}"#);
    let server = Server::start([page.clone(), Response::api_error("ResourceNotFound"), page]).await.unwrap();
    let mut items = client_of(&server).describe_instances().items();
    assert_eq!(items.next().await.unwrap().unwrap().instance_id, "a");
    let error: tencloud::Error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.code().unwrap(), "ResourceNotFound");
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

/// Nothing is requested before the list is read.
#[tokio::test]
async fn a_list_that_nobody_reads() {
    let server = Service { items: 5, most: 100, total: |_| Some(5) }.start().await;
    let redis = Client::new(&complete(&server.url()).build().unwrap());
    drop(redis.describe_instances().items());
    drop(redis.describe_instances().pages());
    assert_eq!(server.requests().len(), 0);
}
