//! Programs that make one call, in several languages, and command lines that do.
//!
//! A program reads credentials from `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, if it is set,
//! `TENCENTCLOUD_TOKEN`, and prints the response. It contains no secret either: a password among the parameters becomes
//! a variable of the environment, which [`secrets`] names.

mod call;
mod curl;
mod go;
mod java;
mod language;
mod literal;
mod node;
mod official;
mod python;
mod rust;
mod shell;
mod syntax;
mod tccli;
mod tencloud;

pub use self::{
    call::Call,
    language::{Language, UnknownLanguage},
    literal::secrets,
};

/// Writes the whole program, or the command line, that makes a call.
pub fn write(call: &Call<'_>, language: Language) -> String {
    match language {
        Language::Rust => rust::write(call),
        Language::Tencloud => tencloud::write(call),
        Language::Curl => curl::write(call),
        Language::Python => python::write(call),
        Language::Node => node::write(call),
        Language::Tccli => tccli::write(call),
        Language::Go => go::write(call),
        Language::Java => java::write(call),
    }
}
