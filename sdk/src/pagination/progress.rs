//! The position up to which a list has been read, and the page that comes next.
//!
//! Some services round positions down to multiples of the page size ([`PageStyle::AlignedOffset`]). Positions in such a
//! list never depend on how many items have arrived: after a page of 10 that contains 9 items, position 9 would return
//! the same page again. A short page means either that the service never sends more than that many items per page, or
//! that it has omitted some; [`Probe`] finds out which.

use super::style::PageStyle;
use super::tokens::Tokens;
use crate::error::{Error, ErrorKind};
use crate::record::Misfit;

/// A page that has been received.
pub(crate) struct Arrived<'r, I> {
    pub(crate) items: &'r [I],
    /// How many items it lacks because they do not have their documented type.
    pub(crate) dropped: usize,
    pub(crate) misfit: Option<Misfit>,
    /// The total that the service reports; zero if it reports none.
    pub(crate) total: u64,
    /// The token of the next page, in a list with tokens.
    pub(crate) token: Option<String>,
}

/// The decision about a page.
pub(super) enum Verdict {
    /// It is the next part of the list. Another page follows there.
    Deliver { next: Option<Next> },
    /// It answers a question about the list, and is not its next part.
    Discard { next: Option<Next> },
}

/// Where the next page is.
pub(super) enum Next {
    At(Place),
    Token(String),
}

/// What a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) position: u64,
    pub(crate) size: u64,
}

/// The progress of reading a list.
pub(super) struct Progress<I> {
    style: PageStyle,
    /// The place of the page that is being requested.
    place: Place,
    /// How many items precede the first page, and how many have arrived since then.
    start: u64,
    arrived: u64,
    /// How many of them were omitted, and the first reason.
    dropped: u64,
    misfit: Option<Misfit>,
    /// The last total, and whether it was the same as the one before.
    total: Option<u64>,
    is_stable: bool,
    /// The last page that was delivered.
    previous: Vec<I>,
    probe: Probe,
    tokens: Tokens,
}

/// Whether the pages of an aligned list have the requested size.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Probe {
    /// The first page has not arrived yet.
    Open,
    /// The first page was short; this is its place.
    Asked { first: Place },
    /// They do.
    Settled,
}

impl<I: Clone + PartialEq> Progress<I> {
    /// Starts before the first page. The error explains why that page must not be requested.
    pub(super) fn new(style: PageStyle, place: Place) -> Result<Self, String> {
        let Place { position, size } = place;
        if size == 0 {
            return Err("a page cannot have zero items; set a larger page size".to_owned());
        }
        if style == PageStyle::AlignedOffset && position % size != 0 {
            return Err(format!(
                "the list starts at offset {position}, which is not a multiple of the page size {size}, so that the service \
                 would round it; set another offset or limit"
            ));
        }
        let start = match style {
            PageStyle::Offset | PageStyle::AlignedOffset | PageStyle::Token => position,
            PageStyle::Number | PageStyle::NumberFromZero => {
                position.saturating_sub(style.first()).saturating_mul(size)
            }
        };
        Ok(Progress {
            style,
            place,
            start,
            arrived: 0,
            dropped: 0,
            misfit: None,
            total: None,
            is_stable: true,
            previous: Vec::new(),
            probe: Probe::Open,
            tokens: Tokens::default(),
        })
    }

    /// Takes a page.
    pub(super) fn take(&mut self, page: Arrived<'_, I>) -> Result<Verdict, Error> {
        let Arrived { items, dropped, misfit, total, token } = page;
        let count = (items.len() + dropped) as u64;
        self.is_stable = self.total.is_none_or(|last| last == total);
        self.total = Some(total);
        if let Probe::Asked { first } = self.probe {
            self.probe = Probe::Settled;
            // Only a service with a smaller maximum sends different items for the rest of a short page.
            if count == 0 || items.iter().any(|item| self.previous.contains(item)) {
                self.place = Place { position: first.position.saturating_add(first.size), size: first.size };
                return Ok(Verdict::Discard { next: (!self.is_behind()).then_some(Next::At(self.place)) });
            }
        }
        if !items.is_empty() && *items == self.previous[..] && (total == 0 || count > 1) {
            let text = "the list does not end: the service returned the same page for two positions";
            return Err(Error::new(ErrorKind::MalformedResponse, text));
        }
        self.arrived = self.arrived.saturating_add(count);
        self.dropped = self.dropped.saturating_add(dropped as u64);
        if self.misfit.is_none() {
            self.misfit = misfit;
        }
        if self.style == PageStyle::Token {
            let next = self.tokens.take(token, count).map(Next::Token);
            // An empty page lies between equal ones only if the service returns the same page again and again.
            if !items.is_empty() {
                items.clone_into(&mut self.previous);
            }
            return Ok(Verdict::Deliver { next });
        }
        let ended = count == 0 || self.step(count);
        if !ended {
            items.clone_into(&mut self.previous);
        }
        Ok(Verdict::Deliver { next: (!ended).then_some(Next::At(self.place)) })
    }

    /// Moves to the next page. Returns whether there is none.
    fn step(&mut self, count: u64) -> bool {
        let Place { position, size } = self.place;
        let probe = std::mem::replace(&mut self.probe, Probe::Settled);
        match self.style {
            PageStyle::Number | PageStyle::NumberFromZero => self.place.position = position.saturating_add(1),
            // Tokens do not depend on it.
            PageStyle::Token => {}
            PageStyle::Offset => self.place.position = position.saturating_add(count),
            PageStyle::AlignedOffset if probe == Probe::Open && count < size && !self.is_complete() => {
                let size = common_divisor(position, count);
                self.probe = Probe::Asked { first: self.place };
                self.place = Place { position: position.saturating_add(count), size };
                return false;
            }
            PageStyle::AlignedOffset => {
                self.place.position = position.saturating_add(size.saturating_mul((count / size).max(1)));
                return self.is_behind();
            }
        }
        self.is_complete()
    }

    /// Returns whether the next page begins after the last item. A total of zero together with items is a missing
    /// total: then only an empty page is the end.
    fn is_behind(&self) -> bool {
        self.total.is_some_and(|total| total > 0 && self.place.position >= total)
    }

    /// Returns whether all items have arrived.
    fn is_complete(&self) -> bool {
        self.total.is_some_and(|total| total > 0 && self.start.saturating_add(self.arrived) >= total)
    }

    /// Returns what is wrong with the list as a whole, after its last page.
    pub(super) fn end(&self) -> Option<Error> {
        let reason = self.misfit.as_ref().map(|misfit| format!("; {misfit}")).unwrap_or_default();
        let expected = self.total.unwrap_or_default().saturating_sub(self.start);
        let text = if let Some(fault) = self.tokens.fault() {
            fault.to_owned()
        } else if self.dropped > 0 {
            format!("items that do not have their documented type were omitted from the list: {}{reason}", self.dropped)
        } else if self.arrived < expected && self.is_stable {
            format!("the list ended after {} items, although the service reports {expected}{reason}", self.arrived)
        } else {
            // Either the list is complete, or its total has just changed, so that the list changes while it is read.
            return None;
        };
        Some(Error::new(ErrorKind::MalformedResponse, text))
    }
}

/// Returns the greatest common divisor, which also divides the sum of the two.
fn common_divisor(one: u64, other: u64) -> u64 {
    if one == 0 { other } else { common_divisor(other % one, one) }
}
