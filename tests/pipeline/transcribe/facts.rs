//! Facts that must not depend on which page comes first or on what surrounds them, and facts that names suggest.

use serde_json::{Value, json};
use tencloud_spec::format;
use tencloud_transcribe::pages::{Request, check, transcribe};

use super::pages::{ActionPage, FOLDER, Language, PAGES, types};
use super::{EMPTY, accepted, agreed, parse, request};
use crate::spec::{Files, VERSION, edit, real};

fn after(pages: &[(String, String)], spec: &Files) -> Files {
    let mut after = spec.clone();
    after.extend(accepted(pages, spec).files);
    agreed(pages, &after);
    after
}

fn action(files: &Files, name: &str) -> Value {
    parse(&files[&format!("{FOLDER}/actions/{name}.json")])
}

fn product(files: &Files) -> Value {
    parse(&files[&format!("{FOLDER}/product.json")])
}

/// Returns three pages, each with whether its requests require a region.
fn regions(language: &Language, of: [bool; 3]) -> Vec<(String, String)> {
    let names = ["DescribeThings", "CreateThings", "DeleteThings"];
    let pages = names.into_iter().zip(of);
    pages.map(|(action, region)| ActionPage { action, region, ..ActionPage::default() }.write(language)).collect()
}

#[test]
fn a_product_is_regional_if_its_actions_agree() {
    for language in &PAGES {
        for of in [[true, true, true], [false, false, false], [true, false, true], [false, true, false]] {
            let pages = regions(language, of);
            let together = after(&pages, &EMPTY);
            let all = of.iter().all(|regional| *regional);
            assert_eq!(product(&together).get("regional"), all.then_some(&json!(true)), "{of:?}");
            for (name, regional) in ["DescribeThings", "CreateThings", "DeleteThings"].into_iter().zip(of) {
                let marked = action(&together, name).get("regional").is_some();
                assert_eq!(marked, regional && !all, "{name} of {of:?}");
            }
            // In any order, in one run or in several.
            for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                let ordered: Vec<_> = order.iter().map(|at| pages[*at].clone()).collect();
                assert_eq!(after(&ordered, &EMPTY), together, "{of:?} in the order {order:?}");
                let one_by_one =
                    ordered.iter().fold(EMPTY.clone(), |spec, page| after(std::slice::from_ref(page), &spec));
                assert_eq!(one_by_one, together, "{of:?} in the order {order:?}, one by one");
                agreed(&pages, &one_by_one);
            }
        }
    }
}

/// The actions of a partial product that have no written docs follow the product, so the pages of the others leave it.
#[test]
fn a_partial_product_stays_regional_or_not() {
    for (product_is, page_says, marked, warned) in [
        (true, true, false, false),
        (true, false, false, true),
        (false, true, true, false),
        (false, false, false, false),
    ] {
        for language in &PAGES {
            let mut spec = after(&regions(language, [product_is; 3]), &EMPTY);
            edit(&mut spec, &format!("{FOLDER}/product.json"), |product| product["partial"] = true.into());
            let pages = regions(language, [page_says; 3]);
            let transcript = accepted(&pages[..2], &spec);
            let warned_of = transcript.warnings.iter().filter(|warning| warning.message.contains("require no region"));
            assert_eq!(warned_of.count(), if warned { 2 } else { 0 }, "{:#?}", transcript.warnings);
            spec.extend(transcript.files);
            assert_eq!(product(&spec).get("regional"), product_is.then_some(&json!(true)));
            for (name, is_read) in [("DescribeThings", true), ("CreateThings", true), ("DeleteThings", false)] {
                assert_eq!(action(&spec, name).get("regional").is_some(), marked && is_read, "{name}");
            }
        }
    }
}

#[test]
fn pages_that_contradict_each_other_about_regions() {
    let pages: Vec<_> = [true, false]
        .iter()
        .zip(&PAGES)
        .map(|(region, language)| ActionPage { region: *region, ..ActionPage::default() }.write(language))
        .collect();
    let errors = transcribe(&request(&pages, &EMPTY)).errors;
    assert!(errors.len() == 1 && errors[0].message.contains("requires a region"), "{errors:#?}");
    // A spec that differs from its page, in both directions.
    for (page, spec) in [(0, 1), (1, 0)] {
        let spec = after(&pages[spec..=spec], &EMPTY);
        let checked = check(&request(&pages[page..=page], &spec));
        assert!(checked.differences.len() == 1, "{checked:#?}");
        assert!(checked.differences[0].message.starts_with("region: "), "{checked:#?}");
    }
}

#[test]
fn financial_regions_need_no_name() {
    for language in &PAGES {
        for (note, finance, notes) in [
            (language.finance, true, 0),
            (language.no_finance, false, 1),
            ("", false, 0),
            ("demo.ap-shanghai-fsi.tencentcloudapi.com", true, 0),
        ] {
            let pages = [ActionPage { note: note.to_owned(), ..ActionPage::default() }.write(language)];
            let transcript = accepted(&pages, &EMPTY);
            assert_eq!(product(&transcript.files).get("finance").is_some(), finance, "{note}");
            let denied = transcript.warnings.iter().filter(|note| note.message.contains("financial regions"));
            assert_eq!(denied.count(), notes, "{note}");
        }
    }
}

/// Returns a request and its response, as code blocks.
fn sample(request: &str, response: &str) -> String {
    format!("```\n{request}\n```\n\n```\n{response}\n```\n")
}

const RESPONSE: &str = r#"{"Response": {"TaskId": 1, "RequestId": "r"}}"#;

#[test]
fn a_product_that_only_a_sample_names() {
    let get = "https://demo.tencentcloudapi.com/?Action=DescribeThings\n&<x>";
    let post = |host: &str, body: &str| {
        format!("POST / HTTP/1.1\nHost: {host}\nContent-Type: application/json\nX-TC-Action: DescribeThings\n\n{body}")
    };
    let host = "demo.tencentcloudapi.com";
    for samples in [
        sample(get, RESPONSE),
        sample(&post(host, "{}"), RESPONSE),
        sample(&post("demo.ap-shanghai-fsi.tencentcloudapi.com", "{}"), RESPONSE),
        sample(&post("demo.intl.tencentcloudapi.com", "{}"), RESPONSE),
        // Not paired, or not readable.
        format!("```\n{get}\n```\n"),
        sample(&post(host, "{ ... }"), RESPONSE),
        sample("https://demo.tencentcloudapi.com/?Action=DescribeThings\n&Offset", RESPONSE),
    ] {
        for language in &PAGES {
            let page = ActionPage { host: String::new(), samples: samples.clone(), ..ActionPage::default() };
            let pages = [page.write(language)];
            let transcript = accepted(&pages, &EMPTY);
            assert!(transcript.files.contains_key(&format!("{FOLDER}/product.json")), "{samples}");
            let said = "the product `demo` is taken from the sample";
            assert!(transcript.warnings.iter().any(|note| note.message == said), "{samples}");
        }
    }
}

#[test]
fn values_of_samples() {
    let parameters = "| Since | N | String | x |\n| On | N | Boolean | x |\n| Share | N | Float | x |\n";
    for (query, expect) in [
        ("&Since=2019-10-08+10%3a00%3a00", json!({ "Since": "2019-10-08 10:00:00" })),
        ("&Since=2019-10-08 10:00:00", json!({ "Since": "2019-10-08 10:00:00" })),
        ("&Since=2019-10-08T10:00:00+08:00", json!({ "Since": "2019-10-08T10:00:00+08:00" })),
        ("&Since=2019-10-08T10%3A00%3A00%2B08%3A00", json!({ "Since": "2019-10-08T10:00:00+08:00" })),
        ("&On=TRUE", json!({ "On": true })),
        ("&On=False&Share=0.50", json!({ "On": false, "Share": 0.5 })),
    ] {
        for language in &PAGES {
            let request = format!("https://demo.tencentcloudapi.com/?Action=DescribeThings\n{query}\n&<x>");
            let page = ActionPage {
                parameters: parameters.to_owned(),
                samples: sample(&request, RESPONSE),
                ..ActionPage::default()
            };
            let files = after(&[page.write(language)], &EMPTY);
            assert_eq!(action(&files, "DescribeThings")["samples"][0]["request"], expect, "{query}");
        }
    }
}

/// A sample that was read before the types of its parameters were known is the same afterwards.
#[test]
fn samples_do_not_depend_on_when_types_become_known() {
    for value in ["On=TRUE", "Share=0.50", "Count=7"] {
        for language in &PAGES {
            let request = format!("https://demo.tencentcloudapi.com/?Action=DescribeThings\n&Deep.0.{value}\n&<x>");
            let page = ActionPage {
                parameters: "| Deep.N | N | Array of [Deep](#Deep) | x |\n".to_owned(),
                samples: sample(&request, RESPONSE),
                ..ActionPage::default()
            }
            .write(language);
            let rows = "| On | Boolean | N | x |\n| Share | Float | N | x |\n| Count | Integer | N | x |\n";
            let types = types(language, &[("Deep", true, rows)]);
            let both = after(&[page.clone(), types.clone()], &EMPTY);
            assert_eq!(after(&[types.clone(), page.clone()], &EMPTY), both, "{value}");
            let mut one_by_one = EMPTY.clone();
            for pages in [&[page.clone()][..], &[types.clone(), page.clone()]] {
                one_by_one = after(pages, &one_by_one);
            }
            assert_eq!(one_by_one, both, "{value}");
        }
    }
}

#[test]
fn json_that_is_mended_says_so() {
    for (response, what) in [
        (RESPONSE.to_owned(), None),
        (RESPONSE.replace("\"r\"", "\"r\","), Some("trailing comma")),
        (RESPONSE.replace("1, ", "1 "), Some("expected `,` or `}`")),
        (RESPONSE.replace("1, ", "1, // one\n"), Some("key must be a string")),
    ] {
        for language in &PAGES {
            let request = "https://demo.tencentcloudapi.com/?Action=DescribeThings\n&<x>";
            let page = ActionPage { samples: sample(request, &response), ..ActionPage::default() };
            let transcript = accepted(&[page.write(language)], &EMPTY);
            let shown = action(&transcript.files, "DescribeThings");
            assert_eq!(shown["samples"][0]["response"], json!({ "TaskId": 1, "RequestId": "r" }), "{response}");
            let mut notes = transcript.warnings.iter().filter(|note| note.message.contains("JSON was repaired"));
            let note = notes.next().map(|note| note.message.clone());
            assert_eq!(note.is_some(), what.is_some(), "{note:?}");
            assert!(what.is_none_or(|what| note.is_some_and(|note| note.contains(what))), "{response}");
        }
    }
}

#[test]
fn a_response_that_is_an_error_is_a_sample() {
    let response =
        r#"{"Response": {"Error": {"Code": "InvalidParameterValue.Id", "Message": "no"}, "RequestId": "r"}}"#;
    // What the request lacks may be the reason for the error.
    for query in ["&Id=x\n", ""] {
        for language in &PAGES {
            let request = format!("https://demo.tencentcloudapi.com/?Action=DescribeThings\n{query}&<x>");
            let page = ActionPage {
                parameters: "| Id | Y | String | x |\n".to_owned(),
                samples: sample(&request, response)
                    + &sample(&request.replace("&<", "&Id=y\n&<"), RESPONSE).replace("&Id=x\n", ""),
                ..ActionPage::default()
            };
            let pages = [page.write(language)];
            let files = after(&pages, &EMPTY);
            let samples = action(&files, "DescribeThings")["samples"].clone();
            assert_eq!(samples[0]["response"], parse(response)["Response"]);
            assert_eq!(samples.as_array().unwrap().len(), 2);
        }
    }
}

#[test]
fn what_names_suggest_is_derived() {
    let list = "| Offset | N | Integer | x |\n| Limit | N | Integer | x |\n| Password | N | String | x |\n\
                | NextToken | N | String | x |\n";
    let listed = "| TotalCount | Integer | x |\n| Things | Array of String | x |\n| RequestId | String | x |\n";
    let pages = json!({ "style": "offset_limit", "items": "Things", "total": "TotalCount" });
    for (name, effect) in [("DescribeThings", "read"), ("ListThings", "read"), ("InquiryPriceThings", "read")]
        .into_iter()
        .chain([("CreateThings", "write"), ("RenewThings", "write"), ("Describing", "write")])
    {
        for language in &PAGES {
            let page = ActionPage {
                action: name,
                parameters: list.to_owned(),
                results: listed.to_owned(),
                ..ActionPage::default()
            };
            let files = after(&[page.write(language)], &EMPTY);
            let action = action(&files, name);
            assert_eq!(action["effect"], effect, "{name}");
            assert_eq!(action["pages"], pages, "{name}");
            let secrets: Vec<&Value> =
                action["parameters"].as_array().unwrap().iter().map(|field| &field["secret"]).collect();
            assert_eq!(secrets, [&Value::Null, &Value::Null, &json!(true), &json!(false)], "{name}");
        }
    }
}

/// A result that a waiter of the product takes is asynchronous, in an action that writes.
#[test]
fn asynchronous_ids_are_those_that_a_waiter_takes() {
    let spec = real();
    for (action, results, expect) in [
        ("ResetThings", "| TaskId | Integer | x |\n| RequestId | String | x |\n", json!([["TaskId", "task"]])),
        ("ResetThings", "| FlowId | Integer | x |\n| RequestId | String | x |\n", Value::Null),
        ("DescribeThings", "| TaskId | Integer | x |\n| RequestId | String | x |\n", Value::Null),
    ] {
        for language in &PAGES {
            let page = ActionPage {
                action,
                host: "redis.tencentcloudapi.com".to_owned(),
                results: results.to_owned(),
                ..ActionPage::default()
            };
            let (name, text) = page.write(language);
            let pages = [(name, text.replace("2018-01-01", "2018-04-12"))];
            let files = after(&pages, &spec);
            let ids = parse(&files[&format!("{VERSION}/actions/{action}.json")])["asynchronous"].clone();
            let ids = match ids {
                Value::Array(ids) => ids.iter().map(|id| json!([id["field"], id["waiter"]])).collect(),
                other => other,
            };
            assert_eq!(ids, expect, "{action}: {results}");
        }
    }
}

/// `--check` succeeds after `transcribe`, whatever the spec contained before.
#[test]
fn what_was_transcribed_agrees() {
    let mut before = real();
    // A struct, a parameter, a sample and codes that no page contains.
    let types_file = format!("{VERSION}/types.json");
    let mut shared = parse(&before[&types_file]);
    shared["types"]["Novelty"] = json!({ "doc": "x", "fields": [{ "name": "Id", "type": "string", "doc": "x" }] });
    before.insert(types_file.clone(), format(&shared));
    for language in &PAGES {
        let page = types(
            language,
            &[("Filter", true, "| Name | String | Y | x |\n"), ("Fresh", false, "| Id | String | x |\n")],
        );
        let pages = [page];
        let said = Request { product: Some("redis"), ..request(&pages, &before) };
        let transcript = transcribe(&said);
        assert!(transcript.errors.is_empty(), "{:#?}", transcript.errors);
        let marked = transcript.warnings.iter().any(|note| note.message.starts_with("Novelty: not on the page"));
        assert!(marked, "{:#?}", transcript.warnings);
        let mut spec = before.clone();
        spec.extend(transcript.files);
        let checked = check(&Request { spec: &spec, ..said });
        assert!(checked.differences.is_empty() && checked.errors.is_empty(), "{checked:#?}");
        assert_eq!(parse(&spec[&types_file])["types"]["Novelty"]["fields"][0]["newer"], json!(true));
        assert_eq!(parse(&spec[&types_file])["types"]["Fresh"]["fields"][0].get("newer"), None);
    }
}

/// Two pages "data types" of one product describe its structs together.
#[test]
fn structures_on_two_pages() {
    let [first, second] = [("A", false, "| Id | String | x |\n"), ("B", false, "| Id | String | x |\n")];
    let (zh, en) = (&PAGES[0], &PAGES[1]);
    let (one, two) = (types(zh, &[first]), types(en, &[second, first]));
    let mut found = Vec::new();
    for pages in [[one.clone(), two.clone()], [two, one]] {
        let said = Request { product: Some("demo"), version: Some("2018-01-01"), ..request(&pages, &EMPTY) };
        let transcript = transcribe(&said);
        let mut spec = EMPTY.clone();
        spec.extend(transcript.files);
        let checked = check(&Request { spec: &spec, ..said });
        assert!(checked.differences.is_empty() && checked.errors.is_empty(), "{checked:#?}");
        assert!(!spec[&format!("{FOLDER}/types.json")].contains("newer"));
        found.push(spec);
    }
    assert_eq!(found[0], found[1]);
}

/// A page without a place for error codes states nothing about those in the spec, and a spec may have more samples.
#[test]
fn what_a_page_does_not_state_stays() {
    let mut spec = real();
    let path = format!("{VERSION}/actions/ManualBackupInstance.json");
    let (name, text) = super::page("en/ManualBackupInstance.md");
    let without = &text[..text.find("## 5. Error Codes").unwrap()];
    let mut action = parse(&spec[&path]);
    let mut more = action["samples"][0].clone();
    more["request"]["Remark"] = json!("another");
    action["samples"].as_array_mut().unwrap().push(more);
    spec.insert(path.clone(), format(&action));
    let pages = [(name, without.to_owned())];
    let files = after(&pages, &spec);
    assert_eq!(parse(&files[&path])["errors"], action["errors"]);
    assert_eq!(parse(&files[&path])["samples"], action["samples"]);
}
