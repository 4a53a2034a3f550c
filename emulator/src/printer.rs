//! Prints the log of the binary without waiting for whoever reads it.

use std::{
    io::{self, Write as _},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// How many lines wait for a slow reader. Further ones are omitted.
const WAITING: usize = 10_000;

/// Takes lines. A test often starts the binary with a pipe and reads only the first lines; the emulator must then go on
/// responding although the pipe is full.
pub(crate) struct Log(SyncSender<String>);

impl Log {
    pub(crate) fn write(&self, line: String) {
        let _ = self.0.try_send(line);
    }
}

/// Prints the lines of a [`Log`] to stdout.
pub(crate) struct Printer(Receiver<String>);

impl Printer {
    /// Starts a thread that prints. Lines wait until then, so that what programs read comes first.
    pub(crate) fn start(self) -> io::Result<()> {
        thread::Builder::new().name("printer".into()).spawn(move || self.print_all())?;
        Ok(())
    }

    fn print_all(&self) {
        // Unlike `println!`, this does not panic if the reader has closed the pipe.
        while self.0.recv().is_ok_and(|line| writeln!(io::stdout(), "{line}").is_ok()) {}
    }
}

/// Returns a log and its printer.
pub(crate) fn log() -> (Log, Printer) {
    let (lines, waiting) = sync_channel(WAITING);
    (Log(lines), Printer(waiting))
}
