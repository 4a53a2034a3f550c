//! The promises of the crate's chapter on security. Each has a row that fails without it.

mod consent;
mod credentials;
mod hostile;
mod wall;
