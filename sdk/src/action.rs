//! What a request type says of its action, and how a builder's type says what is missing.

use crate::record::Record;

/// Kept from implementations outside: the trait's items may grow.
pub trait Sealed {}

/// An action of the API, implemented by its request.
///
/// Sealed: the generated requests are the only implementations. Useful as a bound for functions over any action.
#[expect(private_bounds, reason = "how records are read and written is not part of the public interface")]
pub trait Action: Sealed + Record + Send + Sync {
    /// What a successful call gives.
    type Response: Record + Default + Send + std::fmt::Debug;
    /// Why a call can be refused.
    type ErrorCode: crate::error::Code;
    /// The facts that a call needs.
    #[doc(hidden)]
    const INFO: &'static ActionInfo;
}

/// What the call loop needs to know of an action.
#[doc(hidden)]
#[derive(Debug)]
pub struct ActionInfo {
    pub(crate) product: &'static ProductInfo,
    pub(crate) name: &'static str,
    pub(crate) effect: Effect,
    /// Requests per second, in each region: the quota that the documentation names.
    pub(crate) rate: u32,
}

/// What the call loop needs to know of a product.
#[derive(Debug)]
pub(crate) struct ProductInfo {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) regional: bool,
}

/// Whether an action only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Write,
}

/// Stands in a builder's type for a required parameter that has been set.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Set;

/// A required parameter has been set. Implemented by [`Set`] alone; a missing parameter stands in the builder's type
/// under its own name, which is what the compiler then shows.
#[diagnostic::on_unimplemented(
    message = "required parameter `{Self}` of this action has not been set",
    label = "call its setter before this"
)]
pub trait IsSet: Sealed {}

impl Sealed for Set {}
impl IsSet for Set {}
