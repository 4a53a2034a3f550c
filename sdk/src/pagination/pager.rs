//! The one pager, which reads any list in pages: that of a typed request, or that of an untyped call.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::progress::{Arrived, Next, Place, Progress, Verdict};
use super::style::PageStyle;
use crate::call::CallFuture;
use crate::error::{Error, ErrorKind};
use crate::response::RawResponse;

/// A request for the pages of a list.
pub(crate) trait List: Unpin {
    /// The response that contains a page.
    type Page;
    type Item: Clone + PartialEq + Unpin;

    fn style(&self) -> PageStyle;

    /// Returns where the page starts and how many items it has at most; `None` if the request does not set it.
    fn place(&self) -> (Option<u64>, Option<u64>);

    fn go_to(&mut self, place: Place);

    /// Asks for the page of a token.
    fn go_to_token(&mut self, token: String);

    /// Sends the request, which the call then owns.
    fn send(&self) -> CallFuture<RawResponse<Self::Page>>;

    /// Returns what the response contains; an error if that is not a page.
    fn arrived<'r>(&self, raw: &'r mut RawResponse<Self::Page>) -> Result<Arrived<'r, Self::Item>, Error>;

    fn take_items(&self, page: Self::Page) -> Vec<Self::Item>;
}

/// The page size unless the request sets one: the largest size that all lists allow.
const SIZE: u64 = 100;

/// The pages of a list.
pub(crate) struct Pager<L: List> {
    list: L,
    state: PagerState<L::Page>,
    progress: Option<Progress<L::Item>>,
}

enum PagerState<P> {
    /// The list is a request for the next page.
    Ready,
    Fetching(CallFuture<RawResponse<P>>),
    /// Over, except for an error that is still to be returned.
    Failing(Error),
    Done,
}

impl<L: List> Pager<L> {
    /// Starts at the place that the request sets.
    pub(crate) fn new(mut list: L) -> Self {
        let (position, size) = list.place();
        let place = Place { position: position.unwrap_or(list.style().first()), size: size.unwrap_or(SIZE) };
        let (progress, state) = match Progress::new(list.style(), place) {
            Ok(progress) => {
                list.go_to(place);
                (Some(progress), PagerState::Ready)
            }
            Err(message) => (None, PagerState::Failing(Error::new(ErrorKind::Config, message))),
        };
        Pager { list, state, progress }
    }

    pub(crate) fn items(self) -> ItemPager<L> {
        ItemPager { pages: self, waiting: VecDeque::new() }
    }

    /// Takes a page, and determines what follows it. Returns the response if it is the next part of the list.
    fn take(&mut self, mut raw: RawResponse<L::Page>) -> Option<Result<L::Page, Error>> {
        let progress = self.progress.as_mut()?;
        let request_id = raw.request_id().map(str::to_owned);
        let verdict = self.list.arrived(&mut raw).and_then(|arrived| progress.take(arrived));
        let (next, is_delivered) = match verdict {
            Ok(Verdict::Deliver { next }) => (next, true),
            Ok(Verdict::Discard { next }) => (next, false),
            Err(error) => return Some(Err(error.with_request_id(request_id))),
        };
        self.state = match next {
            Some(next) => {
                match next {
                    Next::At(place) => self.list.go_to(place),
                    Next::Token(token) => self.list.go_to_token(token),
                }
                PagerState::Ready
            }
            None => match progress.end() {
                Some(error) => PagerState::Failing(error.with_request_id(request_id)),
                None => PagerState::Done,
            },
        };
        is_delivered.then_some(Ok(raw.response))
    }

    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<L::Page, Error>>> {
        loop {
            match std::mem::replace(&mut self.state, PagerState::Done) {
                PagerState::Done => return Poll::Ready(None),
                PagerState::Failing(error) => return Poll::Ready(Some(Err(error))),
                PagerState::Ready => self.state = PagerState::Fetching(self.list.send()),
                PagerState::Fetching(mut fetch) => match Pin::new(&mut fetch).poll(context) {
                    Poll::Pending => {
                        self.state = PagerState::Fetching(fetch);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => {
                        if error.is_transient() {
                            self.state = PagerState::Ready;
                        }
                        return Poll::Ready(Some(Err(error)));
                    }
                    Poll::Ready(Ok(raw)) => {
                        if let Some(page) = self.take(raw) {
                            return Poll::Ready(Some(page));
                        }
                    }
                },
            }
        }
    }
}

/// The items of a list.
pub(crate) struct ItemPager<L: List> {
    pages: Pager<L>,
    waiting: VecDeque<L::Item>,
}

impl<L: List> ItemPager<L> {
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<L::Item, Error>>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(page))) => self.waiting = self.pages.list.take_items(page).into(),
            }
        }
    }
}

impl<L: List + fmt::Debug> Pager<L> {
    /// Shows the pages under the name of their public type.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next: &dyn fmt::Debug = match &self.state {
            PagerState::Ready => &self.list,
            PagerState::Fetching(_) => &"being fetched",
            PagerState::Failing(_) | PagerState::Done => &"none",
        };
        f.debug_struct(name).field("next", next).finish()
    }
}

impl<L: List + fmt::Debug> ItemPager<L> {
    /// Shows the items under the name of their public type.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = fmt::from_fn(|f| self.pages.debug("Pages", f));
        f.debug_struct(name).field("waiting", &self.waiting.len()).field("pages", &pages).finish()
    }
}
