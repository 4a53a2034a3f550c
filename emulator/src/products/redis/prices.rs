//! Prices: the same for inquiries and for orders.

use std::time::Duration;

use super::{
    offers::Size,
    state::{Instance, MONTH},
};
use crate::time::Time;

/// For a month of a GB of one node. Documentation refers to price lists, which change.
const PREPAID_GB_MONTH: i64 = 2_250 * Price::FEN;

/// For an hour of a GB of one node: that of the official sample.
const POSTPAID_GB_HOUR: i64 = 116_676;

/// A price, in ten-thousandths of a fen. 100 fen are a yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Price(i64);

impl Price {
    const FEN: i64 = 10_000;

    /// Returns the price of new instances: for the whole term, or for an hour if they are pay-as-you-go (no months).
    pub(super) fn of_new(size: Size, count: i64, months: Option<i64>) -> Self {
        let each = months.map_or(POSTPAID_GB_HOUR, |months| PREPAID_GB_MONTH.saturating_mul(months));
        Self((size.node_gb() * count).saturating_mul(each))
    }

    /// Returns the price of a further term.
    pub(super) fn of_term(size: Size, months: i64) -> Self {
        Self::of_new(size, 1, Some(months))
    }

    /// Returns the price of another size: for the rest of the prepaid term, the difference if it is larger; what an
    /// hour costs from then on if the instance is pay-as-you-go.
    pub(super) fn of_resize(instance: &Instance, size: Size, now: Time) -> Self {
        let Some(deadline) = instance.config.deadline else { return Self::of_new(size, 1, None) };
        let rest = if deadline > now { deadline.abs_diff(now) } else { Duration::ZERO };
        let more = (size.node_gb() - Size::from(&instance.config).node_gb()).max(0);
        let hours = |duration: Duration| i64::try_from(duration.as_secs() / 3600).unwrap_or_default();
        Self((more * PREPAID_GB_MONTH / hours(MONTH)).saturating_mul(hours(rest)))
    }

    /// Returns the price in fen, without the fraction.
    pub(super) fn fen(self) -> i64 {
        self.0 / Self::FEN
    }

    /// Returns the price in fen.
    pub(super) fn exact_fen(self) -> f64 {
        self.0 as f64 / Self::FEN as f64
    }
}
