//! Ids of requests, resources and tasks.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

/// A source of ids. Foreseeing one is hard enough for a server on loopback.
pub(crate) struct Ids {
    /// The standard library takes its hash keys from the system's randomness.
    secret: RandomState,
    drawn: AtomicU64,
    serial: AtomicU64,
}

impl Ids {
    pub(crate) fn new() -> Self {
        Self { secret: RandomState::new(), drawn: AtomicU64::new(0), serial: AtomicU64::new(10_000_000) }
    }

    /// A number above all that were given before.
    pub(crate) fn serial(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }

    /// A random number.
    pub(crate) fn number(&self) -> u128 {
        let turn = self.drawn.fetch_add(1, Ordering::Relaxed);
        u128::from(self.secret.hash_one((turn, "high"))) << 64 | u128::from(self.secret.hash_one((turn, "low")))
    }

    /// A random UUID, version 4.
    pub(crate) fn uuid(&self) -> String {
        let n = self.number();
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            n >> 96,
            n >> 80 & 0xffff,
            n >> 64 & 0xfff,
            0x8000 | n >> 48 & 0x3fff,
            n & 0xffff_ffff_ffff
        )
    }

    /// The part of a resource id behind its prefix: eight letters and digits.
    pub(crate) fn suffix(&self) -> String {
        let mut number = self.number();
        let mut letter = || {
            let digit = number % 36;
            number /= 36;
            digit.try_into().ok().and_then(|digit| char::from_digit(digit, 36))
        };
        (0..8).filter_map(|_| letter()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_shape_and_do_not_repeat() {
        let ids = Ids::new();
        let (one, other) = (ids.uuid(), ids.uuid());
        assert_ne!(one, other);
        for uuid in [one, other] {
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
