//! What the control plane does to the parts of an emulator.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::shapes::describe;
use crate::{
    gateway::{Circumstances, Gateway},
    instance::{Instance, InstanceError},
    oddities::Oddities,
    products::Products,
};

/// The version of the format of a state. Another version cannot be read.
const FORMAT: u32 = 1;

/// The largest serial number from which a state can go on, so that enough are left. JSON represents all of them exactly.
const MAX_SERIAL: u64 = 1 << 53;

/// How many requests are in an overview.
const LISTED: usize = 200;

/// Everything that calls change.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State<P> {
    format: u32,
    /// The next serial number, so that ids stay unique.
    next_serial: u64,
    products: P,
}

impl Gateway {
    /// Returns everything to how it was at the start: state, clock, faults, rate limits, and the log of requests.
    pub(crate) fn reset(&self) -> Result<(), InstanceError> {
        self.replace(Products::default());
        self.clock.reset();
        self.faults.clear();
        self.rate_limits.reset();
        self.oddities.iter().for_each(Oddities::reset);
        self.history.clear();
        self.instances.iter().try_for_each(|instance| self.add_instance(instance))
    }

    /// Adds an instance that is running.
    pub(crate) fn add_instance(&self, instance: &Instance) -> Result<(), InstanceError> {
        let Instance { id, region, .. } = instance;
        let (api, action) = self.catalog.find("redis", "CreateInstances").ok_or_else(|| "no such action".to_owned())?;
        if !self.catalog.common.regions.contains_key(region) {
            return Err(format!("there is no region `{region}`").into());
        }
        let order = self.validate(api, action, instance.order()).map_err(|error| error.message)?;
        let caller = self.keys.first_caller();
        let circumstances = Circumstances { caller: &caller, region, now: self.now(), failure: None };
        self.with_call(api, action, &order, circumstances, |products, call, params| {
            products.add_instance(call, params, id).map_err(|refusal| InstanceError::from(refusal.message().to_owned()))
        })
    }

    /// Returns what exists, and the latest requests, in short. What has happened until now has been applied, and must be
    /// saved.
    pub(crate) fn overview(&self) -> Value {
        let now = self.now();
        let mut overview = self.change(now, |products| products.overview(now, self.tools()));
        let log = self.history.all();
        let latest: Vec<Value> = log.iter().rev().take(LISTED).map(describe).collect();
        if let Some(lists) = overview.as_object_mut() {
            lists.insert("requests".to_owned(), json!({ "total": log.len(), "latest": latest }));
        }
        overview
    }

    /// Returns the state as JSON.
    pub(crate) fn state(&self) -> serde_json::Result<Value> {
        let products = self.products();
        serde_json::to_value(State { format: FORMAT, next_serial: self.ids.next_serial(), products: &*products })
    }

    /// Replaces the state. The error names what cannot be read.
    pub(crate) fn load(&self, state: Value) -> Result<(), String> {
        let mut state: State<Products> = serde_json::from_value(state).map_err(|error| error.to_string())?;
        if state.format != FORMAT {
            return Err(format!("the state has the format {}, and this emulator reads {FORMAT}", state.format));
        }
        if state.next_serial > MAX_SERIAL {
            return Err(format!("`next_serial` is {}, and must be at most {MAX_SERIAL}", state.next_serial));
        }
        self.ids.continue_after(state.next_serial);
        // Those of the emulator that saved it, which may still run.
        state.products.forget_ports();
        self.replace(state.products);
        Ok(())
    }
}
