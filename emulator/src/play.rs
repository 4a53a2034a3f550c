//! Plays random calls of all actions at random times, and checks what must always hold: responses conform to the spec,
//! only documented error codes occur, every task and order ends, ids are unique, what is deleted is gone, money is only paid
//! for what was ordered, and behavior reads every parameter.

mod codes;
mod invariants;
mod parameters;
#[path = "../tests/api/support/response_spec.rs"]
mod response_spec;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};
use std::{env, fs};

use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tencloud_spec::{Action, ApiVersion};

use self::{invariants::Seen, parameters::Pool, response_spec::ResponseSpec};
use crate::{
    auth::{Caller, Identity},
    clock::ManualClock,
    error::ApiError,
    gateway::{Circumstances, Gateway},
    params::reads,
    products::Products,
    state_file::StateFile,
};

/// Parameters that behavior does not read, with the reason.
const UNREAD: &[(&str, &str, &str)] = &[
    ("CloneInstances", "AlarmPolicyList", "there are no alarms"),
    ("CreateInstances", "AlarmPolicyList", "there are no alarms"),
    ("ChangeReplicaToMaster", "Emergency", "no replica lags behind, so no check that it skips could fail"),
    ("DescribeTaskList", "ProjectIds", "the service ignores it, too"),
    ("DescribeTaskList", "TaskStatus", "reserved for internal use"),
    ("DescribeInstanceNodeInfo", "Limit", "no longer has an effect, according to its documentation"),
    ("DescribeInstanceNodeInfo", "Offset", "no longer has an effect, according to its documentation"),
    ("DescribeInstances", "RegionIds", "has no effect, according to its documentation"),
    ("ModifyInstanceLogDelivery", "CreateIndex", "the Cloud Log Service, which receives the log, is not emulated"),
    ("ModifyInstanceLogDelivery", "Period", "the Cloud Log Service, which receives the log, is not emulated"),
    ("SwitchInstanceVip", "ForceSwitch", "no transfer is ever interrupted"),
    ("SwitchInstanceVip", "SwitchTime", "every target has caught up with its source"),
    ("Tag", "Value", "only policies could refer to it, and there are no permissions"),
];

/// Actions that never succeed, with the reason.
const REFUSED: &[(&str, &str)] = &[("DescribeInstanceDTSInfo", "transfers are started in DTS, another product")];

/// Actions whose success needs more luck than a short play has, with the reason. Tests of the API show that they succeed.
const RARE: &[(&str, &str)] = &[
    ("AddReplicationInstance", "the group and the instance must match"),
    ("ChangeInstanceRole", "the instance must be a member of a group that is not its primary"),
    ("ChangeMasterInstance", "the instance must be a member of a group that is not its primary"),
    ("CloneInstances", "the order must fit the backup and its instance"),
    ("DeleteInstanceAccount", "the account must have been added"),
    ("ModifyInstanceEvent", "the new date must be later than the clock, and the times must fit"),
    ("RemoveReplicationInstance", "the instance must be a member of the group"),
    ("DeleteReplicationInstance", "the instance must be a member of the group"),
    ("SwitchAccessNewInstance", "a change must wait for the maintenance window"),
];

/// In a play of that many calls, every action succeeds, unless that is rare, and every parameter is read.
const LONG: usize = 20_000;

/// Most calls go to the first.
const REGIONS: [&str; 2] = ["ap-tokyo", "ap-guangzhou"];

/// The first day of the play, in seconds since 1970.
const START: u64 = 1_795_024_000;

struct Player {
    gateway: Gateway,
    clock: ManualClock,
    /// Of the state file.
    folder: TempDir,
    rng: fastrand::Rng,
    pool: Pool,
    specs: BTreeMap<String, ResponseSpec>,
    calls: usize,
    seen: Seen,
    /// How often each action succeeded, and how often it failed with which code.
    outcomes: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Player {
    fn new(seed: u64) -> Self {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(START));
        let mut gateway = Gateway::for_tests(&clock, seed);
        let folder = tempfile::tempdir().unwrap();
        gateway.state_file = Some(StateFile::open(&folder.path().join("state")).unwrap().0);
        Self {
            gateway,
            clock,
            folder,
            rng: fastrand::Rng::with_seed(seed),
            pool: Pool::default(),
            specs: BTreeMap::new(),
            calls: 0,
            seen: Seen::default(),
            outcomes: BTreeMap::new(),
        }
    }

    /// Writes the state file, and returns its length.
    fn save(&self) -> u64 {
        self.gateway.mark_stale();
        self.gateway.save().unwrap();
        fs::metadata(self.folder.path().join("state")).unwrap().len()
    }

    /// Checks that the state file has the state.
    fn check_state_file(&self) {
        self.save();
        let copy = self.folder.path().join("copy");
        fs::copy(self.folder.path().join("state"), &copy).unwrap();
        let (_, saved) = StateFile::open(&copy).unwrap();
        let mut state = self.gateway.state().unwrap();
        let saved: Products = serde_json::from_value(saved.unwrap()["products"].take()).unwrap();
        assert_eq!(serde_json::to_string(&saved).unwrap(), state["products"].take().to_string());
    }

    /// Calls an action, and checks the response.
    fn call(
        &mut self,
        api: &'static ApiVersion,
        action: &'static Action,
        params: Map<String, Value>,
    ) -> Result<Value, ApiError> {
        let name = &action.action;
        let region = if self.rng.u8(0..10) > 0 { REGIONS[0] } else { REGIONS[1] };
        let now = self.gateway.now();
        let shown = Value::Object(params.clone()).to_string();
        let caller = self.caller();
        let circumstances = Circumstances { caller: &caller, region, now, failure: None };
        let expected_price = invariants::expected_price(&self.gateway, action, &params, circumstances);
        let saved = self.calls.is_multiple_of(number_of_calls() / STATE_CHECKS + 1).then(|| self.save());
        let outcome = self
            .gateway
            .validate(api, action, params.clone())
            .and_then(|params| self.gateway.execute(api, action, &params, circumstances))
            .map(|content| content.with_request_id("a"));
        let is_stale = self.gateway.state_file.as_ref().unwrap().is_stale();
        if let Some(saved) = saved.filter(|_| !is_stale) {
            assert_eq!(self.save(), saved, "{name} changes the state, which would not be saved");
        }
        let code = outcome.as_ref().map_or_else(|error| error.code, |_| "ok");
        *self.outcomes.entry(name.clone()).or_default().entry(code.to_owned()).or_default() += 1;
        assert!(!code.starts_with("InternalError"), "{name} {shown}: {outcome:?}");
        let mut response: Value = match &outcome {
            Ok(body) => serde_json::from_slice(body).unwrap(),
            Err(error) => json!({
                "Response": { "Error": { "Code": error.code, "Message": error.message }, "RequestId": "a" },
            }),
        };
        let response = response["Response"].take();
        self.specs.entry(name.clone()).or_insert_with(|| ResponseSpec::of(name)).check(&response);
        outcome?;
        check_total(action, &response);
        self.seen.check_call(&self.gateway, action, region, &params, &response, expected_price);
        if self.calls.is_multiple_of(invariants::INTERVAL) {
            self.seen.check_bills(&self.gateway);
        }
        self.pool.learn(&params, &response);
        Ok(response)
    }

    /// Returns who makes the next call: mostly a user, at times someone with temporary credentials.
    fn caller(&mut self) -> Caller {
        self.calls += 1;
        let user = self.gateway.keys.first_caller();
        let uin = user.account.uin;
        let identity = match self.calls % 20 {
            0 => Identity::MfaSession { uin },
            1 => Identity::FederatedUser { uin, name: "blue".into() },
            2 => Identity::Role { arn: "a".into(), session: "blue".into(), requested_by: 5 },
            _ => return user,
        };
        Caller { identity, is_temporary: true, ..user }
    }

    /// Returns the parameters of an order that is accepted.
    fn order(&mut self) -> Map<String, Value> {
        let choices = json!({
            "TypeId": self.rng.choice([6, 7, 9, 9, 9, 15, 16, 17, 20]),
            "MemSize": self.rng.choice([1024, 2048, 4096]),
            "Period": self.rng.i64(1..3),
            "BillingMode": self.rng.i64(0..2),
            "ResourceTags": [{ "TagKey": "blue", "TagValue": "1" }],
        });
        order_with(choices)
    }

    /// Creates a replication group with two members, and plays calls of its topic with them: random calls rarely meet an
    /// instance that is in its group.
    fn group(&mut self, api: &'static ApiVersion) {
        let call = |player: &mut Self, action: &str, params: Value| {
            let response = loop {
                // The members must be in one region, which is that of most calls but not of all.
                let response = player.call(api, &api.actions[action], params.as_object().unwrap().clone());
                if response.is_ok() || player.rng.u8(0..20) == 0 {
                    break response;
                }
            };
            player.clock.advance(Duration::from_secs(10));
            response.unwrap_or_default()
        };
        let order = |player: &mut Self| {
            let order = order_with(json!({ "TypeId": 9, "MemSize": 1024, "Period": 1, "BillingMode": 0 }));
            call(player, "CreateInstances", Value::Object(order))["InstanceIds"][0].clone()
        };
        let (first, second) = (order(self), order(self));
        let group = call(self, "CreateReplicationGroup", json!({ "InstanceId": first }))["GroupId"].clone();
        let member = |instance: &Value| json!({ "GroupId": group, "InstanceId": instance, "InstanceRole": "rw" });
        call(self, "AddReplicationInstance", member(&first));
        call(self, "AddReplicationInstance", member(&second));
        let topic: Vec<_> = api.actions.values().filter(|action| action.topic == "replication").collect();
        for _ in 0..20 {
            let action = *self.rng.choice(&topic).unwrap();
            let instance = if self.rng.bool() { &first } else { &second };
            let params = self.pool.parameters_like(&mut self.rng, action, &api.types, &member(instance));
            let _ = self.call(api, action, params);
            self.clock.advance(Duration::from_secs(5));
        }
    }

    fn succeeded(&self, action: &Action) -> bool {
        self.outcomes.get(&action.action).is_some_and(|codes| codes.contains_key("ok"))
    }

    /// Chooses an action, often one that has not succeeded yet.
    fn choose<'a>(&mut self, actions: &[&'a Action]) -> &'a Action {
        let never: Vec<_> = actions.iter().copied().filter(|action| !self.succeeded(action)).collect();
        let among = if self.rng.u8(0..5) == 0 && !never.is_empty() { &never } else { actions };
        self.rng.choice(among).unwrap()
    }

    fn step(&mut self, api: &'static ApiVersion, actions: &[&'static Action]) {
        let (action, params) = match api.actions.get("CreateInstances") {
            Some(create) if self.rng.u8(0..20) == 0 => (create, self.order()),
            _ => {
                // Calls without parameters are all the same, so few suffice.
                let mut action = self.choose(actions);
                while action.parameters.is_empty() && self.rng.u8(0..20) > 0 {
                    action = self.choose(actions);
                }
                (action, self.pool.parameters(&mut self.rng, action, &api.types))
            }
        };
        let _ = self.call(api, action, params);
        // Mostly seconds, sometimes hours.
        let seconds = match self.rng.u8(0..100) {
            0..50 => 0,
            50..95 => self.rng.u64(0..5),
            95..99 => self.rng.u64(0..3600),
            _ => self.rng.u64(0..24 * 3600),
        };
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// Returns the parameters of an order for one instance in a VPC.
fn order_with(choices: Value) -> Map<String, Value> {
    let mut order = json!({
        "GoodsNum": 1,
        "Password": "Passw0rd!",
        "VpcId": "vpc-a1b2c3d4",
        "SubnetId": "subnet-a1b2c3d4",
    });
    let fields = order.as_object_mut().unwrap();
    fields.extend(choices.as_object().unwrap().clone());
    fields.clone()
}

/// The total of a list is at least the number of its items.
fn check_total(action: &Action, response: &Value) {
    let Some(pages) = &action.pages else { return };
    let items = response[&pages.items].as_array().map_or(0, Vec::len);
    let total = pages.total.as_ref().and_then(|total| response[total].as_u64());
    assert!(total.is_none_or(|total| total >= items as u64), "{}: {response}", action.action);
}

/// Returns the parameters of actions and of the structs in them.
fn parameters_of(api: &ApiVersion, actions: &[&Action]) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    let mut owners: Vec<_> = actions.iter().map(|action| (action.action.as_str(), &action.parameters)).collect();
    while let Some((owner, fields)) = owners.pop() {
        for field in fields {
            // With one allowed value, there is nothing to read.
            if api.types.allowed(field).len() != 1 {
                all.insert((owner.to_owned(), field.name.clone()));
            }
            let structure = field.ty.structure().and_then(|name| api.types.types.get_key_value(name));
            owners.extend(structure.map(|(name, structure)| (name.as_str(), &structure.fields)));
        }
    }
    all
}

/// Returns the parameters that behavior has not read yet, without those in [`UNREAD`].
fn unread(api: &ApiVersion, actions: &[&Action]) -> Vec<(String, String)> {
    let excepted = |(owner, name): &(String, String)| UNREAD.iter().any(|row| row.0 == owner && row.1 == name);
    parameters_of(api, actions).difference(&reads::all()).filter(|read| !excepted(read)).cloned().collect()
}

/// How often a play checks that a call that is not saved changes nothing: writing the state takes long.
const STATE_CHECKS: usize = 30;

/// About a hundred calls of each action, unless `PLAY_CALLS` sets their number.
fn number_of_calls() -> usize {
    env::var("PLAY_CALLS").map_or(10_000, |calls| calls.parse().unwrap())
}

/// Returns whether an action is one of those that never succeed.
fn is_refused(action: &Action) -> bool {
    REFUSED.iter().any(|(refused, _)| *refused == action.action)
}

/// Plays calls of all actions of a product. Fails if an action never succeeds, or if behavior never reads a parameter.
fn play(product: &str, calls: usize) -> (Player, &'static ApiVersion) {
    let mut player = Player::new(7);
    let api = player.gateway.catalog.versions(product).next().unwrap();
    let actions: Vec<&'static Action> =
        api.actions.values().filter(|action| crate::products::has_behavior(product, &action.action)).collect();
    for step in 0..calls {
        if step % 500 == 0 && product == "redis" {
            player.group(api);
        }
        player.step(api, &actions);
    }
    // What chance has left out gets more chances.
    for _ in 0..40 {
        let is_left = |action: &&&Action| {
            !(is_refused(action) || player.succeeded(action)) || !unread(api, &[**action]).is_empty()
        };
        let left: Vec<_> = actions.iter().filter(is_left).copied().collect();
        if left.is_empty() {
            break;
        }
        (0..100).for_each(|at| player.step(api, if at % 2 == 0 { &actions } else { &left }));
    }
    for (action, codes) in &player.outcomes {
        println!("{action}: {codes:?}");
    }
    for action in &actions {
        let codes = &player.outcomes[&action.action];
        let is_rare = RARE.iter().any(|(rare, _)| *rare == action.action);
        let succeeds = codes.contains_key("ok");
        assert!(
            is_rare || calls < LONG || succeeds != is_refused(action),
            "{}, success {succeeds}: {codes:?}",
            action.action
        );
    }
    let unread = unread(api, &actions);
    assert!(calls < LONG || unread.is_empty(), "never read: {unread:?}");
    let needless = UNREAD.iter().filter(|row| reads::all().contains(&(row.0.to_owned(), row.1.to_owned())));
    assert_eq!(needless.count(), 0);
    (player, api)
}

#[test]
fn random_calls_of_redis_break_no_promise() {
    let (mut player, api) = play("redis", number_of_calls());
    codes::check(api, &player.outcomes);
    player.check_state_file();
    // Everything ends.
    player.clock.advance(Duration::from_secs(24 * 3600));
    for task in player.pool.all("TaskId") {
        let params = json!({ "TaskId": task }).as_object().unwrap().clone();
        if let Ok(task) = player.call(api, &api.actions["DescribeTaskInfo"], params) {
            assert!(["succeed", "failed"].contains(&task["Status"].as_str().unwrap()), "{task}");
        }
    }
}

#[test]
fn random_calls_of_sts_break_no_promise() {
    let (player, api) = play("sts", number_of_calls() / 5);
    codes::check(api, &player.outcomes);
}
