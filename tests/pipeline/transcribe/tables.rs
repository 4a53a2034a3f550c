//! Tables that are recognized by their place, and rows with parts that are wrong.

use serde_json::{Value, json};
use tencloud_transcribe::pages::{Request, transcribe};

use super::pages::{ActionPage, FOLDER, Language, PAGES, types};
use super::{EMPTY, accepted, agreed, parse, request};

/// Transcribes a page with an empty spec: returns the action's file, and the warnings other than that about a new
/// product.
fn read(page: &ActionPage, language: &Language) -> (Value, Vec<String>) {
    let pages = [page.write(language)];
    let transcript = accepted(&pages, &EMPTY);
    let path = format!("{FOLDER}/actions/{}.json", page.action);
    let mut spec = EMPTY.clone();
    spec.extend(transcript.files.clone());
    agreed(&pages, &spec);
    let notes = transcript.warnings.iter().map(ToString::to_string).filter(|note| !note.contains("default rate of 20"));
    (parse(&transcript.files[&path]), notes.collect())
}

fn check_notes(notes: &[String], expected: &[&str], case: &str) {
    let agree = notes.len() == expected.len() && notes.iter().zip(expected).all(|(note, part)| note.contains(part));
    assert!(agree, "{case}: {notes:#?}");
}

#[test]
fn error_codes_are_what_the_section_lists() {
    let link = "[x](/y#.E5.85.AC.E5.85.B1.E9.94.99.E8.AF.AF.E7.A0.81)";
    let left_out = "is omitted: no code of API 3.0 is a number";
    let none = "the page lists no error codes here, and does not state that there are none";
    let cases: &[(&str, Value, &[&str])] = &[
        // No family that other products use.
        (
            "| CODE | TEXT |\n|---|---|\n| InvalidHost.NotSupported | x |\n| InvalidHostId.Malformed | x |\n\
             | HostQuotaExceeded | x |\n",
            json!(["InvalidHost.NotSupported", "InvalidHostId.Malformed", "HostQuotaExceeded"]),
            &[],
        ),
        ("| CODE | TEXT |\n|---|---|\n| CdbError | Sorry |\n", json!(["CdbError"]), &[]),
        ("| CODE | TEXT |\n|---|---|\n| [CamNoAuth](/x) | x |\n", json!(["CamNoAuth"]), &[]),
        ("### x\n\n| a | b |\n|---|---|\n| OssReject.BadState | x |\n", json!(["OssReject.BadState"]), &[]),
        // Another column.
        (
            "| CODE | TEXT | z |\n|---|---|---|\n| -502 | x | OperationDenied.SourceNotExists |\n\
             | -503 | Wrong | InvalidParameter |\n",
            json!(["OperationDenied.SourceNotExists", "InvalidParameter"]),
            &[],
        ),
        ("| TEXT | CODE |\n|---|---|\n| Wrong | Rejected.Twice |\n", json!(["Rejected.Twice"]), &[]),
        ("| 1 | CODE | TEXT |\n|---|---|---|\n| 400 | InternalError | x |\n", json!(["InternalError"]), &[]),
        // Numbers.
        ("| CODE | TEXT |\n|---|---|\n| 9003 | x |\n| InternalError | x |\n", json!(["InternalError"]), &[left_out]),
        ("| CODE | TEXT |\n|---|---|\n| 4000 | x |\n| -1 | Bad |\n", json!([]), &[left_out, left_out]),
        // Nothing.
        ("", Value::Null, &[none]),
        ("\n\n### x\n\n", Value::Null, &[none]),
        (link, Value::Null, &[none]),
        ("| CODE | TEXT |\n|---|---|\n", json!([]), &[]),
        ("| CODE | TEXT |\n|---|---|\n| - | - |\n", json!([]), &[]),
        ("None.", json!([]), &[]),
        // Rows.
        ("| CODE | TEXT |\n|---|---|\n| Rejected | x | |\n| |\n|\n", json!(["Rejected"]), &[]),
        ("| CODE | TEXT |\n|---|---|\n| Rejected | a | b |\n", json!(["Rejected"]), &[]),
        (
            "| CODE | TEXT |\n|---|---|\n| Rejected<br>Rejected.Twice | x |\n",
            json!(["Rejected", "Rejected.Twice"]),
            &[],
        ),
    ];
    for language in &PAGES {
        for (errors, expect, notes) in cases {
            let page = ActionPage { errors: (*errors).to_owned(), ..ActionPage::default() };
            let (action, found) = read(&page, language);
            let case = format!("{}: {errors}", language.name);
            assert_eq!(&action["errors"], expect, "{case}");
            check_notes(&found, notes, &case);
        }
    }
}

#[test]
fn rows_with_too_much_in_them() {
    let cases: &[(&str, Value)] = &[
        ("| Codec | N | String | a or b | |", json!([["Codec", "string", false]])),
        ("| Codec | N | String | a or b | | |", json!([["Codec", "string", false]])),
        ("| Limit | N | Integer | How many. | More: [x](https://example.com/x).", json!([["Limit", "int64", false]])),
        ("| Limit | Y | Integer | a | b | c |", json!([["Limit", "int64", true]])),
        ("| Limit | N | Integer | a || b |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | a type: Integer | String |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | int | string | tinyint | float | date |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | one of<br>| a | b |<br>| --- | --- |<br>| 0 |  |<br>| 1 | x |", {
            json!([["Limit", "int64", false]])
        }),
        ("| Limit | N | Integer | RUNNING | STOPPED | PENDING |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | `a | b` |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | x | and so on", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | x |\nand so on", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | x |\n* and\n* so on", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | x\nand so on", json!([["Limit", "int64", false]])),
        ("|\n| Limit | N | Integer | x |", json!([["Limit", "int64", false]])),
        ("| Limit | N | Integer | x |\n|\n| Size | N | Double | x |", {
            json!([["Limit", "int64", false], ["Size", "float", false]])
        }),
        ("| | | | |\n| Limit | N | Integer | x |", json!([["Limit", "int64", false]])),
        ("| Ids.N | Y | Array of String | x | |", json!([["Ids", "[string]", true]])),
    ];
    for language in &PAGES {
        for (rows, expect) in cases {
            let page = ActionPage { parameters: format!("{rows}\n"), ..ActionPage::default() };
            let (action, notes) = read(&page, language);
            let case = format!("{}: {rows}", language.name);
            let fields: Value = action["parameters"].as_array().unwrap().iter().map(row).collect();
            assert_eq!(&fields, expect, "{case}");
            check_notes(&notes, &[], &case);
        }
    }
}

fn row(field: &Value) -> Value {
    json!([field["name"], field["type"], field.get("required").is_some()])
}

/// What could be the cells of another column or row is not read as a description.
#[test]
fn rows_that_could_be_two_things_are_named() {
    for row in [
        "| Limit | N | Integer | N | x |",
        "| Limit | N | Integer | x || Size | N | Float | x |",
        "| Limit | N | Integer | x | Size | N | Float | x",
        "| Limit | N | Integer || Size | N | Float | x |",
        "| Limit | N | Integer | x || Size.N | Y | [Size](#Size) | x |",
        "| Limit | N | Integer | x || `Size` | Y | Size | x |",
        "| Limit || N | Integer | x |",
        "|| Limit | N | Integer | x |",
        "| Limit | N | Integer |",
        "Limit | N | Integer | xSize | N | Float | x",
    ] {
        for language in &PAGES {
            let page = ActionPage { parameters: format!("{row}\n"), ..ActionPage::default() };
            let (name, text) = page.write(language);
            let line = 16;
            let pages = [(name.clone(), text)];
            let transcript = transcribe(&request(&pages, &EMPTY));
            let said = transcript.errors.first().unwrap_or_else(|| panic!("{row} is accepted")).to_string();
            assert!(said.starts_with(&format!("error: {name}:{line}: the row has ")), "{row}: {said}");
            assert!(transcript.files.is_empty(), "{row}");
        }
    }
}

#[test]
fn words_for_required() {
    for (yes, no) in [("Y", "N"), ("y", "n"), ("true", "false"), ("YES", "NO")] {
        for language in &PAGES {
            let (name, text) = ActionPage::default().write(language);
            let rows = format!("| A | {yes} | String | x |\n| B | {no} | String | x |\n| Offset ");
            let pages = [(name, text.replace("| Offset ", &rows))];
            let transcript = accepted(&pages, &EMPTY);
            let action = parse(&transcript.files[&format!("{FOLDER}/actions/DescribeThings.json")]);
            let fields: Vec<Value> = action["parameters"].as_array().unwrap().iter().map(row).collect();
            assert_eq!(fields[..2], [json!(["A", "string", true]), json!(["B", "string", false])], "{yes}");
        }
    }
}

#[test]
fn a_request_id_is_no_fact() {
    let missing = "the table of results has no row `RequestId`";
    for (results, notes) in [
        ("| TaskId | Integer | x |\n", &[missing][..]),
        ("| TaskId | Integer | x |\n| RequestID | String | x |\n", &[]),
        ("| TaskId | Integer | x |\n| RequestId | String | x | |\n", &[]),
    ] {
        for language in &PAGES {
            let page = ActionPage { results: results.to_owned(), ..ActionPage::default() };
            let (action, found) = read(&page, language);
            assert_eq!(action["results"].as_array().unwrap().len(), 1, "{}: {results}", language.name);
            check_notes(&found, notes, results);
        }
    }
}

#[test]
fn tables_in_descriptions_and_samples_are_none_of_the_main_ones() {
    let fields = "| CODE | TEXT |\n|---|---|\n";
    for language in &PAGES {
        let (_, plain) = ActionPage::default().write(language);
        let (whole, _) = read(&ActionPage::default(), language);
        let columns: Vec<&str> =
            plain.lines().filter(|line| line.starts_with("| ")).map(|line| line.trim()).take(1).collect();
        let of_fields = format!("{}\n|---|---|---|---|\n| Other | {} | String | x |\n", columns[0], language.yes);
        let codes = format!("{}| Rejected | x |\n", fields.replace("CODE", language.code));
        for (note, samples, expected) in [
            (of_fields.as_str(), "", &["table ignored: the parameters are in the table on line"][..]),
            ("", of_fields.as_str(), &["table ignored: the parameters are in the table on line"]),
            (codes.as_str(), "", &[]),
            ("<table><tr><td>x</td></tr></table>", "", &["table ignored: it is HTML"]),
            ("| a | b |\n|---|---|\n| 1 | x |\n", "", &["table ignored: it contains neither"]),
            ("", "| a | b |\n|---|---|\n| 1 | x |\n", &["table ignored: it contains neither"]),
        ] {
            let page = ActionPage { note: note.to_owned(), samples: samples.to_owned(), ..ActionPage::default() };
            let (action, notes) = read(&page, language);
            assert_eq!(action, whole, "{}: {note}{samples}", language.name);
            check_notes(&notes, expected, &format!("{}: {note}{samples}", language.name));
        }
    }
}

#[test]
fn structures_of_nothing_but_structures() {
    for language in &PAGES {
        let page = types(
            language,
            &[
                ("EnhancedService", true, "| SecurityService | RunSecurity | N | x |\n"),
                ("RunSecurity", true, "| Enabled | Boolean | N | x |\n"),
                ("Price", false, "| Disks | Array of Disk | x |\n"),
                ("Disk", false, "| Owner | Price | x |\n"),
            ],
        );
        let pages = [page];
        let said = Request { product: Some("demo"), version: Some("2018-01-01"), ..request(&pages, &EMPTY) };
        let transcript = transcribe(&said);
        assert!(transcript.errors.is_empty(), "{:#?}", transcript.errors);
        let types = parse(&transcript.files[&format!("{FOLDER}/types.json")]);
        let of = |name: &str| row(&types["types"][name]["fields"][0]);
        assert_eq!(of("EnhancedService"), json!(["SecurityService", "RunSecurity", false]), "{}", language.name);
        assert_eq!(of("RunSecurity"), json!(["Enabled", "bool", false]));
        assert_eq!(of("Price"), json!(["Disks", "[Disk]", false]));
    }
}

#[test]
fn one_bad_structure_does_not_lose_the_others() {
    let good = ("Good", false, "| Id | String | x |\n");
    let last = ("Last", true, "| Id | String | Y | x |\n");
    for (rows, what) in [
        ("| IsPermanent | Boolean | N | x |\n", "the row has 4 cells, but the table's header has 3"),
        ("| IsPermanent | Boolaen | x |\n", "`IsPermanent`: unknown type `Boolaen`"),
        ("| IsPermanent | Boolean |\n", "the row has 2 cells"),
        ("| Is Permanent | Boolean | x |\n", "invalid name `Is Permanent`"),
        ("| Id | String | x |\n\n| More | String | x |\n", "table row outside of any table"),
        ("| Id | String | x |\n| Id | Integer | x |\n", "`Id` is described twice"),
        ("| Id | String | x |\n\n```\nx\n", "unclosed code block"),
    ] {
        for language in &PAGES {
            let structures = if what.contains("unclosed") {
                vec![good, ("Bad", false, rows)]
            } else {
                vec![good, ("Bad", false, rows), last]
            };
            let pages = [types(language, &structures)];
            let said = Request { product: Some("demo"), version: Some("2018-01-01"), ..request(&pages, &EMPTY) };
            let transcript = transcribe(&said);
            let errors: Vec<String> = transcript.errors.iter().map(ToString::to_string).collect();
            assert!(errors.len() == 1 && errors[0].contains(what), "{}: {rows}: {errors:#?}", language.name);
            let types = parse(&transcript.files[&format!("{FOLDER}/types.json")]);
            let names: Vec<&str> = types["types"].as_object().unwrap().keys().map(String::as_str).collect();
            let expected = if structures.len() == 3 { vec!["Good", "Last"] } else { vec!["Good"] };
            assert_eq!(names, expected, "{}: {rows}", language.name);
        }
    }
}
