//! The commands in the docs print what the docs show.
//!
//! A page's blocks of `console` are one session of a shell. In what a command prints, `…` stands for any text, and alone
//! on a line for any lines. In blocks of `console terminal`, the command has a terminal, on which `y` is typed.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use tencloud_emulator::{Durations, Emulator, Instance, ManualClock};

use crate::{Ended, Place, beside};

/// 2026-11-20 02:00:00 UTC. The pages show times of that day.
const NOW: u64 = 1_795_140_000;

/// The end of a question.
const ASKED: &str = "[y/N] ";

/// A command of a page, and what it prints according to the page.
struct Step {
    command: String,
    expected: Vec<String>,
    on_terminal: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_print_what_is_shown() {
    for page in ["docs/cli.md", "cli/README.md", "README.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
        let steps = steps(&std::fs::read_to_string(path).unwrap());
        assert!(!steps.is_empty(), "{page} has no commands");
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW - 24 * 3600));
        let instance = |id, name: &str| Instance::new(id, "ap-guangzhou").with("InstanceName", name);
        let builder = Emulator::builder()
            .clock(clock.clone())
            .durations(Durations::instant())
            .instance(instance("crs-5a4py64p", "orders"))
            .instance(instance("crs-61l3q2vc", "sessions"));
        let emulator = builder.start().await.unwrap();
        clock.advance(Duration::from_secs(24 * 3600));
        let place = Place::of(&emulator);
        let wrong = beside(move || {
            let printed = run(&place, &steps);
            let wrong = steps.iter().zip(printed).filter(|(step, printed)| !fits(&step.expected, printed));
            wrong.map(|(step, printed)| format!("$ {}\n{}", step.command, printed.join("\n"))).collect::<Vec<_>>()
        })
        .await;
        assert!(wrong.is_empty(), "{page} does not show what these commands print:\n\n{}", wrong.join("\n\n"));
    }
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut block = None;
    for line in page.lines() {
        match (block, line.strip_prefix("```")) {
            (None, Some(language)) => block = Some(language),
            (None, None) => {}
            (Some(_), Some(_)) => block = None,
            (Some(language), None) if language.starts_with("console") => {
                if let Some(command) = line.strip_prefix("$ ") {
                    let on_terminal = language.ends_with("terminal");
                    steps.push(Step { command: command.to_owned(), expected: Vec::new(), on_terminal });
                } else if let (Some(more), Some(step)) = (line.strip_prefix("> "), steps.last_mut()) {
                    step.command = format!("{}\n{more}", step.command);
                } else if let Some(step) = steps.last_mut() {
                    step.expected.push(line.to_owned());
                }
            }
            (Some(_), None) => {}
        }
    }
    steps
}

/// Returns the lines that each step prints.
fn run(place: &Place, steps: &[Step]) -> Vec<Vec<String>> {
    /// Separates the output of steps.
    const MARK: char = '\u{1}';
    let mut script = "exec 2>&1\n".to_owned();
    for step in steps {
        let command = if step.on_terminal { ":" } else { &step.command };
        script.push_str(&format!("printf '{MARK}'\n{command}\n"));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_tencloud"));
    let prepared = place.command([]);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &script])
        .env_clear()
        .envs(prepared.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", format!("{}:/usr/bin:/bin", program.parent().unwrap().display()))
        .current_dir(place.home.path());
    let ended = Ended::of(shell.output().unwrap());
    let home = place.home.path().to_str().unwrap();
    let printed: Vec<String> = ended.stdout.split(MARK).skip(1).map(|text| text.replace(home, "/home/you")).collect();
    assert_eq!(printed.len(), steps.len(), "{ended:?}");
    let printed = steps.iter().zip(printed).map(|(step, printed)| match step.on_terminal {
        true => {
            let printed = place.run_on_terminal(80, step.command.strip_prefix("tencloud ").unwrap(), "y\n").stdout;
            // The terminal shows what is typed, here before the program asks.
            printed.strip_prefix("y\n").map_or(printed.clone(), |rest| rest.replace(ASKED, &format!("{ASKED}y\n")))
        }
        false => printed,
    });
    printed.map(|text| text.lines().map(str::to_owned).collect()).collect()
}

fn fits(expected: &[String], printed: &[String]) -> bool {
    match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((line, rest)), _) if line == "…" => (0..=printed.len()).any(|skipped| fits(rest, &printed[skipped..])),
        (Some((line, rest)), Some((first, others))) => line_fits(line, first) && fits(rest, others),
        _ => false,
    }
}

fn line_fits(expected: &str, printed: &str) -> bool {
    let mut parts = expected.split('…');
    let Some(mut rest) = printed.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}
