//! Streams over long lists, by page or by item.
//!
//! # Errors of a stream
//!
//! A failed page does not lose the position. After a failure that may be temporary, such as a timeout or an internal
//! error of the service, the stream continues: `next` requests the same page again. After any other error, it is over.
//! A loop that stops at the first error is therefore always correct:
//!
//! ```no_run
//! # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
//! let mut instances = redis.describe_instances().items();
//! while let Some(instance) = instances.next().await.transpose()? {
//!     println!("{}", instance.instance_id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! So are `try_next`, `try_for_each` and `try_collect` of the futures crates, which stop at the first error. To
//! continue, keep the stream and call `next` again, after a pause, as often as you like:
//!
//! ```no_run
//! # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
//! # use std::time::Duration;
//! let mut instances = redis.describe_instances().items();
//! let mut failures = 0;
//! while let Some(next) = instances.next().await {
//!     match next {
//!         Ok(instance) => println!("{}", instance.instance_id),
//!         Err(error) if failures == 10 => return Err(error),
//!         Err(_) => {
//!             failures += 1;
//!             tokio::time::sleep(Duration::from_secs(5)).await;
//!         }
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A loop that ignores errors, or `collect` into a list of results, runs for as long as the failure lasts.
//!
//! # Incomplete lists
//!
//! When there are no more items, a stream ends with an error of kind [`ErrorKind::MalformedResponse`] if the list is
//! incomplete: if items were omitted because they do not have their documented type, or if fewer items have arrived
//! than the service reports, unless the total has just changed. All items that can be read precede the error. A page
//! that equals the previous one is also such an error, and so is a token that a service returns twice for the next page. Items that are added or removed while you read can be returned
//! twice or not at all.

mod progress;
mod style;
mod tokens;

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::action::Action;
use crate::call::{self, ClientInner};
use crate::error::{Error, ErrorKind};
use crate::response::RawResponse;
use progress::{Arrived, Next, Place, Progress, Verdict};
pub use style::PageStyle;

/// An action that returns a list in pages, implemented by its request. Like [`Action`], it is implemented only by
/// generated code.
pub trait Paged: Action + Clone + Unpin + 'static {
    /// The type of the items.
    type Item: Clone + PartialEq + Send + Unpin;

    #[doc(hidden)]
    const STYLE: PageStyle;

    /// The path of the list in the response, such as `List` or `Data.List`.
    #[doc(hidden)]
    const LIST: &'static str;

    /// Returns where the page starts and how many items it has at most; `None` if the request does not set it.
    #[doc(hidden)]
    fn place(&self) -> (Option<u64>, Option<u64>) {
        (None, None)
    }

    #[doc(hidden)]
    fn go_to(&mut self, _position: u64, _size: u64) {}

    /// Asks for the page of a token.
    #[doc(hidden)]
    fn go_to_token(&mut self, _token: String) {}

    /// Returns the items of a response, and the total that the service reports.
    #[doc(hidden)]
    fn items(response: &mut Self::Response) -> (&mut Vec<Self::Item>, u64);

    /// Returns the token of the next page; `None` after the last page, and in lists without tokens.
    #[doc(hidden)]
    fn next_token(_response: &Self::Response) -> Option<String> {
        None
    }
}

/// The page size unless the request sets one: the largest size that all lists allow.
const SIZE: u64 = 100;

type Fetched<A> = (A, Result<RawResponse<<A as Action>::Response>, Error>);
type Fetch<A> = Pin<Box<dyn Future<Output = Fetched<A>> + Send>>;

/// The pages of a list: a stream of responses. It ends after the last page, or after an error that is not temporary;
/// see the [module](self).
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<A: Paged> {
    inner: ClientInner,
    state: PagesState<A>,
    progress: Option<Progress<A::Item>>,
}

enum PagesState<A: Action> {
    Ready(A),
    Fetching(Fetch<A>),
    /// Over, except for an error that is still to be returned.
    Failing(Error),
    Done,
}

impl<A: Paged> Pages<A> {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, mut request: A) -> Self {
        let (position, size) = request.place();
        let place = Place { position: position.unwrap_or(A::STYLE.first()), size: size.unwrap_or(SIZE) };
        let (progress, state) = match Progress::new(A::STYLE, place) {
            Ok(progress) => {
                request.go_to(place.position, place.size);
                (Some(progress), PagesState::Ready(request))
            }
            Err(message) => (None, PagesState::Failing(Error::new(ErrorKind::Config, message))),
        };
        Pages { inner: inner.clone(), state, progress }
    }

    /// Returns a stream of the items of all pages.
    pub fn items(self) -> Items<A> {
        Items { pages: self, waiting: VecDeque::new() }
    }

    /// Takes a page, and determines what follows it. Returns the response if it is the next part of the list.
    fn take(&mut self, mut request: A, mut raw: RawResponse<A::Response>) -> Option<Result<A::Response, Error>> {
        let progress = self.progress.as_mut()?;
        let request_id = raw.request_id().map(str::to_owned);
        let dropped = raw.dropped(A::LIST);
        let misfit = raw.misfits().iter().find(|misfit| is_of_list(misfit.path(), A::LIST)).cloned();
        let token = A::next_token(&raw.response);
        let (items, total) = A::items(&mut raw.response);
        let arrived = Arrived { items, dropped, misfit: misfit.as_ref(), total, token };
        let (next, is_delivered) = match progress.take(arrived) {
            Ok(Verdict::Deliver { next }) => (next, true),
            Ok(Verdict::Discard { next }) => (next, false),
            Err(error) => return Some(Err(error.with_request_id(request_id))),
        };
        self.state = match next {
            Some(next) => {
                match next {
                    Next::At(Place { position, size }) => request.go_to(position, size),
                    Next::Token(token) => request.go_to_token(token),
                }
                PagesState::Ready(request)
            }
            None => match progress.end() {
                Some(error) => PagesState::Failing(error.with_request_id(request_id)),
                None => PagesState::Done,
            },
        };
        is_delivered.then_some(Ok(raw.response))
    }
}

/// Returns whether a path is that of a list or of one of its items.
fn is_of_list(path: &str, list: &str) -> bool {
    path.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest.starts_with('[') && !rest.contains('.'))
}

impl<A: Paged> Stream for Pages<A> {
    type Item = Result<A::Response, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.state, PagesState::Done) {
                PagesState::Done => return Poll::Ready(None),
                PagesState::Failing(error) => return Poll::Ready(Some(Err(error))),
                PagesState::Ready(request) => {
                    let inner = self.inner.clone();
                    self.state = PagesState::Fetching(Box::pin(async move {
                        let response = call::send_raw(&inner, &request).await;
                        (request, response)
                    }));
                }
                PagesState::Fetching(mut fetch) => match fetch.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = PagesState::Fetching(fetch);
                        return Poll::Pending;
                    }
                    Poll::Ready((request, Err(error))) => {
                        if error.is_transient() {
                            self.state = PagesState::Ready(request);
                        }
                        return Poll::Ready(Some(Err(error)));
                    }
                    Poll::Ready((request, Ok(raw))) => {
                        if let Some(page) = self.take(request, raw) {
                            return Poll::Ready(Some(page));
                        }
                    }
                },
            }
        }
    }
}

/// The items of a list: a stream over all pages. It ends after the last item, or after an error that is not temporary;
/// see the [module](self).
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
    /// Returns the next page, or `None` after the last. After an error that may be temporary, it requests the same page
    /// again. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Response, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged> Items<A> {
    /// Returns the next item, or `None` after the last. After an error that may be temporary, it requests the item's
    /// page again. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Item, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next: &dyn fmt::Debug = match &self.state {
            PagesState::Ready(request) => request,
            PagesState::Fetching(_) => &"being fetched",
            PagesState::Failing(_) | PagesState::Done => &"none",
        };
        f.debug_struct("Pages").field("next", next).finish()
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("waiting", &self.waiting.len()).field("pages", &self.pages).finish()
    }
}
