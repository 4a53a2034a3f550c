//! Operations that go on after a response, as the SDK needs to know them to wait for their end.

use serde_json::{Value, json};
use tencloud::{Polling, UntypedCall, UntypedClient};
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

/// An operation that a response names.
#[derive(Clone, Debug)]
pub struct Started {
    /// What to wait for.
    pub operation: Operation,
    /// Its id.
    id: Value,
}

impl Started {
    /// Returns the id as text.
    pub fn id(&self) -> String {
        plain(&self.id)
    }

    /// Returns the call that reads the state, by a client of the product.
    pub fn call(&self, client: &UntypedClient) -> UntypedCall {
        let Waiter { action, parameter, .. } = self.operation.waiter;
        client.call(action, json!({ parameter: self.id })).read_only()
    }
}

/// Returns the waiter that polls with the action itself, if there is one.
pub fn own(target: Target) -> Option<Operation> {
    let mut waiters = target.version.product.waiters.iter();
    let (name, waiter) = waiters.find(|(_, waiter)| waiter.action == target.action.action)?;
    Some(Operation { name, waiter })
}

/// Returns every operation that the response to an action names.
pub fn started(target: Target, response: &Value) -> Vec<Started> {
    let mut found = Vec::new();
    for id in target.action.async_ids() {
        let Some((name, waiter)) = target.version.product.waiters.get_key_value(&id.waiter) else { continue };
        let ids = match response.get(&id.field) {
            Some(Value::Array(ids)) => ids.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let operation = Operation { name, waiter };
        found.extend(ids.iter().filter(|id| !id.is_null()).map(|id| Started { operation, id: id.clone() }));
    }
    found
}
