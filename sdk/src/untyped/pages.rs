//! Untyped lists: streams of pages and items.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde_json::Value;

use super::call::{UntypedCall, UntypedResponse};
use super::paging::{Paging, number};
use crate::call::CallFuture;
use crate::error::Error;
use crate::pagination::{Arrived, ItemPager, List, PageStyle, Pager, Place};
use crate::response::RawResponse;

impl UntypedCall {
    /// Returns a stream of the pages of a list, each of which is the response to a separate request. The call counts as
    /// [`read_only`](Self::read_only).
    ///
    /// The first page is that of the position, size or token in the parameters; the default is the start of the list,
    /// and 100 items per page. For the behavior on errors, see [`pagination`](crate::pagination). A page without the
    /// path of the items is empty; if something else than a list is there, the stream ends with an error of kind
    /// [`MalformedResponse`](crate::ErrorKind::MalformedResponse).
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
    /// use tencloud::{Paging, UntypedClient};
    ///
    /// let cvm = UntypedClient::new(&config, "cvm", "2017-03-12");
    /// let paging = Paging::offset("Offset", "Limit", "InstanceSet").total("TotalCount");
    /// let mut instances = cvm.call("DescribeInstances", serde_json::json!({})).pages(paging).items();
    /// while let Some(instance) = instances.next().await.transpose()? {
    ///     println!("{}", instance["InstanceId"]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self, paging: Paging) -> UntypedPages {
        UntypedPages(Pager::new(UntypedList { call: self.read_only(), paging }))
    }
}

/// The pages of an untyped list: a stream of responses, as returned by [`UntypedCall::pages`]. It ends after the last
/// page, or after an error that is not temporary; see [`pagination`](crate::pagination).
#[must_use = "a stream does nothing unless it is polled"]
pub struct UntypedPages(Pager<UntypedList>);

/// The items of an untyped list: a stream over all pages, as returned by [`UntypedPages::items`]. It ends after the last
/// item, or after an error that is not temporary; see [`pagination`](crate::pagination).
#[must_use = "a stream does nothing unless it is polled"]
pub struct UntypedItems(ItemPager<UntypedList>);

impl UntypedPages {
    /// Returns a stream of the items of all pages.
    pub fn items(self) -> UntypedItems {
        UntypedItems(self.0.items())
    }

    /// Returns the next page, or `None` after the last. After an error that may be temporary, it requests the same page
    /// again. It does the same as `StreamExt::next` of the futures crates.
    ///
    /// ```no_run
    /// # async fn example(vpc: tencloud::UntypedClient) -> Result<(), tencloud::Error> {
    /// use tencloud::Paging;
    ///
    /// let paging = Paging::offset("Offset", "Limit", "VpcSet").total("TotalCount").as_strings();
    /// let mut pages = vpc.call("DescribeVpcs", serde_json::json!({ "Limit": "20" })).pages(paging);
    /// while let Some(page) = pages.next().await.transpose()? {
    ///     println!("{} of {}", page.response["VpcSet"], page.response["TotalCount"]);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<UntypedResponse, Error>> {
        std::future::poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl UntypedItems {
    /// Returns the next item, or `None` after the last. After an error that may be temporary, it requests the item's
    /// page again. It does the same as `StreamExt::next` of the futures crates.
    pub async fn next(&mut self) -> Option<Result<Value, Error>> {
        std::future::poll_fn(|context| self.0.poll_next(context)).await
    }
}

impl Stream for UntypedPages {
    type Item = Result<UntypedResponse, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl Stream for UntypedItems {
    type Item = Result<Value, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

impl fmt::Debug for UntypedPages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("UntypedPages", f)
    }
}

impl fmt::Debug for UntypedItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.debug("UntypedItems", f)
    }
}

/// The list of an untyped call.
struct UntypedList {
    call: UntypedCall,
    paging: Paging,
}

impl UntypedList {
    /// Sets a parameter, to a string if it is one already.
    fn set(&mut self, name: &str, value: Value) {
        // Other parameters are rejected when the request is sent.
        let Value::Object(parameters) = &mut self.call.parameters else { return };
        let is_string = self.paging.as_strings || parameters.get(name).is_some_and(Value::is_string);
        let value = match value {
            Value::Number(number) if is_string => Value::String(number.to_string()),
            value => value,
        };
        parameters.insert(name.to_owned(), value);
    }
}

impl List for UntypedList {
    type Page = UntypedResponse;
    type Item = Value;

    fn style(&self) -> PageStyle {
        self.paging.style
    }

    fn place(&self) -> (Option<u64>, Option<u64>) {
        if self.paging.style == PageStyle::Token {
            return (None, None);
        }
        let parameter = |name: &str| self.call.parameters.get(name).and_then(number);
        (parameter(&self.paging.position), parameter(&self.paging.size))
    }

    fn go_to(&mut self, Place { position, size }: Place) {
        if self.paging.style != PageStyle::Token {
            self.set(&self.paging.position.clone(), position.into());
            self.set(&self.paging.size.clone(), size.into());
        }
    }

    fn go_to_token(&mut self, token: String) {
        // It is JSON; see `Paging::next_token`.
        let token = serde_json::from_str(&token).unwrap_or_default();
        self.set(&self.paging.position.clone(), token);
    }

    fn send(&self) -> CallFuture<RawResponse<UntypedResponse>> {
        self.call.clone().send_raw()
    }

    fn arrived<'r>(&self, raw: &'r mut RawResponse<UntypedResponse>) -> Result<Arrived<'r, Value>, Error> {
        let response = &raw.response.response;
        let items = self.paging.items(response)?;
        let (total, token) = (self.paging.total_of(response), self.paging.next_token(response));
        Ok(Arrived { items, dropped: 0, misfit: None, total, token })
    }

    fn take_items(&self, mut page: UntypedResponse) -> Vec<Value> {
        self.paging.take_items(&mut page.response)
    }
}

impl fmt::Debug for UntypedList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
