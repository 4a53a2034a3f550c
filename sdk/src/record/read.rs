//! One serde visitor that carries every value to its field.

use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use super::{Field, Record, Scalar, Shape};

/// Whether a value has reached its field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrived {
    Yes,
    /// It was `null`.
    Null,
    /// It cannot stand for the field's type; the field keeps its default.
    Misfit,
}

/// Reads a record from any of serde's formats.
pub(crate) fn deserialize<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = R::default();
    deserializer.deserialize_map(RecordVisitor(&mut record, &mut Order::default()))?;
    Ok(record)
}

/// Reads an object into a record: unknown members are passed over, values go to their fields, and a promised field
/// that does not arrive keeps its zero value with a warning.
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

/// What is learnt from one record of a list for the next: the name that followed is looked at first.
#[derive(Default)]
pub(crate) struct Order {
    /// For each field, and in front of the first, the place of the field that came next.
    next: Vec<usize>,
    /// Which fields are promised.
    promised: Option<Places>,
    /// Which fields have been warned of: once is enough for all records of a list.
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

    /// The place of a name among `names`, after the name whose place is `slot - 1`, or as the first.
    fn find(&mut self, slot: usize, name: &str, names: &[&str]) -> Option<usize> {
        let likely = self.next.get(slot).copied().unwrap_or(slot);
        if names.get(likely) == Some(&name) {
            return Some(likely);
        }
        let found = names.iter().position(|known| *known == name)?;
        if self.next.is_empty() {
            // Until something else is learnt, in the documentation's order.
            self.next.extend(0..=names.len());
        }
        if let Some(next) = self.next.get_mut(slot) {
            *next = found;
        }
        Some(found)
    }

    fn promised(&mut self, shape: &Shape) -> Places {
        *self.promised.get_or_insert_with(|| {
            let mut promised = shape.promised.iter().peekable();
            let mut places = Places::default();
            for (index, field) in shape.fields.iter().enumerate() {
                if promised.next_if_eq(&field).is_some() {
                    places.add(index);
                }
            }
            places
        })
    }
}

/// Some of a record's fields, a bit each. What lies beyond its width is not in it.
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
    shape: &'static Shape,
    fields: &'a mut [&'f mut dyn Field],
    /// The members of an open record, which takes what no field does.
    open: Option<&'a mut Map<String, Json>>,
    order: &'a mut Order,
    arrived: Places,
    /// Behind the last field that was found.
    slot: usize,
}

impl Fields<'_, '_> {
    /// Gives the fields of a record, once.
    pub(crate) fn of(record: &mut dyn Record, order: &mut Order, read: &mut dyn FnMut(Fields<'_, '_>)) {
        let shape = record.shape();
        let (arrived, slot) = (Places::default(), 0);
        match record.members_mut() {
            Some(open) => read(Fields { shape, fields: &mut [], open: Some(open), order, arrived, slot }),
            None => record.fill(&mut |fields| read(Fields { shape, fields, open: None, order, arrived, slot })),
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

    /// The place of the field with a wire name.
    #[inline]
    fn find(&mut self, name: &str) -> Option<usize> {
        let found = self.order.find(self.slot, name, self.shape.fields)?;
        self.slot = found + 1;
        Some(found)
    }

    /// Reads a value into its field, or passes over it where its name is unknown.
    fn read_value<'de, A: MapAccess<'de>>(&mut self, index: Option<usize>, map: &mut A) -> Result<(), A::Error> {
        match index.and_then(|index| Some((index, self.fields.get_mut(index)?))) {
            Some((index, field)) => {
                let arrived = map.next_value_seed(FieldSeed { field: &mut **field, order: self.order, index })?;
                self.note(index, arrived);
                Ok(())
            }
            None => map.next_value::<IgnoredAny>().map(drop),
        }
    }

    /// Puts a text into the field with a wire name.
    pub(crate) fn put(&mut self, name: &str, text: &str) {
        if let Some(open) = &mut self.open {
            open.insert(name.to_owned(), text.into());
            return;
        }
        if let Some(index) = self.find(name)
            && let Some(field) = self.fields.get_mut(index)
        {
            let arrived = if field.scalar(Scalar::Text(text)) { Arrived::Yes } else { Arrived::Misfit };
            self.note(index, arrived);
        }
    }

    #[inline]
    fn note(&mut self, index: usize, arrived: Arrived) {
        match arrived {
            Arrived::Yes => self.arrived.add(index),
            Arrived::Null => {}
            Arrived::Misfit => self.misfit(index),
        }
    }

    /// Names an optional field whose value cannot stand for its type. A promised one is named at the end.
    #[cold]
    fn misfit(&mut self, index: usize) {
        let field = self.shape.fields.get(index).filter(|field| !self.shape.promised.contains(field));
        if let Some(field) = field.filter(|_| !self.order.warned.has(index)) {
            self.order.warned.add(index);
            tracing::warn!(field, "an optional field did not arrive in its documented type");
        }
    }

    /// Names the promised fields that have not arrived.
    pub(crate) fn warn(&mut self) {
        for index in self.order.promised(self.shape).without(self.arrived).without(self.order.warned) {
            self.order.warned.add(index);
            let field = self.shape.fields.get(index);
            tracing::warn!(field, "a promised field did not arrive in its documented type; it has its zero value");
        }
    }
}

/// Finds the field that a key names, without copying the key.
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

/// Carries any value to a field.
struct FieldSeed<'f> {
    field: &'f mut dyn Field,
    /// The order of the record that has the field, and the field's place in it.
    order: &'f mut Order,
    index: usize,
}

/// Reads the value that follows a name into a field that stands alone.
pub(crate) fn read_value<'de, A: MapAccess<'de>>(field: &mut dyn Field, map: &mut A) -> Result<Arrived, A::Error> {
    map.next_value_seed(FieldSeed { field, order: &mut Order::default(), index: 0 })
}

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = Arrived;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arrived, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl FieldSeed<'_> {
    fn scalar<E>(self, value: Scalar<'_>) -> Result<Arrived, E> {
        Ok(if self.field.scalar(value) { Arrived::Yes } else { Arrived::Misfit })
    }
}

impl<'de> Visitor<'de> for FieldSeed<'_> {
    type Value = Arrived;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Arrived, E> {
        self.scalar(Scalar::Text(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Arrived, E> {
        self.scalar(Scalar::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Arrived, E> {
        self.scalar(Scalar::Uint(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Arrived, E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Arrived, E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Arrived, E> {
        Ok(Arrived::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Arrived, E> {
        Ok(Arrived::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arrived, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Arrived, A::Error> {
        let mut arrived = if self.field.list() { Arrived::Yes } else { Arrived::Misfit };
        while let Some(item) = seq.next_element_seed(ItemSeed(&mut self))? {
            if item == Arrived::Misfit {
                arrived = Arrived::Misfit;
            }
        }
        Ok(arrived)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arrived, A::Error> {
        match self.field.record().zip(self.order.inside(self.index)) {
            Some((record, order)) => RecordVisitor(record, order).visit_map(map).map(|()| Arrived::Yes),
            None => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Arrived::Misfit)
            }
        }
    }
}

/// Reads an item of an array into a list. The item is made only once it is known to be there.
struct ItemSeed<'l, 'f>(&'l mut FieldSeed<'f>);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_, '_> {
    type Value = Arrived;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arrived, D::Error> {
        let FieldSeed { field, order, index } = self.0;
        match field.push() {
            Some(field) => FieldSeed { field, order, index: *index }.deserialize(deserializer),
            None => IgnoredAny::deserialize(deserializer).map(|_| Arrived::Misfit),
        }
    }
}
