//! Operations that go on after a response, as the SDK needs to know them to wait for their end.

use serde_json::{Map, Value};
use tencloud::{Config, Polling, UntypedCall};
use tencloud_spec::Waiter;

use crate::target::Target;
use crate::values::plain;

/// Something to wait for.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name of the waiter, which says what is waited for, such as `task`.
    pub name: &'static str,
    /// How its state is read.
    pub waiter: &'static Waiter,
}

impl Operation {
    /// Returns how the SDK polls until the operation has ended.
    pub fn polling(self) -> Polling {
        let Operation { name, waiter } = self;
        let polling = Polling::new(name, &waiter.parameter, &waiter.state).done(&waiter.done).failed(&waiter.failed);
        waiter.message.iter().fold(polling, |polling, pointer| polling.message(pointer))
    }
}

/// An operation that a response names, and the call that reads its state.
#[derive(Debug)]
pub struct Started {
    /// What to wait for.
    pub operation: Operation,
    /// Its id, as text.
    pub id: String,
    /// The call that reads its state.
    pub call: UntypedCall,
}

/// Returns the waiter that polls with the action itself, if there is one.
pub fn own(target: Target) -> Option<Operation> {
    let mut waiters = target.version.product.waiters.iter();
    let (name, waiter) = waiters.find(|(_, waiter)| waiter.action == target.action.action)?;
    Some(Operation { name, waiter })
}

/// Returns every operation that the response to an action names.
pub fn started(target: Target, response: &Value, config: &Config) -> Vec<Started> {
    let client = target.client(config);
    let mut found = Vec::new();
    for id in target.action.async_ids() {
        let Some((name, waiter)) = target.version.product.waiters.get_key_value(&id.waiter) else { continue };
        let ids = match response.get(&id.field) {
            Some(Value::Array(ids)) => ids.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        for value in ids.iter().filter(|value| !value.is_null()) {
            let parameters = Map::from_iter([(waiter.parameter.clone(), value.clone())]);
            let call = client.call(&waiter.action, Value::Object(parameters)).read_only();
            found.push(Started { operation: Operation { name, waiter }, id: plain(value), call });
        }
    }
    found
}
