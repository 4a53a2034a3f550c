//! The explorer as a browser, and as others, reach it: over HTTP.

mod emulator;
mod security;
mod wire;
