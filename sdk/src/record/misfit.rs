//! What did not fit while a record was read, and how much memory its lists may still use.

use std::fmt;

use super::kind::Kind;
use crate::printable;

/// A value in a response that does not have its documented type, or an always-present field that is missing.
///
/// `Display` prints the place and both types, such as `InstanceSet[3].Status: expected a 64-bit integer, found a
/// string`. It never prints the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    path: String,
    expected: &'static str,
    found: &'static str,
    /// Whether it is the first of its field: logging one is enough for all records of a list.
    is_first: bool,
}

impl Misfit {
    /// Returns the place: wire names and indices below `Response`, such as `InstanceSet[3].Status`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the documented type, such as `a 64-bit integer`.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// Returns what was found instead, such as `a string`; `nothing` for a field that is missing or null.
    pub fn found(&self) -> &'static str {
        self.found
    }

    /// Changes the place as it is shown.
    pub(crate) fn edit_path(&mut self, edit: impl FnOnce(&str) -> String) {
        self.path = edit(&self.path);
    }
}

/// Moves a path inside a field or an item.
fn nest(path: &mut String, step: &str) {
    if !path.is_empty() && !path.starts_with('[') {
        path.insert(0, '.');
    }
    path.insert_str(0, step);
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

/// What was found, with its article.
pub(crate) mod found {
    pub(crate) const NOTHING: &str = "nothing";
    pub(crate) const NULL: &str = "null";
    pub(crate) const STRING: &str = "a string";
    pub(crate) const NUMBER: &str = "a number";
    pub(crate) const BOOLEAN: &str = "a boolean";
    pub(crate) const LIST: &str = "a list";
    pub(crate) const OBJECT: &str = "an object";
    pub(crate) const TOO_DEEP: &str = "a value that is nested too deeply";
}

/// What did not fit, and the memory that lists may still use.
///
/// Misfits are added where they are found, and are prefixed with what contains them on the way out, so that paths cost
/// nothing while everything fits.
pub(crate) struct Report {
    misfits: Vec<Misfit>,
    /// How many of them are not the first of their field.
    repeated: usize,
    /// The lists, outside of other lists, from which items were dropped, with their paths and the numbers of those items.
    dropped: Vec<(String, usize)>,
    /// How many bytes the items of lists may still use.
    room: usize,
    is_full: bool,
    /// Whether a field may be missing although it is always present in a response.
    is_partial: bool,
}

/// The number of misfits to keep that are not the first of their field.
const MOST: usize = 100;

/// The maximum length of a name in a path. The names in untyped responses can be anything.
const NAME: usize = 128;

impl Report {
    /// Creates a report for a text of this length. An item of a list can use far more memory than its text, such as
    /// `{}` for a data type with a hundred fields: a response must not use more than a multiple of what was received.
    pub(crate) fn for_text(length: usize) -> Self {
        const MEGABYTE: usize = 1024 * 1024;
        let room = length.saturating_mul(8).saturating_add(16 * MEGABYTE).min(128 * MEGABYTE);
        Report { room, ..Self::unlimited() }
    }

    /// Creates a report for an event of this length, which contains only some of the fields of a response.
    pub(crate) fn for_event(length: usize) -> Self {
        Report { is_partial: true, ..Self::for_text(length) }
    }

    /// Creates a report for data that is already in memory.
    pub(crate) fn unlimited() -> Self {
        Report {
            misfits: Vec::new(),
            repeated: 0,
            dropped: Vec::new(),
            room: usize::MAX,
            is_full: false,
            is_partial: false,
        }
    }

    /// Reserves memory for an item of a list.
    #[inline]
    pub(super) fn take<E: serde::de::Error>(&mut self, bytes: usize) -> Result<(), E> {
        match self.room.checked_sub(bytes) {
            Some(room) => {
                self.room = room;
                Ok(())
            }
            None => {
                self.is_full = true;
                Err(E::custom("its lists would use many times more memory than its text"))
            }
        }
    }

    /// Returns whether reading ended because lists would have used too much memory.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Returns whether everything has fit so far.
    pub(super) fn is_empty(&self) -> bool {
        self.misfits.is_empty()
    }

    /// Adds a misfit. `is_first` means that its field has not been reported before; such misfits are always kept.
    #[cold]
    pub(super) fn add(&mut self, path: &str, expected: Kind, found: &'static str, is_first: bool) {
        // Fields that all items lack must not displace values that exist and do not fit.
        let is_kept = match found {
            found::NOTHING => is_first && !self.is_partial,
            _ => is_first || self.repeated < MOST,
        };
        if is_kept {
            self.repeated += usize::from(!is_first);
            let expected = expected.name();
            self.misfits.push(Misfit { path: shown(path), expected, found, is_first });
        }
    }

    /// Returns a mark for [`nest`](Self::nest).
    #[inline]
    pub(super) fn mark(&self) -> Mark {
        Mark { misfits: self.misfits.len(), dropped: self.dropped.len() }
    }

    /// Moves what was added since the mark inside a field or an item.
    #[inline]
    pub(super) fn nest(&mut self, mark: Mark, step: impl FnOnce() -> String) {
        if self.misfits.len() > mark.misfits || self.dropped.len() > mark.dropped {
            let step = shown(&step());
            self.misfits.iter_mut().skip(mark.misfits).for_each(|misfit| nest(&mut misfit.path, &step));
            self.dropped.iter_mut().skip(mark.dropped).for_each(|(path, _)| nest(path, &step));
        }
    }

    /// Adds how many items were dropped from a list, and forgets the lists in its items, which have been read since the
    /// mark.
    #[inline]
    pub(super) fn set_dropped(&mut self, mark: Mark, items: usize) {
        self.dropped.truncate(mark.dropped);
        if items > 0 {
            self.dropped.push((String::new(), items));
        }
    }

    /// Returns the lists from which items were dropped, each with the number of those items.
    pub(crate) fn take_dropped(&mut self) -> Vec<(String, usize)> {
        std::mem::take(&mut self.dropped)
    }

    /// Logs the first misfit of each field.
    pub(crate) fn log(&self) {
        for misfit in self.misfits.iter().filter(|misfit| misfit.is_first) {
            let field = misfit.path.rsplit('.').next().unwrap_or_default();
            tracing::warn!(
                field = field.split('[').next(),
                path = misfit.path,
                expected = misfit.expected,
                found = misfit.found,
                "a field is missing or does not have its documented type; it is treated as empty"
            );
        }
    }

    pub(crate) fn into_misfits(self) -> Vec<Misfit> {
        self.misfits
    }
}

/// What had been added at some point.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    misfits: usize,
    dropped: usize,
}

/// Returns a name as a part of a path: bounded and printable, since it can be any text.
fn shown(name: &str) -> String {
    printable::line(name.get(..name.floor_char_boundary(NAME)).unwrap_or_default().to_owned(), NAME)
}
