//! What every action receives and returns.

use std::ops::Deref;

use tencloud_spec::{Action, ApiVersion};

use super::{complete::write_list, refusal::Refusal};
use crate::{
    auth::{AccountId, Caller, KeyRing},
    durations::Durations,
    ids::Ids,
    params::Params,
    presign::UrlSigner,
    time::Time,
};

/// What behavior uses of the emulator.
#[derive(Clone, Copy)]
pub(crate) struct Tools<'a> {
    pub(crate) durations: &'a Durations,
    pub(crate) ids: &'a Ids,
    pub(crate) urls: &'a UrlSigner,
    pub(crate) keys: &'a KeyRing,
}

/// When and where something happens: during a call, or because its time has come.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: Time,
    /// Empty if the product is not regional.
    pub(crate) region: &'a str,
    pub(crate) tools: Tools<'a>,
}

/// A call that has passed the checks of the gateway.
pub(crate) struct Call<'a> {
    pub(crate) moment: Moment<'a>,
    pub(crate) api: &'a ApiVersion,
    pub(crate) action: &'a Action,
    /// The account to which the credentials of the call belong.
    pub(crate) account: AccountId,
    pub(crate) caller: &'a Caller,
    /// The message of the failure, if the workflow that the call starts is to fail.
    pub(crate) failure: Option<&'a str>,
}

pub(crate) use super::json::{Field, Json, Object, fields};

/// The fields of a response, or why there is none.
pub(crate) type Outcome = Result<Object<'static>, Refusal>;

impl<'a> Deref for Call<'a> {
    type Target = Moment<'a>;

    fn deref(&self) -> &Moment<'a> {
        &self.moment
    }
}

impl Call<'_> {
    /// Returns the list that is the result with this name. It is written at once, so that its items can borrow from the
    /// state, and only one of them is in memory at a time.
    pub(crate) fn written<'i, T: Into<Json<'i>>>(
        &self,
        name: &str,
        items: impl IntoIterator<Item = T>,
    ) -> Json<'static> {
        let field = self.action.results.iter().find(|field| field.name == name);
        write_list(items, field.map(|field| &field.ty), &self.api.types)
    }

    /// Returns the page of a list that the parameters request, and the length of the list, in the fields that the spec
    /// names. Only the items of the page are described.
    pub(crate) fn list<'i, T, D: Into<Json<'i>>>(
        &self,
        params: Params<'_>,
        items: impl IntoIterator<Item = T>,
        describe: impl FnMut(T) -> D,
    ) -> Outcome {
        let Some(pages) = &self.action.pages else {
            return Err(Refusal::new(&[], format!("the spec does not page `{}`", self.action.action)));
        };
        let (position, size) = pages.style.parameters().unwrap_or(("Offset", "Limit"));
        let first_page = i64::from(!pages.from_zero);
        let count = |name: &str, least: i64| {
            usize::try_from(params.integer(name).max(least))
                .ok()
                .filter(|_| params.integer(name) >= 0)
                .ok_or_else(|| Refusal::invalid_value(format!("the parameter `{name}` must not be negative")))
        };
        // Without a default, all items are on one page.
        let size = if params.has(size) { count(size, 0)? } else { usize::MAX };
        let skip = match pages.style.counts_pages() {
            true => (count(position, first_page)? - usize::from(!pages.from_zero)).saturating_mul(size),
            false => count(position, 0)?,
        };
        let items: Vec<T> = items.into_iter().collect();
        let total = items.len();
        let page = self.written(&pages.items, items.into_iter().skip(skip).take(size).map(describe));
        let mut response = Object::default();
        if let Some(name) = &pages.total {
            response.insert(name.clone(), total);
        }
        response.insert(pages.items.clone(), page);
        Ok(response)
    }
}
