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
//!   the right place. A field that cannot take a value keeps its default. That is reported once per list and is never
//!   an error: an error would make a whole response unreadable because of one field.

use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use super::traits::{Field, Record, Scalar, Schema};

/// The outcome of reading a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadOutcome {
    /// The field has the value.
    Set,
    /// The value is `null`; the field keeps its default.
    Null,
    /// The value cannot be converted to the field's type; the field keeps its default.
    TypeMismatch,
}

/// Reads a record from any of serde's formats.
pub fn deserialize<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = R::default();
    deserializer.deserialize_map(RecordVisitor(&mut record, &mut Order::default()))?;
    Ok(record)
}

/// Reads an object into a record: values go to their fields, and unknown members are skipped. An always-present field
/// that is missing keeps its zero value and is logged.
pub(super) struct RecordVisitor<'r>(pub(super) &'r mut dyn Record, pub(super) &'r mut Order);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut result = Ok(());
        Fields::of(self.0, self.1, &mut |fields| result = fields.read(&mut map));
        result
    }
}

/// What one record of a list suggests for the next: the field that followed is tried first.
#[derive(Default)]
pub(crate) struct Order {
    /// For the start of the record and for each field, the index of the field that came next.
    next: Vec<usize>,
    /// Which fields a response always contains.
    output_required: Option<Places>,
    /// Which fields have been reported: one report is enough for all records of a list.
    warned: Places,
    /// The orders of the records in each field.
    inside: Vec<Order>,
}

impl Order {
    fn inside(&mut self, index: usize) -> Option<&mut Order> {
        if self.inside.len() <= index {
            self.inside.resize_with(index + 1, Order::default);
        }
        self.inside.get_mut(index)
    }

    /// Returns the index of a name in `names`, given that it follows the name with index `slot - 1` or is the first.
    fn find(&mut self, slot: usize, name: &str, names: &[&str]) -> Option<usize> {
        let likely = self.next.get(slot).copied().unwrap_or(slot);
        // Compare even the likely name: the suggestion may come from a record with other members.
        if names.get(likely) == Some(&name) {
            return Some(likely);
        }
        let found = names.iter().position(|known| *known == name)?;
        if self.next.is_empty() {
            // The first suggestion is the order in the documentation.
            self.next.extend(0..=names.len());
        }
        if let Some(next) = self.next.get_mut(slot) {
            *next = found;
        }
        Some(found)
    }

    fn output_required(&mut self, schema: &Schema) -> Places {
        *self.output_required.get_or_insert_with(|| {
            let mut names = schema.output_required.iter().peekable();
            let mut places = Places::default();
            for (index, field) in schema.fields.iter().enumerate() {
                if names.next_if_eq(&field).is_some() {
                    places.add(index);
                }
            }
            places
        })
    }
}

/// Some of a record's fields, one bit for each. Fields beyond its width are never contained, and therefore never
/// reported.
#[derive(Clone, Copy, Default)]
struct Places(u128);

impl Places {
    #[inline]
    fn add(&mut self, index: usize) {
        if index < 128 {
            self.0 |= 1 << index;
        }
    }

    fn has(self, index: usize) -> bool {
        index < 128 && self.0 >> index & 1 == 1
    }

    fn without(self, other: Places) -> Places {
        Places(self.0 & !other.0)
    }
}

impl Iterator for Places {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let first = self.0.trailing_zeros();
        self.0 &= self.0.checked_sub(1)?;
        usize::try_from(first).ok()
    }
}

/// The fields of a record while they are read.
pub(crate) struct Fields<'a, 'f> {
    schema: &'static Schema,
    fields: &'a mut [&'f mut dyn Field],
    /// The members of an open record.
    open: Option<&'a mut Map<String, Json>>,
    order: &'a mut Order,
    set: Places,
    /// The index of the last field that was found, plus one.
    slot: usize,
}

impl Fields<'_, '_> {
    /// Calls `read` with the fields of a record, once.
    pub(crate) fn of(record: &mut dyn Record, order: &mut Order, read: &mut dyn FnMut(Fields<'_, '_>)) {
        let schema = record.schema();
        let (set, slot) = (Places::default(), 0);
        match record.members_mut() {
            Some(open) => read(Fields { schema, fields: &mut [], open: Some(open), order, set, slot }),
            None => record.with_fields_mut(&mut |fields| read(Fields { schema, fields, open: None, order, set, slot })),
        }
    }

    fn read<'de, A: MapAccess<'de>>(mut self, map: &mut A) -> Result<(), A::Error> {
        if let Some(open) = self.open {
            while let Some((name, value)) = map.next_entry()? {
                open.insert(name, value);
            }
            return Ok(());
        }
        while let Some(index) = map.next_key_seed(NameSeed(&mut self))? {
            self.read_value(index, map)?;
        }
        self.warn();
        Ok(())
    }

    /// Reads the value that follows a name.
    pub(crate) fn read_member<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match &mut self.open {
            Some(open) => map.next_value().map(|value| drop(open.insert(name.to_owned(), value))),
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
                let outcome = map.next_value_seed(FieldSeed { field: &mut **field, order: self.order, index })?;
                self.note(index, outcome);
                Ok(())
            }
            None => map.next_value::<IgnoredAny>().map(drop),
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
            let outcome = if field.scalar(Scalar::Str(text)) { ReadOutcome::Set } else { ReadOutcome::TypeMismatch };
            self.note(index, outcome);
        }
    }

    #[inline]
    fn note(&mut self, index: usize, outcome: ReadOutcome) {
        match outcome {
            ReadOutcome::Set => self.set.add(index),
            ReadOutcome::Null => {}
            ReadOutcome::TypeMismatch => self.type_mismatch(index),
        }
    }

    /// Logs an optional field whose value cannot be converted to its type. Always-present fields are logged at the end.
    #[cold]
    fn type_mismatch(&mut self, index: usize) {
        let field = self.schema.fields.get(index).filter(|field| !self.schema.output_required.contains(field));
        if let Some(field) = field.filter(|_| !self.order.warned.has(index)) {
            self.order.warned.add(index);
            tracing::warn!(field, "an optional field does not have its documented type; it is treated as absent");
        }
    }

    /// Logs the always-present fields that have no value.
    pub(crate) fn warn(&mut self) {
        for index in self.order.output_required(self.schema).without(self.set).without(self.order.warned) {
            self.order.warned.add(index);
            let field = self.schema.fields.get(index);
            tracing::warn!(
                field,
                "an always-present field is missing or does not have its documented type; its zero value is used"
            );
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

/// Delivers any value to a field.
struct FieldSeed<'f> {
    field: &'f mut dyn Field,
    /// The order of the record that contains the field, and the field's index in it.
    order: &'f mut Order,
    index: usize,
}

/// Reads the value that follows a name into a field that belongs to no record.
pub(crate) fn read_value<'de, A: MapAccess<'de>>(field: &mut dyn Field, map: &mut A) -> Result<ReadOutcome, A::Error> {
    map.next_value_seed(FieldSeed { field, order: &mut Order::default(), index: 0 })
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = ReadOutcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl FieldSeed<'_> {
    fn scalar<E>(self, value: Scalar<'_>) -> Result<ReadOutcome, E> {
        Ok(if self.field.scalar(value) { ReadOutcome::Set } else { ReadOutcome::TypeMismatch })
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_> {
    type Value = ReadOutcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::Str(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::I64(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::U64(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::F64(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<ReadOutcome, E> {
        self.scalar(Scalar::Bool(value))
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

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<ReadOutcome, A::Error> {
        let mut outcome = if self.field.list() { ReadOutcome::Set } else { ReadOutcome::TypeMismatch };
        while let Some(item) = seq.next_element_seed(ItemSeed(&mut self))? {
            if item == ReadOutcome::TypeMismatch {
                outcome = ReadOutcome::TypeMismatch;
            }
        }
        Ok(outcome)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ReadOutcome, A::Error> {
        match self.field.record().zip(self.order.inside(self.index)) {
            Some((record, order)) => RecordVisitor(record, order).visit_map(map).map(|()| ReadOutcome::Set),
            None => {
                // Consumed to the end, so that the reader stays in sync.
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(ReadOutcome::TypeMismatch)
            }
        }
    }
}

/// Reads an item of an array into a list. The item is added only once it is known to exist.
struct ItemSeed<'l, 'f>(&'l mut FieldSeed<'f>);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_, '_> {
    type Value = ReadOutcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ReadOutcome, D::Error> {
        let FieldSeed { field, order, index } = self.0;
        match field.push() {
            // All items share the order of their list.
            Some(field) => FieldSeed { field, order, index: *index }.deserialize(deserializer),
            None => IgnoredAny::deserialize(deserializer).map(|_| ReadOutcome::TypeMismatch),
        }
    }
}
