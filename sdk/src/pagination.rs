//! Streams over long lists, by page or by item.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::action::Action;
use crate::call::{self, ClientInner};
use crate::error::{Error, ErrorKind};

/// How the parameters of an action select a page.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// The position counts items, from 0.
    Offset,
    /// The position counts pages, from 1.
    Number,
}

/// An action that returns a list in pages, implemented by its request. Like [`Action`], it is implemented only by
/// generated code.
pub trait Paged: Action + Clone + Unpin + 'static {
    /// The type of the items.
    type Item: Clone + PartialEq + Send + Unpin;

    #[doc(hidden)]
    const STYLE: PageStyle;

    /// Returns where the page starts and how many items it has at most; `None` if the request does not set it.
    #[doc(hidden)]
    fn place(&self) -> (Option<u64>, Option<u64>);

    #[doc(hidden)]
    fn go_to(&mut self, position: u64, size: u64);

    /// Returns the items of a response, and the total that the service reports.
    #[doc(hidden)]
    fn items(response: &mut Self::Response) -> (&mut Vec<Self::Item>, u64);
}

/// The page size unless the request sets one: the largest size that all lists allow.
const SIZE: u64 = 100;

type Fetch<A> = Pin<Box<dyn Future<Output = (A, Result<<A as Action>::Response, Error>)> + Send>>;

/// The pages of a list: a stream of responses. It ends after the last page, or after an error.
///
/// Pagination stops after the first empty page even if the total changes while you read. If a service reports no total
/// and returns the same page twice in a row, the stream ends with an error of kind [`ErrorKind::MalformedResponse`].
/// Items that are added or removed while you read can be returned twice or not at all.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<A: Paged> {
    inner: ClientInner,
    state: PagesState<A>,
    /// How many items precede the next page. Counted, since a page can be shorter than requested.
    seen: u64,
    /// The previous page, kept only if the service reports no total.
    previous: Vec<A::Item>,
}

enum PagesState<A: Action> {
    Ready(A),
    Fetching(Fetch<A>),
    Done,
}

impl<A: Paged> Pages<A> {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, mut request: A) -> Self {
        let (position, size) = request.place();
        let (position, size) = (position.unwrap_or(A::STYLE.first()), size.unwrap_or(SIZE));
        request.go_to(position, size);
        let seen = match A::STYLE {
            PageStyle::Offset => position,
            PageStyle::Number => position.saturating_sub(1).saturating_mul(size),
        };
        Pages { inner: inner.clone(), state: PagesState::Ready(request), seen, previous: Vec::new() }
    }

    /// Returns a stream of the items of all pages.
    pub fn items(self) -> Items<A> {
        Items { pages: self, waiting: VecDeque::new() }
    }
}

impl PageStyle {
    fn first(self) -> u64 {
        match self {
            PageStyle::Offset => 0,
            PageStyle::Number => 1,
        }
    }
}

impl<A: Paged> Pages<A> {
    /// Counts the items of a response. Returns where the next page starts, or `None` after the last page.
    fn following(&mut self, request: &A, response: &mut A::Response) -> Result<Option<u64>, Error> {
        let (items, total) = A::items(response);
        if total == 0 && !items.is_empty() {
            if *items == self.previous {
                let text =
                    "the list does not end: the service reports no total, and returned the same page for two positions";
                return Err(Error::new(ErrorKind::MalformedResponse, text));
            }
            self.previous.clone_from(items);
        }
        let got = items.len() as u64;
        self.seen = self.seen.saturating_add(got);
        let next = match A::STYLE {
            PageStyle::Offset => self.seen,
            PageStyle::Number => request.place().0.unwrap_or(A::STYLE.first()).saturating_add(1),
        };
        // A total of zero together with items is a missing total: then the list ends with an empty page.
        Ok((got > 0 && (self.seen < total || total == 0)).then_some(next))
    }
}

impl<A: Paged> Stream for Pages<A> {
    type Item = Result<A::Response, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, PagesState::Done) {
                PagesState::Done => return Poll::Ready(None),
                PagesState::Ready(request) => {
                    let inner = self.inner.clone();
                    self.state = PagesState::Fetching(Box::pin(async move {
                        let response = call::send(&inner, &request).await;
                        (request, response)
                    }));
                }
                PagesState::Fetching(mut fetch) => match fetch.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = PagesState::Fetching(fetch);
                        return Poll::Pending;
                    }
                    Poll::Ready((mut request, response)) => {
                        let response = response.and_then(|mut response| {
                            if let Some(position) = self.following(&request, &mut response)? {
                                let (_, size) = request.place();
                                request.go_to(position, size.unwrap_or(SIZE));
                                self.state = PagesState::Ready(request);
                            }
                            Ok(response)
                        });
                        return Poll::Ready(Some(response));
                    }
                },
            }
        }
    }
}

/// The items of a list: a stream over all pages. It ends after the last item, or after an error.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<A: Paged> {
    pages: Pages<A>,
    waiting: VecDeque<A::Item>,
}

impl<A: Paged> Stream for Items<A> {
    type Item = Result<A::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut self.pages).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(mut response))) => {
                    let (items, _) = A::items(&mut response);
                    self.waiting = std::mem::take(items).into();
                }
            }
        }
    }
}

impl<A: Paged> Pages<A> {
    /// Returns the next page, or `None` after the last. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Response, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged> Items<A> {
    /// Returns the next item, or `None` after the last. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Item, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next: &dyn fmt::Debug = match &self.state {
            PagesState::Ready(request) => request,
            PagesState::Fetching(_) => &"being fetched",
            PagesState::Done => &"none",
        };
        f.debug_struct("Pages").field("next", next).finish()
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).field("pages", &self.pages).finish()
    }
}
