//! Searches everything that can be read for secrets.

use std::error::Error as StdError;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use tencloud::Error;
use tokio::sync::{Mutex, MutexGuard};

use crate::recorder::Recorder;

/// Returns the secrets that a text reveals: whole, cut in half, or as the numbers of their bytes.
pub(crate) fn leaks<'s>(text: &str, secrets: &[&'s str]) -> Vec<&'s str> {
    let gives_away = |secret: &&str| {
        let (start, end) = secret.split_at(secret.len() / 2);
        let numbers = format!("{:?}", start.as_bytes());
        let pieces = [start, end, numbers.trim_matches(['[', ']'])];
        pieces.iter().any(|piece| text.contains(piece))
    };
    secrets.iter().copied().filter(gives_away).collect()
}

/// What could be read, by the place where it was read.
#[derive(Default)]
pub(crate) struct Texts(Vec<(String, String)>);

impl Texts {
    pub(crate) fn add(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.0.push((place.into(), text.into()));
    }

    pub(crate) fn debug(&mut self, place: &str, value: &dyn Debug) {
        self.add(format!("Debug of {place}"), format!("{value:?}\n{value:#?}"));
    }

    /// Adds everything that an error shows: itself, its parts, its sources, and its panic when it is unwrapped.
    pub(crate) fn error(&mut self, place: &str, error: Error) {
        self.add(format!("Display of the error, {place}"), error.to_string());
        self.debug(&format!("the error, {place}"), &error);
        let mut cause = error.source();
        while let Some(error) = cause {
            self.add(format!("a cause, {place}"), format!("{error} {error:?}"));
            cause = error.source();
        }
        for text in [error.code(), error.request_id(), error.body_start(), Some(error.message())] {
            self.add(format!("a part of the error, {place}"), text.unwrap_or_default());
        }
        let panic = catch_unwind(AssertUnwindSafe(|| unwrap(Err(error)))).unwrap_err();
        self.add(format!("a panic, {place}"), *panic.downcast::<String>().unwrap());
    }

    /// Returns one line for each place that reveals a secret.
    pub(crate) fn told(&self, secrets: &[&str]) -> Vec<String> {
        let line = |(place, text): &(String, String)| {
            let told = leaks(text, secrets);
            let start: String = text.chars().take(300).collect();
            (!told.is_empty()).then(|| format!("{place} tells {told:?}: {start}"))
        };
        self.0.iter().filter_map(line).collect()
    }
}

pub(crate) fn assert_nothing_is_told(told: &[String]) {
    assert!(told.is_empty(), "{} leaks:\n{}", told.len(), told.join("\n"));
}

/// Returns everything that is logged in this process through `tracing`, `log` and panics, and a lock that makes the
/// caller the only one to log.
pub(crate) async fn listening() -> (&'static Recorder, MutexGuard<'static, ()>) {
    struct Log(Recorder);
    impl log::Log for Log {
        fn enabled(&self, _: &log::Metadata<'_>) -> bool {
            true
        }
        fn log(&self, record: &log::Record<'_>) {
            self.0.write(format!("log {} {} {}", record.level(), record.target(), record.args()));
        }
        fn flush(&self) {}
    }
    static ALONE: Mutex<()> = Mutex::const_new(());
    static RECORDER: OnceLock<Recorder> = OnceLock::new();
    let recorder = RECORDER.get_or_init(|| {
        let recorder = Recorder::default();
        tracing::subscriber::set_global_default(recorder.clone()).unwrap();
        log::set_logger(Box::leak(Box::new(Log(recorder.clone())))).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        let (usual, heard) = (std::panic::take_hook(), recorder.clone());
        std::panic::set_hook(Box::new(move |panic| {
            let message = panic.payload_as_str().unwrap_or_default();
            // Errors are unwrapped on purpose; any other panic is a failing test.
            if message.starts_with("called `Result::unwrap()` on an `Err` value") {
                heard.write(format!("panic {message}"));
            } else {
                usual(panic);
            }
        }));
        recorder
    });
    (recorder, ALONE.lock().await)
}

/// Panics as careless programs do.
pub(crate) fn unwrap<E: Debug>(result: Result<(), E>) {
    result.unwrap();
}
