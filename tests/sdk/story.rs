//! What users do, from the order of an instance to its deletion, with the emulator.
//!
//! The emulator's clock is stopped. It advances with every poll, so that every status is seen and nothing has to sleep.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tencloud::Error;
use tencloud::ErrorKind::{Api, WaitFailed, WaitTimeout};
use tencloud::redis::types::TaskStatus::{self, Preparing, Running, Succeeded};
use tencloud::redis::types::{InstanceStatus, OrderStatus};
use tencloud::redis::{
    Client, DescribeBackupUrlErrorCode, DestroyPostpaidInstanceErrorCode, ManualBackupInstanceErrorCode,
    RestoreInstanceErrorCode,
};
use tencloud::retry::ExponentialBackoff;
use tencloud_emulator::{Builder, Durations, Emulator, Fault, ManualClock};

use crate::endpoints::plain;
use crate::{client_at, complete};

/// The duration of every phase of every workflow, by the emulator's clock.
const PHASE: Duration = Duration::from_secs(1);
const AT_ONCE: Duration = Duration::from_millis(1);
/// Reached only if a test fails.
const LONG: Duration = Duration::from_secs(5);
const PASSWORD: &str = "Passw0rd!";
const UNKNOWN: &str = "crs-00000000";

struct World {
    emulator: Emulator,
    clock: ManualClock,
    redis: Client,
}

impl World {
    async fn start() -> Self {
        Self::with(|builder| builder.rate_limits(false)).await
    }

    #[expect(clippy::disallowed_methods, reason = "the SDK signs with the system's time")]
    async fn with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = ManualClock::new(SystemTime::now());
        let builder = Emulator::builder().clock(clock.clone()).durations(Durations::uniform(PHASE));
        let emulator = set(builder).start().await.unwrap();
        let redis = client_at(&emulator);
        World { emulator, clock, redis }
    }

    /// Waits for a task. Returns the statuses that were seen, or the error.
    async fn task(&self, id: i64) -> Result<Vec<TaskStatus>, Error> {
        let (seen, clock) = (Arc::new(Mutex::new(Vec::new())), self.clock.clone());
        let shared = seen.clone();
        let wait = self.redis.wait_for_task(id).interval(AT_ONCE).timeout(LONG).on_progress(move |task| {
            shared.lock().unwrap().push(task.status.clone());
            clock.advance(PHASE);
        });
        wait.await?;
        let seen = seen.lock().unwrap().clone();
        Ok(seen)
    }

    /// Orders an instance. Returns the order and the instance.
    async fn order(&self) -> (String, String) {
        let order = self.redis.create_instances().type_id(15).mem_size(1024).goods_num(1).period(1).billing_mode(0);
        let mut placed = order.password(PASSWORD).instance_name("story").send().await.unwrap();
        assert_eq!(placed.instance_ids.len(), 1);
        (placed.deal_name.unwrap(), placed.instance_ids.remove(0))
    }

    /// Returns an instance that is running.
    async fn instance(&self) -> String {
        let (_, instance) = self.order().await;
        self.clock.advance(3 * PHASE);
        self.redis.wait_for_instance(&instance).timeout(Duration::ZERO).await.unwrap();
        instance
    }

    async fn back_up(&self, instance: &str) -> Result<i64, Error> {
        let backup = self.redis.manual_backup_instance().instance_id(instance).remark("of the story");
        Ok(backup.send().await?.task_id)
    }

    /// Returns the number of instances.
    async fn count(&self) -> i64 {
        self.redis.describe_instances().send().await.unwrap().total_count
    }
}

#[tokio::test]
async fn from_the_order_to_the_end() {
    play(&World::start().await).await;
}

/// Numbers are strings, strings numbers, and fields null or missing; which ones differs by seed.
#[tokio::test]
async fn from_the_order_to_the_end_with_odd_responses() {
    for seed in 0..10 {
        play(&World::with(|builder| builder.rate_limits(false).oddities(seed)).await).await;
    }
}

async fn play(world: &World) {
    let World { redis, clock, .. } = world;

    let (deal, instance) = world.order().await;
    let (seen, moved) = (Arc::new(Mutex::new(Vec::new())), clock.clone());
    let shared = seen.clone();
    let order = redis.wait_for_order(&deal).interval(AT_ONCE).timeout(LONG).on_progress(move |order| {
        shared.lock().unwrap().push(order.deal_details[0].status.clone());
        moved.advance(PHASE);
    });
    let delivered = order.await.unwrap();
    assert_eq!(delivered.deal_details[0].instance_ids, [instance.as_str()]);
    assert_eq!(*seen.lock().unwrap(), [OrderStatus::Paid, OrderStatus::Delivering, OrderStatus::Delivered]);
    let running = redis.wait_for_instance(&instance).interval(AT_ONCE).timeout(LONG).await.unwrap();
    assert_eq!(running.instance_set[0].instance_name, "story");

    let task = world.back_up(&instance).await.unwrap();
    assert_eq!(world.task(task).await.unwrap(), [Preparing, Running, Succeeded]);

    let mut backups = redis.describe_instance_backups().instance_id(&instance).items();
    let backup = backups.next().await.unwrap().unwrap();
    assert!(backups.next().await.is_none());
    assert_eq!((backup.remark.as_str(), &backup.instance_id), ("of the story", &instance));

    let links = redis.describe_backup_url().instance_id(&instance).backup_id(&backup.backup_id).send().await.unwrap();
    let file = plain().build().unwrap().get(&links.backup_infos[0].download_url).send().await.unwrap();
    assert_eq!(file.status(), 200);
    let content = file.bytes().await.unwrap();
    assert!(content.starts_with(b"REDIS"));
    assert_eq!(content.len() as i64, links.backup_infos[0].file_size);

    let restore = |password: &str| {
        redis.restore_instance().instance_id(&instance).backup_id(&backup.backup_id).password(password).send()
    };
    let refused = restore("An0ther!word").await.unwrap_err();
    assert!(refused.is(RestoreInstanceErrorCode::InvalidParameterValuePasswordError));
    for text in [refused.to_string(), format!("{refused:?}")] {
        assert!(!text.contains("An0ther!word") && !text.contains(PASSWORD), "{text}");
    }
    let task = restore(PASSWORD).await.unwrap().task_id;
    assert_eq!(world.task(task).await.unwrap(), [Preparing, Running, Succeeded]);

    let task = redis.destroy_postpaid_instance().instance_id(&instance).send().await.unwrap().task_id;
    assert_eq!(world.task(task).await.unwrap(), [Preparing, Running, Succeeded]);
    let isolated = redis.describe_instances().instance_id(&instance).send().await.unwrap();
    assert_eq!(isolated.instance_set[0].status, InstanceStatus::Isolated);
    let error = redis.wait_for_instance(&instance).timeout(LONG).await.unwrap_err();
    assert_eq!(error.kind(), WaitFailed, "{error}");

    let task = redis.clean_up_instance().instance_id(&instance).send().await.unwrap().task_id;
    assert_eq!(world.count().await, 1);
    assert_eq!(world.task(task).await.unwrap(), [Preparing, Running, Succeeded]);
    assert_eq!(world.count().await, 0);
}

#[tokio::test]
async fn odd_responses_are_read_as_the_others_are() {
    let world = World::with(|builder| builder.rate_limits(false).oddities(1)).await;
    let id = world.instance().await;
    let mut seen = [false; 4];
    for _ in 0..30 {
        let raw = world.redis.describe_instances().send_raw().await.unwrap();
        let instance = &raw.response.instance_set[0];
        assert_eq!((raw.response.total_count, &instance.instance_id), (1, &id));
        assert_eq!((instance.status.clone(), instance.size, instance.project_id), (InstanceStatus::Running, 1024.0, 0));
        let json: serde_json::Value = serde_json::from_str(raw.json()).unwrap();
        let odd = &json["Response"]["InstanceSet"][0];
        let is_missing = odd.get("CloseTime").is_none();
        let kinds =
            [odd["Status"].is_string(), odd["CloseTime"].is_null() && !is_missing, is_missing, odd["CloseTime"] == ""];
        seen.iter_mut().zip(kinds).for_each(|(seen, kind)| *seen |= kind);
    }
    assert_eq!(seen, [true; 4]);
}

#[tokio::test]
async fn an_instance_that_nobody_knows() {
    let world = World::start().await;
    let redis = &world.redis;
    let error = world.back_up(UNKNOWN).await.unwrap_err();
    assert!(error.is(ManualBackupInstanceErrorCode::ResourceNotFoundInstanceNotExists));
    let error = redis.destroy_postpaid_instance().instance_id(UNKNOWN).send().await.unwrap_err();
    assert!(error.is(DestroyPostpaidInstanceErrorCode::ResourceNotFoundInstanceNotExists));
    let error = redis.describe_backup_url().instance_id(UNKNOWN).backup_id("1-2-3").send().await.unwrap_err();
    assert!(error.is(DescribeBackupUrlErrorCode::ResourceNotFoundInstanceNotExists));
    assert_eq!((error.kind(), error.may_have_acted(), error.attempts()), (Api, false, 1));
    let error = redis.wait_for_instance(UNKNOWN).interval(AT_ONCE).timeout(AT_ONCE).await.unwrap_err();
    assert_eq!(error.kind(), WaitTimeout, "{error}");
}

#[tokio::test]
async fn an_instance_that_a_task_holds() {
    let world = World::start().await;
    let instance = world.instance().await;
    let task = world.back_up(&instance).await.unwrap();
    let error = world.back_up(&instance).await.unwrap_err();
    assert!(error.is(ManualBackupInstanceErrorCode::ResourceUnavailableInstanceLockedError));
    assert!(error.message().contains(&instance), "{error}");
    world.task(task).await.unwrap();
    world.back_up(&instance).await.unwrap();
}

/// The service's message reaches the caller, and what failed leaves nothing behind.
#[tokio::test]
async fn work_that_fails() {
    const MESSAGE: &str = "the disk of the emulated host is full";
    let world = World::start().await;
    let instance = world.instance().await;
    world.emulator.inject(Fault::failing_workflow("ManualBackupInstance", MESSAGE)).unwrap();
    let task = world.back_up(&instance).await.unwrap();
    let error = world.task(task).await.unwrap_err();
    assert_eq!(error.kind(), WaitFailed);
    assert!(error.message().contains(MESSAGE) && error.message().contains("failed"), "{error}");
    let backups = world.redis.describe_instance_backups().instance_id(&instance).send().await.unwrap();
    assert_eq!(backups.total_count, 0);

    world.emulator.inject(Fault::failing_workflow("CreateInstances", MESSAGE)).unwrap();
    let (deal, lost) = world.order().await;
    world.clock.advance(2 * PHASE);
    let error = world.redis.wait_for_order(deal).timeout(LONG).await.unwrap_err();
    assert_eq!(error.kind(), WaitFailed);
    assert!(error.message().contains(MESSAGE), "{error}");
    assert_eq!(world.redis.describe_instances().instance_id(lost).send().await.unwrap().total_count, 0);

    let task = world.back_up(&instance).await.unwrap();
    world.task(task).await.unwrap();
}

#[tokio::test]
async fn work_that_outlasts_the_wait() {
    let world = World::start().await;
    let instance = world.instance().await;
    let task = world.back_up(&instance).await.unwrap();
    let error = world.redis.wait_for_task(task).interval(AT_ONCE).timeout(20 * AT_ONCE).await.unwrap_err();
    assert_eq!(error.kind(), WaitTimeout);
    assert!(error.message().contains("preparing"), "{error}");
    assert_eq!(world.task(task).await.unwrap(), [Preparing, Running, Succeeded]);
}

/// More calls than the rate allows: with retries, all succeed; without, they do not.
#[tokio::test]
async fn calls_that_come_too_fast() {
    const ALLOWED: usize = 20;
    for (policy, expected) in [(ExponentialBackoff::default(), 25), (ExponentialBackoff::none(), 24)] {
        let (errors, clock) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(None::<ManualClock>)));
        let (counted, moved) = (errors.clone(), clock.clone());
        let world = World::with(|builder| {
            builder.observer(move |served| {
                if served.error.as_ref().is_some_and(|(code, _)| code == "RequestLimitExceeded") {
                    *counted.lock().unwrap() += 1;
                    // Waits for the next second.
                    moved.lock().unwrap().as_ref().unwrap().advance(Duration::from_secs(1));
                }
            })
        })
        .await;
        *clock.lock().unwrap() = Some(world.clock.clone());
        let policy = policy.with_backoff(AT_ONCE, AT_ONCE);
        let redis = Client::new(&complete(world.emulator.url()).retry(policy).build().unwrap());
        let mut done = Vec::new();
        for index in 0..25 {
            match redis.describe_instance_backups().send().await {
                Ok(_) => done.push(index),
                Err(error) => assert_eq!((error.attempts(), index), (1, ALLOWED), "{error}"),
            }
        }
        assert_eq!((done.len(), *errors.lock().unwrap()), (expected, 1));
    }
}
