//! An emulator with a manual clock, and a client that signs with the time of that clock.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use tencloud_emulator::{Builder, Durations, Emulator, ManualClock};

use super::{
    RequestBuilder,
    response_spec::{ResponseSpec, product_of},
};

/// The duration of every phase of every workflow.
const PHASE: Duration = Duration::from_secs(10);

/// 2026-11-18 17:46:40 in UTC.
const START: Duration = Duration::from_secs(1_795_024_000);

pub(crate) struct Fixture {
    pub(crate) emulator: Emulator,
    pub(crate) clock: ManualClock,
    pub(crate) region: &'static str,
}

impl Fixture {
    /// Starts an emulator without rate limits.
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder.rate_limits(false)).await
    }

    /// Starts an emulator whose builder the test changes.
    pub(crate) async fn with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + START);
        let builder = Emulator::builder().clock(clock.clone()).durations(Durations::uniform(PHASE));
        Self { emulator: set(builder).start().await.unwrap(), clock, region: "ap-tokyo" }
    }

    /// Advances the clock by this number of phases.
    pub(crate) fn advance_phases(&self, count: u32) {
        self.clock.advance(PHASE * count);
    }

    pub(crate) fn host(&self) -> &str {
        self.emulator.url().split_once("://").unwrap().1
    }

    /// Where the emulator listens, even if its URL leads elsewhere.
    pub(crate) fn address(&self) -> String {
        self.emulator.address().to_string()
    }

    fn request(&self, method: &'static str, action: &str) -> RequestBuilder {
        let now = self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let (product, version) = product_of(action);
        RequestBuilder::new(method, self.host(), now.as_secs())
            .modify(|request| request.service = product.into())
            .with("x-tc-action", action)
            .with("x-tc-version", version)
            .with("x-tc-region", self.region)
    }

    pub(crate) fn post(&self, action: &str, parameters: &Value) -> RequestBuilder {
        self.request("POST", action).modify(|request| request.body = parameters.to_string().into())
    }

    pub(crate) fn get(&self, action: &str, query: &str) -> RequestBuilder {
        self.request("GET", action).modify(|request| request.query = query.into())
    }

    /// Calls an action, and checks the response against the spec.
    fn response(&self, action: &str, parameters: &Value) -> Value {
        let response = self.post(action, parameters).send_to(&self.address(), |request| request).content();
        ResponseSpec::of(action).check(&response);
        response
    }

    /// Calls an action that must succeed.
    pub(crate) fn call(&self, action: &str, parameters: Value) -> Value {
        let response = self.response(action, &parameters);
        assert!(response.get("Error").is_none(), "{action} {parameters}: {response}");
        response
    }

    /// Calls an action that must fail. Returns the error code.
    pub(crate) fn error_code(&self, action: &str, parameters: Value) -> String {
        let response = self.response(action, &parameters);
        let code = response["Error"]["Code"].as_str();
        code.unwrap_or_else(|| panic!("{action} {parameters}: {response}")).to_owned()
    }

    /// Calls an action that may fail. Returns the error code if it does.
    pub(crate) fn outcome(&self, action: &str, parameters: Value) -> Option<String> {
        self.response(action, &parameters)["Error"]["Code"].as_str().map(str::to_owned)
    }

    /// The parameters of a small pay-as-you-go order.
    pub(crate) fn order() -> Value {
        json!({ "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "Password": "Passw0rd!" })
    }

    /// The order with some parameters changed; null removes one.
    pub(crate) fn order_with(changes: Value) -> Value {
        let mut order = Self::order();
        order.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        order
    }

    /// Creates an instance and waits until it is running. Returns its id.
    pub(crate) fn instance(&self, changes: Value) -> String {
        let response = self.call("CreateInstances", Self::order_with(changes));
        self.advance_phases(3);
        response["InstanceIds"][0].as_str().unwrap().to_owned()
    }

    /// Returns the status of an instance, or null if it does not exist.
    pub(crate) fn status(&self, instance: &str) -> Value {
        self.call("DescribeInstances", json!({ "InstanceId": instance }))["InstanceSet"][0]["Status"].clone()
    }

    /// Returns the status and the message of the task that a response names.
    pub(crate) fn task(&self, response: &Value) -> (String, String) {
        let task = self.call("DescribeTaskInfo", json!({ "TaskId": response["TaskId"] }));
        let text = |field: &str| task[field].as_str().unwrap().to_owned();
        (text("Status"), text("TaskMessage"))
    }

    /// Backs up an instance and waits until the backup is finished. Returns the id of the backup.
    pub(crate) fn backup(&self, instance: &str, parameters: Value) -> String {
        let mut all = json!({ "InstanceId": instance });
        all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
        self.call("ManualBackupInstance", all);
        self.advance_phases(2);
        let list = self.call("DescribeInstanceBackups", json!({ "InstanceId": instance, "Limit": 1 }));
        list["BackupSet"][0]["BackupId"].as_str().unwrap().to_owned()
    }
}
