//! Writes responses, with the fields that the spec promises and that behavior did not set: null if the field may be null,
//! otherwise an empty string or list, 0, `false`, or a struct of such fields.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Number, Value};
use tencloud_spec::{Field, Type, Types};

use super::json::{Json, Object};

/// What precedes the response in a body.
const ENVELOPE: &[u8] = br#"{"Response":"#;

/// A body that lacks only the request id.
#[derive(Debug)]
pub(crate) struct Content(Vec<u8>);

impl Content {
    /// Writes a response.
    pub(crate) fn complete(response: Object<'_>, fields: &[Field], types: &Types) -> Self {
        let mut writer = Writer { types, out: ENVELOPE.to_vec() };
        writer.object(response, fields, &mut None);
        // The closing brace.
        writer.out.pop();
        Self(writer.out)
    }

    /// Writes an error.
    pub(crate) fn of_error(code: &str, message: &str) -> Self {
        let error = Object::from([("Code", code.into()), ("Message", message.into())]);
        Self::complete(Object::from([("Error", error.into())]), &[], &Types::default())
    }

    /// Changes the response, which is read for that.
    pub(crate) fn changed(self, change: impl FnOnce(&mut Map<String, Value>)) -> Self {
        let Self(mut body) = self;
        body.push(b'}');
        let start = ENVELOPE.len();
        let read = body.get(start..).and_then(|response| serde_json::from_slice(response).ok());
        // What was written here can be read.
        let mut response: Map<String, Value> = read.unwrap_or_default();
        change(&mut response);
        body.truncate(start);
        body.extend_from_slice(Value::Object(response).to_string().as_bytes());
        body.pop();
        Self(body)
    }

    /// Returns the body.
    pub(crate) fn with_request_id(self, id: &str) -> Vec<u8> {
        let Self(mut body) = self;
        if body.last() != Some(&b'{') {
            body.push(b',');
        }
        body.extend_from_slice(br#""RequestId":""#);
        body.extend_from_slice(id.as_bytes());
        body.extend_from_slice(br#""}}"#);
        body
    }
}

/// Writes the items of a list whose type this is.
pub(super) fn write_list<'a, T: Into<Json<'a>>>(
    items: impl IntoIterator<Item = T>,
    ty: Option<&Type>,
    types: &Types,
) -> Json<'static> {
    let mut writer = Writer { types, out: Vec::with_capacity(PAGE) };
    writer.list(items, ty);
    Json::Written(writer.out)
}

/// The length of an average page.
const PAGE: usize = 8 * 1024;

struct Writer<'s> {
    types: &'s Types,
    out: Vec<u8>,
}

/// What objects with the same fields have in common.
struct Layout<'s> {
    columns: Vec<Column<'s>>,
    /// The fields that are added, as they are written.
    added: Vec<u8>,
}

struct Column<'s> {
    name: Cow<'static, str>,
    /// The name as it is written, with what separates it from its neighbors.
    key: Vec<u8>,
    ty: Option<&'s Type>,
}

impl Layout<'_> {
    fn fits(&self, object: &Object<'_>) -> bool {
        // Most names are constants, so that comparing where they are is enough.
        let is_same = |name: &str, other: &str| std::ptr::eq(name, other) || name == other;
        self.columns.len() == object.len()
            && object.names().zip(&self.columns).all(|(name, column)| is_same(name, &column.name))
    }
}

impl<'s> Writer<'s> {
    /// Writes an object. The layout is that of the object before, which most often has the same fields.
    fn object(&mut self, object: Object<'_>, fields: &'s [Field], layout: &mut Option<Layout<'s>>) {
        let layout = match layout.take().filter(|layout| layout.fits(&object)) {
            Some(same) => layout.insert(same),
            None => layout.insert(self.layout(&object, fields)),
        };
        self.out.push(b'{');
        for (column, value) in layout.columns.iter().zip(object.into_values()) {
            self.out.extend_from_slice(&column.key);
            self.value(value, column.ty);
        }
        self.out.extend_from_slice(&layout.added);
        self.out.push(b'}');
    }

    fn layout(&self, object: &Object<'_>, fields: &'s [Field]) -> Layout<'s> {
        let mut writer = Writer { types: self.types, out: Vec::new() };
        let mut columns = Vec::with_capacity(object.len());
        for (at, name) in object.names().enumerate() {
            writer.out.reserve(name.len() + r#","":"#.len());
            writer.key(at, name);
            let ty = fields.iter().find(|field| field.name == **name).map(|field| &field.ty);
            columns.push(Column { name: name.clone(), key: std::mem::take(&mut writer.out), ty });
        }
        let missing = fields.iter().filter(|field| field.output_required && object.get(&field.name).is_none());
        for (at, field) in missing.enumerate() {
            writer.key(object.len() + at, &field.name);
            writer.value(if field.nullable { Json::Null } else { empty(&field.ty) }, Some(&field.ty));
        }
        Layout { columns, added: writer.out }
    }

    /// Writes the name of a field that is preceded by this number of others.
    fn key(&mut self, preceding: usize, name: &str) {
        if preceding > 0 {
            self.out.push(b',');
        }
        self.text(name);
        self.out.push(b':');
    }

    fn value(&mut self, value: Json<'_>, ty: Option<&'s Type>) {
        match value {
            Json::Null => self.out.extend_from_slice(b"null"),
            Json::Bool(value) => self.scalar(&value),
            Json::Number(number) => self.scalar(&number),
            Json::Text(text) => self.text(&text),
            Json::List(items) => self.list(items, ty),
            Json::Object(object) => self.object(object, self.fields(ty), &mut None),
            Json::Written(written) => self.out.extend_from_slice(&written),
        }
    }

    fn list<'a, T: Into<Json<'a>>>(&mut self, items: impl IntoIterator<Item = T>, ty: Option<&'s Type>) {
        let ty = match ty {
            Some(Type::List(item)) => Some(&**item),
            _ => None,
        };
        let (fields, mut layout) = (self.fields(ty), None);
        self.out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            match item.into() {
                Json::Object(object) => self.object(object, fields, &mut layout),
                value => self.value(value, ty),
            }
        }
        self.out.push(b']');
    }

    /// Returns the fields of a type, if it is a struct.
    fn fields(&self, ty: Option<&Type>) -> &'s [Field] {
        match ty {
            Some(Type::Structure(name)) => self.types.types.get(name).map_or(&[], |structure| &structure.fields),
            _ => &[],
        }
    }

    fn text(&mut self, text: &str) {
        let is_special = |byte| byte < b' ' || byte == b'"' || byte == b'\\';
        // Without a branch for each byte, several are checked at once.
        if text.bytes().fold(false, |found, byte| found | is_special(byte)) {
            return self.scalar(text);
        }
        self.out.push(b'"');
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'"');
    }

    fn scalar(&mut self, value: &(impl Serialize + ?Sized)) {
        // Writing to memory does not fail, and scalars have no keys that JSON does not allow.
        let _ = serde_json::to_writer(&mut self.out, value);
    }
}

fn empty(ty: &Type) -> Json<'static> {
    match ty {
        Type::Int64 | Type::Uint64 => Json::Number(Number::from(0)),
        Type::Float => 0.0.into(),
        Type::Bool => false.into(),
        Type::List(_) => Json::List(Vec::new()),
        Type::Structure(_) => Object::default().into(),
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "".into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
            let fields_of = |value| match Json::from(value) {
                Json::Object(object) => object,
                other => panic!("{other:?}"),
            };
            let body = Content::complete(fields_of(response), &fields, &types).with_request_id("a");
            let mut body: Value = serde_json::from_slice(&body).unwrap();
            let written = body["Response"].as_object_mut().unwrap();
            assert_eq!(written.remove("RequestId"), Some("a".into()));
            assert_eq!(body["Response"], expect);
        }
    }
}
