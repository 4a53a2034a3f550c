//! `cargo xtask promote`: from facts, over what is left to write, to generated code.

use std::fs;

use serde_json::Value;
use tencloud_spec::TODO;

use super::fill_in;
use crate::copy::Copy;

/// The tests need no samples: the metadata in a folder of the copy has none.
const METADATA: &str = "services";

#[test]
fn facts_become_a_module_when_the_texts_are_written() {
    let copy = Copy::of_repository();
    copy.write(&format!("{METADATA}/none"), "");
    let folder = copy.path(METADATA);
    let promote = ["promote", "dnspod", "--metadata", folder.to_str().unwrap()];
    let actions = ["--actions", "CreateRecord,DescribeRecordList"];
    let check = copy.xtask(&[&promote[..], &actions, &["--check"]].concat());
    assert!(!check.ok && check.said("CreateRecord: new action") && check.said("without --check"), "{check:?}");
    let run = copy.xtask(&[&promote[..], &actions].concat());
    assert!(run.ok && run.said("wrote spec/dnspod/") && run.said("cargo xtask codegen"), "{run:?}");

    let written = || -> Vec<String> {
        copy.spec().into_keys().filter(|path| path.starts_with("spec/dnspod/") && path.ends_with(".json")).collect()
    };
    assert_eq!(written().len(), 4, "{:?}", written());
    let codegen = copy.xtask(&["codegen"]);
    let mut left = 0;
    for path in written() {
        let text = fs::read_to_string(copy.path(&path)).unwrap();
        let lines = text.lines().zip(1..).filter(|(line, _)| line.contains(TODO));
        for (line, number) in lines {
            let place = format!("error: {path}:{number}:");
            let is_named =
                codegen.err.lines().any(|error| error.starts_with(&place) && error.contains("left to fill in"));
            assert!(is_named, "{place} {line}");
            left += 1;
        }
        let mut value: Value = serde_json::from_str(&text).unwrap();
        fill_in(&mut value);
        copy.write(&path, &format!("{value:#}\n"));
    }
    assert!(codegen.said(&format!("{left} errors in the spec")), "{codegen:?}");

    let again = copy.xtask(&promote);
    assert!(again.ok && again.said("0 changes"), "{again:?}");
    let codegen = copy.xtask(&["codegen"]);
    assert!(codegen.ok, "{codegen:?}");
    assert!(copy.generated().contains_key("sdk/src/generated/dnspod/create_record.rs"));
}

#[test]
fn errors_are_clear_and_write_nothing() {
    let copy = Copy::of_repository();
    copy.write(&format!("{METADATA}/none"), "");
    let folder = copy.path(METADATA);
    let before = copy.spec();
    for (arguments, words) in [
        (&["dnspoo"][..], "did you mean `dnspod`?"),
        (&["dnspod", "2021-03-24"], "did you mean 2021-03-23?"),
        (&["dnspod", "--actions", "CreateRecrd"], "did you mean `CreateRecord`?"),
        (&["vpc", "--actions", "CreateVPC"], "did you mean `CreateVpc`?"),
        (&["redis"], "check the product, the version, and --metadata"),
    ] {
        let run = copy.xtask(&[&["promote", "--metadata", folder.to_str().unwrap()], arguments].concat());
        assert!(!run.ok && run.said(words) && copy.spec() == before, "{arguments:?}: {run:?}");
    }
}
