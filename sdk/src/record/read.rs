//! One serde visitor, which delivers every value to its field.
//!
//! Invariant: a value reaches the field that its name selects, or no field at all, and is consumed completely in both
//! cases.
//!
//! - Index `i` of [`Schema::fields`] and of the fields that [`Record::with_fields_mut`] lends is the same field. Both
//!   lists come from the same rows of `record!`, and an index never leaves the [`Fields`] that found it.
//! - [`Order`] only suggests where to look first: [`Order::find`] compares the name before it returns an index, and
//!   searches all names if the suggestion was wrong. A wrong suggestion costs time, but never changes the result. Hence one
//!   `Order` can serve all records of a list, although each may have its members in a different order.
//! - Every `visit_*` consumes its value to the end even if the field cannot take it, so that the next name is read from
//!   the right place. A field that cannot take a value keeps its default, and a list omits an item that does not fit.
//!   Both are in the [`Report`], and neither is an error: an error would make a whole response unreadable because of
//!   one field.
//! - An item is added to a list only once it is known to fit, and never beyond the memory that the report allows.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::json::{read_member, read_members};
use super::kind::Kind;
use super::misfit::{Misfit, Report, found};
use super::order::{Order, Places};
use super::traits::{Field, Record, Scalar, Schema};
use crate::json::{Reader, Special, special};

/// The outcome of reading a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadOutcome {
    /// The field has the value.
    Set,
    /// The value is `null`; the field keeps its default.
    Null,
    /// The value cannot be converted to the field's type; the field keeps its default.
    TypeMismatch {
        /// What the field accepts.
        expected: Kind,
        /// What was found instead.
        found: &'static str,
    },
}

/// Reads a record from any of serde's formats.
pub fn deserialize<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let (mut record, mut report) = (R::default(), Report::unlimited());
    deserializer.deserialize_map(RecordVisitor(&mut record, &mut Order::default(), &mut report))?;
    report.log();
    Ok(record)
}

/// Reads a record from a JSON text, as from a response.
///
/// # Errors
///
/// If the text is not a JSON object, or if its lists would use many times more memory than the text.
pub fn read_json<R: Record + Default>(text: &str) -> Result<R, String> {
    let mut record = R::default();
    read_into(&mut record, text).map(|_| record)
}

/// Does the same with a record of any type, and returns what did not fit.
///
/// # Errors
///
/// As for [`read_json`].
pub fn read_into(record: &mut dyn Record, text: &str) -> Result<Vec<Misfit>, String> {
    let (mut reader, mut report) = (Reader::new(text), Report::for_text(text.len()));
    let read = reader.deserialize_map(RecordVisitor(record, &mut Order::default(), &mut report));
    read.and_then(|()| reader.end()).map(|()| report.into_misfits()).map_err(|error| error.to_string())
}

/// Reads an object into a record: values go to their fields, and unknown members are skipped. An always-present field
/// that is missing keeps its zero value and is reported.
struct RecordVisitor<'r>(&'r mut dyn Record, &'r mut Order, &'r mut Report);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut result = Ok(());
        Fields::of(self.0, self.1, self.2, &mut |fields| result = fields.read(&mut map));
        result
    }
}

/// The fields of a record while they are read.
pub(crate) struct Fields<'a, 'f> {
    schema: &'static Schema,
    fields: &'a mut [&'f mut dyn Field],
    /// The members of an open record.
    open: Option<&'a mut Map<String, Json>>,
    order: &'a mut Order,
    report: &'a mut Report,
    /// Which fields have a value, including those whose value does not fit.
    set: Places,
    misfits: Places,
    /// The index of the last field that was found, plus one.
    slot: usize,
}

impl Fields<'_, '_> {
    /// Calls `read` with the fields of a record, once.
    pub(crate) fn of(
        record: &mut dyn Record,
        order: &mut Order,
        report: &mut Report,
        read: &mut dyn FnMut(Fields<'_, '_>),
    ) {
        let schema = record.schema();
        let (set, misfits, slot) = (Places::default(), Places::default(), 0);
        match record.members_mut() {
            Some(open) => {
                read(Fields { schema, fields: &mut [], open: Some(open), order, report, set, misfits, slot });
            }
            None => record.with_fields_mut(&mut |fields| {
                read(Fields { schema, fields, open: None, order, report, set, misfits, slot });
            }),
        }
    }

    fn read<'de, A: MapAccess<'de>>(mut self, map: &mut A) -> Result<(), A::Error> {
        if let Some(open) = self.open {
            return read_members(open, map, self.report);
        }
        while let Some(index) = map.next_key_seed(NameSeed(&mut self))? {
            self.read_value(index, map)?;
        }
        self.end();
        Ok(())
    }

    /// Reads the value that follows a name.
    pub(crate) fn read_member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match &mut self.open {
            Some(open) => read_member(open, name.to_owned(), map, self.report),
            None => {
                let index = self.find(name);
                self.read_value(index, map)
            }
        }
    }

    /// Returns the index of the field with a wire name.
    #[inline]
    fn find(&mut self, name: &str) -> Option<usize> {
        let found = self.order.find(self.slot, name, self.schema.fields)?;
        self.slot = found + 1;
        Some(found)
    }

    /// Reads a value into its field, or skips it if its name is unknown.
    fn read_value<'de, A: MapAccess<'de>>(&mut self, index: Option<usize>, map: &mut A) -> Result<(), A::Error> {
        match index.and_then(|index| Some((index, self.fields.get_mut(index)?))) {
            Some((index, field)) => {
                let mark = self.report.mark();
                let target = Target::Field(&mut **field);
                let outcome = map.next_value_seed(FieldSeed {
                    target,
                    order: &mut *self.order,
                    index,
                    report: &mut *self.report,
                })?;
                // Only what is inside the field has been added since the mark.
                self.report.nest(mark, || self.schema.fields.get(index).copied().unwrap_or_default().to_owned());
                self.note(index, outcome);
                Ok(())
            }
            None => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    /// Sets the field with a wire name to a string that is not in the JSON. An open record keeps only what is in it.
    pub(crate) fn fill(&mut self, name: &str, text: &str) {
        if self.open.is_none() {
            self.put(name, text);
        }
    }

    /// Sets the field with a wire name to a string.
    pub(crate) fn put(&mut self, name: &str, text: &str) {
        if let Some(open) = &mut self.open {
            open.insert(name.to_owned(), text.into());
            return;
        }
        if let Some(index) = self.find(name)
            && let Some(field) = self.fields.get_mut(index)
        {
            let outcome = match field.scalar(Scalar::Str(text)) {
                true => ReadOutcome::Set,
                false => ReadOutcome::TypeMismatch { expected: field.kind(), found: found::STRING },
            };
            self.note(index, outcome);
        }
    }

    #[inline]
    fn note(&mut self, index: usize, outcome: ReadOutcome) {
        match outcome {
            ReadOutcome::Set => self.set.add(index),
            ReadOutcome::Null => {}
            ReadOutcome::TypeMismatch { expected, found } => self.add(index, expected, found),
        }
    }

    #[cold]
    fn add(&mut self, index: usize, expected: Kind, found: &'static str) {
        self.misfits.add(index);
        let name = self.schema.fields.get(index).copied().unwrap_or_default();
        let is_first = self.order.is_first(index);
        self.report.add(name, expected, found, is_first);
    }

    /// Reports the always-present fields that have no value.
    pub(crate) fn end(&mut self) {
        for index in self.order.output_required(self.schema).without(self.set).without(self.misfits) {
            if let Some(field) = self.fields.get(index) {
                self.add(index, field.kind(), found::NOTHING);
            }
        }
    }
}

/// Finds the field that a key names without copying the key.
struct NameSeed<'r, 'a, 'f>(&'r mut Fields<'a, 'f>);

impl<'de> DeserializeSeed<'de> for NameSeed<'_, '_, '_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed<'_, '_, '_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.find(name))
    }
}

/// The destination of a value.
enum Target<'f> {
    Field(&'f mut dyn Field),
    /// The end of a list with items of this kind.
    NewItem {
        list: &'f mut dyn Field,
        kind: Kind,
    },
}

/// Delivers any value to its target.
struct FieldSeed<'f> {
    target: Target<'f>,
    /// The order of the record that contains the field, and the field's index in it. All items share those of their
    /// list.
    order: &'f mut Order,
    index: usize,
    report: &'f mut Report,
}

/// Reads the value that follows a name into a field that belongs to no record.
pub(crate) fn read_value<'de, A: MapAccess<'de>>(field: &mut dyn Field, map: &mut A) -> Result<ReadOutcome, A::Error> {
    let (target, mut order, mut report) = (Target::Field(field), Order::default(), Report::unlimited());
    map.next_value_seed(FieldSeed { target, order: &mut order, index: 0, report: &mut report })
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = ReadOutcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'f> Target<'f> {
    /// Returns the field that accepts a value of this kind, which is a new item if the value goes to a list, or else
    /// what the target accepts instead.
    #[inline]
    fn field<E: Error>(
        self,
        report: &mut Report,
        fits: fn(Kind) -> bool,
    ) -> Result<Result<&'f mut dyn Field, Kind>, E> {
        match self {
            Target::Field(field) => Ok(Ok(field)),
            Target::NewItem { list, kind } if fits(kind) => match list.push() {
                Some(item) => {
                    report.take(size_of_val(item))?;
                    Ok(Ok(item))
                }
                None => Ok(Err(kind)),
            },
            Target::NewItem { kind, .. } => Ok(Err(kind)),
        }
    }
}

impl FieldSeed<'_> {
    #[inline]
    fn scalar<E: Error>(self, value: Scalar<'_>, found: &'static str) -> Result<ReadOutcome, E> {
        match self.target {
            Target::Field(field) => Ok(match field.scalar(value) {
                true => ReadOutcome::Set,
                false => ReadOutcome::TypeMismatch { expected: field.kind(), found },
            }),
            Target::NewItem { list, kind } => {
                if kind.is_scalar()
                    && let Some(item) = list.push()
                {
                    self.report.take(size_of_val(item))?;
                    if item.scalar(value) {
                        return Ok(ReadOutcome::Set);
                    }
                    list.pop();
                }
                Ok(ReadOutcome::TypeMismatch { expected: kind, found })
            }
        }
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_> {
    type Value = ReadOutcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::Str(value), found::STRING)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::I64(value), found::NUMBER)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::U64(value), found::NUMBER)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::F64(value), found::NUMBER)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::Bool(value), found::BOOLEAN)
    }

    fn visit_unit<E: Error>(self) -> Result<ReadOutcome, E> {
        Ok(ReadOutcome::Null)
    }

    fn visit_none<E: Error>(self) -> Result<ReadOutcome, E> {
        Ok(ReadOutcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        match special(deserializer)? {
            Special::Number(text) => self.scalar(Scalar::Number(text), found::NUMBER),
            Special::TooDeep => {
                let expected = match self.target {
                    Target::Field(field) => field.kind(),
                    Target::NewItem { kind, .. } => kind,
                };
                Ok(ReadOutcome::TypeMismatch { expected, found: found::TOO_DEEP })
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<ReadOutcome, A::Error> {
        let FieldSeed { target, order, index, report } = self;
        let expected = match target.field(report, |kind| kind == Kind::List)? {
            Ok(field) => match field.list() {
                true => return read_items(field, order, index, report, &mut seq),
                false => field.kind(),
            },
            Err(kind) => kind,
        };
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(ReadOutcome::TypeMismatch { expected, found: found::LIST })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadOutcome, A::Error> {
        let FieldSeed { target, order, index, report } = self;
        let expected = match target.field(report, |kind| kind == Kind::Record)? {
            Ok(field) if field.kind() == Kind::Record => {
                if let Some((record, order)) = field.record().zip(order.inside(index)) {
                    report.take(record.boxed_size())?;
                    return RecordVisitor(record, order, report).visit_map(map).map(|()| ReadOutcome::Set);
                }
                Kind::Record
            }
            Ok(field) => {
                if let Some(text) = arbitrary_number(&mut map)? {
                    let target = Target::Field(field);
                    return FieldSeed { target, order, index, report }.scalar(Scalar::Number(&text), found::NUMBER);
                }
                return Ok(ReadOutcome::TypeMismatch { expected: field.kind(), found: found::OBJECT });
            }
            Err(kind) => kind,
        };
        // Consumed to the end, so that the reader stays in sync.
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(ReadOutcome::TypeMismatch { expected, found: found::OBJECT })
    }
}

/// Reads the items of a list, without those that do not fit.
fn read_items<'de, A: SeqAccess<'de>>(
    list: &mut dyn Field,
    order: &mut Order,
    index: usize,
    report: &mut Report,
    seq: &mut A,
) -> Result<ReadOutcome, A::Error> {
    let kind = list.item_kind();
    let (mut dropped, start) = (0, report.mark());
    for place in 0.. {
        let mark = report.mark();
        let target = Target::NewItem { list: &mut *list, kind };
        let seed = FieldSeed { target, order: &mut *order, index, report: &mut *report };
        let Some(outcome) = seq.next_element_seed(seed)? else { break };
        let misfit = match outcome {
            ReadOutcome::Set => None,
            ReadOutcome::Null => Some((kind, found::NULL)),
            ReadOutcome::TypeMismatch { expected, found } => Some((expected, found)),
        };
        if let Some((expected, found)) = misfit {
            dropped += 1;
            let is_first = order.is_first(index);
            report.add("", expected, found, is_first);
        }
        report.nest(mark, || format!("[{place}]"));
    }
    report.set_dropped(start, dropped);
    Ok(ReadOutcome::Set)
}

/// Reads an object to its end. Returns the number that it represents if any crate of a program has enabled
/// `arbitrary_precision`: `serde_json` then passes all numbers as objects.
fn arbitrary_number<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<String>, A::Error> {
    let mut number = String::new();
    while let Some(name) = map.next_key::<Cow<'_, str>>()? {
        match name.as_ref() {
            "$serde_json::private::Number" => read_value(&mut number, map).map(drop)?,
            _ => map.next_value::<IgnoredAny>().map(drop)?,
        }
    }
    Ok(Some(number).filter(|number| !number.is_empty()))
}
