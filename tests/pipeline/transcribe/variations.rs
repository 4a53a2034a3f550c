//! Pages that differ only in form, and pages that contain less.

use serde_json::{Value, json};

use super::{EMPTY, LANGUAGES, accepted, page, parse};

const MANUAL: &str = "ja/ManualBackupInstance.md";

/// Returns the file of the action, and the warnings, each with its line.
fn read(name: &str, text: &str) -> (Value, Vec<String>) {
    let transcript = accepted(&[(name.to_owned(), text.to_owned())], &EMPTY);
    let action = transcript.files.iter().find(|(path, _)| path.contains("/actions/")).unwrap().1;
    let notes = transcript.warnings.iter().map(ToString::to_string).filter(|note| !note.contains("default rate of 20"));
    (parse(action), notes.collect())
}

#[test]
fn other_forms_of_the_same() {
    let (name, text) = page(MANUAL);
    let (whole, _) = read(&name, &text);
    for (from, to, note) in [
        // Rows and cells.
        ("| Remark | 不要 | String |", "Remark|不要|String|", ""),
        ("に付けるメモ |", "に付けるメモ", ""),
        ("| String | バ", "| String | a | バ", ""),
        ("に付けるメモ |", "に付けるメモ\n続き\nもう一つ |", ""),
        ("| String | バックアップに付けるメモ |", "| String | \n\nメモ\n\n-   a\n-   b\n\n  \n続き |", ""),
        ("| Integer | タスクの番号|", "| Integer | \nタスクの番号\n\n |", ""),
        (
            "バックアップに付けるメモ",
            "a \\| b<br>* c<br><ul><li>d</li></ul> `e \\| f` [g](https://h/?i=j&k=l) &#124;",
            "",
        ),
        ("| Remark | 不要 | String |", "| `Remark` | **不要** | *String* |", ""),
        ("| Remark | 不要 | String |", "|\u{3000}Remark\u{200b}\u{a0}| 不要 | string |", ""),
        ("|---------|---------|---------|---------|", "---|:---|---:|:---:", ""),
        ("| パラメータ名 | 選択必須 | タイプ | 説明 |", "| a | b | c | d |", ""),
        // The action, the version and the product, in other places.
        ("この操作での値：ManualBackupInstance", "ManualBackupInstance にします。", ""),
        ("この操作での値：ManualBackupInstance", "この操作の名前", "the action `ManualBackupInstance` is taken from"),
        ("この操作での値：2018-04-12", "この操作での値：2018/04/12", ""),
        ("この操作での値：2018-04-12", "この操作での値：4/12/2018", "the version `2018-04-12` is taken from"),
        (
            "| Version | 要 | String | 共通パラメータ。この操作での値：2018-04-12 |\n",
            "",
            "the version `2018-04-12` is taken",
        ),
        ("呼び出し先のホスト：redis.tencentcloudapi.com 。", "", "the product `redis` is taken from the link"),
        ("ホスト：redis.tencentcloudapi.com 。", "ホスト：`redis.intl.tencentcloudapi.com`です", ""),
        (
            "&Action=ManualBackupInstance)",
            "&Action=ClearInstance)",
            "but `ClearInstance` in the link to the API Explorer",
        ),
        // Headings and what surrounds the tables.
        ("## 3. 返るもの\n", "", ""),
        ("## 2. 送るもの\n", "### 2\\. Input\n", ""),
        ("\n## 3. 返るもの\n\n", "\n## 3. 返るもの\n", ""),
        ("とくに決めなければ、", "10 分ごとに 3 回、60回/分。", ""),
        ("20回/秒まで", "20回/秒まで、つまり 20 requests/sec", ""),
        ("## 1. ", "> ? 注\n\n<div class=\"x\">\n  <a href=\"https://x/\">x</a>\n</div>\n\n## 1. ", ""),
        (
            "## 2. 送",
            "| a | b |\n|---|---|\n| RUNNING | x |\n\n## 2. 送",
            "table ignored: it contains neither fields nor error codes",
        ),
        // Samples.
        ("/?Action=ManualBackupInstance\n&", "/?Action=ManualBackupInstance&", ""),
        ("&<共通リクエストパラメータ>", "&Region=ap-tokyo&Version=2018-04-12\n<共通リクエストパラメータ>", ""),
        ("&Remark=xxxx\n", "&Remark= %78xxx \n", ""),
        (
            "\"6954227\",",
            "\"6954227\", // a task",
            "the sample's JSON was repaired: invalid JSON: key must be a string",
        ),
        ("4ec1e97c\"\n", "4ec1e97c\",\n", "the sample's JSON was repaired: invalid JSON: trailing comma"),
        ("```\n{\n", "```json\n\n{\n", ""),
        ("## 5. 道具", "```\nsome more code\n```\n\n## 5. 道具", "code block is neither a request nor a response"),
        // Error codes.
        (
            "| UnauthorizedOperation.NoCAMAuthed",
            "| InvalidParameter.InvalidParameter | x |\n| UnauthorizedOperation.NoCAMAuthed",
            "duplicate error code `InvalidParameter.InvalidParameter`, first on line 82",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let (edited, notes) = read(&name, &text.replacen(from, to, 1));
        assert_eq!(edited, whole, "{from} → {to}");
        let expected = usize::from(!note.is_empty());
        assert!(notes.len() == expected && notes.iter().all(|said| said.contains(note)), "{from} → {to}: {notes:#?}");
    }
}

#[test]
fn line_ends_and_byte_order_marks() {
    for language in LANGUAGES {
        for file in ["ManualBackupInstance", "DescribeBackupPlans"] {
            let (name, text) = page(&format!("{language}/{file}.md"));
            let bare = text.trim_start_matches('\u{feff}');
            let whole = read(&name, bare);
            assert_eq!(read(&name, &format!("\u{feff}{}", bare.replace('\n', "\r\n"))), whole, "{name}");
            assert_eq!(read(&name, bare.trim_end()), whole, "{name}");
        }
    }
}

#[test]
fn pages_that_contain_less() {
    let (name, text) = page(MANUAL);
    let section = |from: &str, to: &str| text[text.find(from).unwrap()..text.find(to).unwrap()].to_owned();
    let errors = text[text.find("## 6. ").unwrap()..].to_owned();
    let samples = section("## 4. ", "## 5. ");
    let none =
        |words: &str| format!("## 6. エラーコード\n\n{words}[x](/y#.E5.85.AC.E5.85.B1.E9.94.99.E8.AF.AF.E7.A0.81)\n");
    for (from, to, pointer, expect) in [
        (errors.as_str(), String::new(), "/errors", json!(null)),
        (&errors, none("このAPIに関連するエラーコードはまだありません。"), "/errors", json!([])),
        (&errors, none("该接口暂无业务逻辑相关的错误码，其他见"), "/errors", json!([])),
        (&errors, none("There are no error codes related to this API. For others, see "), "/errors", json!([])),
        (&errors, none("관련된 오류 코드가 없습니다. "), "/errors", json!([])),
        (&samples, String::new(), "/samples", json!(null)),
        ("とくに決めなければ、呼び出しは20回/秒までです。", String::new(), "/rate", json!(null)),
        ("20回/秒", "1,000回/秒".to_owned(), "/rate/per_second", json!(1000)),
        (
            "| Remark | 不要 | String |",
            "| Remark.N | 不要 | String |".to_owned(),
            "/parameters/1/type",
            json!("[string]"),
        ),
        ("タスクの番号|", "タスクの番号<br>注：null のことがある|".to_owned(), "/results/0/nullable", json!(true)),
        ("タスクの番号|", "it is not null|".to_owned(), "/results/0/output_required", json!(true)),
        ("| TaskId | Integer | タスクの番号|\n", String::new(), "/results", json!([])),
    ] {
        assert!(text.contains(from), "{from}");
        let (edited, _) = read(&name, &text.replacen(from, &to, 1));
        assert_eq!(edited.pointer(pointer).unwrap_or(&Value::Null), &expect, "{from} → {to}");
    }
}

#[test]
fn samples_that_cannot_be_taken_are_named_with_their_line() {
    let (name, text) = page(MANUAL);
    let line = |words: &str| 1 + text.lines().position(|line| line.contains(words)).unwrap();
    let request = line("https://redis");
    for (from, to, at, what) in [
        ("\"TaskId\": \"6954227\"", "\"TaskId\": ...", line("\"TaskId\""), "invalid JSON"),
        ("\"TaskId\": \"6954227\"", "\"TaskId\": 1, \"TaskId\": 2", line("\"TaskId\""), "duplicate key"),
        ("\"6954227\"", "99999999999999999999", line("\"Response\"") - 1, "does not fit into 64 bits"),
        ("\"6954227\"", "\"soon\"", request, "`TaskId` is \"soon\", which is not of type `int64`"),
        ("\"TaskId\": \"6954227\"", "\"FlowId\": 1", request, "`FlowId` is not a field"),
        ("\"TaskId\": \"6954227\"", "\"Error\": {}", line("\"Response\"") - 1, "its response is an error"),
        ("&InstanceId=crs-5a4py64p\n", "", request, "`InstanceId` is required and missing"),
        ("&Remark=xxxx", "&Note=xxxx", request, "`Note` is not a field"),
        ("&Remark=xxxx", "&Remark", request, "its part `Remark` is neither a parameter nor a placeholder"),
        ("&Remark=xxxx", "&Remark=xx\nxx", request, "the value of `Remark` spans several lines"),
        ("&Remark=xxxx", "&InstanceId=xxxx", request, "`InstanceId` appears twice"),
    ] {
        let (edited, notes) = read(&name, &text.replacen(from, to, 1));
        assert_eq!(edited.get("samples"), None, "{from} → {to}");
        let said = format!("warning: {name}:{at}: sample omitted: ");
        assert!(
            notes.len() == 1 && notes[0].starts_with(&said) && notes[0].contains(what),
            "{from} → {to}: {notes:#?}"
        );
    }
}

#[test]
fn a_page_without_rows_about_itself_needs_other_evidence() {
    let (name, text) = page(MANUAL);
    let rows: String = text
        .lines()
        .filter(|line| !line.starts_with("| Action") && !line.starts_with("| Version"))
        .map(|line| format!("{line}\n"))
        .collect();
    let (whole, _) = read(&name, &text);
    let (edited, notes) = read(&name, &rows);
    assert_eq!(edited, whole);
    assert_eq!(notes.len(), 2, "{notes:#?}");
    let alone = rows.replace("https://console.cloud.tencent.com/api/explorer?", "https://x/?");
    let pages = [(name.clone(), alone.clone())];
    let request = super::request(&pages, &EMPTY);
    let errors = tencloud_transcribe::pages::transcribe(&request).errors;
    assert!(
        errors[0].to_string().contains("the page does not name its version\n  help: pass --version"),
        "{errors:#?}"
    );
    let said = tencloud_transcribe::pages::Request { version: Some("2018-04-12"), ..request };
    assert!(tencloud_transcribe::pages::transcribe(&said).errors.is_empty());
}
