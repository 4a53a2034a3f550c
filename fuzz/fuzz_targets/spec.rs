//! Reads any text as a file of the spec: its errors are reported at places that exist, without a panic.

#![no_main]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tencloud_codegen::generate;

const FOLDER: &str = "demo/2019-01-01";

/// The smallest possible product.
static SPEC: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let product = |path: &str, text: &str| file(&format!("{FOLDER}/{path}"), text);
    BTreeMap::from([
        file("common.json", include_str!("../../tests/pipeline/golden/spec/common.json")),
        product("product.json", include_str!("../../tests/pipeline/golden/spec/demo/2019-01-01/product.json")),
        product("types.json", include_str!("../../tests/pipeline/golden/spec/demo/2019-01-01/types.json")),
        product(
            "actions/Ping.json",
            include_str!("../../tests/pipeline/golden/spec/demo/2019-01-01/actions/Ping.json"),
        ),
    ])
});

fuzz_target!(|text: &str| {
    // The keys of a file determine its kind.
    let path = match text {
        _ if text.contains("\"action\"") => "actions/Ping.json",
        _ if text.contains("\"structures\"") => "types.json",
        _ => "product.json",
    };
    let mut spec = SPEC.clone();
    spec.insert(format!("{FOLDER}/{path}"), text.to_owned());
    let Err(errors) = generate(&spec) else { return };
    assert!(!errors.is_empty(), "no output and no error");
    for error in errors {
        let (Some(line), Some(path)) = (error.place.line, error.place.file.strip_prefix("spec/")) else { continue };
        // An empty last line counts, since it is where a truncated file ends.
        let lines = spec.get(path).map_or(0, |text| text.split('\n').count());
        assert!((1..=lines).contains(&line), "{error} is beyond the {lines} lines of its file");
    }
});
