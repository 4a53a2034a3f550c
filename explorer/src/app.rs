//! What all requests share.

use crate::access::Access;
use crate::consent::Consents;
use crate::history::History;
use crate::host::Host;
use crate::service::Service;

/// One run of the explorer.
pub(crate) struct App {
    pub(crate) access: Access,
    pub(crate) host: Host,
    pub(crate) service: Service,
    pub(crate) history: History,
    pub(crate) consents: Consents,
}
