//! What all requests share.

use crate::access::Access;
use crate::guard::Hosts;
use crate::history::History;
use crate::service::Service;

/// One run of the explorer.
pub(crate) struct App {
    pub(crate) access: Access,
    pub(crate) hosts: Hosts,
    pub(crate) service: Service,
    pub(crate) history: History,
}
