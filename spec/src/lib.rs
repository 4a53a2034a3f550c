//! The tencloud spec: what is known about Tencent Cloud's APIs, as data, and the types that read it.
//!
//! The types correspond to files: [`Common`] to `common.json`, and for each version of a product, [`Product`] to
//! `product.json`, [`Types`] to `types.json`, [`Corrections`] to `corrections.json`, and one [`Action`] to each file in
//! `actions/`. [`ApiVersion`] contains all files of one version. [`catalog`] contains the data.
//!
//! Unknown keys are rejected. `tencloud-codegen` checks what serde cannot, such as a type that does not exist or a
//! default outside its range. The doc comments of the types are also the descriptions in `schema/*.json`, which editors
//! show.

mod action;
mod api_version;
pub mod catalog;
mod common;
mod correction;
mod default;
mod diagnostic;
mod error_class;
pub mod facts;
mod field;
pub mod flat;
mod format;
mod guessed_impact;
mod impact;
mod layout;
mod naming;
mod pages;
mod pointer;
mod product;
mod reach;
#[cfg(feature = "diagnostics")]
mod source;
#[cfg(feature = "suggestions")]
mod suggest;
mod todo;
mod ty;
mod types;
mod waiter;

pub use action::{Action, Effect, Method, Rate, RequestBody, Sample, StreamEvents, Streams, StreamsWhen};
pub use api_version::{ApiVersion, ReadError};
pub use common::{Common, Site};
pub use correction::{Correction, Corrections, Fact};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use error_class::{ErrorClass, ErrorClassRule};
pub use field::Field;
pub use format::{Format, Zone};
pub use impact::Impact;
pub use layout::{format, render};
pub use naming::{
    guess_presigned, guess_secret, is_keyword, may_be_secret, names_async_id, names_secret, version_name,
};
pub use pages::{PageStyle, PageToken, Pages};
pub use pointer::{join, unescape};
pub use product::Product;
pub use reach::{embedded, reachable};
#[cfg(feature = "diagnostics")]
pub use source::Source;
#[cfg(feature = "suggestions")]
pub use suggest::{advise, did_you_mean, nearest, shown};
pub use todo::{OrTodo, TODO};
pub use ty::Type;
pub use types::{Enumeration, NamedValue, Structure, Types};
pub use waiter::{AsyncId, Waiter};
