//! Fields: `InstanceId!`, `Ports:[int64]?`, `Mode{fast,slow}`, `Start=datetime@8!`.

use std::fmt::Write as _;

use super::cursor::{Cursor, Fault, escape, escape_value};
use crate::field::Field;
use crate::format::{Format, Zone};
use crate::ty::Type;

/// The reason for a field's deprecation, of which the metadata only has the fact.
pub const DEPRECATED: &str = "The metadata marks it as disabled.";

/// A sign after a field.
struct Flag {
    sign: char,
    is_set: fn(&Field) -> bool,
    set: fn(&mut Field),
}

const FLAGS: [Flag; 7] = [
    Flag { sign: '!', is_set: |field| field.required, set: |field| field.required = true },
    Flag { sign: '+', is_set: |field| field.output_required, set: |field| field.output_required = true },
    Flag { sign: '?', is_set: |field| field.nullable, set: |field| field.nullable = true },
    Flag {
        sign: '-',
        is_set: |field| field.deprecated.is_some(),
        set: |field| field.deprecated = Some(DEPRECATED.to_owned()),
    },
    Flag { sign: '*', is_set: |field| field.secret == Some(true), set: |field| field.secret = Some(true) },
    Flag { sign: '~', is_set: |field| field.secret == Some(false), set: |field| field.secret = Some(false) },
    Flag { sign: '&', is_set: |field| field.presigned, set: |field| field.presigned = true },
];

/// What fields contain, by name.
const FORMATS: [(&str, Format); 7] = [
    ("json", Format::Json),
    ("base64", Format::Base64),
    ("date", Format::Date),
    ("datetime", Format::Datetime),
    ("iso", Format::DatetimeIso),
    ("unix", Format::UnixSeconds),
    ("milli", Format::UnixMilliseconds),
];

/// Time zones by the hours that they are ahead of UTC.
const ZONES: [(char, Zone); 2] = [('0', Zone::Utc), ('8', Zone::Beijing)];

/// Writes fields, each after a space.
pub(super) fn write(out: &mut String, fields: &[Field]) {
    for field in fields {
        out.push(' ');
        out.push_str(&escape(&field.name));
        if field.ty != Type::String {
            // Writing to a string cannot fail.
            let _ = write!(out, ":{}", written_type(&field.ty));
        }
        if !field.values.is_empty() {
            let values: Vec<String> = field.values.keys().map(|value| escape_value(value)).collect();
            let _ = write!(out, "{{{}}}", values.join(","));
        }
        let format = FORMATS.iter().find(|(_, format)| Some(*format) == field.format);
        out.extend(format.into_iter().flat_map(|(name, _)| ["=", name]));
        let zone = ZONES.iter().find(|(_, zone)| Some(*zone) == field.zone);
        out.extend(zone.into_iter().flat_map(|(hours, _)| ['@', *hours]));
        out.extend(FLAGS.iter().filter(|flag| (flag.is_set)(field)).map(|flag| flag.sign));
    }
}

fn written_type(ty: &Type) -> String {
    match ty {
        Type::Structure(name) => escape(name),
        Type::List(item) => format!("[{}]", written_type(item)),
        scalar => scalar.to_string(),
    }
}

/// Reads fields up to the end of the line or a separator.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Vec<(usize, Field)>, Fault> {
    let mut fields = Vec::new();
    loop {
        cursor.skip_spaces();
        if cursor.is_done() || ["->", ";", "|"].iter().any(|sign| cursor.rest().starts_with(sign)) {
            return Ok(fields);
        }
        fields.push((cursor.at(), one(cursor)?));
    }
}

fn one(cursor: &mut Cursor<'_>) -> Result<Field, Fault> {
    let mut field = Field { name: cursor.name("the name of a field")?, ..Field::default() };
    if cursor.eat(':') {
        field.ty = read_type(cursor, 0)?;
    }
    if cursor.eat('{') {
        field.values = cursor.braced()?.into_iter().map(|value| (value, String::new())).collect();
    }
    if cursor.eat('=') {
        let start = cursor.at();
        let name = cursor.take_while(|c| c.is_ascii_alphanumeric());
        let Some((_, format)) = FORMATS.iter().find(|(other, _)| *other == name) else {
            let help = format!("write one of `{}`", FORMATS.map(|(name, _)| name).join("`, `"));
            return Err(Fault { at: start, message: format!("unknown format `{name}`"), help });
        };
        field.format = Some(*format);
    }
    if cursor.eat('@') {
        let Some((_, zone)) = ZONES.iter().find(|(hours, _)| cursor.eat(*hours)) else {
            return Err(cursor.fault("unknown time zone", "write `@0` for UTC or `@8` for UTC+8"));
        };
        field.zone = Some(*zone);
    }
    while !cursor.is_done() && !cursor.rest().starts_with(' ') {
        let Some(flag) = FLAGS.iter().find(|flag| cursor.rest().starts_with(flag.sign)) else {
            let signs = FLAGS.map(|flag| format!("`{}`", flag.sign)).join(" ");
            return Err(cursor.fault(
                format!("unexpected `{}` after `{}`", cursor.rest().chars().next().unwrap_or_default(), field.name),
                format!("write a space, or one of the signs {signs}"),
            ));
        };
        cursor.eat(flag.sign);
        (flag.set)(&mut field);
    }
    Ok(field)
}

/// The largest number of lists in lists, which bounds recursion.
const MAX_DEPTH: usize = 8;

fn read_type(cursor: &mut Cursor<'_>, depth: usize) -> Result<Type, Fault> {
    if depth > MAX_DEPTH {
        return Err(cursor.fault("too many lists in lists", "remove brackets"));
    }
    if cursor.eat('[') {
        let item = read_type(cursor, depth + 1)?;
        if !cursor.eat(']') {
            return Err(cursor.fault("the list is not closed", "close it with `]`"));
        }
        return Ok(Type::List(Box::new(item)));
    }
    let name = cursor.name("a type")?;
    let is_scalar = Type::scalar_names().any(|scalar| scalar == name);
    Ok(if is_scalar { name.parse().unwrap_or_default() } else { Type::Structure(name) })
}
