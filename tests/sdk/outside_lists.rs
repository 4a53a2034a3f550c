//! Lists of a generated product in the forms that the SDK's own products do not have: in structs, with numbers as
//! strings, with pages from 0, and with tokens.

use serde_json::{Value, json};
use tencloud::ErrorKind;
use tencloud_demo::Client;
use tencloud_tests::{Request, Response, Server};

use crate::complete;

fn client_of(server: &Server) -> Client {
    Client::new(&complete(&server.url()).build().unwrap())
}

/// Starts a server that answers with pages in turn, and again with the last one.
pub(crate) async fn pages(pages: Vec<Value>) -> Server {
    let script = move |index: usize, _: &Request| {
        if index > 300 {
            return Response::api_error("ThisListNeverEnds");
        }
        let mut page = pages[index.min(pages.len() - 1)].clone();
        page["RequestId"] = json!("id");
        Response::of(&page.to_string())
    };
    Server::answering(script).await.unwrap()
}

/// Returns the values of a parameter in all requests.
pub(crate) fn sent(server: &Server, name: &str) -> Vec<Value> {
    let parameter = |request: &Request| serde_json::from_slice::<Value>(&request.body).unwrap()[name].clone();
    server.requests().iter().map(parameter).collect()
}

/// Reads a stream to its end: the items, and the errors, which are counted by their messages.
macro_rules! read {
    ($items:expr, $item:ident => $id:expr) => {{
        let (mut items, mut ids, mut errors) = ($items, Vec::new(), Vec::new());
        while let Some(next) = items.next().await {
            match next {
                Ok($item) => ids.push($id),
                Err(error) => errors.push(error),
            }
        }
        (ids, errors)
    }};
}
pub(crate) use read;

#[tokio::test]
async fn a_list_in_a_struct_with_numbers_as_strings() {
    let shelves = |names: &[&str]| json!({"Data": {"Shelves": names, "Total": "3"}});
    let server = pages(vec![shelves(&["a", "b"]), shelves(&["c"])]).await;
    let (names, errors) = read!(client_of(&server).list_shelves().limit("2").items(), name => name);
    assert_eq!((names, errors.len()), (["a", "b", "c"].map(str::to_owned).to_vec(), 0));
    assert_eq!(sent(&server, "Offset"), [json!("0"), json!("2")]);
    assert_eq!(sent(&server, "Limit"), [json!("2"), json!("2")]);
}

/// Without the struct, there is no item; a total that is missing or not a number is unknown.
#[tokio::test]
async fn a_list_in_a_struct_that_is_incomplete() {
    for (name, answers, count, requests, text) in [
        ("no struct", vec![json!({})], 0, 1, None),
        ("null", vec![json!({"Data": null})], 0, 1, None),
        ("no list", vec![json!({"Data": {"Total": "0"}})], 0, 1, None),
        ("no total", vec![json!({"Data": {"Shelves": ["a"]}}), json!({"Data": {"Shelves": []}})], 1, 2, None),
        (
            "a total that is no number",
            vec![json!({"Data": {"Shelves": ["a"], "Total": "many"}}), json!({"Data": null})],
            1,
            2,
            None,
        ),
        (
            "too few",
            vec![json!({"Data": {"Shelves": ["a"], "Total": "2"}}), json!({"Data": {"Total": "2"}})],
            1,
            2,
            Some("ended after 1 items"),
        ),
        (
            "an item that does not fit",
            vec![json!({"Data": {"Shelves": ["a", {}, "b"], "Total": "3"}})],
            2,
            1,
            Some("omitted from the list: 1; Data.Shelves[1]: expected"),
        ),
    ] {
        let server = pages(answers).await;
        let (names, errors) = read!(client_of(&server).list_shelves().limit("3").items(), name => name);
        assert_eq!((names.len(), server.requests().len()), (count, requests), "{name}");
        assert_eq!(errors.len(), usize::from(text.is_some()), "{name}: {errors:?}");
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::MalformedResponse, "{name}");
            assert!(error.message().contains(text.unwrap_or_default()), "{name}: {error}");
        }
    }
}

#[tokio::test]
async fn pages_from_zero_with_the_total_in_another_struct() {
    let crates = |names: &[&str]| json!({"Crates": names, "Sum": {"TotalCount": 3}});
    for (first, answers, expected) in [
        (None, vec![crates(&["a", "b"]), crates(&["c"])], vec![json!(0), json!(1)]),
        (Some(1), vec![crates(&["c"])], vec![json!(1)]),
    ] {
        let server = pages(answers).await;
        let list = client_of(&server);
        let list = list.list_crates().page_size(2).modify(|request| request.page_no = first);
        let (names, errors) = read!(list.items(), name => name);
        assert_eq!((names.last().unwrap().as_str(), errors.len()), ("c", 0), "{errors:?}");
        assert_eq!(sent(&server, "PageNo"), expected);
    }
}

/// The pages of a list of events: ids, the token of the next page, and whether it is the last page.
fn events(ids: &[&str], token: Value, is_over: Value) -> Value {
    let events: Vec<Value> = ids.iter().map(|id| json!({"Id": id})).collect();
    json!({"Data": {"Events": events, "NextToken": token, "IsOver": is_over}})
}

/// Every item once, and then the end, whatever tokens the service returns.
#[tokio::test]
async fn tokens_of_strings() {
    let endless = "the list does not end";
    for (name, answers, ids, requests, text) in [
        (
            "an absent token",
            vec![events(&["a"], json!("t"), json!(null)), json!({"Data": {"Events": [{"Id": "b"}]}})],
            "ab",
            2,
            "",
        ),
        (
            "an empty token",
            vec![events(&["a"], json!("t"), json!(false)), events(&["b"], json!(""), json!(null))],
            "ab",
            2,
            "",
        ),
        ("a token after the end", vec![events(&["a"], json!("t"), json!(true))], "a", 1, ""),
        ("a number", vec![events(&["a"], json!(7), json!(false)), events(&["b"], json!(""), json!(null))], "ab", 2, ""),
        ("nothing", vec![json!({})], "", 1, ""),
        (
            "an empty page in between",
            vec![
                events(&["a"], json!("t"), json!(null)),
                events(&[], json!("u"), json!(null)),
                events(&["b"], json!(""), json!(null)),
            ],
            "ab",
            3,
            "",
        ),
        (
            "the same token at the end",
            vec![events(&["a"], json!("t"), json!(null)), events(&[], json!("t"), json!(null))],
            "a",
            2,
            "",
        ),
        (
            "the same token with items",
            vec![events(&["a"], json!("t"), json!(null)), events(&["b"], json!("t"), json!(null))],
            "ab",
            2,
            endless,
        ),
        (
            "a circle",
            vec![
                events(&["a"], json!("t"), json!(null)),
                events(&["b"], json!("u"), json!(null)),
                events(&["c"], json!("t"), json!(null)),
            ],
            "abc",
            3,
            endless,
        ),
        (
            "the same page with another token",
            vec![events(&["a"], json!("t"), json!(null)), events(&["a"], json!("u"), json!(null))],
            "a",
            2,
            endless,
        ),
    ] {
        let server = pages(answers).await;
        let (found, errors) = read!(client_of(&server).list_events().items(), event => event.id);
        assert_eq!((found.concat().as_str(), server.requests().len()), (ids, requests), "{name}: {errors:?}");
        assert_eq!(errors.len(), usize::from(!text.is_empty()), "{name}: {errors:?}");
        assert!(errors.iter().all(|error| error.message().contains(text)), "{name}: {errors:?}");
        assert!(errors.iter().all(|error| error.kind() == ErrorKind::MalformedResponse), "{name}: {errors:?}");
    }
}

/// A service that returns only empty pages, each with a new token, is not asked forever.
#[tokio::test]
async fn tokens_without_items() {
    let script = |index: usize, _: &Request| {
        let page = events(&[], json!(index.to_string()), json!(false));
        Response::of(&json!({"Data": page["Data"], "RequestId": "id"}).to_string())
    };
    let server = Server::answering(script).await.unwrap();
    let (ids, errors) = read!(client_of(&server).list_events().items(), event => event.id);
    assert_eq!((ids.len(), server.requests().len()), (0, 100));
    assert!(errors[0].message().contains("only empty pages"), "{errors:?}");
}

/// The first page is that of the token on the builder. A number that is not positive is no token.
#[tokio::test]
async fn tokens_that_are_numbers() {
    let steps = |names: &[&str], next: i64, more: bool| json!({"Steps": names, "NextCursor": next, "HasMore": more});
    for (name, last, first, cursors) in [
        ("zero", steps(&["b"], 0, true), None, vec![json!(null), json!(7)]),
        ("negative", steps(&["b"], -1, true), Some(3), vec![json!(3), json!(7)]),
        ("no more", steps(&["b"], 9, false), None, vec![json!(null), json!(7)]),
    ] {
        let server = pages(vec![steps(&["a"], 7, true), last]).await;
        let client = client_of(&server);
        let list = client.list_steps().modify(|request| request.cursor = first);
        let (names, errors) = read!(list.items(), name => name);
        assert_eq!((names.concat().as_str(), errors.len()), ("ab", 0), "{name}: {errors:?}");
        assert_eq!(sent(&server, "Cursor"), cursors, "{name}");
    }
}

/// A page that failed is requested again with the same token.
#[tokio::test]
async fn a_failed_page_keeps_its_token() {
    let page = |ids, token: &str| {
        let page = events(ids, json!(token), json!(null));
        Response::of(&json!({"Data": page["Data"], "RequestId": "id"}).to_string())
    };
    let failure = || Response::api_error("InternalError");
    let answers = [page(&["a"], "t"), failure(), failure(), failure(), page(&["b"], "")];
    let server = Server::start(answers).await.unwrap();
    let (ids, errors) = read!(client_of(&server).list_events().items(), event => event.id);
    assert_eq!(ids.concat(), "ab");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].code(), Some("InternalError"));
    let tokens = sent(&server, "NextToken");
    assert!(tokens[0].is_null() && tokens[1..].iter().all(|token| *token == json!("t")), "{tokens:?}");
}
