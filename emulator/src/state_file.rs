//! The file that keeps the state of an emulator when its process ends, also if it is killed.
//!
//! The state consists of records, such as an instance or an order, each of which has a path in the state's JSON. The file
//! is a journal: a line for each change, with the records that differ from what the file has. It is written before the
//! response, so whatever a client has been told is in it. Only a write to the operating system is waited for, not one
//! to the disk: a process that is killed loses nothing, but a machine that loses power may lose the latest changes.

mod error;
mod journal;
mod line;
mod records;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde_json::Value;

pub use self::error::StateFileError;
pub(crate) use self::records::Scan;

use self::{
    journal::Journal,
    records::{Changes, Records},
};

/// The file, and what it contains.
pub(crate) struct StateFile {
    path: PathBuf,
    /// Whether something may have changed since the file was written.
    is_stale: AtomicBool,
    content: Mutex<Content>,
}

struct Content {
    journal: Journal,
    records: Records,
    /// Whether the next change replaces all records, whose order may be another one.
    is_replaced: bool,
}

impl StateFile {
    /// Opens the file, or creates it. Returns the state in it, if there is one.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Value>), StateFileError> {
        let mut records = Records::default();
        let journal = Journal::open(path, &mut |change| records.replay(change))?;
        let state = (!records.is_empty()).then(|| records.to_json());
        let content = Content { journal, records, is_replaced: false };
        let file = Self { path: path.to_owned(), is_stale: AtomicBool::new(true), content: Mutex::new(content) };
        Ok((file, state))
    }

    /// Returns what whoever starts the emulator should know about the file.
    pub(crate) fn note(&self) -> Option<String> {
        let torn = self.content.lock().unwrap_or_else(PoisonError::into_inner).journal.torn;
        let file = self.path.display();
        let note = || {
            format!(
                "dropped the last {torn} bytes of {file}: the emulator was killed while it wrote this change, and acknowledged it to no one"
            )
        };
        (torn > 0).then(note)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    #[cfg(test)]
    pub(crate) fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Acquire)
    }

    /// Notes that something may have changed.
    pub(crate) fn mark_stale(&self) {
        self.is_stale.store(true, Ordering::Release);
    }

    /// Notes that the next state has nothing to do with that in the file.
    pub(crate) fn mark_replaced(&self) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).is_replaced = true;
        self.mark_stale();
    }

    /// Writes the records that have changed, if some may have. `scan` visits all records.
    pub(crate) fn save(&self, scan: impl FnOnce(&mut Scan<'_>) -> serde_json::Result<()>) -> io::Result<()> {
        // Locked first: what another thread is about to write must have been written when this returns.
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.is_stale.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let saved = content.save(scan);
        if saved.is_err() {
            self.mark_stale();
        }
        saved
    }
}

impl Content {
    fn save(&mut self, scan: impl FnOnce(&mut Scan<'_>) -> serde_json::Result<()>) -> io::Result<()> {
        let changes: Changes = self.records.changes(self.is_replaced, scan)?;
        if changes.is_empty() {
            return Ok(());
        }
        self.journal.append(&changes.to_line())?;
        self.records.apply(changes);
        self.is_replaced = false;
        if self.journal.is_long(self.records.size()) {
            // If that fails, the long journal is still complete.
            let _ = self.journal.rewrite(self.records.lines());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
