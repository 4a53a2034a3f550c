//! The control plane: what tests do to an emulator besides calling the API. `Emulator` has the same as methods.

mod guard;
mod operations;
mod routes;
mod shapes;

pub(crate) use self::{guard::Guard, routes::router};
