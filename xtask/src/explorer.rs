//! `cargo xtask explorer`: tests the API explorer in a browser.
//!
//! The tests are in `tests/explorer`: Node's own test runner, Playwright, and Debian's Chromium. They use explorers whose
//! calls go to different places, and find their links in the environment.

mod forms;
mod server;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

pub(crate) use self::server::Explorer;

use self::forms::Form;
use crate::cli;
use crate::emulator::Emulator;
use crate::files::{self, count};
use crate::packages::install_from_npm;
use crate::recorder::{CREDENTIALS, EMPTY, Recorder};

/// The releases of Playwright without browsers, and of axe-core for it.
const PLAYWRIGHT: (&str, &[&str]) = ("1.65.1", &["@axe-core/playwright@4.13.0"]);

/// The files with tests.
const TESTS: [&str; 7] = [
    "story.test.mjs",
    "views.test.mjs",
    "live.test.mjs",
    "link.test.mjs",
    "signature.test.mjs",
    "accessibility.test.mjs",
    "forms.test.mjs",
];

/// The size of the README's picture, in bytes, at most.
const PICTURE_LIMIT: u64 = 200_000;

/// Runs the tests, or draws the README's picture.
pub(crate) fn run(picture: bool) -> Result<()> {
    let program = cli::build()?;
    let explorer = Explorer::start(&program, &[], [])?;
    if picture {
        let path = files::root().join("docs/explorer.png");
        Node::new(&["picture.mjs"])?.env("EXPLORER", explorer.link()).env("PICTURE", &path).run()?;
        let size = path.metadata().context("there is no picture")?.len();
        ensure!(size <= PICTURE_LIMIT, "{} has {size} bytes, more than {PICTURE_LIMIT}", path.display());
        println!("{}: {size} bytes", path.display());
        return Ok(());
    }
    let folder = folder();
    let cloud = Emulator::start(&folder, "http")?;
    let live = Explorer::start(&program, &["--live"], cloud.variables())?;
    let url = cloud.variables().find(|(name, _)| *name == "TENCENTCLOUD_ENDPOINT_URL").map(|(_, url)| url);
    let url = url.context("the emulator has no URL")?;
    // The emulator knows this key, and no other one.
    let wrong = CREDENTIALS.map(|(name, value)| (name, if name.ends_with("KEY") { "a-wrong-key" } else { value }));
    let wrong = wrong.into_iter().chain([("TENCENTCLOUD_ENDPOINT_URL", url)]);
    let refused = Explorer::start(&program, &["--live"], wrong)?;
    let recorder = Recorder::start(EMPTY)?;
    let temporary = CREDENTIALS.into_iter().chain([("TENCENTCLOUD_TOKEN", "planted-session-token")]);
    let recorded = Explorer::start(&program, &["--emulator-url", recorder.url()], temporary)?;
    // The explorer has asked whether there is an emulator.
    recorder.take();
    let forms = Form::all()?;
    let list = folder.join("forms.json");
    files::write(&list, &forms::list(&forms))?;

    let mut tests = Node::new(&[&["--test", "--test-reporter=spec"][..], &TESTS].concat())?;
    tests.env("EXPLORER", explorer.link()).env("EXPLORER_LIVE", live.link()).env("CLOUD", url);
    tests.env("EXPLORER_REFUSED", refused.link()).env("EXPLORER_RECORDED", recorded.link());
    tests.env("TENCLOUD", &program).env("FORMS", &list).env("PICTURES", &folder);
    tests.run()?;

    let differing = forms::compare(&forms, &recorder.take());
    differing.iter().for_each(|difference| eprintln!("{difference}"));
    ensure!(differing.is_empty(), "{} sent something else; see {}", count(differing.len(), "form"), list.display());
    println!("{} sent what had filled them; screenshots: {}", count(forms.len(), "form"), folder.display());
    Ok(())
}

/// Returns the folder of logs and screenshots.
fn folder() -> PathBuf {
    files::root().join("target/explorer")
}

/// A run of Node in the folder of the tests.
pub(crate) struct Node(Command);

impl Node {
    /// Prepares a run with these arguments, and installs what it needs.
    pub(crate) fn new(arguments: &[&str]) -> Result<Node> {
        let (release, others) = PLAYWRIGHT;
        let playwright = install_from_npm("playwright-core", release, others)?;
        let mut command = Command::new("node");
        command.args(arguments).current_dir(files::root().join("tests/explorer")).env("PLAYWRIGHT", playwright);
        Ok(Node(command))
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(&mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> &mut Node {
        self.0.env(name, value);
        self
    }

    /// Runs it, and fails if it fails.
    pub(crate) fn run(&mut self) -> Result<()> {
        let status = self.0.status().context("cannot run node")?;
        ensure!(status.success(), "node: {status}");
        Ok(())
    }
}
