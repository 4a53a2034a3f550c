//! Lists of untyped calls, in all forms that a `Paging` describes.

use serde_json::{Value, json};
use tencloud::ErrorKind::{self, Api, Config, MalformedResponse};
use tencloud::blocking::Runtime;
use tencloud::{Paging, UntypedClient, UntypedPages};
use tencloud_emulator::Emulator;
use tencloud_tests::{Response, Server};

use crate::outside_lists::{pages, read, sent};
use crate::{client_at, complete};

fn list(server: &Server, parameters: &Value, paging: &Paging) -> UntypedPages {
    let config = complete(&server.url()).build().unwrap();
    let client = UntypedClient::new(&config, "demo", "2020-02-02");
    client.call("DescribeThings", parameters.clone()).pages(paging.clone())
}

/// A page with one item for each letter, and with the total 3.
fn page(items: &str) -> Value {
    json!({"Set": items.split_terminator("").skip(1).collect::<Vec<_>>(), "Total": 3})
}

/// A page of a list with tokens.
fn tokens(items: &str, token: impl Into<Value>, more: impl Into<Value>, over: impl Into<Value>) -> Value {
    json!({"Data": {"Set": page(items)["Set"], "Next": token.into(), "Over": over.into()}, "More": more.into()})
}

fn by_offset() -> Paging {
    Paging::offset("Offset", "Limit", "Set").total("Total")
}

fn by_number() -> Paging {
    Paging::number("PageNumber", "PageSize", "Set").total("Total")
}

fn by_token() -> Paging {
    Paging::token("Token", "Data.Next", "Data.Set")
}

/// Returns a request for items, and one for pages.
fn at(offset: impl Into<Value>, limit: impl Into<Value>) -> Value {
    json!({"Offset": offset.into(), "Limit": limit.into()})
}

fn number(number: u64, size: u64) -> Value {
    json!({"PageNumber": number, "PageSize": size})
}

/// Every item is returned once, by requests with these parameters, and then the list ends.
#[tokio::test]
async fn every_item_once_and_then_the_end() {
    let nested = |items: &str, total: Value| json!({"Data": {"List": page(items)["Set"], "Total": total}});
    let at_path = || Paging::offset("Offset", "Limit", "Data.List").total("Data.Total");
    for (name, paging, parameters, answers, items, requests) in [
        ("offset", by_offset(), json!({}), vec![page("ab"), page("c")], "abc", vec![at(0, 100), at(2, 100)]),
        ("offset, from the middle", by_offset(), at(1, 1), vec![page("b"), page("c")], "bc", vec![at(1, 1), at(2, 1)]),
        ("offset, as strings", by_offset().as_strings(), json!({}), vec![page("abc")], "abc", vec![at("0", "100")]),
        ("offset, a string before", by_offset(), at("1", 2), vec![page("bc")], "bc", vec![at("1", 2)]),
        ("offset, not a number", by_offset(), at(-1, "two"), vec![page("abc")], "abc", vec![at(0, "100")]),
        (
            "offset, without a total",
            Paging::offset("Offset", "Limit", "Set"),
            json!({}),
            vec![page("ab"), page("c"), page("")],
            "abc",
            vec![at(0, 100), at(2, 100), at(3, 100)],
        ),
        (
            "aligned offset",
            Paging::aligned_offset("Offset", "Limit", "Set").total("Total"),
            json!({"Limit": 2}),
            vec![page("ab"), page("c")],
            "abc",
            vec![at(0, 2), at(2, 2)],
        ),
        (
            "aligned offset, a short page",
            Paging::aligned_offset("Offset", "Limit", "Set").total("Total"),
            json!({"Limit": 2}),
            vec![page("a"), page("b"), page("c")],
            "abc",
            vec![at(0, 2), at(1, 1), at(2, 1)],
        ),
        (
            "number",
            by_number(),
            json!({"PageSize": 2}),
            vec![page("ab"), page("c")],
            "abc",
            vec![number(1, 2), number(2, 2)],
        ),
        ("number, from the middle", by_number(), number(2, 2), vec![page("c")], "c", vec![number(2, 2)]),
        (
            "number from zero",
            by_number().from_zero(),
            json!({"PageSize": 2}),
            vec![page("ab"), page("c")],
            "abc",
            vec![number(0, 2), number(1, 2)],
        ),
        (
            "a path",
            at_path(),
            json!({}),
            vec![nested("ab", json!("3")), nested("c", json!("3"))],
            "abc",
            vec![at(0, 100), at(2, 100)],
        ),
        ("no list", by_offset(), json!({}), vec![json!({})], "", vec![at(0, 100)]),
        ("a list that is null", by_offset(), json!({}), vec![json!({"Set": null})], "", vec![at(0, 100)]),
        ("no object", at_path(), json!({}), vec![json!({"Data": null})], "", vec![at(0, 100)]),
        (
            "token",
            by_token(),
            json!({"Limit": 2}),
            vec![tokens("ab", "t", (), ()), tokens("c", "", (), ())],
            "abc",
            vec![json!({"Limit": 2}), json!({"Limit": 2, "Token": "t"})],
        ),
        (
            "token, from the middle",
            by_token(),
            json!({"Token": "s"}),
            vec![tokens("b", "t", (), ()), json!({"Data": {"Set": ["c"]}})],
            "bc",
            vec![json!({"Token": "s"}), json!({"Token": "t"})],
        ),
        (
            "token, a number",
            by_token(),
            json!({}),
            vec![tokens("a", 7, (), ()), tokens("b", 0, (), ())],
            "ab",
            vec![json!({}), json!({"Token": 7})],
        ),
        (
            "token, a number as a string",
            by_token().as_strings(),
            json!({}),
            vec![tokens("a", 7, (), ()), tokens("b", (), (), ())],
            "ab",
            vec![json!({}), json!({"Token": "7"})],
        ),
        (
            "token, more",
            by_token().more("More"),
            json!({}),
            vec![tokens("a", "t", true, ()), tokens("b", "u", false, ())],
            "ab",
            vec![json!({}), json!({"Token": "t"})],
        ),
        (
            "token, over",
            by_token().over("Data.Over"),
            json!({}),
            vec![tokens("a", "t", (), false), tokens("b", "u", (), true)],
            "ab",
            vec![json!({}), json!({"Token": "t"})],
        ),
        (
            "token, more and over unknown",
            by_token().more("More").over("Data.Over"),
            json!({}),
            vec![tokens("a", "t", (), ()), tokens("b", (), (), ())],
            "ab",
            vec![json!({}), json!({"Token": "t"})],
        ),
    ] {
        let server = pages(answers.clone()).await;
        let (found, errors) =
            read!(list(&server, &parameters, &paging).items(), item => item.as_str().unwrap().to_owned());
        assert_eq!((found.concat().as_str(), errors.len()), (items, 0), "{name}: {errors:?}");
        let bodies: Vec<Value> =
            server.requests().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
        assert_eq!(bodies, requests, "{name}");

        // The pages are the responses, unchanged.
        let server = pages(answers.clone()).await;
        let (found, errors) = read!(list(&server, &parameters, &paging), page => page.response);
        assert_eq!((found.len(), errors.len()), (requests.len(), 0), "{name}: {errors:?}");
        for (found, mut expected) in found.into_iter().zip(answers) {
            expected["RequestId"] = json!("id");
            assert_eq!(found, expected, "{name}");
        }
    }
}

/// The items that can be read precede the error, after which the list is over.
#[tokio::test]
async fn lists_that_are_wrong() {
    let path = || Paging::offset("Offset", "Limit", "Data.List");
    for (name, paging, parameters, answer, items, requests, (kind, text)) in [
        (
            "a string",
            path(),
            json!({}),
            json!({"Data": {"List": "a"}}),
            0,
            1,
            malformed("Data.List: expected a list, found a string"),
        ),
        (
            "an object",
            path(),
            json!({}),
            json!({"Data": {"List": {}}}),
            0,
            1,
            malformed("Data.List: expected a list, found an object"),
        ),
        (
            "no struct",
            path(),
            json!({}),
            json!({"Data": []}),
            0,
            1,
            malformed("Data: expected an object, found a list"),
        ),
        (
            "no end",
            Paging::offset("Offset", "Limit", "Set"),
            json!({}),
            page("ab"),
            2,
            2,
            malformed("the list does not end"),
        ),
        (
            "no end of numbers",
            by_number(),
            json!({"PageSize": 2}),
            page("ab"),
            2,
            2,
            malformed("the list does not end"),
        ),
        (
            "no end of tokens",
            by_token(),
            json!({}),
            tokens("a", "t", json!(true), json!(false)),
            1,
            2,
            malformed("the list does not end"),
        ),
        (
            "short",
            by_offset(),
            json!({}),
            json!({"Total": 3}),
            0,
            1,
            malformed("ended after 0 items, although the service reports 3"),
        ),
        (
            "an offset between pages",
            Paging::aligned_offset("Offset", "Limit", "Set"),
            at(1, 2),
            page("a"),
            0,
            0,
            (Config, "not a multiple"),
        ),
        ("pages without items", by_offset(), at(0, 0), page("a"), 0, 0, (Config, "zero items")),
        ("parameters that are no object", by_offset(), json!([1]), page("a"), 0, 0, (Config, "must be a JSON object")),
    ] {
        let server = pages(vec![answer]).await;
        let (found, errors) = read!(list(&server, &parameters, &paging).items(), item => item);
        assert_eq!((found.len(), errors.len(), server.requests().len()), (items, 1, requests), "{name}: {errors:?}");
        assert_eq!(errors[0].kind(), kind, "{name}: {errors:?}");
        assert!(errors[0].message().contains(text), "{name}: {errors:?}");
        assert_eq!(errors[0].request_id(), (requests > 0).then_some("id"), "{name}: {errors:?}");
    }
}

fn malformed(text: &str) -> (ErrorKind, &str) {
    (MalformedResponse, text)
}

/// The call counts as one that only reads. A page that failed is requested again, unless the failure is permanent.
#[tokio::test]
async fn a_page_that_fails() {
    let answer =
        |items: &str| Response::of(&json!({"Set": page(items)["Set"], "Total": 3, "RequestId": "id"}).to_string());
    for (code, attempts, items, requests) in [("InternalError", 3, "abc", 5), ("ResourceNotFound", 1, "ab", 2)] {
        let failures = vec![Response::api_error(code); attempts];
        let answers = [answer("ab")].into_iter().chain(failures).chain([answer("c")]);
        let server = Server::start(answers).await.unwrap();
        let (found, errors) =
            read!(list(&server, &json!({}), &by_offset()).items(), item => item.as_str().unwrap().to_owned());
        assert_eq!((found.concat().as_str(), server.requests().len()), (items, requests), "{code}: {errors:?}");
        assert_eq!((errors.len(), errors[0].kind(), errors[0].code()), (1, Api, Some(code)), "{errors:?}");
        assert!(sent(&server, "Offset")[1..].iter().all(|offset| *offset == 2), "{code}");
    }
}

#[test]
fn debug_does_not_show_parameters() {
    let config = complete("http://127.0.0.1:1").build().unwrap();
    let call = UntypedClient::new(&config, "demo", "2020-02-02").call("List", json!({"Name": "Made-up1"}));
    let (pages, items) = (call.clone().pages(by_offset()), call.pages(by_offset()).items());
    let (pages, items) = (format!("{pages:?}"), format!("{items:?}"));
    assert!(pages.starts_with("UntypedPages { next: UntypedCall") && !pages.contains("Made-up1"), "{pages}");
    assert!(items.starts_with("UntypedItems { waiting: 0, pages: ") && !items.contains("Made-up1"), "{items}");
}

/// The same items as those of a typed list, from the emulator, also for a program that is not async.
#[test]
fn the_same_items_as_a_typed_list() {
    let runtime = Runtime::new().unwrap();
    let servers = tokio::runtime::Runtime::new().unwrap();
    let emulator = servers.block_on(Emulator::builder().start()).unwrap();
    let redis = client_at(&emulator);
    let order =
        json!({"TypeId": 15, "MemSize": 1024, "GoodsNum": 5, "Period": 1, "BillingMode": 0, "Password": "Made-up1"});
    runtime.wait(redis.call("CreateInstances", order).send()).unwrap();
    let typed: Vec<String> =
        runtime.iter(redis.describe_instances().limit(2).items()).map(|item| item.unwrap().instance_id).collect();
    let paging = Paging::offset("Offset", "Limit", "InstanceSet").total("TotalCount");
    let untyped = redis.call("DescribeInstances", json!({"Limit": 2})).pages(paging).items();
    let untyped: Vec<Value> = runtime.iter(untyped).map(|item| item.unwrap()["InstanceId"].clone()).collect();
    assert_eq!((typed.len(), json!(untyped)), (5, json!(typed)));
}
