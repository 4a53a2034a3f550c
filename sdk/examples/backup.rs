//! How to make a backup and download it.
//!
//! Makes a backup, waits for it, finds it in the list, downloads it and prints its location.
//!
//! ```text
//! cargo run --example backup                                       # against the embedded emulator
//! cargo run --example backup -- --live --instance-id crs-5a4py64p  # against the cloud; creates only the backup
//! TENCENTCLOUD_ENDPOINT_URL=http://127.0.0.1:9021 cargo run --example backup   # against your own server
//! ```
//!
//! The last two read credentials from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use tencloud::credentials::Credentials;
use tencloud::redis::types::{BackupDownloadInfo, BillingMode, InstanceType, RedisBackupSet};
use tencloud::redis::{Client, DescribeTaskInfoResponse};
use tencloud::{Config, Environment};
use tencloud_emulator::Emulator;

/// Makes a backup of a Redis instance and downloads it.
#[derive(Parser)]
struct Arguments {
    /// Back up an instance in the cloud, instead of running everything against the embedded emulator.
    #[arg(long, requires = "instance_id")]
    live: bool,
    /// The instance to back up, such as crs-5a4py64p.
    #[arg(long, value_name = "ID", requires = "live")]
    instance_id: Option<String>,
    /// The region to call. Default: TENCENTCLOUD_REGION, or else ap-guangzhou.
    #[arg(long)]
    region: Option<String>,
    /// The folder for the downloaded file.
    #[arg(long, value_name = "FOLDER", default_value_os_t = std::env::temp_dir())]
    output: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    // Checked first, since the file is written last.
    ensure!(arguments.output.is_dir(), "--output {}: the folder does not exist", arguments.output.display());
    let environment = Environment::process();
    let region = arguments.region.or(environment.get("TENCENTCLOUD_REGION")?);
    let mut config = Config::builder().region(region.unwrap_or_else(|| "ap-guangzhou".to_owned()));
    let endpoint = environment.get("TENCENTCLOUD_ENDPOINT_URL")?;
    // Plain http reaches only this machine; anything else may be the cloud, where creating an instance costs money.
    if !arguments.live && endpoint.as_ref().is_some_and(|url| !url.starts_with("http://")) {
        bail!(
            "TENCENTCLOUD_ENDPOINT_URL is not on this machine, and an instance would be bought there; name one with --live --instance-id"
        );
    }
    let own_server = arguments.live || endpoint.is_some();
    let emulator = if own_server { None } else { Some(Emulator::builder().start().await?) };
    if let Some(emulator) = &emulator {
        println!("emulator at {}", emulator.url());
        let keys = Credentials::new(emulator.secret_id(), emulator.secret_key());
        config = config.endpoint_url(emulator.url()).credentials(keys);
    }
    let redis = Client::new(&config.build()?);

    let instance_id = match arguments.instance_id {
        Some(id) => id,
        None => create_instance(&redis).await?,
    };
    back_up(&redis, &instance_id, &arguments.output).await?;
    if let Some(emulator) = emulator {
        emulator.shutdown().await;
    }
    Ok(())
}

/// Buys the smallest instance and waits until it is running.
async fn create_instance(redis: &Client) -> Result<String> {
    println!("creating an instance");
    let order = redis
        .create_instances()
        .type_id(InstanceType::Redis62Standard)
        .mem_size(1024)
        .goods_num(1)
        .period(1)
        .billing_mode(BillingMode::Postpaid)
        .zone_id(100_003)
        .vpc_id("vpc-8b6f8w9t")
        .subnet_id("subnet-2k1vqyk9")
        .instance_name("tencloud-example")
        .no_auth(true)
        .send()
        .await
        .context("the instance could not be created")?;
    let deal = order.deal_name.context("the response contains no order to wait for")?;
    let delivered = redis.wait_for_order(&deal).interval(Duration::from_millis(200)).await?;
    let ids = delivered.deal_details.into_iter().flat_map(|detail| detail.instance_ids);
    let instance_id = ids.chain(order.instance_ids).next().context("the order was delivered without an instance")?;
    redis.wait_for_instance(&instance_id).interval(Duration::from_millis(200)).await?;
    println!("instance {instance_id} is running");
    Ok(instance_id)
}

async fn back_up(redis: &Client, instance_id: &str, folder: &Path) -> Result<()> {
    // The service does not report which backup a task made, so the backup is found by its remark.
    let remark = format!("tencloud-example-{}", std::process::id());
    let started = redis
        .manual_backup_instance()
        .instance_id(instance_id)
        .remark(&remark)
        .send()
        .await
        .with_context(|| format!("the backup of {instance_id} was not started"))?;
    let progress = Progress::new(started.task_id);
    let shown = progress.clone();
    let task = redis
        .wait_for_task(started.task_id)
        .interval(Duration::from_millis(300))
        .on_progress(move |task| shown.show(task))
        .await
        .context("the backup did not succeed")?;
    progress.finish(&task);

    let backup = find_backup(redis, instance_id, &remark).await?;
    let backup_id = backup.backup_id.clone();
    let links = redis.describe_backup_url().instance_id(instance_id).backup_id(&backup_id).send().await?.backup_infos;
    let link = links.into_iter().next().with_context(|| format!("the backup {backup_id} has no link yet"))?;
    let file = download(&link, folder).await?;
    print_table(&[
        ("task", format!("{} {}", started.task_id, task.status)),
        ("backup id", backup_id),
        ("size", format!("{} bytes", backup.backup_size)),
        ("link", link.download_url),
        ("file", file.display().to_string()),
    ]);
    Ok(())
}

async fn find_backup(redis: &Client, instance_id: &str, remark: &str) -> Result<RedisBackupSet> {
    let mut backups = redis.describe_instance_backups().instance_id(instance_id).items();
    while let Some(backup) = backups.next().await.transpose()? {
        if backup.remark == remark {
            return Ok(backup);
        }
    }
    bail!("the task has ended, but no backup with the remark {remark} is listed")
}

/// Downloads the file behind a link in chunks, and checks that it is a Redis dump.
async fn download(link: &BackupDownloadInfo, folder: &Path) -> Result<PathBuf> {
    // The program chooses the cryptography provider for its own connections; the SDK has already chosen its own.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut reply = reqwest::get(&link.download_url).await?.error_for_status().context("the link gave no file")?;
    let name = Path::new(&link.file_name).file_name().context("the backup's file has no name")?;
    let path = folder.join(name);
    let mut file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut is_first = true;
    while let Some(piece) = reply.chunk().await? {
        if is_first && !piece.starts_with(b"REDIS") {
            bail!("what the link gives is no Redis dump");
        }
        is_first = false;
        file.write_all(&piece).with_context(|| format!("cannot write {}", path.display()))?;
    }
    ensure!(!is_first, "the file behind the link is empty");
    Ok(path)
}

/// Shows a running task: a progress bar on a terminal, plain lines elsewhere.
#[derive(Clone)]
struct Progress {
    bar: ProgressBar,
    task_id: i64,
}

impl Progress {
    fn new(task_id: i64) -> Self {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Progress { bar, task_id }
    }

    fn show(&self, task: &DescribeTaskInfoResponse) {
        let line = format!("task {}: {}", self.task_id, task.status);
        if self.bar.is_hidden() {
            println!("{line}");
        }
        self.bar.set_message(line);
    }

    fn finish(&self, task: &DescribeTaskInfoResponse) {
        self.bar.finish_with_message(format!("task {} has ended: {}", self.task_id, task.status));
    }
}

fn print_table(rows: &[(&str, String)]) {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    println!();
    rows.iter().for_each(|(name, value)| println!("{name:<width$}  {value}"));
}
