//! Long lists, page by page and item by item.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::action::Action;
use crate::call::{self, ClientInner};
use crate::error::{Details, Error, ErrorKind};

/// How an action's parameters move through a list.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// The position counts items, from 0.
    Offset,
    /// The position counts pages, from 1.
    Number,
}

/// An action that gives a list in pages, implemented by its request. Implemented by generated code only, like [`Action`].
pub trait Paged: Action + Clone + Unpin + 'static {
    /// What the list holds.
    type Item: Clone + PartialEq + Send + Unpin;

    #[doc(hidden)]
    const STYLE: PageStyle;

    /// Where the page starts, and how many items it holds at most; `None` where the request leaves it to the service.
    #[doc(hidden)]
    fn place(&self) -> (Option<u64>, Option<u64>);

    #[doc(hidden)]
    fn go_to(&mut self, position: u64, size: u64);

    /// The items of a reply, and how many the service says there are in all.
    #[doc(hidden)]
    fn items(reply: &mut Self::Response) -> (&mut Vec<Self::Item>, u64);
}

/// What is asked for where the request names no size: the most that all of the service's lists allow.
const SIZE: u64 = 100;

type Fetch<A> =
    Pin<Box<dyn Future<Output = (A, Result<<A as Action>::Response, Error<<A as Action>::ErrorCode>>)> + Send>>;

/// The pages of a list: a stream of replies. Ends after the last page, or after an error.
///
/// It ends with the first empty page whatever total the service names, so a total that moves while one reads cannot
/// make it go on for ever. Nor can a service that neither names a total nor heeds the place that it is asked for: the same
/// page twice in a row is then an error of kind [`ErrorKind::MalformedResponse`]. Items that the service adds or removes meanwhile can be seen twice or not at all.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<A: Paged> {
    inner: ClientInner,
    state: State<A>,
    /// How many items lie before the next page. Counted, since a page may come back shorter than it was asked for.
    seen: u64,
    /// The page before, kept only where the service names no total.
    before: Vec<A::Item>,
}

enum State<A: Action> {
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
        Pages { inner: inner.clone(), state: State::Ready(request), seen, before: Vec::new() }
    }

    /// The items of all pages, one after the other.
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
    /// Counts the items of a reply. Gives where the page after it starts; nothing after the last.
    fn following(&mut self, request: &A, reply: &mut A::Response) -> Result<Option<u64>, Error> {
        let (items, total) = A::items(reply);
        if total == 0 && !items.is_empty() {
            if *items == self.before {
                let text = "the list has no end: the service names no total, and has answered two places with one page";
                return Err(Error::new(None, Details::new(ErrorKind::MalformedResponse, text)));
            }
            self.before.clone_from(items);
        }
        let got = items.len() as u64;
        self.seen = self.seen.saturating_add(got);
        let next = match A::STYLE {
            PageStyle::Offset => self.seen,
            PageStyle::Number => request.place().0.unwrap_or(A::STYLE.first()).saturating_add(1),
        };
        // A total of zero beside items did not arrive: then only an empty page tells the end.
        Ok((got > 0 && (self.seen < total || total == 0)).then_some(next))
    }
}

impl<A: Paged> Stream for Pages<A> {
    type Item = Result<A::Response, Error<A::ErrorCode>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Ready(request) => {
                    let inner = self.inner.clone();
                    self.state = State::Fetching(Box::pin(async move {
                        let reply = call::send(&inner, &request).await;
                        (request, reply)
                    }));
                }
                State::Fetching(mut fetch) => match fetch.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Fetching(fetch);
                        return Poll::Pending;
                    }
                    Poll::Ready((mut request, reply)) => {
                        let reply = reply.and_then(|mut reply| {
                            if let Some(position) = self.following(&request, &mut reply).map_err(Error::with_code)? {
                                let (_, size) = request.place();
                                request.go_to(position, size.unwrap_or(SIZE));
                                self.state = State::Ready(request);
                            }
                            Ok(reply)
                        });
                        return Poll::Ready(Some(reply));
                    }
                },
            }
        }
    }
}

/// The items of a list: a stream over all pages. Ends after the last item, or after an error.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<A: Paged> {
    pages: Pages<A>,
    waiting: VecDeque<A::Item>,
}

impl<A: Paged> Stream for Items<A> {
    type Item = Result<A::Item, Error<A::ErrorCode>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.waiting.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut self.pages).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(mut reply))) => {
                    let (items, _) = A::items(&mut reply);
                    self.waiting = std::mem::take(items).into();
                }
            }
        }
    }
}

impl<A: Paged> Pages<A> {
    /// The next page; `None` after the last. The same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Response, Error<A::ErrorCode>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged> Items<A> {
    /// The next item; `None` after the last. The same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Item, Error<A::ErrorCode>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next: &dyn fmt::Debug = match &self.state {
            State::Ready(request) => request,
            State::Fetching(_) => &"being fetched",
            State::Done => &"none",
        };
        f.debug_struct("Pages").field("next", next).finish()
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).field("pages", &self.pages).finish()
    }
}
