//! What a request type says of its action, and how a builder's type says what is missing.

use crate::error::DocumentedCode;
use crate::record::Record;
use crate::sealed::Sealed;

/// An action of the API, implemented by its request.
///
/// Sealed, since nobody else can name `Record`: the generated requests are the only implementations. Useful as a bound for functions over any action.
///
/// ```compile_fail
/// struct OwnRequest;
/// impl tencloud::Action for OwnRequest {} // its items and bounds cannot be named outside
/// ```
#[expect(private_bounds, reason = "how records are read and written is not part of the public interface")]
pub trait Action: Record + Send + Sync {
    /// What a successful call gives.
    type Response: Record + Default + Send + std::fmt::Debug;
    /// Why a call can be refused.
    type ErrorCode: DocumentedCode;
    /// The client of the action's product.
    type Client;
    /// The facts that a call needs.
    #[doc(hidden)]
    const INFO: &'static ActionInfo;
}

/// What the generator knows of an action.
pub(crate) type ActionInfo = ActionFacts<'static>;

/// What the generator knows of a product.
pub(crate) type ProductInfo = ProductFacts<'static>;

/// What the call loop needs to know of an action.
#[doc(hidden)]
#[derive(Debug)]
pub struct ActionFacts<'a> {
    pub(crate) product: &'a ProductFacts<'a>,
    pub(crate) name: &'a str,
    pub(crate) effect: Effect,
    /// Requests per second, in each region: the quota that the documentation names.
    pub(crate) rate: u32,
    /// Whether the request is signed, and so needs keys.
    pub(crate) signed: bool,
    /// Whether secrets can be in the reply, so that no error may keep some of it.
    pub(crate) sensitive_output: bool,
}

/// What the call loop needs to know of a product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProductFacts<'a> {
    pub(crate) name: &'a str,
    pub(crate) version: &'a str,
    /// Whether a call without a region cannot work.
    pub(crate) regional: bool,
}

/// Whether an action only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Write,
}

/// Stands in a builder's type for a required parameter that has been set.
#[non_exhaustive]
pub enum Set {}

/// A required parameter has been set. Implemented by [`Set`] alone; a missing parameter stands in the builder's type
/// under its own name, which is what the compiler then shows.
#[diagnostic::on_unimplemented(
    message = "required parameter `{Self}` of this action has not been set",
    label = "call its setter before this"
)]
pub trait IsSet: Sealed {}

impl Sealed for Set {}
impl IsSet for Set {}
