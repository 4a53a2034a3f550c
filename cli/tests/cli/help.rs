//! Help fits a terminal, and begins with what is needed.

use crate::Place;

/// Actions with few and many parameters, and one of a product that has no written docs.
const LINES: [&str; 10] = [
    "--help",
    "redis --help",
    "cvm --help",
    "redis ManualBackupInstance --help",
    "redis CreateInstances --help",
    "redis DescribeInstances --help",
    "redis DescribeSlowLog -h",
    "cvm RunInstances --help",
    "search --help",
    "config --help",
];

#[test]
fn no_line_is_too_long() {
    let place = Place::new("http://127.0.0.1:1");
    for columns in [80, 100] {
        for line in LINES {
            let ended = place.run_on_terminal(columns, line, "");
            assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
            let lines = without_escapes(&ended.stdout);
            // A word such as a URL or a JSON value cannot be broken.
            let is_word = |line: &str| !line.trim().trim_end_matches(" \\").contains(' ');
            let long: Vec<&str> =
                lines.lines().filter(|line| line.chars().count() > columns && !is_word(line)).collect();
            assert!(long.is_empty(), "{line} at {columns} columns: {long:#?}");
            assert!(lines.lines().all(|line| line == line.trim_end()), "{line}: spaces at the end: {lines}");
            // Options take a line or two each.
            let options = lines.split_once("Call options:\n").map_or("", |(_, options)| options);
            assert!(!options.starts_with("      --region <REGION>\n"), "{line}: {lines}");
            assert!(ended.stdout.lines().count() > 5, "{line}: {ended:?}");
        }
    }
}

#[test]
fn what_is_required_comes_first() {
    let place = Place::new("http://127.0.0.1:1");
    for (line, parts) in [
        (
            "redis ManualBackupInstance --help",
            &[
                "Starts a backup",
                "Usage: tencloud redis ManualBackupInstance --InstanceId <TEXT> [OPTIONS]",
                "Required parameters:",
                "--InstanceId <TEXT>",
                "\nParameters:",
                "--Remark <TEXT>",
                "[in days; from 0 to 1825; default: 7]",
                "Call options:",
                "--region <REGION>",
                "Example: ",
                "  tencloud redis ManualBackupInstance --InstanceId",
                "Errors (tencloud explain CODE):",
                "ResourceUnavailable.InstanceLockedError",
                "Documentation: https://",
            ][..],
        ),
        (
            "redis CreateInstances --help",
            &["--BillingMode <INTEGER>", "one of 0 (Postpaid), 1 (Prepaid)", "--Password "],
        ),
        ("redis DescribeInstances --help", &["\nParameters:", "--Status <INTEGER>", "repeat the option for several"]),
        ("cvm RunInstances --help", &["\nParameters:", "--Placement", "Call options:"]),
        ("redis --help", &["Usage: tencloud redis <ACTION>", "Instances:", "  CreateInstances", "Buys one or more"]),
        ("--help", &["Usage: tencloud <PRODUCT> <ACTION>", "Commands:", "  search", "Call options:", "Examples:"]),
    ] {
        let ended = place.run(line);
        let mut rest = ended.stdout.as_str();
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { panic!("{line}: no `{part}` in:\n{rest}") };
            rest = after;
        }
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}");
    }
}

/// Removes what colors text.
fn without_escapes(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    first + &parts.map(|part| part.split_once('m').map_or("", |(_, rest)| rest)).collect::<String>()
}
