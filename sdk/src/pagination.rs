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
//! When there are no more items, a stream ends with an error of kind [`MalformedResponse`] if the list is incomplete:
//! if items were omitted because they do not have their documented type, or if fewer items have arrived than the
//! service reports, unless the total has just changed. All items that can be read precede the error. A page that equals
//! the previous one is also such an error, and so is a token that a service returns twice for the next page. Items that
//! are added or removed while you read can be returned twice or not at all.
//!
//! [`MalformedResponse`]: crate::ErrorKind::MalformedResponse

mod pager;
mod progress;
mod style;
mod tokens;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::action::Action;
use crate::call::{self, CallFuture, ClientInner};
use crate::error::Error;
use crate::response::RawResponse;
pub(crate) use pager::{ItemPager, List, Pager};
pub(crate) use progress::{Arrived, Place};
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

/// The pages of a list: a stream of responses. It ends after the last page, or after an error that is not temporary;
/// see the [module](self).
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<A: Paged>(Pager<TypedList<A>>);

/// The items of a list: a stream over all pages. It ends after the last item, or after an error that is not temporary;
/// see the [module](self).
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<A: Paged>(ItemPager<TypedList<A>>);

impl<A: Paged> Pages<A> {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, request: A) -> Self {
        Pages(Pager::new(TypedList { inner: inner.clone(), request }))
    }

    /// Returns a stream of the items of all pages.
    pub fn items(self) -> Items<A> {
        Items(self.0.items())
    }

    /// Returns the next page, or `None` after the last. After an error that may be temporary, it requests the same page
    /// again. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Response, Error>> {
        std::future::poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl<A: Paged> Items<A> {
    /// Returns the next item, or `None` after the last. After an error that may be temporary, it requests the item's
    /// page again. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<A::Item, Error>> {
        std::future::poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl<A: Paged> Stream for Pages<A> {
    type Item = Result<A::Response, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl<A: Paged> Stream for Items<A> {
    type Item = Result<A::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Pages<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("Pages", f)
    }
}

impl<A: Paged + fmt::Debug> fmt::Debug for Items<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("Items", f)
    }
}

/// The list of a typed request.
struct TypedList<A> {
    inner: ClientInner,
    request: A,
}

impl<A: Paged> List for TypedList<A> {
    type Page = A::Response;
    type Item = A::Item;

    fn style(&self) -> PageStyle {
        A::STYLE
    }

    fn place(&self) -> (Option<u64>, Option<u64>) {
        self.request.place()
    }

    fn go_to(&mut self, Place { position, size }: Place) {
        self.request.go_to(position, size);
    }

    fn go_to_token(&mut self, token: String) {
        self.request.go_to_token(token);
    }

    fn send(&self) -> CallFuture<RawResponse<A::Response>> {
        call::start_raw(&self.inner, self.request.clone())
    }

    fn arrived<'r>(&self, raw: &'r mut RawResponse<A::Response>) -> Result<Arrived<'r, A::Item>, Error> {
        let dropped = raw.dropped(A::LIST);
        let misfit = raw.misfits().iter().find(|misfit| is_of_list(misfit.path(), A::LIST)).cloned();
        let token = A::next_token(&raw.response);
        let (items, total) = A::items(&mut raw.response);
        Ok(Arrived { items, dropped, misfit, total, token })
    }

    fn take_items(&self, mut page: A::Response) -> Vec<A::Item> {
        let (items, _) = A::items(&mut page);
        std::mem::take(items)
    }
}

/// Returns whether a path is that of a list or of one of its items.
fn is_of_list(path: &str, list: &str) -> bool {
    path.strip_prefix(list).is_some_and(|rest| rest.is_empty() || rest.starts_with('[') && !rest.contains('.'))
}

impl<A: fmt::Debug> fmt::Debug for TypedList<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}
