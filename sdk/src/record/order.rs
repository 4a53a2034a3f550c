//! What a record that was read suggests for the next one.

use super::traits::Schema;

/// What one record of a list suggests for the next: the field that followed is tried first.
#[derive(Default)]
pub(crate) struct Order {
    /// For the start of the record and for each field, the index of the field that came next.
    next: Vec<usize>,
    /// Which fields a response always contains.
    output_required: Option<Places>,
    /// Which fields have been reported by any record of a list.
    reported: Places,
    /// The orders of the records in each field.
    inside: Vec<Order>,
}

impl Order {
    pub(super) fn inside(&mut self, index: usize) -> Option<&mut Order> {
        if self.inside.len() <= index {
            self.inside.resize_with(index + 1, Order::default);
        }
        self.inside.get_mut(index)
    }

    /// Returns the index of a name in `names`, given that it follows the name with index `slot - 1` or is the first.
    pub(super) fn find(&mut self, slot: usize, name: &str, names: &[&str]) -> Option<usize> {
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

    /// Returns whether a misfit is the first of a field.
    pub(super) fn is_first(&mut self, index: usize) -> bool {
        let is_first = index < PLACES && !self.reported.has(index);
        self.reported.add(index);
        is_first
    }

    pub(super) fn output_required(&mut self, schema: &Schema) -> Places {
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
/// missed.
#[derive(Clone, Copy, Default)]
pub(super) struct Places(u128);

/// The number of fields that fit into [`Places`].
const PLACES: usize = 128;

impl Places {
    #[inline]
    pub(super) fn add(&mut self, index: usize) {
        if index < PLACES {
            self.0 |= 1 << index;
        }
    }

    pub(super) fn has(self, index: usize) -> bool {
        index < PLACES && self.0 >> index & 1 == 1
    }

    pub(super) fn without(self, other: Places) -> Places {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bits_up_to_their_width() {
        let mut places = Places::default();
        for index in [5, 0, 127, 5, 128, 133] {
            places.add(index);
        }
        assert_eq!(places.collect::<Vec<_>>(), [0, 5, 127]);
        assert_eq!((0..300).filter(|index| places.has(*index)).collect::<Vec<_>>(), [0, 5, 127]);
        let mut other = Places::default();
        other.add(5);
        other.add(7);
        assert_eq!(places.without(other).collect::<Vec<_>>(), [0, 127]);
    }

    #[test]
    fn only_the_first_misfit_of_a_field_is_first() {
        let mut order = Order::default();
        for (index, is_first) in [(3, true), (3, false), (0, true), (127, true), (127, false), (128, false)] {
            assert_eq!(order.is_first(index), is_first, "{index}");
        }
    }

    #[test]
    fn names_are_found_in_any_order_and_what_followed_is_tried_first() {
        let (names, mut order) = (["A", "B", "C"], Order::default());
        assert_eq!(order.find(0, "A", &names), Some(0));
        assert!(order.next.is_empty());
        for _ in 0..2 {
            assert_eq!(order.find(0, "C", &names), Some(2));
            assert_eq!(order.find(3, "B", &names), Some(1));
            assert_eq!(order.find(2, "D", &names), None);
            assert_eq!(order.next, [2, 1, 2, 1]);
        }
        assert_eq!(order.find(0, "A", &names), Some(0));
    }

    #[test]
    fn each_field_has_its_own_order() {
        let mut order = Order::default();
        for index in [2, 0] {
            let inside = order.inside(index).expect("made when asked for");
            assert!(inside.is_first(index));
        }
        assert_eq!(order.inside.len(), 3);
        assert!(order.inside(2).is_some_and(|inside| !inside.is_first(2)));
    }

    #[test]
    fn required_fields_are_those_of_the_schema() {
        const SCHEMA: Schema = Schema { name: "Pair", fields: &["A", "B", "C"], output_required: &["A", "C"] };
        assert_eq!(Order::default().output_required(&SCHEMA).collect::<Vec<_>>(), [0, 2]);
    }
}
