//! What a press of TAB offers, with the variables of the scripts that `tencloud completion` writes.

use crate::{Ended, Place};

/// Returns the candidates for the last word of a line.
fn candidates(place: &Place, line: &str) -> Vec<String> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if line.ends_with(' ') {
        words.push("");
    }
    let mut command = place.command(["--"]);
    let index = (words.len() - 1).to_string();
    let variables = [("COMPLETE", "bash"), ("_CLAP_COMPLETE_INDEX", &index), ("_CLAP_IFS", "\n")];
    let ended = Ended::of(command.args(words).envs(variables).output().unwrap());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}: {ended:?}");
    ended.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn words_are_offered() {
    let place = Place::new("");
    for (line, expected) in [
        ("tencloud red", &["redis"][..]),
        ("tencloud comp", &["completion"]),
        ("tencloud redis ManualB", &["ManualBackupInstance"]),
        ("tencloud redis DescribeSl", &["DescribeSlowLog"]),
        ("tencloud cvm RunI", &["RunInstances"]),
        ("tencloud redis ManualBackupInstance --In", &["--InstanceId"]),
        ("tencloud redis ManualBackupInstance --InstanceId crs-5a4py64p --Rem", &["--Remark"]),
        ("tencloud redis DescribeInstances --Statu", &["--Status"]),
        ("tencloud redis DescribeInstances --Status Runn", &["Running"]),
        ("tencloud redis CreateInstances --NoAuth t", &["true"]),
        ("tencloud redis DescribeInstances -o t", &["table", "text"]),
        ("tencloud redis DescribeInstances --outp", &["--output"]),
        ("tencloud --region ap-tokyo redis ManualB", &["ManualBackupInstance"]),
        ("tencloud -o table redis DescribeInstances --Statu", &["--Status"]),
        ("tencloud config se", &["set"]),
        ("tencloud config ListConfigRules --Lim", &["--Limit"]),
        ("tencloud sche", &["schema"]),
        ("tencloud completion ba", &["bash"]),
        ("tencloud nonsense Desc", &[]),
        ("tencloud redis Nonsense --In", &[]),
    ] {
        assert_eq!(candidates(&place, line), expected, "{line}");
    }
    for (line, some) in [
        ("tencloud ", &["redis", "cvm", "config", "search", "vpc"][..]),
        ("tencloud redis ", &["CreateInstances", "DescribeInstances"]),
        ("tencloud config ", &["show", "set", "ListConfigRules"]),
        ("tencloud redis DescribeInstances --Status ", &["Running", "Isolated"]),
    ] {
        let candidates = candidates(&place, line);
        for word in some {
            assert!(candidates.iter().any(|candidate| candidate == word), "{line}{word}: {candidates:?}");
        }
    }
}

/// Nothing is typed yet: what is needed comes first.
#[test]
fn required_parameters_come_first() {
    let place = Place::new("");
    for (line, expected) in [
        (
            "tencloud redis ManualBackupInstance ",
            &["--InstanceId", "--Remark", "--StorageDays", "--region", "--profile"][..],
        ),
        ("tencloud redis DescribeSlowLog ", &["--InstanceId", "--BeginTime", "--EndTime", "--MinQueryTime"]),
        ("tencloud redis DescribeMaintenanceWindow ", &["--InstanceId", "--region"]),
        ("tencloud ses ListBlackEmailAddress ", &["--StartDate", "--EndDate", "--Limit"]),
    ] {
        let candidates = candidates(&place, line);
        assert_eq!(candidates.get(..expected.len()).unwrap(), expected, "{line}: {candidates:?}");
    }
}

/// The script of each shell asks for candidates in the way above.
#[test]
fn scripts() {
    let place = Place::new("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = place.run(&format!("completion {shell}"));
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{shell}: {ended:?}");
        assert!(ended.stdout.contains("COMPLETE"), "{shell}: {}", ended.stdout);
    }
    let ended = place.run("completion tcsh");
    assert_eq!(ended.code, Some(2), "{ended:?}");
}
