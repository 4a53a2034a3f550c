//! Ids of requests, resources and tasks.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

/// Generates ids.
///
/// Random ids are hashes of a counter and a random seed. This is not a cryptographic generator, but it needs no
/// further dependency and is sufficient for a server that only this machine can reach.
pub(crate) struct Ids {
    seed: u64,
    counter: AtomicU64,
    next_serial: AtomicU64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        // The standard library seeds this from the system's randomness.
        Self::seeded(RandomState::new().hash_one(0))
    }

    /// Creates a generator whose ids depend only on the seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { seed, counter: AtomicU64::new(0), next_serial: AtomicU64::new(10_000_000) }
    }

    /// Returns a number greater than all those returned before.
    pub(crate) fn serial(&self) -> u64 {
        self.next_serial.fetch_add(1, Ordering::Relaxed)
    }

    /// Returns the number that [`Ids::serial`] returns next.
    pub(crate) fn next_serial(&self) -> u64 {
        self.next_serial.load(Ordering::Relaxed)
    }

    /// Makes [`Ids::serial`] return this number next, unless it has already returned it.
    pub(crate) fn continue_after(&self, next_serial: u64) {
        self.next_serial.fetch_max(next_serial, Ordering::Relaxed);
    }

    /// Returns a random number.
    pub(crate) fn random(&self) -> u128 {
        let count = self.counter.fetch_add(1, Ordering::Relaxed);
        let hash = |half| u128::from(BuildHasherDefault::<DefaultHasher>::default().hash_one((self.seed, count, half)));
        hash("high") << 64 | hash("low")
    }

    /// Returns a random UUID, version 4.
    pub(crate) fn uuid(&self) -> String {
        let n = self.random();
        // The version is the first digit of the third group; the variant is the two highest bits of the fourth.
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            n >> 96,
            n >> 80 & 0xffff,
            n >> 64 & 0xfff,
            0x8000 | n >> 48 & 0x3fff,
            n & 0xffff_ffff_ffff
        )
    }

    /// Returns what follows the prefix of a resource id: eight random letters and digits.
    pub(crate) fn suffix(&self) -> String {
        let mut number = self.random();
        let mut next_char = || {
            let digit = number % 36;
            number /= 36;
            digit.try_into().ok().and_then(|digit| char::from_digit(digit, 36))
        };
        (0..8).filter_map(|_| next_char()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_well_formed_and_unique() {
        let ids = Ids::new();
        let (first, second) = (ids.uuid(), ids.uuid());
        assert_ne!(first, second);
        for uuid in [first, second] {
            let lengths: Vec<_> = uuid.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
            assert_eq!(&uuid[14..15], "4");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
        }
        let suffix = ids.suffix();
        assert!(suffix.len() == 8 && suffix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert_ne!(suffix, ids.suffix());
    }
}
