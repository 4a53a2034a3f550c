//! Waiters for the operations that actions start.
//!
//! Only an action that is named like one for all operations of its product is polled, and only if its known states
//! contain one that means success and one that means failure.

use tencloud_spec::{Action, ApiVersion, AsyncId, Field, Type, Waiter, names_async_id};

/// What follows the verb, and the product's name if it is there, in the name of an action that describes any operation.
const OPERATIONS: [&str; 8] =
    ["AsyncRequestInfo", "AsyncTaskInfo", "Flow", "FlowStatus", "TaskDetail", "TaskInfo", "TaskResult", "TaskStatus"];

/// States that mean success, in lower case.
const DONE: [&str; 9] =
    ["complete", "completed", "done", "finish", "finished", "succeed", "succeeded", "success", "successful"];

/// States that mean failure, in lower case.
const FAILED: [&str; 11] = [
    "aborted",
    "canceled",
    "cancelled",
    "error",
    "expired",
    "fail",
    "failed",
    "failure",
    "killed",
    "timeout",
    "undoed",
];

/// Adds the waiters of a version, and the results that they take.
pub(crate) fn add_waiters(version: &mut ApiVersion) {
    let product = version.product.product.clone();
    let found = version.actions.values().filter_map(|action| waiter(&product, action));
    let mut waiters: Vec<Waiter> = found.collect();
    let known = waiters.clone();
    // Of two actions that take the same id, none is clearly the right one.
    waiters.retain(|waiter| known.iter().filter(|other| other.parameter == waiter.parameter).count() == 1);
    for waiter in waiters {
        let name = snake_case(waiter.parameter.get(..waiter.parameter.len() - 2).unwrap_or_default());
        let is_string = version.actions.get(&waiter.action).is_some_and(|polled| {
            polled.parameters.iter().any(|field| field.name == waiter.parameter && field.ty == Type::String)
        });
        for action in version
            .actions
            .values_mut()
            .filter(|action| !action.effect.value().is_some_and(|effect| effect.is_repeatable()))
        {
            let takes = |field: &&Field| {
                let singular = field.name.strip_suffix('s').unwrap_or(&field.name);
                let fits = if is_string { *field.ty.item() == Type::String } else { field.ty.item().is_integer() };
                fits && [singular, &field.name].contains(&waiter.parameter.as_str())
            };
            let ids = action.results.iter().filter(takes);
            let ids: Vec<AsyncId> =
                ids.map(|field| AsyncId { field: field.name.clone(), waiter: name.clone() }).collect();
            if !ids.is_empty() {
                action.asynchronous.get_or_insert_default().extend(ids);
            }
        }
        version.product.waiters.insert(name, waiter);
    }
}

/// Returns how an action is polled, if it describes any operation of its product.
fn waiter(product: &str, action: &Action) -> Option<Waiter> {
    let rest = ["Describe", "Get", "Query"].iter().find_map(|verb| action.action.strip_prefix(verb))?;
    let is_own = rest.get(..product.len()).is_some_and(|start| start.eq_ignore_ascii_case(product));
    let operation = if is_own { rest.get(product.len()..)? } else { rest };
    let mut required = action.parameters.iter().filter(|field| field.required);
    let parameter = required.next().filter(|_| required.next().is_none())?;
    let takes_id = parameter.name.ends_with("Id") && names_async_id(&parameter.name);
    let is_scalar = parameter.ty == Type::String || parameter.ty.is_integer();
    if !OPERATIONS.contains(&operation) || !takes_id || !is_scalar {
        return None;
    }
    let state = action.results.iter().find(|field| field.name == "Status" && field.ty == Type::String)?;
    let among = |states: &[&str]| -> Vec<String> {
        state.values.keys().filter(|value| states.contains(&value.to_ascii_lowercase().as_str())).cloned().collect()
    };
    let (done, failed) = (among(&DONE), among(&FAILED));
    (!done.is_empty() && !failed.is_empty()).then(|| Waiter {
        action: action.action.clone(),
        parameter: parameter.name.clone(),
        state: format!("/{}", state.name),
        done,
        failed,
        ..Waiter::default()
    })
}

/// Returns a name such as `AsyncRequest` as `async_request`.
fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use tencloud_spec::facts::{read, write};

    use super::*;

    #[test]
    fn waiters_and_the_ids_that_they_take() {
        let head = "product demo\nversion 2019-01-01\nmodule demo\n";
        let add = "action AddBox -> TaskId+";
        let info = "action DescribeTaskInfo TaskId! -> Status{running,success,failed}+ ; read";
        let waiter = "waiter task DescribeTaskInfo TaskId /Status done=success failed=failed";
        for (actions, expect) in [
            (vec![add, info], Some(waiter.to_owned())),
            (
                vec![add, "action DescribeDemoTaskStatus TaskId! -> Status{RUN,Done,Fail} ; read"],
                Some("waiter task DescribeDemoTaskStatus TaskId /Status done=Done failed=Fail".to_owned()),
            ),
            (vec![add, "action DescribeTaskInfo TaskId! -> Status{running,success} ; read"], None),
            (vec![add, "action DescribeTaskInfo TaskId! Zone! -> Status{success,failed} ; read"], None),
            (vec![add, "action DescribeExportTaskInfo TaskId! -> Status{success,failed} ; read"], None),
            (vec![add, info, "action DescribeTaskStatus TaskId! -> Status{success,failed} ; read"], None),
            (vec!["action AddBox -> TaskId:int64+", info], Some(waiter.to_owned())),
        ] {
            let mut version = read(&format!("{head}{}\n", actions.join("\n"))).unwrap();
            add_waiters(&mut version);
            let written = write(&version);
            assert_eq!(
                written.lines().find(|line| line.starts_with("waiter")).map(str::to_owned),
                expect,
                "{actions:?}"
            );
            let is_taken = expect.is_some() && actions[0] == add;
            assert_eq!(written.contains("action AddBox -> TaskId+ ; async=TaskId:task"), is_taken, "{written}");
        }
    }
}
