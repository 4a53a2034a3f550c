//! `cargo xtask transcribe`: pages of the documentation in four languages and several layouts, whole and broken.
//!
//! The pages in `pages/` have the structure of real ones, but our own sentences.

mod changes;
mod damage;
mod facts;
mod made;
mod pages;
mod rejected;
mod tables;
mod variations;

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};
use tencloud_spec::{Common, format, render};
use tencloud_transcribe::pages::{Checked, Request, Transcript, check, transcribe};

use crate::copy::Copy;
use crate::spec::{Files, VERSION, real, root};
use made::{STYLES, of_spec};

const LANGUAGES: [&str; 4] = ["zh", "en", "ja", "ko"];

/// Returns a page in `pages/`, such as `ja/types.md`, with that name.
fn page(name: &str) -> (String, String) {
    let path = root().join("tests/pipeline/pages").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (name.to_owned(), text)
}

fn pages(language: &str, names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| page(&format!("{language}/{name}.md"))).collect()
}

/// A spec that contains only the common error codes.
static EMPTY: LazyLock<Files> = LazyLock::new(|| {
    let mut spec = real();
    spec.retain(|path, _| path == "common.json");
    spec
});

fn request<'a>(pages: &'a [(String, String)], spec: &'a BTreeMap<String, String>) -> Request<'a> {
    Request { pages, spec, product: None, version: None }
}

/// Transcribes pages that must not have errors.
fn accepted(pages: &[(String, String)], spec: &Files) -> Transcript {
    let transcript = transcribe(&request(pages, spec));
    assert!(transcript.errors.is_empty(), "{:#?}", transcript.errors);
    transcript
}

fn agreed(pages: &[(String, String)], spec: &Files) -> Checked {
    let checked = check(&request(pages, spec));
    assert!(checked.errors.is_empty() && checked.differences.is_empty(), "{checked:#?}");
    checked
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_spec_agrees_with_the_page_it_began_with() {
    for language in LANGUAGES {
        let checked = agreed(&pages(language, &["ManualBackupInstance"]), &real());
        assert_eq!(checked.warnings, [], "{language}");
        let said = "agrees: 2 parameters, 1 result, 5 error codes, 1 sample, 20 per second, financial regions";
        assert!(checked.agreed[0].ends_with(said), "{:?}", checked.agreed);
    }
}

#[test]
fn four_languages_lead_to_equal_specs() {
    let names = ["DescribeBackupPlans", "types", "errors"];
    let of = |language: &str| accepted(&pages(language, &names), &EMPTY);
    let first = of("zh");
    let paths: Vec<&String> = first.files.keys().collect();
    let folder = "demo/2020-02-20";
    let [action, product, types] =
        ["actions/DescribeBackupPlans", "product", "types"].map(|name| format!("{folder}/{name}.json"));
    assert_eq!(paths, [&"common.json".to_owned(), &action, &product, &types]);
    for language in ["en", "ja", "ko"] {
        assert_eq!(of(language).files, first.files, "{language}");
    }
    // All languages in one run: they must agree.
    let all: Vec<_> = LANGUAGES.iter().flat_map(|language| pages(language, &names)).collect();
    assert_eq!(accepted(&all, &EMPTY).files, first.files);

    let action = parse(&first.files[&action]);
    let field = |list: &str, name: &str| {
        let fields = action[list].as_array().unwrap();
        let mut field = fields.iter().find(|field| field["name"] == name).unwrap().clone();
        let doc = field.as_object_mut().unwrap().shift_remove("doc").unwrap();
        assert!(doc.as_str().unwrap().starts_with("TODO"), "{doc}");
        field
    };
    for (list, expected) in [
        ("parameters", json!({ "name": "InstanceIds", "type": "[string]", "required": true })),
        ("parameters", json!({ "name": "Ratio", "type": "float" })),
        ("parameters", json!({ "name": "Dry", "type": "bool" })),
        ("parameters", json!({ "name": "Since", "type": "datetime" })),
        ("parameters", json!({ "name": "Until", "type": "datetime_iso" })),
        ("parameters", json!({ "name": "Day", "type": "date" })),
        ("parameters", json!({ "name": "Blob", "type": "binary" })),
        ("parameters", json!({ "name": "Filters", "type": "[Filter]" })),
        ("results", json!({ "name": "TotalCount", "type": "int64", "output_required": true })),
        ("results", json!({ "name": "Plans", "type": "[Plan]", "nullable": true })),
        ("results", json!({ "name": "Owner", "type": "Owner", "output_required": true })),
    ] {
        assert_eq!(field(list, expected["name"].as_str().unwrap()), expected);
    }
    assert_eq!(action["rate"], json!({ "per_second": 50, "documented": true }));
    assert_eq!(
        action["errors"],
        json!(["FailedOperation", "InvalidParameter.Period", "ResourceNotFound.PlanNotExists"])
    );
    assert_eq!(action["samples"].as_array().unwrap().len(), 2);
    assert_eq!(action["samples"][0]["request"]["Filters"], json!([{ "Name": "state", "Values": ["1"] }]));
    assert_eq!(action["samples"][1]["method"], "POST");

    let product = parse(&first.files[&product]);
    let codes: Vec<&String> = product["errors"].as_object().unwrap().keys().collect();
    let own =
        ["FailedOperation", "FailedOperation.PlanIsBusy", "InvalidParameter.Period", "ResourceNotFound.PlanNotExists"];
    assert_eq!(codes, own);
    assert!(product.get("finance").is_none() && product.get("regional").is_none());
    assert!(parse(&first.files["common.json"])["errors"]["NoSuchNovelty"].as_str().unwrap().starts_with("TODO"));

    let types = &parse(&first.files[&types])["types"];
    assert_eq!(types["Plan"]["fields"][1]["nullable"], json!(true));
    assert_eq!(types["Plan"]["fields"][0]["output_required"], json!(true));
    assert_eq!(types["Window"]["fields"][0]["required"], json!(true));
    assert!(types["Window"]["fields"][0].get("output_required").is_none(), "unknown for what is sent");
}

#[test]
fn no_sentence_of_a_page_gets_into_the_spec() {
    for language in LANGUAGES {
        let pages = pages(language, &["DescribeBackupPlans", "types", "errors"]);
        for (path, text) in
            accepted(&pages, &Files::from([("common.json".to_owned(), render(&Common::default()))])).files
        {
            let words = ["说明", "Some words", "短い説明", "짧은 설명", "链接", "例", "예시", "Example"];
            let copied = words.iter().find(|words| text.contains(**words));
            assert!(copied.is_none(), "{path} holds {copied:?} of the page in {language}");
        }
    }
}

#[test]
fn pages_made_of_the_spec_lead_back_to_it() {
    let spec = real();
    let (product, types, actions) = of_spec(&spec, VERSION);
    for style in &STYLES {
        let mut pages = vec![("types.md".to_owned(), style.types(&types))];
        pages.extend(actions.iter().map(|action| (action.action.clone(), style.action(action, &product))));
        let checked = agreed(&pages, &spec);
        assert_eq!(checked.warnings, [], "{}", style.language);
        assert_eq!(checked.agreed.len(), pages.len());
        // Transcribing changes nothing, and a page without a code does not remove the code's meaning.
        let transcript = accepted(&pages, &spec);
        assert_eq!(transcript.files.keys().collect::<Vec<_>>(), Vec::<&String>::new(), "{}", style.language);
    }
}

#[test]
fn written_docs_stay() {
    let mut spec = real();
    let path = format!("{VERSION}/actions/ManualBackupInstance.json");
    let before = parse(&spec[&path]);
    let mut action = before.clone();
    // Everything that a page can change, each with a wrong value.
    action["rate"] = json!({ "per_second": 7, "documented": true });
    action["parameters"][0]["type"] = json!("int64");
    action["parameters"][0].as_object_mut().unwrap().shift_remove("required");
    action["parameters"][1]["newer"] = json!(true);
    action["errors"] = json!(["InvalidParameter.InvalidParameter", "UnauthorizedOperation.NoCAMAuthed"]);
    action["samples"][0]["request"]["Remark"] = json!("y");
    action["results"] = json!([]);
    spec.insert(path.clone(), format(&action));
    let page = pages("ja", &["ManualBackupInstance"]);
    assert_eq!(check(&request(&page, &spec)).differences.len(), 9);

    let transcript = accepted(&page, &spec);
    let mut after = parse(&transcript.files[&path]);
    assert!(after["results"][0]["doc"].as_str().unwrap().starts_with("TODO"));
    after["results"][0]["doc"] = before["results"][0]["doc"].clone();
    assert_eq!(format(&after), format(&before), "order, words and newer marks");
    spec.extend(transcript.files);
    agreed(&page, &spec);
}

#[test]
fn what_is_not_on_the_page_is_marked_as_newer() {
    let mut spec = real();
    let path = format!("{VERSION}/actions/ManualBackupInstance.json");
    let mut action = parse(&spec[&path]);
    action["parameters"][2].as_object_mut().unwrap().shift_remove("newer");
    action["errors"].as_array_mut().unwrap().push(json!("InternalError"));
    spec.insert(path.clone(), format(&action));
    let page = pages("ko", &["ManualBackupInstance"]);
    let said: Vec<String> = check(&request(&page, &spec)).differences.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("field `StorageDays`: missing on the page")), "{said:#?}");
    assert!(said.iter().any(|said| said.contains("error code `InternalError`: missing on the page")), "{said:#?}");

    let transcript = accepted(&page, &spec);
    let after = parse(&transcript.files[&path]);
    assert_eq!(after["parameters"][2]["newer"], json!(true));
    assert!(after["newer_errors"].as_array().unwrap().contains(&json!("InternalError")));
    assert_eq!(transcript.warnings.len(), 2, "{:#?}", transcript.warnings);
}

#[test]
fn differences_name_both_places() {
    let page = pages("ja", &["ManualBackupInstance"]);
    let line = |words: &str| 1 + page[0].1.lines().position(|line| line.contains(words)).unwrap();
    let path = format!("{VERSION}/actions/ManualBackupInstance.json");
    let product = format!("{VERSION}/product.json");
    for (file, pointer, value, at, said) in [
        (&path, "/rate/per_second", json!(21), "20回/秒", "documented rate: 20 per second on the page"),
        (
            &path,
            "/parameters/0/name",
            json!("Id"),
            "| InstanceId |",
            "field `InstanceId`: present on the page, missing",
        ),
        (
            &path,
            "/parameters/0/type",
            json!("[string]"),
            "| InstanceId |",
            "type of `InstanceId`: `string` on the page, `[string]`",
        ),
        (
            &path,
            "/parameters/0/required",
            json!(false),
            "| InstanceId |",
            "`InstanceId`: required on the page, optional",
        ),
        (&path, "/parameters/1/required", json!(true), "| Remark |", "`Remark`: optional on the page, required"),
        (&path, "/results/0/type", json!("string"), "| TaskId |", "type of `TaskId`: `int64` on the page"),
        (&path, "/results/0/newer", json!(true), "| TaskId |", "field `TaskId`: present on the page, marked as newer"),
        (&path, "/errors/1", json!("ResourceNotFound"), "| ResourceNotFound", "error code `ResourceNotFound.Inst"),
        (&path, "/samples/0/method", json!("POST"), "https://redis.tencentcloudapi.com/?Action", "sample with the"),
        (&path, "/samples/0/response/TaskId", json!(1), "https://redis.tencentcloudapi.com/?Action", "sample with"),
        (&product, "/finance", json!(false), "ap-shanghai-fsi", "financial regions: mentioned on the page"),
        (&product, "/regional", json!(false), "| Region |", "region: required in every request on the page"),
    ] {
        let mut spec = real();
        let mut value_of_file = parse(&spec[file]);
        crate::spec::insert(&mut value_of_file, pointer, value);
        spec.insert(file.clone(), format(&value_of_file));
        let checked = check(&request(&page, &spec));
        let difference = checked.differences.first().unwrap_or_else(|| panic!("{pointer}: {checked:#?}")).to_string();
        let starts = format!("error: ja/ManualBackupInstance.md:{}: {said}", line(at));
        assert!(difference.starts_with(&starts), "{pointer}: {difference}");
        assert!(difference.contains(&format!("\n  help: correct spec/{file}:")), "{pointer}: {difference}");
        assert!(checked.agreed.is_empty());
    }
    // The order matters, and an unsigned integer counts as an integer.
    let mut spec = real();
    let mut action = parse(&spec[&path]);
    action["results"][0]["type"] = json!("uint64");
    spec.insert(path.clone(), format(&action));
    agreed(&page, &spec);
    action["parameters"].as_array_mut().unwrap().swap(0, 1);
    action["errors"].as_array_mut().unwrap().swap(3, 4);
    spec.insert(path, format(&action));
    let checked = check(&request(&page, &spec));
    assert_eq!(checked.differences.len(), 2, "{checked:#?}");
    assert!(checked.differences.iter().all(|difference| difference.message.starts_with("next ")), "{checked:#?}");
}

#[test]
fn pages_without_product_need_it_named() {
    let spec = real();
    for name in ["types", "errors"] {
        let pages = pages("en", &[name]);
        let errors = transcribe(&request(&pages, &spec)).errors;
        assert!(errors[0].to_string().contains("--product"), "{errors:#?}");
        let said = Request { product: Some("redis"), ..request(&pages, &spec) };
        let transcript = transcribe(&said);
        assert!(transcript.errors.is_empty(), "{transcript:#?}");
        assert!(transcript.files.contains_key(&format!("{VERSION}/{}.json", name.replace("errors", "product"))));
        let unknown = Request { product: Some("cvm"), ..said };
        assert!(transcribe(&unknown).errors[0].to_string().contains("--version"));
    }
    let contrary = pages("en", &["ManualBackupInstance"]);
    let errors = transcribe(&Request { product: Some("cvm"), ..request(&contrary, &spec) }).errors;
    assert!(errors[0].message.contains("`redis` on the page, but `cvm` on the command line"), "{errors:#?}");
}

/// Older pages list what all products share without the codes about signatures.
#[test]
fn common_codes_are_known_by_versions_too() {
    let (name, text) = page("en/errors.md");
    let rows = "| AuthFailure.SignatureExpire | Some words. |\n| AuthFailure.SignatureFailure | Some words. |\n";
    assert!(text.contains(rows));
    let pages = [(name, text.replace(rows, "| AuthFailure | Some words. |\n| NoSuchVersion | Some words. |\n"))];
    let transcript = transcribe(&Request { product: Some("redis"), ..request(&pages, &real()) });
    assert!(transcript.errors.is_empty(), "{transcript:#?}");
    assert!(parse(&transcript.files["common.json"])["errors"].get("NoSuchNovelty").is_some());
    let product = parse(&transcript.files[&format!("{VERSION}/product.json")]);
    assert!(product["errors"].get("NoSuchVersion").is_none() && product["errors"].get("NoSuchNovelty").is_none());
}

#[test]
fn languages_that_disagree_are_rejected() {
    let mut pages: Vec<_> =
        ["zh", "en"].iter().flat_map(|language| pages(language, &["ManualBackupInstance"])).collect();
    pages[1].1 = pages[1].1.replace("|Remark|String|No|", "|Remark|String|Yes|");
    let errors = transcribe(&request(&pages, &EMPTY)).errors;
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert!(errors[0].place.file.starts_with("en/") && errors[0].message.contains(", optional on zh/"), "{errors:#?}");

    let mut pages = vec![page("ko/types.md"), page("ja/types.md")];
    pages[1].1 = pages[1].1.replace("| Size | Float |", "| Size | Integer |");
    let said = Request { product: Some("demo"), version: Some("2020-02-20"), ..request(&pages, &EMPTY) };
    let errors = transcribe(&said).errors;
    assert_eq!(errors.len(), 1, "{errors:#?}");
    let message = "type of `Size`: `int64` on this page, `float` on ko/types.md";
    assert!(errors[0].place.file.starts_with("ja/") && errors[0].message == message, "{errors:#?}");
}

#[test]
fn the_command_writes_all_or_nothing() {
    let copy = Copy::of_repository();
    let file = |name: &str| root().join("tests/pipeline/pages").join(name).display().to_string();
    let (whole, broken) = (file("en/DescribeBackupPlans.md"), file("broken/table.md"));
    let before = copy.spec();

    let checked = copy.xtask(&["transcribe", "--check", &file("ja/ManualBackupInstance.md")]);
    assert!(checked.ok && checked.said("ManualBackupInstance.json agrees: "), "{checked:?}");
    let checked = copy.xtask(&["transcribe", "--check", &whole]);
    assert!(!checked.ok && checked.said("transcribe the page without --check first"), "{checked:?}");
    let errors = copy.xtask(&["transcribe", &whole, &broken]);
    assert!(!errors.ok && errors.said("nothing was written") && errors.said("broken/table.md:"), "{errors:?}");
    assert!(copy.spec() == before, "something was written");

    let kept = copy.xtask(&["transcribe", "--keep-going", &whole, &broken]);
    assert!(!kept.ok && kept.said("were not written"), "{kept:?}");
    let action = "spec/demo/2020-02-20/actions/DescribeBackupPlans.json";
    assert!(copy.path(action).exists(), "{kept:?}");
    let codegen = copy.xtask(&["codegen"]);
    assert!(!codegen.ok && codegen.said("left to fill in: TODO"), "{codegen:?}");

    // A page that is not UTF-8 does not prevent the import of the others.
    let foreign = copy.path("foreign.md").display().to_string();
    std::fs::write(&foreign, b"# x\n\nb\xa1\xa1\n").unwrap();
    for arguments in [&["transcribe", "--keep-going"][..], &["transcribe", "--check"]] {
        let run = copy.xtask(&[arguments, &[&foreign, &whole]].concat());
        assert!(!run.ok && run.said("foreign.md:3: the page is not UTF-8: byte 0xA1"), "{run:?}");
        assert!(run.said("actions/DescribeBackupPlans.json"), "{run:?}");
    }

    let again = copy.spec();
    let same = copy.xtask(&["transcribe", &whole, &file("ko/ManualBackupInstance.md")]);
    assert!(same.ok && copy.spec() == again, "{same:?}");
}
