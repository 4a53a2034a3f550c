//! Prints the log of the binary without waiting for whoever reads it.

use std::{
    io::{self, Write as _},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// How many lines wait for a slow reader. Further ones are omitted.
const WAITING: usize = 10_000;

/// A thread that prints lines to stdout. A test often starts the binary with a pipe and reads only the first lines; the
/// emulator must then go on responding although the pipe is full.
pub(crate) struct Printer(SyncSender<String>);

impl Printer {
    pub(crate) fn start() -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        thread::Builder::new().name("printer".into()).spawn(move || print_all(&waiting))?;
        Ok(Self(lines))
    }

    pub(crate) fn print(&self, line: String) {
        let _ = self.0.try_send(line);
    }
}

fn print_all(lines: &Receiver<String>) {
    // Unlike `println!`, this does not panic if the reader has closed the pipe.
    while lines.recv().is_ok_and(|line| writeln!(io::stdout(), "{line}").is_ok()) {}
}
