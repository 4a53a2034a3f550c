//! An emulator with a clock that stands still, and a client that signs by that clock.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tencloud_emulator::{Builder, Durations, Emulator, ManualClock};

use super::{Draft, conform::Promise};

/// Every phase of every workflow takes as long.
const PHASE: Duration = Duration::from_secs(10);

/// 2026-11-18 17:46:40 in UTC.
const START: Duration = Duration::from_secs(1_795_024_000);

pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) clock: ManualClock,
    pub(crate) region: &'static str,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder.rate_limits(false)).await
    }

    pub(crate) async fn with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + START);
        let builder = Emulator::builder().clock(clock.clone()).durations(Durations::uniform(PHASE));
        Self { emulator: set(builder).start().await.unwrap(), clock, region: "ap-tokyo" }
    }

    /// Lets that many phases pass.
    pub(crate) fn phases(&self, count: u32) {
        self.clock.advance(PHASE * count);
    }

    pub(crate) fn host(&self) -> &str {
        self.emulator.url().strip_prefix("http://").unwrap()
    }

    fn draft(&self, method: &'static str, action: &str) -> Draft {
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Draft::new(method, self.host(), now.as_secs())
            .with("x-tc-action", action)
            .with("x-tc-version", "2018-04-12")
            .with("x-tc-region", self.region)
    }

    pub(crate) fn post(&self, action: &str, parameters: &Value) -> Draft {
        self.draft("POST", action).but(|draft| draft.body = parameters.to_string().into())
    }

    pub(crate) fn get(&self, action: &str, query: &str) -> Draft {
        self.draft("GET", action).but(|draft| draft.query = query.into())
    }

    /// Calls an action. Whatever it answers is held against the spec.
    fn response(&self, action: &str, parameters: &Value) -> Value {
        let response = self.post(action, parameters).send().response();
        Promise::of(action).check(&response);
        response
    }

    /// Calls an action that must succeed.
    pub(crate) fn call(&self, action: &str, parameters: Value) -> Value {
        let response = self.response(action, &parameters);
        assert!(response.get("Error").is_none(), "{action} {parameters}: {response}");
        response
    }

    /// Calls an action that must be refused. Gives the code.
    pub(crate) fn refused(&self, action: &str, parameters: Value) -> String {
        let response = self.response(action, &parameters);
        let code = response["Error"]["Code"].as_str();
        code.unwrap_or_else(|| panic!("{action} {parameters}: {response}")).to_owned()
    }

    /// What a small pay-as-you-go order says.
    pub(crate) fn order() -> Value {
        json!({ "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "Password": "Passw0rd!" })
    }

    /// The order with other parameters; null takes one away.
    pub(crate) fn order_with(changes: Value) -> Value {
        let mut order = Self::order();
        order.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        order
    }

    /// Buys an instance and waits until it runs.
    pub(crate) fn instance(&self, changes: Value) -> String {
        let reply = self.call("CreateInstances", Self::order_with(changes));
        self.phases(3);
        reply["InstanceIds"][0].as_str().unwrap().to_owned()
    }

    /// The status of an instance; null where it does not exist.
    pub(crate) fn status(&self, instance: &str) -> Value {
        self.call("DescribeInstances", json!({ "InstanceId": instance }))["InstanceSet"][0]["Status"].clone()
    }

    /// The state of a task, and its message.
    pub(crate) fn task(&self, reply: &Value) -> (String, String) {
        let task = self.call("DescribeTaskInfo", json!({ "TaskId": reply["TaskId"] }));
        let text = |field: &str| task[field].as_str().unwrap().to_owned();
        (text("Status"), text("TaskMessage"))
    }

    /// Backs an instance up and waits until it is done. Gives the backup's id.
    pub(crate) fn backup(&self, instance: &str, parameters: Value) -> String {
        let mut all = json!({ "InstanceId": instance });
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        self.call("ManualBackupInstance", all);
        self.phases(2);
        let list = self.call("DescribeInstanceBackups", json!({ "InstanceId": instance, "Limit": 1 }));
        list["BackupSet"][0]["BackupId"].as_str().unwrap().to_owned()
    }
}
