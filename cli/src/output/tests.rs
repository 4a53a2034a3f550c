//! Official samples and small values in every format.

use std::{env, fs};

use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::*;

fn spec(path: &str) -> Value {
    let path = format!("{}/../spec/redis/2018-04-12/{path}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The response of an action's first sample, and its shape.
fn sample(action: &str) -> (Value, Shape) {
    let (spec, types) = (spec(&format!("actions/{action}")), spec("types"));
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list =
        text(&spec["pages"]["items"]).or_else(|| (action == "DescribeProductInfo").then(|| "RegionSet".to_owned()));
    let results = spec["results"].as_array().unwrap();
    let fields = match results.iter().find(|field| text(&field["name"]) == list) {
        Some(field) => &types["types"][field["type"].as_str().unwrap().trim_matches(['[', ']'])]["fields"],
        None => &spec["results"],
    };
    let names = |field: &Value| {
        let values = field["enum"].as_str().and_then(|name| types["enums"][name]["values"].as_object());
        values
            .into_iter()
            .flatten()
            .map(|(value, row)| (value.clone(), text(&row["name"]).unwrap_or_default()))
            .collect()
    };
    let fields = fields.as_array().unwrap();
    let fields =
        fields.iter().map(|field| Field { name: text(&field["name"]).unwrap(), values: names(field) }).collect();
    (spec["samples"][0]["response"].clone(), Shape { list, total: text(&spec["pages"]["total"]), fields })
}

fn output(format: Format, query: Option<&str>, width: Option<usize>) -> Output {
    let mut output = Output::new(format, query).unwrap();
    output.screen = Screen { width, color: false };
    output
}

fn written(output: &Output, response: &Value, shape: Option<&Shape>) -> String {
    let mut written = Vec::new();
    output.write(response, shape, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

fn table(action: &str, width: Option<usize>) -> String {
    let (response, shape) = sample(action);
    written(&output(Format::Table, None, width), &response, Some(&shape))
}

#[test]
fn lists_fit_the_terminal() {
    assert_eq!(
        table("DescribeInstances", Some(40)),
        "\
InstanceId    InstanceNa…  Status
crs-4nmzc0ul  Redis_auto…  1 (InProcess)
crs-46njvft9  Redis_auto…  2 (Running)
2 of 8 items; --all lists the rest
42 more columns: -o json or --query
"
    );
    assert_eq!(
        table("DescribeInstances", Some(80)),
        "\
InstanceId    InstanceName          Status         WanIp      Port  Size  Engine
crs-4nmzc0ul  Redis_automation_is…  1 (InProcess)  10.0.1.61  6379  4096  Redis
crs-46njvft9  Redis_automation_is…  2 (Running)    10.0.1.71  6379  4096  Redis
2 of 8 items; --all lists the rest; 38 more columns: -o json or --query
"
    );
    assert_eq!(
        table("DescribeSlowLog", Some(80)),
        "\
Duration  Command  CommandLine                               ExecuteTime
      45  hget     hget hash_key classify_scope::default     2019-09-08 12:13:08
      41  keys     keys OtherResControler:orion.ovs.client…  2019-09-08 12:13:08
      41  get      get slot::fsm::status::orion.ovs.client…  2019-09-08 12:13:08
3 of 106980 items; --all lists the rest; 1 more column: -o json or --query
"
    );
    assert_eq!(
        table("DescribeInstanceBackups", Some(80)),
        "\
BackupId                      Status      StartTime            BackupType
165706342-5832225-1641692389  2 (Normal)  2026-06-01 02:00:48  1 (Automatic)
1 of 6 items; --all lists the rest; 11 more columns: -o json or --query
"
    );
    assert_eq!(
        table("DescribeProductInfo", Some(80)),
        "\
RegionId      RegionName  RegionShortName  Area      ZoneSet
ap-guangzhou  广州        GZ               华南地区  1 item
"
    );
}

#[test]
fn pipes_get_all_columns_and_no_notes() {
    let text = table("DescribeInstanceBackups", None);
    let expected = "\
BackupId                      Status      StartTime            BackupType     BackupSize  InstanceType  InstanceId    InstanceName  Region        EndTime              FileType       ExpireTime           Locked        FullBackup  Encrypted
165706342-5832225-1641692389  2 (Normal)  2026-06-01 02:00:48  1 (Automatic)         537            16  crs-ei43p3gr  testbackup    ap-guangzhou  2026-06-01 02:01:09  RDB-Redis 6.2  2026-06-08 02:00:48  0 (Unlocked)           0  false
";
    assert_eq!(text, expected);
}

#[test]
fn objects_have_a_row_per_field_and_a_table_per_list() {
    assert_eq!(
        table("DescribeTaskInfo", Some(40)),
        "\
Status      succeed (Succeeded)
StartTime   2018-11-01 17:25:14
TaskType    redis缓存清空流程
InstanceId  crs-09u2u96z
RequestId   81120ab8-fea0-41ab-af7e-283c
            0348c4fc
"
    );
    assert_eq!(
        table("DescribeDBSecurityGroups", Some(60)),
        "\
VIP    10.0.4.13
VPort  6379

Groups:
SecurityGroupId  SecurityGroupName  CreateTime
sg-7y0pa6nf      test_lb            2023-04-26 17:40:29
3 more columns: -o json or --query
"
    );
}

/// The official samples of all actions, also without knowledge of their shape.
#[test]
fn all_samples_fit_all_widths() {
    let folder = format!("{}/../spec/redis/2018-04-12/actions", env!("CARGO_MANIFEST_DIR"));
    let mut samples = 0;
    for file in fs::read_dir(folder).unwrap() {
        let action: Value = serde_json::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap();
        for sample in action["samples"].as_array().unwrap() {
            samples += 1;
            let response = &sample["response"];
            for width in [40, 80, 140] {
                let text = written(&output(Format::Table, None, Some(width)), response, None);
                assert!(!text.is_empty());
                for line in text.lines() {
                    assert!(line.width() <= width, "{} {width}: {line}", action["action"]);
                    assert_eq!(line, line.trim_end());
                }
            }
            for format in [Format::Table, Format::Text, Format::Ndjson] {
                assert!(!written(&output(format, None, None), response, None).is_empty());
            }
            let json = written(&output(Format::Json, None, None), response, None);
            // With their order.
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap().to_string(), response.to_string());
        }
    }
    assert!(samples > 120, "{samples}");
}

#[test]
fn values_in_all_formats() {
    let shape = Shape {
        list: Some("Data.List".to_owned()),
        total: Some("Data.Total".to_owned()),
        fields: ["Id", "Note", "Extra"].map(|name| Field { name: name.to_owned(), ..Field::default() }).into(),
    };
    let response = json!({
        "Data": {"List": [{"Note": "a\tb\nc\\", "Id": 18_446_744_073_709_551_615_u64, "New": [1, 2]}, {"Id": 2, "Note": null}], "Total": 2},
        "RequestId": "r"
    });
    for (format, query, expected) in [
        (Format::Text, None, "18446744073709551615\ta\\tb\\nc\\\\\t\t[1,2]\n2\t\t\t\n"),
        (Format::Text, Some("Data.List[?Id == `2`]"), "2\t\t\n"),
        (Format::Text, Some("Data.List[?Id > `2`].New[]"), "1\n2\n"),
        (Format::Text, Some("Data.List[].Id"), "18446744073709551615\n2\n"),
        (Format::Text, Some("Data.List[].{N: Note, I: Id}"), "a\\tb\\nc\\\\\t18446744073709551615\n\t2\n"),
        (Format::Text, Some("Data.List[].[Id, Note]"), "18446744073709551615\ta\\tb\\nc\\\\\n2\t\n"),
        (Format::Text, Some("Data.List[0].Note"), "a\tb\nc\\\n"),
        (Format::Text, Some("Data.Total"), "2\n"),
        (Format::Text, Some("Missing"), ""),
        (Format::Text, Some("Data.List[?Id == `3`]"), ""),
        (
            Format::Ndjson,
            None,
            "{\"Note\":\"a\\tb\\nc\\\\\",\"Id\":18446744073709551615,\"New\":[1,2]}\n{\"Id\":2,\"Note\":null}\n",
        ),
        (Format::Ndjson, Some("Data.List[].Id"), "18446744073709551615\n2\n"),
        (Format::Ndjson, Some("Data.Total"), "2\n"),
        (
            Format::Json,
            Some("Data.{Total: Total, Ids: List[].Id}"),
            "{\n  \"Total\": 2,\n  \"Ids\": [\n    18446744073709551615,\n    2\n  ]\n}\n",
        ),
        (Format::Json, Some("Missing"), "null\n"),
        (Format::Table, None, "Id                    Note      New\n18446744073709551615  a\\tb\\nc\\  1, 2\n2\n"),
        (
            Format::Table,
            Some("Data.List[].{N: Note, I: Id}"),
            "N                            I\na\\tb\\nc\\  18446744073709551615\n                             2\n",
        ),
        (Format::Table, Some("Data.List[].[Id, Note]"), "18446744073709551615  a\\tb\\nc\\\n                   2\n"),
        (Format::Table, Some("Data.List[].Id"), "18446744073709551615\n2\n"),
        (Format::Table, Some("Data.List[0]"), "Id    18446744073709551615\nNote  a\\tb\\nc\\\nNew   1, 2\n"),
        (Format::Table, Some("Data.List[].{I: Id} | [0]"), "I  18446744073709551615\n"),
        (Format::Table, Some("Data.Total"), "2\n"),
        (Format::Table, Some("Missing"), ""),
        (Format::None, Some("Data.Total"), ""),
    ] {
        assert_eq!(written(&output(format, query, None), &response, Some(&shape)), expected, "{format:?} {query:?}");
    }
    let blank = json!([{"Id": ""}, {}]);
    assert_eq!(written(&output(Format::Table, None, None), &blank, None), "2 items\n");
    for empty in [json!({"Data": {"List": []}}), json!({"Data": {"List": null}}), json!({"RequestId": "r"})] {
        for format in [Format::Text, Format::Ndjson] {
            assert_eq!(written(&output(format, None, None), &empty, Some(&shape)), "");
        }
    }
    assert_eq!(
        written(&output(Format::Table, None, Some(80)), &json!({"Data": {"List": []}}), Some(&shape)),
        "no items\n"
    );
}

/// What a query selects is whole, however narrow the terminal is.
#[test]
fn selected_columns_are_never_left_out() {
    let response = json!({"Set": [
        {"Id": "crs-5a4py64p", "Name": "orders of the shop", "Time": "2026-11-20 10:00:00", "Port": 6379, "Zone": "ap-guangzhou-3"},
        {"Id": "crs-61l3q2vc", "Name": "sessions", "Time": "2026-11-20 10:00:01", "Port": 6380, "Zone": null},
    ]});
    for (query, width, expected) in [
        (
            "Set[].{id: Id, name: Name, time: Time, port: Port, zone: Zone}",
            56,
            "\
id            name      time        port  zone
crs-5a4py64p  orders    2026-11-20  6379  ap-guangzhou-3
              of the    10:00:00
              shop
crs-61l3q2vc  sessions  2026-11-20  6380
                        10:00:01
",
        ),
        (
            "Set[].[Id, Time, Name]",
            24,
            "\
crs-5a4  2026-11  orders
py64p    -20      of the
         10:00:0  shop
         0
crs-61l  2026-11  sessio
3q2vc    -20      ns
         10:00:0
         1
",
        ),
        ("Set[].{id: Id, port: Port}", 80, "id            port\ncrs-5a4py64p  6379\ncrs-61l3q2vc  6380\n"),
    ] {
        assert_eq!(written(&output(Format::Table, Some(query), Some(width)), &response, None), expected, "{query}");
    }
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let response = json!({"A": "\u{1b}]0;title\u{7}", "B": [{"C\u{1b}": "\u{1b}[2J"}]});
    for format in [Format::Json, Format::Table, Format::Text, Format::Ndjson] {
        for query in [None, Some("A"), Some("B")] {
            let text = written(&output(format, query, Some(80)), &response, None);
            assert!(!text.contains(['\u{1b}', '\u{7}']), "{text:?}");
        }
    }
}

#[test]
fn headers_are_bold_only_with_color() {
    let mut output = output(Format::Table, None, Some(20));
    output.screen.color = true;
    let response = json!({"Set": [{"Id": "a", "Description": "a long text"}]});
    assert_eq!(written(&output, &response, None), "\u{1b}[1mId  Description\u{1b}[0m\na   a long text\n");
}

#[test]
fn items_of_all_pages_are_one_response() {
    let shape = Shape { list: Some("Data.List".to_owned()), ..Shape::default() };
    let write = |format, query| {
        let mut output = output(format, query, None);
        let mut written = Vec::new();
        output.item(json!({"Id": 2, "A": 1}), &mut written).unwrap();
        let at_once = written.len();
        output.item(json!({"Id": 1, "A": 2}), &mut written).unwrap();
        output.finish(&shape, &mut written).unwrap();
        (at_once > 0, String::from_utf8(written).unwrap())
    };
    for (format, query, at_once, expected) in [
        (Format::Ndjson, None, true, "{\"Id\":2,\"A\":1}\n{\"Id\":1,\"A\":2}\n"),
        (Format::Ndjson, Some("sort_by(Data.List, &Id)[].Id"), false, "1\n2\n"),
        (Format::Text, None, false, "2\t1\n1\t2\n"),
        (Format::Table, None, false, "Id  A\n2   1\n1   2\n"),
        (Format::Json, Some("Data.List[].Id"), false, "[\n  2,\n  1\n]\n"),
        (Format::None, None, false, ""),
    ] {
        assert_eq!(write(format, query), (at_once, expected.to_owned()), "{format:?} {query:?}");
    }
    assert!(write(Format::Json, None).1.starts_with("{\n  \"Data\": {\n    \"List\": ["));
}

#[test]
fn closed_pipes_are_errors_of_their_kind() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (response, shape) = sample("DescribeInstances");
    for format in [Format::Json, Format::Table, Format::Text, Format::Ndjson] {
        let mut output = output(format, None, None);
        let error = output.write(&response, Some(&shape), &mut Closed).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        assert!(QueryError::of(&error).is_none());
        let result = output.item(json!(1), &mut Closed).and_then(|()| output.finish(&shape, &mut Closed));
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe, "{format:?}");
    }
}

#[test]
fn errors_of_queries_are_recognized() {
    let output = output(Format::Json, Some("sort_by(Set, &Id)"), None);
    let error = output.write(&json!({"Set": 1}), None, &mut Vec::new()).unwrap_err();
    assert_eq!(
        QueryError::of(&error).unwrap().to_string(),
        "column 1: argument 1 must be of type array, not number\n  sort_by(Set, &Id)\n  ^"
    );
}
