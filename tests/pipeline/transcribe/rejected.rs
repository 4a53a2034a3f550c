//! Pages that are rejected, and the line that the error reports.

use tencloud_transcribe::pages::{Request, transcribe};

use super::{EMPTY, page, request};

/// Returns the first error of a page, as printed.
fn first_error(name: &str, text: &str) -> String {
    let pages = [(name.to_owned(), text.to_owned())];
    let tells_product = !name.ends_with("types.md") && !name.ends_with("errors.md");
    let product = if tells_product { None } else { Some("demo") };
    let request = Request { product, version: product.map(|_| "2020-02-20"), ..request(&pages, &EMPTY) };
    let transcript = transcribe(&request);
    // Nothing is written of an action's page; of other pages, only what no error is about.
    assert!(transcript.files.is_empty() || !tells_product, "{name}: something would be written");
    transcript.errors.first().unwrap_or_else(|| panic!("{name}: no error:\n{text}")).to_string()
}

fn line_of(text: &str, words: &str) -> usize {
    1 + text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no line holds {words}"))
}

#[test]
fn broken_pages() {
    for (name, at, what) in [
        ("table", "| Password | No | String |", "the row has 3 cells, but the table's header has 4"),
        ("type", "Intager", "`TaskId`: unknown type `Intager`"),
        ("actions", "CleanUpInstance", "`Action` is described twice, first on line 13"),
        ("results", "InvalidParameter.EmptyParam", "the page has no table of results"),
        ("names", "https://redis", "the action is `CleanUpInstance` in the table of parameters (line 13), but `Clear"),
    ] {
        let (name, text) = page(&format!("broken/{name}.md"));
        let said = first_error(&name, &text);
        let starts = format!("error: {name}:{}: {what}", line_of(&text, at));
        assert!(said.starts_with(&starts), "{said}\nexpected\n{starts}");
        assert!(said.contains("\n  help: "), "{said} does not have help");
    }
}

/// A page, what is replaced in it, the replacement, the words on the reported line, the message.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MANUAL: &str = "ja/ManualBackupInstance.md";
const PLANS: &str = "zh/DescribeBackupPlans.md";
const TYPES: &str = "ko/types.md";
const ERRORS: &str = "en/errors.md";

const EDITS: &[Edit] = &[
    // Rows and tables.
    (MANUAL, "| Remark | 不要 | String | バ", "| Remark | 不要 | String | 要 | バ", "| Remark", "the row has 5 cells"),
    (MANUAL, "| Remark | 不要 | String |", "| Remark | 不要 String |", "| Remark", "the row has 3 cells"),
    (MANUAL, "String | バックアップに付けるメモ |", "String |\n\nメモ", "| Remark", "the row has 3 cells"),
    (MANUAL, "| Remark", "\n| Remark", "| Remark", "table row outside of any table"),
    (MANUAL, "|---------|---------|---------|---------|\n", "", "| パラメータ名 | 選択", "table row outside"),
    (
        MANUAL,
        "---------|---------|---------|---------|\n",
        "---------|---------|---------|\n",
        "| パラメータ名 | 選",
        "table row outside",
    ),
    (
        MANUAL,
        "タスクの番号|\n",
        "タスクの番号|| RequestId2 | String | x |\n",
        "RequestId2",
        "the row has 7 cells, but the table's header has 3",
    ),
    (
        MANUAL,
        "| InvalidParameter.",
        "|| InvalidParameter.",
        "|| InvalidParameter.",
        "the row has 3 cells, but the table's header has 2",
    ),
    (MANUAL, "## 3. 返るもの\n", "<table><tr><td>x</td></tr></table>\n", "<table>", "HTML tables are not supported"),
    // Cells.
    (MANUAL, "| Remark | 不要", "| Remark | たぶん", "| Remark", "`Remark`: unclear whether it is required: `たぶん`"),
    (MANUAL, "| Remark | 不要", "| Remark |", "| Remark", "`Remark`: unclear whether it is required: ``"),
    (MANUAL, "| Remark | 不要 | String", "| Remark | 不要 | Text", "| Remark", "`Remark`: unknown type `Text`"),
    (MANUAL, "| Remark | 不要 | String", "| Remark | 不要 | ", "| Remark", "`Remark`: the type is missing"),
    (MANUAL, "| TaskId | Integer", "| TaskId | List<Integer>", "| TaskId", "unknown type `List"),
    (MANUAL, "| TaskId | Integer", "| TaskId | Int", "| TaskId", "unknown type `Int`"),
    (MANUAL, "| Remark |", "| Re mark |", "| Re mark", "invalid name `Re mark`"),
    (MANUAL, "| Remark |", "| Remark.Sub |", "| Remark.Sub", "invalid name `Remark.Sub`"),
    (MANUAL, "| Remark |", "| _Remark_ |", "| _Remark_", "invalid name `_Remark_`"),
    (MANUAL, "| Remark |", "| ~~Remark~~ |", "| ~~Remark~~", "invalid name `~~Remark~~`"),
    (MANUAL, "| Remark |", "| |", "| | 不要", "the name is missing"),
    (MANUAL, "| Remark |", "| InstanceId |", "| InstanceId | 不要", "`InstanceId` is described twice"),
    (
        PLANS,
        "[Window](/document/api/1/2#Window)",
        "[Window](/document/api/1/2#Filter)",
        "| Window",
        "links to a different one",
    ),
    (PLANS, "| Owner | Owner |", "| Chief | Owner |", "| Chief", "`Chief`: unknown type `Owner`: no link"),
    (
        MANUAL,
        "| ResourceNotFound.InstanceNotExists",
        "| ResourceNotFound .X",
        "| ResourceNotFound .X",
        "invalid error code",
    ),
    (
        PLANS,
        "| Filters.N | 否 | Array of [Filter](/document/api/1/2#Filter) |",
        "| Filters | 否 | Array |",
        "| Filters",
        "unknown type `Array`",
    ),
    (PLANS, "| Owner | Owner |", "| Owner | Object |", "| Owner", "`Owner`: unknown type `Object`"),
    // Tables that are missing or superfluous.
    (MANUAL, "| RequestId | String |", "| ReqId | String |", "| パラメータ名 | タイプ", "no row `RequestId`"),
    (
        MANUAL,
        "## 4. 例",
        "| a | b | c |\n|---|---|---|\n| X | String | x |\n\n## 4. 例",
        "| a | b | c |",
        "second table of results",
    ),
    (
        MANUAL,
        "## 4. 例",
        "| a | b | c |\n|---|---|---|\n| X | x | x |\n\n## 4. 例",
        "| a | b | c |",
        "neither fields nor error codes",
    ),
    (
        MANUAL,
        "## 6. エ",
        "| a | b |\n|---|---|\n| InternalError | x |\n\n## 6. エ",
        "| エラーコード | 説明",
        "second list of error codes; the first",
    ),
    (
        MANUAL,
        "選択必須 | タイプ | 説明 |\n|---------|",
        "選択必須 | タイプ | 説明 | 例 |\n|---------|---------|",
        "| Action",
        "the row has 4 cells",
    ),
    // What the page is about.
    (
        MANUAL,
        "この操作での値：2018-04-12",
        "この操作での値：2018-04-13",
        "API 3.0 Explorer",
        "the version is `2018-04-13` in the table",
    ),
    (MANUAL, "ホスト：redis.", "ホスト：mongodb.", "https://redis", "the product is `mongodb` in the request domain"),
    (MANUAL, "20回/秒", "20回/秒、または30回/秒", "30回/秒", "second rate of 30 per second; the first is 20"),
    (MANUAL, "20回/秒", "0.5回/秒", "0.5回/秒", "a rate of 0.5 per second"),
    // Data types and error codes.
    (TYPES, "## Owner\n", "", "| 이름 | 유형 | 설명 |", "second table for `Filter`"),
    (TYPES, "| Size | Float |", "| Size | Floot |", "| Size", "`Size`: unknown type `Floot`"),
    (
        TYPES,
        "| Start | String | 예 |",
        "| Start | String | 응 |",
        "| Start",
        "`Start`: unclear whether it is required: `응`",
    ),
    (ERRORS, "| InternalError |", "| internal error |", "| internal error", "invalid error code `internal error`"),
    (
        ERRORS,
        "### Service Error Codes",
        "| a | b |\n|---|---|\n| x | y |\n",
        "| a | b |",
        "this table contains no error codes",
    ),
];

#[test]
fn edits_of_whole_pages() {
    let mut complaints = Vec::new();
    for (name, from, to, at, what) in EDITS {
        let (name, text) = page(name);
        assert!(text.contains(from), "{name} does not hold {from}");
        let edited = text.replacen(from, to, 1);
        let said = first_error(&name, &edited);
        if !said.starts_with(&format!("error: {name}:{}: ", line_of(&edited, at))) || !said.contains(what) {
            complaints.push(format!("{from:?} → {to:?}: {said}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What such a page lacks for API 3.0 could be passed on the command line, but it must still be rejected.
#[test]
fn pages_of_the_old_api() {
    let (name, text) = page(MANUAL);
    let old = text.replace(".tencentcloudapi.com", ".api.qcloud.com").replace("ap-shanghai-fsi.", "");
    for text in [old.clone(), old.replace("| Action | 要 |", "| Name | 要 |")] {
        let pages = [(name.clone(), text.clone())];
        let request = Request { product: Some("redis"), version: Some("2018-04-12"), ..request(&pages, &EMPTY) };
        let errors = transcribe(&request).errors;
        let said = "the page describes API 2.0: its host is `redis.api.qcloud.com`";
        assert!(errors.len() == 1 && errors[0].message == said, "{errors:#?}");
        assert_eq!(errors[0].place.line, Some(line_of(&text, "redis.api.qcloud.com")));
    }
}

/// Headings of one word do not turn an action's tables into structs.
#[test]
fn calls_are_not_structures() {
    let page = "# Ping\n\n## Request\n\n| a | b | c | d |\n|---|---|---|---|\n| Id | String | Yes | x |\n\n\
                ## Response\n\n| a | b | c |\n|---|---|---|\n| RequestId | String | x |\n\n\
                ## Example\n\n```\nhttps://demo.tencentcloudapi.com/?Action=Ping\n&Id=1\n```\n\n\
                ```\n{\"Response\": {\"RequestId\": \"x\"}}\n```\n";
    let pages = [("x.md".to_owned(), page.to_owned())];
    let transcript = transcribe(&request(&pages, &EMPTY));
    assert!(transcript.errors[0].message.contains("the page does not name its version"), "{transcript:#?}");
    let said = Request { version: Some("2020-02-20"), ..request(&pages, &EMPTY) };
    let files: Vec<String> = transcribe(&said).files.into_keys().collect();
    assert_eq!(files, ["demo/2020-02-20/actions/Ping.json", "demo/2020-02-20/product.json"]);
}

#[test]
fn fences_that_are_gone() {
    let (name, text) = page(MANUAL);
    let fences: Vec<usize> = text.match_indices("```\n").map(|(at, _)| at).collect();
    for (index, at) in fences.iter().enumerate() {
        let said = first_error(&name, &format!("{}{}", &text[..*at], &text[at + 4..]));
        assert!(said.contains("code block"), "{index}: {said}");
    }
    let (first, last) = (fences[0], fences[3]);
    let line = |at: usize| 1 + text[..at].matches('\n').count();
    let said = first_error(&name, &format!("{}\n{}", &text[..fences[1]], &text[fences[1] + 4..]));
    assert!(
        said.starts_with(&format!("error: {name}:{}: code block contains a table or a heading", line(first))),
        "{said}"
    );
    let said = first_error(&name, &format!("{}\n{}", &text[..last], &text[last + 4..]));
    assert!(said.starts_with(&format!("error: {name}:{}: unclosed code block", line(fences[2]))), "{said}");
}

/// Names become paths, so they must be valid names.
#[test]
fn names_lead_nowhere_else() {
    let (name, text) = page(MANUAL);
    let bare = text.replace("ManualBackupInstance", "../../../x");
    assert!(first_error(&name, &bare).contains("`../../../x` is not a valid action"));
    for (product, version) in
        [("../x", "2018-04-12"), ("redis", "../2018-04-12"), ("", "2018-04-12"), ("Redis", "2018-04-12")]
    {
        let pages = [page(TYPES)];
        let request = Request { product: Some(product), version: Some(version), ..request(&pages, &EMPTY) };
        let transcript = transcribe(&request);
        assert!(transcript.files.is_empty() && transcript.errors.len() == 1, "{transcript:#?}");
    }
}

#[test]
fn other_texts_are_rejected() {
    for text in ["", "\u{feff}", "# x\n\nSome words.\n", "| a | b |\n|---|---|\n| x | y |\n", "```\n{}\n```\n"] {
        assert!(first_error("x.md", text).starts_with("error: x.md:1: the page describes neither"), "{text}");
    }
}
