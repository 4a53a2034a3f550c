//! Lists whose offsets must be multiples of the page size, from a service that rounds other offsets down.

use serde_json::{Value, json};
use tencloud::ErrorKind;
use tencloud_tests::{Request, Response, Server};

use crate::client_of;

/// A service with 25 instances, some of which it does not show: it omits them from their page, which is then short.
#[derive(Clone, Copy)]
struct Service {
    items: u64,
    hidden: &'static [u64],
    /// The maximum number of items per page, whatever is requested.
    most: u64,
    /// Whether the total includes what is hidden.
    counts_hidden: bool,
}

impl Service {
    async fn start(self) -> Server {
        let script = move |index: usize, request: &Request| {
            if index > 60 {
                return Response::api_error("ThisListNeverEnds");
            }
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let number = |name: &str| asked[name].as_u64().unwrap();
            let limit = number("Limit").min(self.most);
            let offset = number("Offset") / limit * limit;
            let page = (offset..self.items.min(offset + limit)).filter(|id| !self.hidden.contains(id));
            let page: Vec<_> = page.map(|id| json!({"InstanceId": id})).collect();
            let total = self.items - if self.counts_hidden { 0 } else { self.hidden.len() as u64 };
            Response::of(&json!({"TotalCount": total, "InstanceSet": page, "RequestId": "id"}).to_string())
        };
        Server::answering(script).await.unwrap()
    }
}

/// Every item is returned once, and every offset is a multiple of the limit in the same request.
#[tokio::test]
async fn every_item_once_from_a_service_that_rounds() {
    let all = Service { items: 25, hidden: &[], most: 100, counts_hidden: true };
    for (name, service, limit, offset, whole) in [
        ("full pages", all, 10, 0, true),
        ("one page", all, 100, 0, true),
        ("single items", all, 1, 0, true),
        ("from the middle", all, 10, 10, true),
        ("from the end", all, 5, 25, true),
        ("behind the end", all, 10, 500, true),
        ("pages that are capped", Service { most: 4, ..all }, 10, 0, true),
        ("pages that are capped at a divisor", Service { most: 5, ..all }, 10, 0, true),
        ("pages that are capped, from the middle", Service { most: 4, ..all }, 10, 20, true),
        ("pages that are capped at one less", Service { most: 9, ..all }, 10, 0, true),
        ("pages that are capped at one", Service { most: 1, ..all }, 10, 0, true),
        ("a short page first", Service { hidden: &[3], ..all }, 10, 0, false),
        ("its last item missing", Service { hidden: &[9], ..all }, 10, 0, false),
        ("a short page in the middle", Service { hidden: &[13], ..all }, 10, 0, false),
        ("a short page in the end", Service { hidden: &[24], ..all }, 10, 0, false),
        ("all pages short", Service { hidden: &[0, 11, 12, 24], ..all }, 10, 0, false),
        ("a first page that is nearly empty", Service { hidden: &[0, 1, 2, 3, 4, 5, 6, 7, 9], ..all }, 10, 0, false),
        ("short, and not counted", Service { hidden: &[13], counts_hidden: false, ..all }, 10, 0, true),
        ("short first, and not counted", Service { hidden: &[3], counts_hidden: false, ..all }, 10, 0, true),
    ] {
        let server = service.start().await;
        let mut items = client_of(&server).describe_instances().limit(limit).offset(offset).items();
        let (mut ids, mut error) = (Vec::new(), None);
        while let Some(item) = items.next().await {
            match item {
                Ok(instance) => ids.push(instance.instance_id.parse::<u64>().unwrap()),
                Err(other) => error = Some(other),
            }
        }
        let expected: Vec<_> = (offset..25).filter(|id| !service.hidden.contains(id)).collect();
        assert_eq!(ids, expected, "{name}");
        assert_eq!(error.is_none(), whole, "{name}: {error:?}");
        if let Some(error) = error {
            assert!(error.message().contains("although the service reports 25"), "{name}: {error}");
        }
        for request in server.requests() {
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let number = |name: &str| asked[name].as_u64().unwrap();
            assert_eq!(number("Offset") % number("Limit"), 0, "{name}: {asked}");
        }
    }
}

/// A start that the service would round is rejected before anything is sent.
#[tokio::test]
async fn a_start_between_multiples_is_refused() {
    let server = Service { items: 25, hidden: &[], most: 100, counts_hidden: true }.start().await;
    let redis = client_of(&server);
    for (limit, offset) in [(Some(10), 5), (Some(10), 11), (None, 50), (Some(0), 0)] {
        let list = redis.describe_instances().offset(offset);
        let list = if let Some(limit) = limit { list.limit(limit) } else { list };
        let mut pages = list.pages();
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(pages.next().await.is_none());
    }
    assert_eq!(server.requests().len(), 0);
    // Single calls are not checked.
    redis.describe_instances().limit(10).offset(5).send().await.unwrap();
}

/// Every list of the service moves by multiples, except for those whose documentation does not require it.
#[tokio::test]
async fn lists_that_need_no_multiples_move_by_what_came() {
    let server = Server::answering(|_, request| {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let offset = asked["Offset"].as_u64().unwrap();
        let page: Vec<_> = (offset..25.min(offset + 4)).map(|id| json!({"InstanceId": id})).collect();
        Response::of(&json!({"TotalCount": 25, "InstanceDetails": page, "RequestId": "id"}).to_string())
    });
    let server = server.await.unwrap();
    #[allow(deprecated, reason = "the only one")]
    let mut items = client_of(&server).describe_common_db_instances().limit(10).offset(3).items();
    let mut count = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        count += 1;
    }
    assert_eq!(count, 22);
}
