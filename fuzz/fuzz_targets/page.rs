//! Reads any Markdown as a page of the documentation: it is transcribed or rejected, without a panic, and what was
//! transcribed agrees with its page.

#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tencloud_transcribe::pages::{Request, check, transcribe};

static SPEC: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let common = include_str!("../../tests/pipeline/golden/spec/common.json");
    BTreeMap::from([("common.json".to_owned(), common.to_owned())])
});

fuzz_target!(|text: &str| {
    let pages = [("page.md".to_owned(), text.to_owned())];
    let request = Request { pages: &pages, spec: &SPEC, product: Some("redis"), version: Some("2018-04-12") };
    let transcript = transcribe(&request);
    let lines = text.lines().count().max(1);
    for diagnostic in transcript.errors.iter().chain(&transcript.warnings) {
        assert!(
            diagnostic.place.line.is_none_or(|line| (1..=lines + 1).contains(&line)),
            "{diagnostic} is beyond the {lines} lines of the page"
        );
    }
    check(&request);
    if transcript.errors.is_empty() {
        let mut spec = SPEC.clone();
        spec.extend(transcript.files);
        let checked = check(&Request { spec: &spec, ..request });
        assert!(checked.differences.is_empty() && checked.errors.is_empty(), "{checked:?}");
    }
});
