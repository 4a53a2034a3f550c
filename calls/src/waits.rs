//! Operations that go on after a response, as the SDK needs to know them to wait for their end.

use serde_json::{Value, json};
use tencloud::{Polling, UntypedCall, UntypedClient};
use tencloud_spec::{Field, Types, Waiter};

use crate::target::Target;
use crate::values::{items, label, plain};

/// Something to wait for.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The name of the waiter, which says what is waited for, such as `task`.
    pub name: &'static str,
    /// How its state is read.
    pub waiter: &'static Waiter,
    /// The action that reads it.
    reader: Target,
}

impl Operation {
    /// Returns how the SDK polls until the operation has ended.
    pub fn polling(self) -> Polling {
        let Operation { name, waiter, .. } = self;
        let polling = Polling::new(name, &waiter.parameter, &waiter.state).done(&waiter.done).failed(&waiter.failed);
        waiter.message.iter().fold(polling, |polling, pointer| polling.message(pointer))
    }

    /// Returns the state in a response as people read it, such as `4 (Delivered)`. `None` if the response has no state.
    pub fn state(self, response: &Value) -> Option<String> {
        let value = response.pointer(&self.waiter.state)?;
        let types = &self.reader.version.types;
        let field = field(&self.reader.action.results, &self.waiter.state, types);
        Some(field.map_or_else(|| plain(value), |field| label(value, field, types)))
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

/// Returns the field to which a JSON pointer leads, such as `/DealDetails/0/Status`.
fn field<'s>(mut fields: &'s [Field], pointer: &str, types: &'s Types) -> Option<&'s Field> {
    let mut found = None;
    let is_name = |part: &&str| !part.bytes().all(|byte| byte.is_ascii_digit());
    for name in pointer.split('/').filter(is_name) {
        let field = fields.iter().find(|field| field.name == name)?;
        let structure = field.ty.structure().and_then(|name| types.types.get(name));
        fields = structure.map(|structure| structure.fields.as_slice()).unwrap_or_default();
        found = Some(field);
    }
    found
}

/// Returns the waiter that polls with the action itself, if there is one.
pub fn own(target: Target) -> Option<Operation> {
    let mut waiters = target.version.product.waiters.iter();
    let (name, waiter) = waiters.find(|(_, waiter)| waiter.action == target.action.action)?;
    Some(Operation { name, waiter, reader: target })
}

/// Returns every operation that the response to an action names.
pub fn started(target: Target, response: &Value) -> Vec<Started> {
    let mut found = Vec::new();
    for id in target.action.async_ids() {
        let Some((name, waiter)) = target.version.product.waiters.get_key_value(&id.waiter) else { continue };
        let Ok(Some(reader)) = Target::read(target.version_name(), &waiter.action) else { continue };
        let operation = Operation { name, waiter, reader };
        let ids = response.get(&id.field).into_iter().flat_map(items);
        found.extend(ids.map(|id| Started { operation, id: id.clone() }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_names() {
        for (action, response, progress, expect) in [
            ("ManualBackupInstance", json!({ "TaskId": 1 }), json!({ "Status": "preparing" }), "preparing"),
            (
                "CreateInstances",
                json!({ "DealName": "1" }),
                json!({ "DealDetails": [{ "Status": 4 }] }),
                "4 (Delivered)",
            ),
        ] {
            let started = started(Target::find("redis", None, action).unwrap(), &response);
            let states: Vec<_> = started.iter().map(|started| started.operation.state(&progress)).collect();
            assert_eq!(states, [Some(expect.to_owned())], "{action}");
        }
        let own = own(Target::find("redis", None, "DescribeInstances").unwrap()).unwrap();
        assert_eq!(own.state(&json!({ "InstanceSet": [{ "Status": 2 }] })).unwrap(), "2 (Running)");
        assert_eq!(own.state(&json!({ "InstanceSet": [] })), None);
    }
}
