//! What is refused, and the line that is named.

use tencloud_transcribe::pages::{Request, transcribe};

use super::{EMPTY, page, request};

/// The first refusal of a page, as printed.
fn refusal(name: &str, text: &str) -> String {
    let pages = [(name.to_owned(), text.to_owned())];
    let tells_product = !name.ends_with("types.md") && !name.ends_with("errors.md");
    let product = if tells_product { None } else { Some("demo") };
    let request = Request { product, version: product.map(|_| "2020-02-20"), ..request(&pages, &EMPTY) };
    let transcript = transcribe(&request);
    assert!(transcript.files.is_empty(), "{name}: something would be written");
    transcript.refused.first().unwrap_or_else(|| panic!("{name}: nothing was refused:\n{text}")).to_string()
}

fn line_of(text: &str, words: &str) -> usize {
    1 + text.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no line holds {words}"))
}

#[test]
fn broken_pages() {
    for (name, at, what) in [
        ("table", "| Password | No | String |", "the row has 3 cells, the table's header 4"),
        ("type", "Intager", "unknown type `Intager`, of `TaskId`"),
        ("actions", "CleanUpInstance", "`Action` is described a second time, first in line 13"),
        ("results", "InvalidParameter.EmptyParam", "the page has no table of results"),
        ("names", "https://redis", "the action is `CleanUpInstance` by its table of parameters in line 13, but `Clear"),
    ] {
        let (name, text) = page(&format!("broken/{name}.md"));
        let said = refusal(&name, &text);
        let starts = format!("{name}:{}: {what}", line_of(&text, at));
        assert!(said.starts_with(&starts), "{said}\nexpected\n{starts}");
        assert!(said.contains("; "), "{said} does not say what to do");
    }
}

/// A page, what is replaced in it and by what, the words of the line that is named, what is said of it.
type Edit = (&'static str, &'static str, &'static str, &'static str, &'static str);

const MANUAL: &str = "ja/ManualBackupInstance.md";
const PLANS: &str = "zh/DescribeBackupPlans.md";
const TYPES: &str = "ko/types.md";
const ERRORS: &str = "en/errors.md";

const EDITS: &[Edit] = &[
    // Rows and tables.
    (MANUAL, "| Remark | 不要 | String | バ", "| Remark | 不要 | String | a | バ", "| Remark", "the row has 5 cells"),
    (MANUAL, "| Remark | 不要 | String |", "| Remark | 不要 String |", "| Remark", "the row has 3 cells"),
    (MANUAL, "String | バックアップに付けるメモ |", "String |\n\nメモ", "| Remark", "the row has 3 cells"),
    (MANUAL, "| Remark", "\n| Remark", "| Remark", "a row of a table stands outside of any table"),
    (
        MANUAL,
        "|---------|---------|---------|---------|\n",
        "",
        "| パラメータ名 | 選択",
        "a row of a table stands outside",
    ),
    (
        MANUAL,
        "---------|---------|---------|---------|\n",
        "---------|---------|---------|\n",
        "| パラメータ名 | 選",
        "a row of a",
    ),
    (
        MANUAL,
        "タスクの番号|\n",
        "タスクの番号|| RequestId2 | String | x |\n",
        "RequestId2",
        "the row has 7 cells, the table's header 3",
    ),
    (
        MANUAL,
        "| InvalidParameter.",
        "|| InvalidParameter.",
        "|| InvalidParameter.",
        "the row has 3 cells, the table's header 2",
    ),
    (MANUAL, "## 3. 返るもの\n", "<table><tr><td>x</td></tr></table>\n", "<table>", "a table is written in HTML"),
    // Cells.
    (MANUAL, "| Remark | 不要", "| Remark | たぶん", "| Remark", "`たぶん` does not tell whether `Remark` is required"),
    (MANUAL, "| Remark | 不要", "| Remark |", "| Remark", "`` does not tell whether `Remark` is required"),
    (MANUAL, "| Remark | 不要 | String", "| Remark | 不要 | Text", "| Remark", "unknown type `Text`, of `Remark`"),
    (MANUAL, "| Remark | 不要 | String", "| Remark | 不要 | ", "| Remark", "the type is missing, of `Remark`"),
    (MANUAL, "| TaskId | Integer", "| TaskId | List<Integer>", "| TaskId", "unknown type `List"),
    (MANUAL, "| TaskId | Integer", "| TaskId | Int", "| TaskId", "unknown type `Int`"),
    (MANUAL, "| Remark |", "| Re mark |", "| Re mark", "`Re mark` is no name"),
    (MANUAL, "| Remark |", "| Remark.Sub |", "| Remark.Sub", "`Remark.Sub` is no name"),
    (MANUAL, "| Remark |", "| _Remark_ |", "| _Remark_", "`_Remark_` is no name"),
    (MANUAL, "| Remark |", "| ~~Remark~~ |", "| ~~Remark~~", "`~~Remark~~` is no name"),
    (MANUAL, "| Remark |", "| |", "| | 不要", "the name is missing"),
    (MANUAL, "| Remark |", "| InstanceId |", "| InstanceId | 不要", "`InstanceId` is described a second time"),
    (
        PLANS,
        "[Window](/document/api/1/2#Window)",
        "[Window](/document/api/1/2#Filter)",
        "| Window",
        "links to another one",
    ),
    (PLANS, "| Owner | Owner |", "| Chief | Owner |", "| Chief", "unknown type `Owner`, of `Chief`: no link"),
    (
        MANUAL,
        "| ResourceNotFound.InstanceNotExists",
        "| ResourceNotFound .X",
        "| ResourceNotFound .X",
        "is no error code",
    ),
    (
        PLANS,
        "| Filters.N | 否 | Array of [Filter](/document/api/1/2#Filter) |",
        "| Filters | 否 | Array |",
        "| Filters",
        "unknown type `Array`",
    ),
    (PLANS, "| Owner | Owner |", "| Owner | Object |", "| Owner", "unknown type `Object`, of `Owner`"),
    // Tables that are missing, or too many.
    (MANUAL, "| RequestId | String |", "| ReqId | String |", "| パラメータ名 | タイプ", "no row `RequestId`"),
    (
        MANUAL,
        "## 4. 例",
        "| a | b | c |\n|---|---|---|\n| X | String | x |\n\n## 4. 例",
        "| a | b | c |",
        "a second table of results",
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
        "a second list of error codes, beside",
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
        "the version is `2018-04-13` by its table",
    ),
    (MANUAL, "ホスト：redis.", "ホスト：mongodb.", "https://redis", "the product is `mongodb` by its request domain"),
    (MANUAL, "20回/秒", "20回/秒、または30回/秒", "30回/秒", "a second rate, 30 per second, beside 20"),
    (MANUAL, "20回/秒", "0.5回/秒", "0.5回/秒", "the rate of 0.5 per second"),
    // Data types and error codes.
    (TYPES, "## Owner\n", "", "| 이름 | 유형 | 설명 |", "a second table for `Filter`"),
    (TYPES, "| Size | Float |", "| Size | Floot |", "| Size", "unknown type `Floot`, of `Size`"),
    (TYPES, "| Start | String | 예 |", "| Start | String | 응 |", "| Start", "`응` does not tell whether `Start`"),
    (ERRORS, "| InternalError |", "| internal error |", "| internal error", "`internal error` is no error code"),
    (
        ERRORS,
        "### Service Error Codes",
        "| a | b |\n|---|---|\n| x | y |\n",
        "| a | b |",
        "this table holds no error codes",
    ),
];

#[test]
fn edits_of_whole_pages() {
    let mut complaints = Vec::new();
    for (name, from, to, at, what) in EDITS {
        let (name, text) = page(name);
        assert!(text.contains(from), "{name} does not hold {from}");
        let edited = text.replacen(from, to, 1);
        let said = refusal(&name, &edited);
        if !said.starts_with(&format!("{name}:{}: ", line_of(&edited, at))) || !said.contains(what) {
            complaints.push(format!("{from:?} → {to:?}: {said}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What such a page lacks for API 3.0 could be given on the command line; it must be refused all the same.
#[test]
fn pages_of_the_old_api() {
    let (name, text) = page(MANUAL);
    let old = text.replace(".tencentcloudapi.com", ".api.qcloud.com").replace("ap-shanghai-fsi.", "");
    for text in [old.clone(), old.replace("| Action | 要 |", "| Name | 要 |")] {
        let pages = [(name.clone(), text.clone())];
        let request = Request { product: Some("redis"), version: Some("2018-04-12"), ..request(&pages, &EMPTY) };
        let refused = transcribe(&request).refused;
        let said = "the page is of API 2.0, by its host `redis.api.qcloud.com`";
        assert!(refused.len() == 1 && refused[0].what == said, "{refused:#?}");
        assert_eq!(refused[0].line, line_of(&text, "redis.api.qcloud.com"));
    }
}

/// Headings of one word make no structures of an action's tables.
#[test]
fn calls_are_no_structures() {
    let page = "# Ping\n\n## Request\n\n| a | b | c | d |\n|---|---|---|---|\n| Id | String | Yes | x |\n\n\
                ## Response\n\n| a | b | c |\n|---|---|---|\n| RequestId | String | x |\n\n\
                ## Example\n\n```\nhttps://demo.tencentcloudapi.com/?Action=Ping\n&Id=1\n```\n\n\
                ```\n{\"Response\": {\"RequestId\": \"x\"}}\n```\n";
    let pages = [("x.md".to_owned(), page.to_owned())];
    let transcript = transcribe(&request(&pages, &EMPTY));
    assert!(transcript.refused[0].what.contains("the page does not say its version"), "{transcript:#?}");
    let said = Request { version: Some("2020-02-20"), ..request(&pages, &EMPTY) };
    let files: Vec<String> = transcribe(&said).files.into_keys().collect();
    assert_eq!(files, ["demo/2020-02-20/actions/Ping.json", "demo/2020-02-20/product.json"]);
}

#[test]
fn fences_that_are_gone() {
    let (name, text) = page(MANUAL);
    let fences: Vec<usize> = text.match_indices("```\n").map(|(at, _)| at).collect();
    for (index, at) in fences.iter().enumerate() {
        let said = refusal(&name, &format!("{}{}", &text[..*at], &text[at + 4..]));
        assert!(said.contains("a block of code"), "{index}: {said}");
    }
    let (first, last) = (fences[0], fences[3]);
    let line = |at: usize| 1 + text[..at].matches('\n').count();
    let said = refusal(&name, &format!("{}\n{}", &text[..fences[1]], &text[fences[1] + 4..]));
    assert!(said.starts_with(&format!("{name}:{}: a block of code holds a table or a heading", line(first))), "{said}");
    let said = refusal(&name, &format!("{}\n{}", &text[..last], &text[last + 4..]));
    assert!(said.starts_with(&format!("{name}:{}: a block of code begins here", line(fences[2]))), "{said}");
}

/// What is named becomes a path, so it must be a name.
#[test]
fn names_lead_nowhere_else() {
    let (name, text) = page(MANUAL);
    let bare = text.replace("ManualBackupInstance", "../../../x");
    assert!(refusal(&name, &bare).contains("`../../../x` cannot be the action"));
    for (product, version) in
        [("../x", "2018-04-12"), ("redis", "../2018-04-12"), ("", "2018-04-12"), ("Redis", "2018-04-12")]
    {
        let pages = [page(TYPES)];
        let request = Request { product: Some(product), version: Some(version), ..request(&pages, &EMPTY) };
        let transcript = transcribe(&request);
        assert!(transcript.files.is_empty() && transcript.refused.len() == 1, "{transcript:#?}");
    }
}

#[test]
fn nothing_but_pages_is_read() {
    for text in ["", "\u{feff}", "# x\n\nSome words.\n", "| a | b |\n|---|---|\n| x | y |\n", "```\n{}\n```\n"] {
        assert!(refusal("x.md", text).starts_with("x.md:1: the page describes neither"), "{text}");
    }
}
