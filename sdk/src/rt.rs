//! The part of the SDK that generated code uses, in this crate and in crates generated elsewhere.
//!
//! It is exempt from semver: it changes with the generator, so a crate generated elsewhere pins the exact version.

pub use std::marker::PhantomData;

pub use serde;
pub use serde_json::Value as Json;

pub use crate::action::{Action, ActionInfo, ProductInfo, Ranges, Set, Unset};
pub use crate::call::{CallFuture, ClientInner, send, start, start_raw};
pub use crate::config::Config;
pub use crate::error::{CodeTable, DocumentedCode, Error, UnknownCode, debug_code, text_of};
pub use crate::event_stream::{EventStream, Streaming, send_stream, start_stream};
pub use crate::options::Options;
pub use crate::pagination::{Items, PageStyle, Paged, Pages};
pub use crate::record::{
    Field, FieldsFn, Header, Kind, OtherValue, Parameters, Record, Scalar, Schema, Visit, debug, deserialize, equal,
    integer, list, read_into, read_json, serialize, set, string,
};
pub use crate::response::RawResponse;
pub use crate::retry_class::RetryClass;
pub use crate::secret::Secret;
pub use crate::untyped::UntypedCall;
pub use crate::wait::{Wait, WaitInfo};
pub use crate::{
    __builder as builder, __error_codes as error_codes, __integer_enum as integer_enum, __record as record,
    __required as required, __string_enum as string_enum,
};
