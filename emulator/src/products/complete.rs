//! Completes responses: fields that the spec promises and that behavior did not set.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types};

/// Adds the fields that responses always contain, with an empty value: null if the field may be null, otherwise an empty
/// string or list, 0, `false`, or a struct of such fields.
pub(crate) fn complete(object: &mut Map<String, Value>, fields: &[Field], types: &Types) {
    for field in fields {
        match object.get_mut(&field.name) {
            Some(value) => complete_value(value, &field.ty, types),
            None if field.output_required => {
                let value = if field.nullable { Value::Null } else { empty(&field.ty, types) };
                object.insert(field.name.clone(), value);
            }
            None => {}
        }
    }
}

fn complete_value(value: &mut Value, ty: &Type, types: &Types) {
    match (value, ty) {
        (Value::Array(items), Type::List(item)) if item.structure().is_some() => {
            items.iter_mut().for_each(|value| complete_value(value, item, types));
        }
        (Value::Object(object), Type::Structure(name)) => {
            if let Some(structure) = types.types.get(name) {
                complete(object, &structure.fields, types);
            }
        }
        _ => {}
    }
}

fn empty(ty: &Type, types: &Types) -> Value {
    match ty {
        Type::Int64 | Type::Uint64 => 0.into(),
        Type::Float => 0.0.into(),
        Type::Bool => false.into(),
        Type::List(_) => Vec::<Value>::new().into(),
        Type::Structure(_) => {
            let mut object = Value::Object(Map::new());
            complete_value(&mut object, ty, types);
            object
        }
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "".into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn always_present_fields_are_added() {
        let field = |name: &str, ty: &str, nullable: bool| json!({ "name": name, "type": ty, "output_required": true, "nullable": nullable, "doc": "" });
        let types = json!({ "page": "", "types": { "Box": { "doc": "", "fields": [
            field("Id", "string", false), field("Size", "float", false), { "name": "Note", "type": "string", "doc": "" },
        ] } } });
        let types: Types = serde_json::from_value(types).unwrap();
        let fields: Vec<Field> = serde_json::from_value(json!([
            field("Total", "int64", false),
            field("Boxes", "[Box]", false),
            field("First", "Box", false),
            field("Last", "Box", true),
            field("Done", "bool", false),
            { "name": "Note", "type": "string", "doc": "" },
        ]))
        .unwrap();
        let empty_box = json!({ "Id": "", "Size": 0.0 });
        for (response, expect) in [
            (json!({}), json!({ "Total": 0, "Boxes": [], "First": empty_box, "Last": null, "Done": false })),
            (
                json!({ "Total": 1, "Boxes": [{ "Id": "a" }, null], "First": { "Size": 2.0 }, "Last": {}, "Done": true }),
                json!({
                    "Total": 1,
                    "Boxes": [{ "Id": "a", "Size": 0.0 }, null],
                    "First": { "Id": "", "Size": 2.0 },
                    "Last": empty_box,
                    "Done": true,
                }),
            ),
        ] {
            let mut object = response.as_object().unwrap().clone();
            complete(&mut object, &fields, &types);
            assert_eq!(Value::Object(object), expect);
        }
    }
}
