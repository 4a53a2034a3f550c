//! What runs of the command line cost, beside those of tccli and aws.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::compile::size;
use super::load::load;
use crate::cli::install_tccli;
use crate::packages::install_from_pypi;
use crate::recorder::{CREDENTIALS, Recorder};
use crate::{dist, files};

/// How often each command is run.
const RUNS: usize = 20;

/// How often the memory of a run is read.
const INTERVAL: Duration = Duration::from_micros(200);

/// The release of the PyPI package awscli.
const AWS: &str = "1.46.3";

/// The key pair of the documentation of AWS.
const AWS_CREDENTIALS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
];

/// Answers that are written at once, so that a run takes hardly longer than the program's own time.
const INSTANCES: &str = r#"{"Response":{"TotalCount":1,"InstanceSet":[{"InstanceId":"crs-5a4py64p","InstanceName":"demo","Status":2,"Port":6379}],"RequestId":"b5b41468-520d-4192-b42f-595cc34b6c1c"}}"#;
const TABLES: &str = r#"{"TableNames":["demo"]}"#;

/// Runs of `tencloud`: what is measured, the arguments, and the goal for the time in milliseconds.
const RUNS_OF_TENCLOUD: [(&str, &str, Option<u32>); 7] = [
    ("a call", "redis DescribeInstances", Some(10)),
    ("csip, `--dry-run`", "csip DescribeCVMAssets --dry-run", Some(15)),
    ("cwp, `--dry-run`", "cwp DescribeMachines --MachineType CVM --MachineRegion all --dry-run", Some(15)),
    ("monitor, `--dry-run`", "monitor DescribeAlarmPolicies --Module monitor --dry-run", Some(15)),
    ("`search backup url`", "search backup url", Some(15)),
    ("TAB", "-- tencloud redis Describe", Some(20)),
    ("`--help` of an action", "redis ManualBackupInstance --help", None),
];

/// What runs cost.
struct Cost {
    /// In milliseconds.
    median: f64,
    worst: f64,
    /// In kilobytes.
    memory: u64,
}

pub(super) fn run() -> Result<()> {
    let program = dist::build()?;
    let home = files::root().join("target/measure/cli");
    fs::create_dir_all(&home).with_context(|| format!("cannot create {}", home.display()))?;
    println!("Binary: {} bytes. Load of the machine before: {}.\n", size(&program)?, load());
    println!("| program | run | median | worst of {RUNS} | peak memory | goal |\n|---|---|---|---|---|---|");
    let server = Recorder::start(INSTANCES)?;
    for (name, arguments, goal) in RUNS_OF_TENCLOUD {
        let command = || {
            let mut command = clean(&program, &home);
            command.args(arguments.split(' ')).env("TENCENTCLOUD_ENDPOINT_URL", server.url());
            if arguments.starts_with("--") {
                command.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", "2");
            }
            command
        };
        print("tencloud", name, measure(&command)?, goal);
    }
    others(&home, &server)
}

/// Measures tccli and aws.
fn others(home: &Path, server: &Recorder) -> Result<()> {
    let folders = install_tccli()?;
    let path = env::join_paths(&folders)?;
    let [tccli, _] = &folders;
    let python = |program: PathBuf| {
        let mut command = clean(Path::new("python3"), home);
        command.arg(program).env("PYTHONPYCACHEPREFIX", files::root().join("target/pycache"));
        command
    };
    let call = || {
        let mut command = python(tccli.join("bin/tccli"));
        command.env("PYTHONPATH", &path).args(["redis", "DescribeInstances", "--endpoint", server.url()]);
        command
    };
    print("tccli", "a call", measure(&call)?, None);
    let tab = || {
        let mut command = python(tccli.join("bin/tccli_completer"));
        command.env("PYTHONPATH", &path).env("COMP_LINE", "tccli redis Describe");
        command
    };
    print("tccli", "TAB", measure(&tab)?, None);
    let aws = install_from_pypi("awscli", AWS, &[])?;
    let tables = Recorder::start(TABLES)?;
    for (name, arguments) in [
        ("`--version`", vec!["--version"]),
        ("a call", vec!["dynamodb", "list-tables", "--region", "us-east-1", "--endpoint-url", tables.url()]),
    ] {
        let command = || {
            let mut command = python(aws.join("bin/aws"));
            command.env("PYTHONPATH", &aws).envs(AWS_CREDENTIALS).args(&arguments);
            command
        };
        print("aws", name, measure(&command)?, None);
    }
    Ok(())
}

/// Returns a program in an environment with credentials and a region, and nothing else but the path of programs.
fn clean(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(env::var_os("PATH").map(|path| ("PATH", path))).envs(CREDENTIALS);
    command.env("HOME", home).env("TENCENTCLOUD_REGION", "ap-guangzhou");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Measures runs of a command. Memory is that of runs of their own, since reading it takes time.
fn measure(command: &dyn Fn() -> Command) -> Result<Cost> {
    // The first run warms the caches of the file system.
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let mut command = command();
        let started = Instant::now();
        let status = command.status().with_context(|| format!("cannot run {command:?}"))?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        ensure!(status.success(), "{command:?}: {status}");
    }
    times.remove(0);
    times.sort_by(f64::total_cmp);
    let at = |index: usize| times.get(index).copied().unwrap_or_default();
    let mut memory = 0;
    for _ in 0..RUNS / 4 {
        memory = memory.max(peak(command())?);
    }
    Ok(Cost { median: (at(RUNS / 2 - 1) + at(RUNS / 2)) / 2.0, worst: at(RUNS - 1), memory })
}

/// Returns the most memory that a run has had, in kilobytes. Linux forgets it when the program ends, so it is read all
/// the time.
fn peak(mut command: Command) -> Result<u64> {
    let mut process = command.spawn().with_context(|| format!("cannot run {command:?}"))?;
    let path = format!("/proc/{}/status", process.id());
    let mut most = 0;
    while process.try_wait()?.is_none() {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        most = most.max(kilobytes.unwrap_or_default());
        thread::sleep(INTERVAL);
    }
    Ok(most)
}

fn print(program: &str, name: &str, cost: Cost, goal: Option<u32>) {
    let Cost { median, worst, memory } = cost;
    let goal = goal.map(|goal| format!("{goal} ms")).unwrap_or_default();
    println!("| {program} | {name} | {median:.1} ms | {worst:.1} ms | {:.1} MB | {goal} |", memory as f64 / 1024.0);
}
