//! The API explorer: a web page on loopback that finds, calls, signs and explains every action of Tencent Cloud.
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tencloud_explorer::StartError> {
//! let explorer = tencloud_explorer::Explorer::builder().start().await?;
//! println!("open {}", explorer.url());
//! # explorer.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! Calls go to an emulator inside the process, unless another service is named ([`Builder::emulator_url`],
//! [`Builder::live`]).
//!
//! # Security
//!
//! Other pages in the same browser must not reach the cloud through this one, nor may a page that gives its own host name
//! the address 127.0.0.1. Four walls keep them out, each by itself; `guard` has their details:
//!
//! - the server listens on 127.0.0.1 and accepts only its own `Host`;
//! - a request from another origin is refused, by `Origin` and by `Sec-Fetch-Site`;
//! - everything needs the cookie that only the link with the token sets, and what acts needs the token of the page, too;
//! - the page may load and run nothing but its own script and styles, and may not be framed.
//!
//! Credentials stay in the process: no response contains a secret key, a session token, or a signature of the user's keys.

mod access;
mod app;
mod assets;
mod bare;
mod builder;
mod call;
mod clock;
mod consent;
mod control;
mod digest;
mod form;
mod fragments;
mod guard;
mod history;
mod host;
mod index;
mod json_tree;
mod outcome;
mod pages;
mod request;
mod routes;
mod service;
// For its tests.
#[doc(hidden)]
pub mod signature;
mod signing;
mod submitted;
mod wait;

pub use builder::{Builder, Explorer, StartError};
