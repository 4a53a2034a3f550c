//! Tests of a program against the emulator, to be copied: everything it meets in the cloud happens here at once.

mod program;

use std::error::Error;
use std::time::Duration;

use program::{Nightly, Outcomes};
use tempfile::TempDir;
use tencloud::pacing::Pacing;
use tencloud::redis::types::InstanceParam;
use tencloud::redis::{Client, ManualBackupInstanceErrorCode};
use tencloud::{Config, credentials::Credentials};
use tencloud_emulator::{Builder, Durations, Emulator, Fault, Instance};

type TestResult = Result<(), Box<dyn Error>>;

/// An emulator, and the program as its client.
struct World {
    emulator: Emulator,
    nightly: Nightly,
    _folder: TempDir,
}

impl World {
    /// The instances are `crs-00000000`, `crs-00000001` and so on.
    async fn new(instances: usize, configure: impl FnOnce(Builder) -> Builder) -> Result<Self, Box<dyn Error>> {
        // Here, reqwest has no TLS of its own; with its default features, it needs no such line.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let builder = Emulator::builder().durations(Durations::instant()).rate_limits(false);
        let builder = (0..instances).fold(builder, |builder, number| {
            builder.instance(Instance::new(&format!("crs-{number:08}"), "ap-guangzhou"))
        });
        let emulator = configure(builder).start().await?;
        let config = Config::builder()
            .region("ap-guangzhou")
            .endpoint_url(emulator.url())
            .credentials(Credentials::new(emulator.secret_id(), emulator.secret_key()))
            .pacing(Pacing::off())
            .poll_interval(Duration::from_millis(10))
            .build()?;
        let folder = tempfile::tempdir()?;
        let nightly = Nightly {
            redis: Client::new(&config),
            http: reqwest::Client::new(),
            folder: folder.path().to_owned(),
            remark: "nightly 2026-11-27".to_owned(),
            page: 5,
        };
        Ok(Self { emulator, nightly, _folder: folder })
    }

    fn calls(&self, action: &str) -> usize {
        self.emulator.requests().iter().filter(|request| request.action.as_deref() == Some(action)).count()
    }
}

/// Returns the instances that were not backed up, and the errors.
fn failures(outcomes: &Outcomes) -> Vec<(&str, &program::Error)> {
    outcomes.iter().filter_map(|(instance, outcome)| Some((instance.as_str(), outcome.as_ref().err()?))).collect()
}

#[tokio::test]
async fn it_backs_up_every_instance() -> TestResult {
    let world = World::new(12, |builder| builder).await?;
    let outcomes = world.nightly.run().await?;
    assert_eq!(outcomes.len(), 12);
    for file in outcomes.into_values().collect::<Result<Vec<_>, _>>()?.iter().flatten() {
        assert!(file.metadata()?.len() > 0, "{}", file.display());
    }
    assert_eq!(world.calls("DescribeInstances"), 3, "pages");
    Ok(())
}

#[tokio::test]
async fn it_waits_while_it_is_throttled() -> TestResult {
    let world = World::new(1, |builder| builder).await?;
    // The SDK waits for 0.5 s before it repeats a throttled call.
    world.emulator.inject(Fault::api_error("ManualBackupInstance", "RequestLimitExceeded"))?;
    let outcomes = world.nightly.run().await?;
    assert!(failures(&outcomes).is_empty(), "{outcomes:?}");
    assert_eq!(world.calls("ManualBackupInstance"), 2);
    Ok(())
}

#[tokio::test]
async fn it_finds_the_backup_whose_response_was_lost() -> TestResult {
    let durations = Durations::instant().of("ManualBackupInstance", Duration::from_millis(50));
    let world = World::new(1, |builder| builder.durations(durations)).await?;
    world.emulator.inject(Fault::cut_after("ManualBackupInstance"))?;
    let outcomes = world.nightly.run().await?;
    assert!(failures(&outcomes).is_empty(), "{outcomes:?}");
    assert_eq!(world.calls("ManualBackupInstance"), 1);
    Ok(())
}

#[tokio::test]
async fn it_does_not_believe_in_a_backup_that_was_never_started() -> TestResult {
    let world = World::new(1, |builder| builder).await?;
    world.emulator.inject(Fault::cut_before("ManualBackupInstance"))?;
    let outcomes = world.nightly.run().await?;
    assert!(matches!(failures(&outcomes)[..], [(_, program::Error::Cloud(error))] if error.may_have_acted()));
    Ok(())
}

#[tokio::test]
async fn a_failing_backup_stops_no_other() -> TestResult {
    let world = World::new(3, |builder| builder).await?;
    // The second call fails: faults of an action occur one after the other, and this one does nothing.
    world.emulator.inject(Fault::delay("ManualBackupInstance", Duration::ZERO))?;
    world.emulator.inject(Fault::failing_workflow("ManualBackupInstance", "disk full"))?;
    let outcomes = world.nightly.run().await?;
    assert_eq!(outcomes.len(), 3);
    let [("crs-00000001", error)] = failures(&outcomes)[..] else { panic!("{outcomes:?}") };
    assert!(error.to_string().contains("disk full"), "{error}");
    Ok(())
}

#[tokio::test]
async fn it_requests_another_link_if_one_has_expired() -> TestResult {
    let world = World::new(1, |builder| builder).await?;
    world.nightly.run().await?;
    let backup = world.nightly.find("crs-00000000").await?.ok_or("no backup")?.backup_id;
    let links = world.nightly.links("crs-00000000", &backup).await?;
    world.emulator.advance(Duration::from_secs(7 * 3600));
    assert_eq!(world.nightly.download("crs-00000000", &backup, links).await?.len(), 1);
    assert_eq!(world.calls("DescribeBackupUrl"), 3);
    Ok(())
}

#[tokio::test]
async fn it_skips_isolated_instances() -> TestResult {
    let world = World::new(2, |builder| builder).await?;
    world.nightly.redis.destroy_postpaid_instance().instance_id("crs-00000000").send().await?;
    let outcomes = world.nightly.run().await?;
    assert_eq!(outcomes.into_keys().collect::<Vec<_>>(), ["crs-00000001"]);
    Ok(())
}

#[tokio::test]
async fn it_reports_locked_instances() -> TestResult {
    let durations = Durations::instant().of("ModifyInstanceParams", Duration::from_secs(60));
    let world = World::new(2, |builder| builder.durations(durations)).await?;
    let timeout = InstanceParam::builder().key("timeout").value("60").build();
    let lock = world.nightly.redis.modify_instance_params().instance_id("crs-00000000").instance_params([timeout]);
    lock.send().await?;
    let outcomes = world.nightly.run().await?;
    let [("crs-00000000", program::Error::Cloud(error))] = failures(&outcomes)[..] else { panic!("{outcomes:?}") };
    assert!(error.is(ManualBackupInstanceErrorCode::ResourceUnavailableInstanceLockedError), "{error}");
    Ok(())
}
