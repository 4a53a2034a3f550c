//! Scripts with curl, run against the emulator: an order, a backup, and the end of the instance.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tencloud_codegen::code::{self, Call, Language};

use super::samples;
use crate::clients::UNSET;
use crate::emulator::Emulator;
use crate::files;

const TIMEOUT: Duration = Duration::from_secs(60);
const REMARK: &str = "nightly 备份 it's \"a\\b\" $HOME `id`\n!";

/// Runs the story, and returns how many scripts ran.
pub(super) fn run(folder: &Path) -> Result<usize> {
    let folder = folder.join("story");
    let mut story = Story { emulator: Emulator::start(&folder, "http")?, folder: &folder, scripts: 0 };
    let order = story.call(
        "CreateInstances",
        json!({
            "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "ZoneId": 100003,
            "VpcId": "vpc-8b6f8w9t", "SubnetId": "subnet-2k1vqyk9", "Password": "Passw0rd+&=%",
            "ResourceTags": [{ "TagKey": "team", "TagValue": "a b" }],
        }),
    )?;
    let deal = json!({ "DealIds": [at(&order, "/DealId")] });
    let deal = story.wait("DescribeInstanceDealDetail", &deal, "/DealDetails/0/Status", &json!(4))?;
    let instance = at(&deal, "/DealDetails/0/InstanceIds/0");
    let running = json!({ "InstanceId": instance, "Status": [1, 2] });
    story.wait("DescribeInstances", &running, "/InstanceSet/0/Status", &json!(2))?;
    let task = story.call("ManualBackupInstance", json!({ "InstanceId": instance, "Remark": REMARK }))?;
    let task = json!({ "TaskId": at(&task, "/TaskId") });
    story.wait("DescribeTaskInfo", &task, "/Status", &json!("succeed"))?;
    let backups = story.call("DescribeInstanceBackups", json!({ "InstanceId": instance, "Limit": 5 }))?;
    let remark = at(&backups, "/BackupSet/0/Remark");
    ensure!(remark == REMARK, "the backup has another remark: {remark}");
    let backup = at(&backups, "/BackupSet/0/BackupId");
    let url = story.call("DescribeBackupUrl", json!({ "InstanceId": instance, "BackupId": backup }))?;
    ensure!(at(&url, "/DownloadUrl/0").is_string(), "the backup has no link: {url}");
    story.wait("DescribeInstances", &running, "/InstanceSet/0/Status", &json!(2))?;
    story.call("DestroyPostpaidInstance", json!({ "InstanceId": instance }))?;
    Ok(story.scripts)
}

struct Story<'a> {
    emulator: Emulator,
    folder: &'a Path,
    scripts: usize,
}

impl Story<'_> {
    /// Writes and runs the script of a call, and returns the response.
    fn call(&mut self, action: &str, parameters: Value) -> Result<Value> {
        let version = samples::version("redis", "2018-04-12")?;
        let parameters = parameters.as_object().cloned().unwrap_or_default();
        let endpoint = self.emulator.variables().find(|(name, _)| *name == "TENCENTCLOUD_ENDPOINT_URL");
        let call = Call {
            version,
            action: version.actions.get(action).with_context(|| format!("there is no {action}"))?,
            region: Some("ap-guangzhou"),
            parameters: &parameters,
            endpoint: endpoint.map(|(_, url)| url),
        };
        self.scripts += 1;
        let path = self.folder.join(format!("{}-{action}.sh", self.scripts));
        files::write(&path, &code::write(&call, Language::Curl))?;
        let mut bash = Command::new("bash");
        bash.arg(&path).envs(self.emulator.variables()).envs(code::secrets(&call)).stderr(Stdio::inherit());
        for name in UNSET {
            bash.env_remove(name);
        }
        let output = bash.output().context("cannot run bash")?;
        ensure!(output.status.success(), "{} failed", path.display());
        let response: Value = serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{} printed {}", path.display(), String::from_utf8_lossy(&output.stdout)))?;
        let response = at(&response, "/Response");
        ensure!(response.get("Error").is_none(), "{}: {response}", path.display());
        Ok(response)
    }

    /// Repeats a call until its response has a value at a JSON pointer.
    fn wait(&mut self, action: &str, parameters: &Value, pointer: &str, value: &Value) -> Result<Value> {
        let end = Instant::now() + TIMEOUT;
        loop {
            let response = self.call(action, parameters.clone())?;
            if response.pointer(pointer) == Some(value) {
                return Ok(response);
            }
            if Instant::now() > end {
                bail!("{action}: {pointer} is not {value} in {response}");
            }
            thread::sleep(Duration::from_millis(500));
        }
    }
}

/// Returns the value at a JSON pointer.
fn at(response: &Value, pointer: &str) -> Value {
    response.pointer(pointer).cloned().unwrap_or_default()
}
