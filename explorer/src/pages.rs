//! The pages. Each is a file; fragments that take the place of a part of a page stand beside the page.

pub(crate) mod action;
pub(crate) mod emulator;
pub(crate) mod history;
pub(crate) mod home;
mod layout;
pub(crate) mod product;
pub(crate) mod signature;
mod tree;

pub(crate) use layout::{Place, breakable, grouped, page};
