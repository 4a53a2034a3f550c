//! The configuration that all calls of a program share.

mod builder;
mod endpoints;
mod region;
mod shared;

pub use builder::ConfigBuilder;
pub(crate) use builder::Fallbacks;
pub use shared::Config;
