//! One serde visitor that carries every value to its field.

use std::fmt;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Field, Record, Scalar, Slot};

/// Whether a value has reached its field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrived {
    Yes,
    /// It was `null`.
    Null,
    /// It cannot stand for the field's type; the field keeps its default.
    Misfit,
}

/// Reads an object into a record: unknown members are passed over, values go to their fields, and a promised field
/// that does not arrive keeps its zero value with a warning.
pub(crate) struct RecordVisitor<'r>(pub(crate) &'r mut dyn Record);

impl<'de> Visitor<'de> for RecordVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut promises = Promises::default();
        while let Some(slot) = map.next_key_seed(NameSeed(&mut *self.0))? {
            read_field(slot, &mut map, &mut promises)?;
        }
        promises.warn(self.0.promised());
        Ok(())
    }
}

/// Which promised fields have arrived.
#[derive(Default)]
pub(crate) struct Promises(u128);

impl Promises {
    fn note(&mut self, promise: Option<usize>, arrived: Arrived) {
        match (promise, arrived) {
            (Some(index), Arrived::Yes) => self.0 |= bit(index),
            (None, Arrived::Misfit) => tracing::warn!("an optional field did not arrive in its documented type"),
            _ => {}
        }
    }

    /// Names the promised fields that have not arrived.
    pub(crate) fn warn(&self, promised: &[&'static str]) {
        for (index, field) in promised.iter().enumerate() {
            if self.0 & bit(index) == 0 && bit(index) != 0 {
                tracing::warn!(field, "a promised field did not arrive in its documented type; it has its zero value");
            }
        }
    }
}

/// The bit of a promise. A record with more promises than bits does without warnings for the rest.
fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
}

/// Reads the value that follows a name into its field, or passes over it where the name is unknown.
pub(crate) fn read_field<'de, A: MapAccess<'de>>(
    slot: Option<Slot<'_>>,
    map: &mut A,
    promises: &mut Promises,
) -> Result<Arrived, A::Error> {
    let Some(slot) = slot else {
        return map.next_value::<IgnoredAny>().map(|_| Arrived::Misfit);
    };
    let arrived = map.next_value_seed(FieldSeed(slot.field))?;
    promises.note(slot.promise, arrived);
    Ok(arrived)
}

impl Slot<'_> {
    /// Puts a scalar into the field.
    pub(crate) fn take(self, value: Scalar<'_>, promises: &mut Promises) {
        let arrived = if self.field.scalar(value) { Arrived::Yes } else { Arrived::Misfit };
        promises.note(self.promise, arrived);
    }
}

/// Finds the field that a key names, without copying the key.
struct NameSeed<'r>(&'r mut dyn Record);

impl<'de, 'r> DeserializeSeed<'de> for NameSeed<'r> {
    type Value = Option<Slot<'r>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'r> Visitor<'_> for NameSeed<'r> {
    type Value = Option<Slot<'r>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.field(name))
    }
}

/// Carries any value to a field.
struct FieldSeed<'f>(&'f mut dyn Field);

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
