//! The explorer as a browser, and as others, reach it: over HTTP.

mod emulator;
mod history;
mod security;
mod wire;
