//! The facts that a request type has about its action, and how a builder's type tracks what has been set.

use std::ops::RangeInclusive;

use crate::error::DocumentedCode;
use crate::record::Record;
pub(crate) use crate::retry_class::Effect;
use crate::retry_class::RetryClass;

/// An action of the API, implemented by its request.
///
/// Only generated code implements this trait, and its items may change in any version. Use it as a bound for functions
/// over any action.
pub trait Action: Record + Default + Send + Sync {
    /// The response of a successful call.
    type Response: Record + Default + Send + Sync + std::fmt::Debug + 'static;
    /// The documented error codes.
    type ErrorCode: DocumentedCode;
    /// The client of the action's product.
    type Client;
    /// The facts that the call loop needs.
    #[doc(hidden)]
    const INFO: &'static ActionInfo;
    /// The documented ranges of the parameters.
    #[doc(hidden)]
    const RANGES: &'static Ranges = &[];
}

/// The allowed range of a parameter: of an integer, or of the length of a list.
pub type Ranges = [(&'static str, RangeInclusive<i64>)];

/// The facts about a generated action.
pub type ActionInfo = ActionFacts<'static>;

/// The facts about a generated product.
pub type ProductInfo = ProductFacts<'static>;

/// The facts about an action that the call loop needs.
#[doc(hidden)]
#[derive(Debug)]
pub struct ActionFacts<'a> {
    /// The product of the action.
    pub product: &'a ProductFacts<'a>,
    /// The action's name, as the API spells it.
    pub name: &'a str,
    /// Whether the action can change something.
    pub effect: Effect,
    /// The documented quota: requests per second in each region.
    pub rate: u32,
    /// Whether calls require a region.
    pub regional: bool,
    /// Whether the request is signed and therefore needs credentials.
    pub signed: bool,
    /// Whether the response can contain secrets, so that no error may keep any part of it.
    pub sensitive_output: bool,
    /// Which requests ask for a stream of events; `None` if no request does, or if this is not known.
    pub streams: Option<StreamFacts<'a>>,
}

/// Which requests of an action ask for a stream of events.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct StreamFacts<'a> {
    /// The parameter that asks for a stream, with `true` or 1; empty if there is none.
    pub parameter: &'a str,
    /// Whether a request without the parameter asks for a stream.
    pub by_default: bool,
}

impl<'a> ActionFacts<'a> {
    /// Creates the facts of an action that only reads.
    pub const fn read(product: &'a ProductFacts<'a>, name: &'a str) -> Self {
        let regional = product.regional;
        ActionFacts {
            product,
            name,
            effect: Effect::Read,
            rate: 0,
            regional,
            signed: true,
            sensitive_output: false,
            streams: None,
        }
    }

    /// Creates the facts of an action that only computes its response, which can be repeated like one that reads.
    pub const fn compute(product: &'a ProductFacts<'a>, name: &'a str) -> Self {
        Self::read(product, name)
    }

    /// Creates the facts of an action that writes.
    pub const fn write(product: &'a ProductFacts<'a>, name: &'a str) -> Self {
        ActionFacts { effect: Effect::Write, ..Self::read(product, name) }
    }

    /// Sets the number of requests per second.
    pub const fn rate(self, rate: u32) -> Self {
        ActionFacts { rate, ..self }
    }

    /// Marks an action whose requests require a region, in a product in which not all do.
    pub const fn regional(self) -> Self {
        ActionFacts { regional: true, ..self }
    }

    /// Marks an action whose requests are not signed.
    pub const fn unsigned(self) -> Self {
        ActionFacts { signed: false, ..self }
    }

    /// Sets the parameter that asks for a stream of events.
    pub const fn streams_on_request(self, parameter: &'a str) -> Self {
        ActionFacts { streams: Some(StreamFacts { parameter, by_default: false }), ..self }
    }

    /// Marks an action whose responses are streams of events, unless a parameter, if there is one, declines that.
    pub const fn streams_by_default(self, parameter: &'a str) -> Self {
        ActionFacts { streams: Some(StreamFacts { parameter, by_default: true }), ..self }
    }

    /// Marks an action whose responses can contain secrets.
    pub const fn sensitive_output(self) -> Self {
        ActionFacts { sensitive_output: true, ..self }
    }
}

/// The facts about a product that the call loop needs.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct ProductFacts<'a> {
    /// The short name, as it appears in the host name.
    pub name: &'a str,
    /// The version of the API.
    pub version: &'a str,
    /// Whether the calls of every action require a region.
    pub regional: bool,
    /// The classes of error codes whose meaning differs from what their names suggest.
    pub error_classes: &'a [(&'a str, RetryClass)],
}

/// In a builder's type, marks a required parameter that has been set.
#[non_exhaustive]
pub enum Set {}

/// In a builder's type, marks a required parameter that has not been set yet.
#[non_exhaustive]
pub enum Unset {}

/// Defines a trait for each required parameter. Only [`Set`] implements these traits, so a method that needs the
/// parameter names its trait, and the compiler's message names the setter that has not been called:
///
/// ```text
/// required! {
///     InstanceId = "required parameter `instance_id` has not been set";
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __required {
    ($($name:ident = $message:literal;)*) => {
        $(
            /// A required parameter; implemented once it has been set.
            #[diagnostic::on_unimplemented(message = $message, label = "call its setter before this")]
            pub trait $name {}

            #[diagnostic::do_not_recommend]
            impl $name for $crate::rt::Set {}
        )*
    };
}

/// Defines a builder. The type parameters track what has been set; `Debug` shows the request as built so far:
///
/// ```text
/// builder! {
///     /// Builds and sends a request.
///     pub struct RestoreInstanceBuilder<'c, InstanceId, BackupId> { client: &'c Client, value: RestoreInstanceRequest }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __builder {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident $(< $($lifetime:lifetime)? $(,)? $($state:ident),* >)? {
            $(client: $client:ty,)?
            value: $value:ty
        }
    ) => {
        $(#[$attribute])*
        pub struct $name $(< $($lifetime,)? $($state = $crate::rt::Unset),* >)? {
            $(client: $client,)?
            value: $value,
            state: $crate::rt::PhantomData<($($($state,)*)?)>,
        }

        impl $(< $($lifetime,)? $($state),* >)? ::core::fmt::Debug for $name $(< $($lifetime,)? $($state),* >)? {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.value, f)
            }
        }
    };
}
