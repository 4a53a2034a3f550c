//! Texts, and the links that replace the names in them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Place;
use crate::emit::context::Context;
use crate::model::{Model, Product};
use crate::read;
use crate::target::Target;

/// A product whose names can be confused: an enum named like the start of an error code, a field named like a data
/// type.
fn spec() -> BTreeMap<String, String> {
    let field = |name: &str, ty: &str| json!({ "name": name, "type": ty, "doc": "A field." });
    let action = |name: &str, parameters: Value, results: Value| {
        json!({
            "action": name, "summary": "Acts.", "page": "https://example.com", "topic": "all", "effect": "read",
            "parameters": parameters, "results": results, "errors": null,
        })
    };
    let files = [
        (
            "common.json",
            json!({
                "page": "https://example.com", "errors": { "InternalError": "Failed." }, "regions": {},
                "sites": { "china": { "doc": "The site.", "domain": "example.com" } },
            }),
        ),
        (
            "demo/2020-01-01/product.json",
            json!({
                "product": "demo", "version": "2020-01-01", "title": "Demo", "doc": "Boxes.",
                "page": "https://example.com", "default_rate": 20, "module": "demo", "topics": { "all": "All" },
                "errors": { "Status.Locked": "The box is locked." },
            }),
        ),
        (
            "demo/2020-01-01/types.json",
            json!({
                "page": "https://example.com",
                "enums": {
                    "Status": {
                        "doc": "A status.", "type": "int64",
                        "values": { "1": { "name": "Open", "doc": "Open." }, "2": { "name": "Shut", "doc": "Shut." } },
                    },
                },
                "types": {
                    "Lid": { "doc": "A lid.", "fields": [field("Status", "int64"), field("BoxId", "string")] },
                    "Option": { "doc": "A choice.", "fields": [field("Type", "string"), field("Lid", "Lid")] },
                },
            }),
        ),
        (
            "demo/2020-01-01/actions/OpenBox.json",
            action(
                "OpenBox",
                json!([field("BoxId", "string"), field("Lid", "Lid")]),
                json!([field("TaskId", "int64"), field("Option", "Option"), field("Lid", "Lid")]),
            ),
        ),
        ("demo/2020-01-01/actions/ListBoxes.json", action("ListBoxes", json!([field("Type", "string")]), json!([]))),
    ];
    files.into_iter().map(|(path, value)| (path.to_owned(), value.to_string())).collect()
}

fn with_product(run: impl Fn(&Product<'_>)) {
    let (spec, faults) = read::read(&spec());
    assert_eq!(faults.into_sorted(), []);
    run(&Model::new(&spec, &Target::sdk()).unwrap().products[0]);
}

fn check(place: &Place<'_>, rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(place.link(text), *expected, "{text}");
    }
}

#[test]
fn on_a_method() {
    with_product(|product| {
        check(
            &Place::method(product, product.action("OpenBox").unwrap()),
            &[
                ("Nothing to link.", "Nothing to link."),
                // Actions are bare words; names in backticks are the API's own.
                ("See ListBoxes.", "See [`list_boxes`](Self::list_boxes)."),
                ("Not ListBoxesToo, `ListBoxes`.", "Not ListBoxesToo, `ListBoxes`."),
                // Parameters take precedence over results, and both over data types.
                ("By `BoxId`", "By [`box_id`](OpenBoxBuilder::box_id)"),
                ("`TaskId`s", "[`task_id`](OpenBoxResponse::task_id)s"),
                ("`Lid`", "[`lid`](OpenBoxBuilder::lid)"),
                ("`Option`", "[`option`](OpenBoxResponse::option)"),
                ("`Status`", "[`Status`](super::types::Status)"),
                ("`Status.Open`", "[`Status::Open`](super::types::Status::Open)"),
                ("`Option.Type`", "[`OptionType::r#type`](super::types::OptionType::type)"),
                ("`OpenBox.TaskId`", "[`task_id`](OpenBoxResponse::task_id)"),
                ("`ListBoxes.Type`", "[`ListBoxesBuilder::r#type`](super::ListBoxesBuilder::type)"),
                // Values, error codes and names that do not exist are unchanged.
                ("`crs-1`, `0.25`, `/`, `a b.c`", "`crs-1`, `0.25`, `/`, `a b.c`"),
                ("`Status.Locked` or `InternalError`", "`Status.Locked` or `InternalError`"),
                ("`Status.Ajar` or `Hinge.Size`", "`Status.Ajar` or `Hinge.Size`"),
            ],
        );
    });
}

#[test]
fn on_setters_and_fields() {
    with_product(|product| {
        let action = product.action("OpenBox").unwrap();
        let context = |inside_types, is_response| Context { product, inside_types, is_response };
        check(
            &Place::record(&context(false, false), &action.request),
            &[
                ("`BoxId`", "[`box_id`](Self::box_id)"),
                ("`TaskId`", "[`task_id`](OpenBoxResponse::task_id)"),
                ("ListBoxes", "[`list_boxes`](Client::list_boxes)"),
            ],
        );
        check(
            &Place::record(&context(false, true), &action.response),
            &[("`BoxId`", "[`box_id`](OpenBoxBuilder::box_id)"), ("`TaskId`", "[`task_id`](Self::task_id)")],
        );
        check(
            &Place::record(&context(true, false), product.record("Lid").unwrap()),
            &[
                ("`Status`", "[`status`](Self::status)"),
                ("`Lid.BoxId`", "[`box_id`](Self::box_id)"),
                ("`Option.Lid`", "[`OptionType::lid`]"),
                ("`Status.Open`", "[`Status::Open`]"),
                ("`Option`", "[`OptionType`]"),
                ("`OpenBox.BoxId`", "[`OpenBoxBuilder::box_id`](super::OpenBoxBuilder::box_id)"),
                ("ListBoxes", "[`list_boxes`](super::Client::list_boxes)"),
            ],
        );
    });
}

#[test]
fn elsewhere() {
    with_product(|product| {
        check(
            &Place::module(product),
            &[
                ("OpenBox", "[`open_box`](Client::open_box)"),
                ("`OpenBox.Lid`", "[`OpenBoxBuilder::lid`]"),
                ("`Lid.BoxId`", "[`Lid::box_id`](types::Lid::box_id)"),
                ("`BoxId`", "`BoxId`"),
            ],
        );
        check(
            &Place::client(product),
            &[("OpenBox", "[`open_box`](Self::open_box)"), ("`Lid`", "[`Lid`](super::types::Lid)")],
        );
        check(&Place::types(product), &[("`Lid`", "[`Lid`]"), ("OpenBox", "[`open_box`](super::Client::open_box)")]);
        check(
            &Place::error_code(product, product.action("OpenBox").unwrap()),
            &[("`BoxId`", "[`box_id`](OpenBoxBuilder::box_id)"), ("OpenBox", "[`open_box`](Client::open_box)")],
        );
    });
}

#[test]
fn without_links() {
    with_product(|product| {
        let place = Place::method(product, product.action("OpenBox").unwrap());
        for (text, expected) in [
            ("Use ListBoxes.", "Use `list_boxes`."),
            ("Use `BoxId` or `Lid.BoxId`.", "Use `box_id` or `Lid::box_id`."),
            ("Use `GetBox` of another product.", "Use `GetBox` of another product."),
        ] {
            assert_eq!(place.plain(text), expected);
        }
    });
}
