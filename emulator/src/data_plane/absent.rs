//! Takes the place of the data plane without the feature `data-plane`.

use std::io;

use crate::{
    ids::Ids,
    products::{Products, Tools},
    time::Time,
};

/// Does not exist.
pub(crate) enum DataPlane {}

impl DataPlane {
    pub(crate) fn start(_ids: &Ids) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn is_due(&self, _products: &mut Products, _now: Time) -> bool {
        match *self {}
    }

    pub(crate) fn settle(&self, _products: &mut Products, _now: Time, _tools: Tools<'_>) -> Vec<(String, String)> {
        match *self {}
    }

    pub(crate) fn reconcile(&self, _products: &mut Products, _tools: Tools<'_>) -> Vec<(String, String)> {
        match *self {}
    }

    pub(crate) fn observe(&self, _products: &mut Products, _now: Time, _account: u64, _region: &str, _instance: &str) {
        match *self {}
    }

    pub(crate) fn await_ports(&self, _products: &mut Products) {
        match *self {}
    }

    pub(crate) fn stop(&self) {
        match *self {}
    }
}
