//! Records what is logged through `tracing`, as text.

use std::cell::RefCell;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

/// A subscriber that records every span and event of every level, with all of their fields.
#[derive(Clone, Default)]
pub(crate) struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<Mutex<Vec<&'static Metadata<'static>>>>,
}

thread_local! {
    /// The spans that this thread has entered; without them, `Span::current()` would lose what is recorded through it.
    static ENTERED: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

impl Recorder {
    /// Records what this thread logs until the guard is dropped.
    #[allow(dead_code, reason = "secrets are searched for in the logs of all threads")]
    pub(crate) fn listen(&self) -> DefaultGuard {
        // While there is a single subscriber, tracing asks only the thread that first reaches a callsite, and if that
        // thread has no subscriber, the callsite is disabled for all threads. So there are always two.
        let _ = tracing::subscriber::set_global_default(NoSubscriber::new());
        tracing::subscriber::set_default(self.clone())
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    pub(crate) fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let metadata = span.metadata();
        let mut line = Line(format!("span {} {}", metadata.target(), metadata.name()));
        span.record(&mut line);
        self.write(line.0);
        let mut spans = self.spans.lock().unwrap();
        spans.push(metadata);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("later".to_owned());
        values.record(&mut line);
        self.write(line.0);
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut line = Line(format!("{} {}", metadata.level(), metadata.target()));
        event.record(&mut line);
        self.write(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.clone()));
    }

    fn exit(&self, _: &Id) {
        ENTERED.with_borrow_mut(Vec::pop);
    }

    fn current_span(&self) -> Current {
        let Some(id) = ENTERED.with_borrow(|entered| entered.last().cloned()) else {
            return Current::none();
        };
        let metadata = self.spans.lock().unwrap()[id.into_u64() as usize - 1];
        Current::new(id, metadata)
    }
}
