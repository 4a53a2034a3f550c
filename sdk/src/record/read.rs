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
    deserializer.deserialize_map(RecordVisitor(&mut record))?;
    Ok(record)
}

/// Reads an object into a record: unknown members are passed over, values go to their fields, and a promised field
/// that does not arrive keeps its zero value with a warning.
pub(super) struct RecordVisitor<'r>(pub(super) &'r mut dyn Record);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut result = Ok(());
        Fields::of(self.0, &mut |fields| result = fields.read(&mut map));
        result
    }
}

/// The fields of a record while they are read.
pub(crate) struct Fields<'a, 'f> {
    shape: &'static Shape,
    fields: &'a mut [&'f mut dyn Field],
    /// The members of an open record, which takes what no field does.
    open: Option<&'a mut Map<String, Json>>,
    /// Which have arrived, a bit each. Fields beyond its width are read without a warning.
    arrived: u128,
    /// Where the next name is looked for first: members mostly come in the documentation's order.
    expected: usize,
}

impl Fields<'_, '_> {
    /// Gives the fields of a record, once.
    pub(crate) fn of(record: &mut dyn Record, read: &mut dyn FnMut(Fields<'_, '_>)) {
        let shape = record.shape();
        match record.members_mut() {
            Some(open) => read(Fields { shape, fields: &mut [], open: Some(open), arrived: 0, expected: 0 }),
            None => record.fill(&mut |fields| read(Fields { shape, fields, open: None, arrived: 0, expected: 0 })),
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
    fn find(&mut self, name: &str) -> Option<usize> {
        let names = self.shape.fields;
        let (before, from) = names.split_at_checked(self.expected)?;
        let ahead = from.iter().position(|known| *known == name).map(|index| index + before.len());
        let index = ahead.or_else(|| before.iter().position(|known| *known == name))?;
        self.expected = index + 1;
        Some(index)
    }

    /// Reads a value into its field, or passes over it where its name is unknown.
    fn read_value<'de, A: MapAccess<'de>>(&mut self, index: Option<usize>, map: &mut A) -> Result<(), A::Error> {
        match index.and_then(|index| Some((index, self.fields.get_mut(index)?))) {
            Some((index, field)) => {
                let arrived = map.next_value_seed(FieldSeed(&mut **field))?;
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

    fn note(&mut self, index: usize, arrived: Arrived) {
        match arrived {
            Arrived::Yes => self.arrived |= bit(index),
            Arrived::Null => {}
            Arrived::Misfit => {
                let field = self.shape.fields.get(index);
                if !self.shape.promised.iter().any(|promised| Some(promised) == field) {
                    tracing::warn!(field, "an optional field did not arrive in its documented type");
                }
            }
        }
    }

    /// Names the promised fields that have not arrived.
    pub(crate) fn warn(&self) {
        let mut promised = self.shape.promised.iter().peekable();
        for (index, field) in self.shape.fields.iter().enumerate() {
            if promised.next_if_eq(&field).is_some() && self.arrived & bit(index) == 0 && bit(index) != 0 {
                tracing::warn!(field, "a promised field did not arrive in its documented type; it has its zero value");
            }
        }
    }
}

/// The bit of a field; none for a field beyond the bits.
fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
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
pub(crate) struct FieldSeed<'f>(pub(crate) &'f mut dyn Field);

impl<'de> DeserializeSeed<'de> for FieldSeed<'_> {
    type Value = Arrived;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arrived, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl FieldSeed<'_> {
    fn scalar<E>(self, value: Scalar<'_>) -> Result<Arrived, E> {
        Ok(if self.0.scalar(value) { Arrived::Yes } else { Arrived::Misfit })
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
        self.scalar(Scalar::Int(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Arrived, E> {
        self.scalar(Scalar::Int(value.into()))
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

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arrived, A::Error> {
        let mut arrived = if self.0.list() { Arrived::Yes } else { Arrived::Misfit };
        while let Some(item) = seq.next_element_seed(ItemSeed(&mut *self.0))? {
            if item == Arrived::Misfit {
                arrived = Arrived::Misfit;
            }
        }
        Ok(arrived)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arrived, A::Error> {
        match self.0.record() {
            Some(record) => RecordVisitor(record).visit_map(map).map(|()| Arrived::Yes),
            None => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Arrived::Misfit)
            }
        }
    }
}

/// Reads an item of an array into a list. The item is made only once it is known to be there.
struct ItemSeed<'f>(&'f mut dyn Field);

impl<'de> DeserializeSeed<'de> for ItemSeed<'_> {
    type Value = Arrived;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arrived, D::Error> {
        match self.0.push() {
            Some(item) => FieldSeed(item).deserialize(deserializer),
            None => IgnoredAny::deserialize(deserializer).map(|_| Arrived::Misfit),
        }
    }
}
