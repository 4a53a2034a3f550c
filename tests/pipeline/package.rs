//! Products as crates of their own: which versions and actions they have, how they name things, and their descriptions.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tencloud_codegen::{Crate, Descriptions, Package, default_version, package};
use tencloud_spec::{ApiVersion, Diagnostic, catalog};

use crate::golden::made_up;
use crate::spec::{Files, edit, small};

/// Returns the versions of a spec.
fn versions(files: &Files) -> Vec<ApiVersion> {
    ApiVersion::read_all(files).unwrap()
}

/// Generates the crate of the only product of a spec.
pub(crate) fn packaged(files: &Files, actions: &[&str]) -> Result<Crate, Vec<Diagnostic>> {
    described(files, actions, &BTreeMap::new())
}

fn described(
    files: &Files,
    actions: &[&str],
    descriptions: &BTreeMap<String, Descriptions>,
) -> Result<Crate, Vec<Diagnostic>> {
    package(Package {
        common: &serde_json::from_str(&files["common.json"]).unwrap(),
        versions: versions(files),
        actions: &actions.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(),
        descriptions,
        sdk_path: Some("../sdk"),
        is_workspace: true,
    })
}

/// Returns a product with one action, without written docs.
fn facts(product: &str, parameters: Value, types: Value) -> Files {
    let page = "https://example.com";
    let product_file = json!({
        "product": product, "version": "2020-01-01", "module": product, "title": product, "doc": "", "page": page,
        "default_rate": 20, "facts_only": true, "topics": { "actions": "Actions" }, "errors": {},
    });
    let action = json!({
        "action": "CreateThing", "summary": "", "page": page, "topic": "actions", "effect": "write",
        "parameters": parameters, "results": [], "errors": null,
    });
    let folder = format!("{product}/2020-01-01");
    let mut files = Files::from([("common.json".to_owned(), made_up()["common.json"].clone())]);
    for (path, value) in [
        ("product.json", product_file),
        ("types.json", json!({ "page": page, "types": types })),
        ("actions/CreateThing.json", action),
    ] {
        files.insert(format!("{folder}/{path}"), value.to_string());
    }
    files
}

fn field(name: &str, ty: &str) -> Value {
    json!({ "name": name, "type": ty, "required": true, "doc": "" })
}

#[test]
fn the_root_is_the_main_version_and_others_are_features() {
    let found = packaged(&made_up(), &[]).unwrap();
    assert_eq!((found.name.as_str(), found.version.as_str()), ("tencloud-demo", "2020-01-01"));
    let manifest = &found.files["Cargo.toml"];
    for line in [
        "name = \"tencloud-demo\"\n",
        "[features]\n# Version 2019-01-01 of the API.\nv20190101 = []\n",
        "tencloud = { version = \"=0.1.0\", path = \"../sdk\", default-features = false }\n",
        "\n[workspace]\n",
    ] {
        assert!(manifest.contains(line), "{line}{manifest}");
    }
    let root = &found.files["src/lib.rs"];
    assert!(root.contains("#[cfg(feature = \"v20190101\")]\npub mod v20190101;\n"), "{root}");
    assert!(found.files.contains_key("src/v20190101/ping.rs") && found.files.contains_key("LICENSE-MIT"));
    assert!(found.files["README.md"].contains("| 2019-01-01 | `v20190101` | 1 |"));
}

/// A newer version does not become the main one if its module is named after the version.
#[test]
fn the_main_version_is_the_newest_that_has_the_name_of_the_product() {
    let mut files = made_up();
    let main = |files: &Files| default_version(&versions(files)).map(str::to_owned);
    assert_eq!(main(&files).as_deref(), Some("2020-01-01"));
    edit(&mut files, "demo/2019-01-01/product.json", |product| product["module"] = json!("demo"));
    assert_eq!(main(&files).as_deref(), Some("2020-01-01"));
    edit(&mut files, "demo/2020-01-01/product.json", |product| product["module"] = json!("demo_v20200101"));
    assert_eq!(main(&files).as_deref(), Some("2019-01-01"));
}

#[test]
fn only_the_wanted_actions_and_their_types_are_kept() {
    let found = packaged(&small(), &["DescribeInstanceBackups"]).unwrap();
    assert_eq!(found.actions.len(), 1);
    let types = &found.files["src/types.rs"];
    assert!(types.contains("pub struct RedisBackupSet"), "{types}");
    assert!(!types.contains("pub struct BackupDownloadInfo"), "{types}");
    assert!(!found.files.contains_key("src/manual_backup_instance.rs"));
    assert!(!found.files["src/client.rs"].contains("wait_for_"));

    let found = packaged(&small(), &["ManualBackupInstance", "DescribeTaskInfo"]).unwrap();
    assert!(found.files["src/client.rs"].contains("wait_for_task") && found.actions.len() == 2);
}

#[test]
fn unknown_actions_are_reported_at_once_with_suggestions() {
    let errors = packaged(&small(), &["ManualBackupInstanse", "RestoreInstance", "Nonsense"]).unwrap_err();
    let [misspelled, nonsense] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(misspelled.message.contains("there is no action `ManualBackupInstanse`"));
    assert_eq!(misspelled.help.as_deref(), Some("write `ManualBackupInstance`, or choose one that exists"));
    assert_eq!(nonsense.help.as_deref(), Some("choose one that exists"));
}

/// Modules of the SDK and keywords are no problem for the name of a product.
#[test]
fn any_product_can_be_a_crate() {
    for (product, variable, home) in [
        ("as", "as_api", "tencloud_as"),
        ("region", "region", "tencloud_region"),
        ("config", "config", "tencloud_config"),
    ] {
        let found = packaged(&facts(product, json!([field("Name", "string")]), json!({})), &[]).unwrap();
        assert_eq!(found.name, format!("tencloud-{product}"));
        let client = &found.files["src/client.rs"];
        assert!(client.contains(&format!("let {variable} = {home}::Client::new(&config);")), "{client}");
        let readme = &found.files["README.md"];
        assert!(readme.contains(&format!("{variable}.create_thing().name(\"…\").send().await?")), "{readme}");
    }
}

/// A type parameter that would shadow a type is renamed, but not to the name of another parameter.
#[test]
fn type_parameters_are_unique() {
    let fields = json!([field("Zone", "string"), field("ZoneType", "string"), field("Thing", "Zone")]);
    let types = json!({
        "Thing": { "doc": "", "fields": fields }, "Zone": { "doc": "", "fields": [] },
    });
    let found = packaged(&facts("demo", json!([field("Thing", "Thing")]), types), &[]).unwrap();
    let types = &found.files["src/types.rs"];
    assert!(types.contains("pub struct ThingBuilder<ZoneTypeType, ZoneType, ThingType> { value: Thing }"), "{types}");
}

#[test]
fn descriptions_fill_what_the_spec_does_not_say() {
    let metadata = json!({
        "metadata": { "api_brief": "Things &amp; more." },
        "actions": {
            "CreateThing": {
                "name": "Creates a <b>thing</b>", "document": "See [DescribeThings](https://example.com/CreateThing).",
                "input": "CreateThingRequest", "output": "CreateThingResponse",
            },
            "Other": { "input": "x", "output": "y" },
        },
        "objects": {
            "CreateThingRequest": { "members": [{ "name": "Name", "document": "<p>A name, see CreateThing</p>" }] },
        },
    });
    let descriptions = Descriptions::read(&metadata.to_string()).unwrap();
    let files = facts("demo", json!([field("Name", "string")]), json!({}));
    let found = described(&files, &[], &BTreeMap::from([("2020-01-01".to_owned(), descriptions)])).unwrap();
    let (root, action) = (&found.files["src/lib.rs"], &found.files["src/create_thing.rs"]);
    assert!(root.contains("//! Things & more.\n"), "{root}");
    assert!(root.contains("| [`create_thing`](Client::create_thing) | Creates a thing |"), "{root}");
    assert!(action.contains("/// See DescribeThings (<https://example.com/CreateThing>)."), "{action}");
    assert!(action.contains("/// `Name`: A name, see [`create_thing`](Client::create_thing)"), "{action}");
    assert!(Descriptions::read("[]").is_err());
}

/// Products of which only some actions have written docs: their crates have all actions.
#[test]
fn partial_products_are_complete() {
    let mut partial = 0;
    for (product, version) in catalog::written() {
        let whole = catalog::product(product, version).unwrap().unwrap();
        if !whole.product.partial {
            continue;
        }
        partial += 1;
        assert!(whole.actions.values().any(|action| action.summary.is_empty()), "{product}");
        assert!(whole.actions.values().any(|action| !action.summary.is_empty()), "{product}");
        let made = package(Package {
            common: catalog::common().unwrap(),
            versions: vec![whole.clone()],
            actions: &[],
            descriptions: &BTreeMap::new(),
            sdk_path: None,
            is_workspace: false,
        });
        assert_eq!(made.unwrap().actions.len(), whole.actions.len(), "{product}");
    }
    assert!(partial > 0);
}
