//! The file itself: its lock, its lines, and how it is kept short.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::{
    error::StateFileError,
    line::{self, Tail},
};

/// How much longer than twice the state a journal may become before it is rewritten, in bytes.
const SLACK: u64 = 1024 * 1024;

/// A file that this process alone writes.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Up to here, the lines are complete.
    length: u64,
    /// How many bytes of a torn line were removed when it was opened.
    pub(super) torn: u64,
    /// The length at which it could not be rewritten.
    failed_at: u64,
    _lock: Lock,
}

/// A locked file beside the journal, which is replaced now and then. The system unlocks it when the process ends.
struct Lock(File);

impl Lock {
    /// Locks the journal at this path, which an error names as `path`.
    fn of(target: &Path, path: &Path) -> Result<Self, StateFileError> {
        let io = |error| StateFileError::Io { file: path.to_owned(), error };
        let file = private().create(true).truncate(false).write(true).open(beside(target, ".lock")).map_err(io)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StateFileError::InUse(path.to_owned()),
            TryLockError::Error(error) => io(error),
        })?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that is being started has it, too, until it becomes another program.
    fn drop(&mut self) {
        // If that fails, the lock ends when the last process closes the file.
        let _ = self.0.unlock();
    }
}

impl Journal {
    /// Opens the file, or creates it. Replays the JSON of each line; an error of that damages the file, too.
    pub(super) fn open(
        path: &Path,
        replay: &mut dyn FnMut(&str) -> Result<(), String>,
    ) -> Result<Self, StateFileError> {
        let io = |error| StateFileError::Io { file: path.to_owned(), error };
        // If it is a link, the file to which it leads is replaced.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = Lock::of(&target, path)?;
        let mut file = private().create(true).truncate(false).read(true).write(true).open(&target).map_err(io)?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(io)?;
        let complete = read(path, &content, replay)?;
        restrict(&file).map_err(io)?;
        let torn = u64::try_from(content.len()).unwrap_or(u64::MAX).saturating_sub(complete);
        let mut journal = Self { path: target, file, length: complete, torn, failed_at: 0, _lock: lock };
        journal.cut().map_err(io)?;
        if complete == 0 {
            journal.append(&format!("{}\n", line::first())).map_err(io)?;
        }
        Ok(journal)
    }

    /// Adds a line. If that fails, the file is as before.
    pub(super) fn append(&mut self, line: &str) -> io::Result<()> {
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            self.cut()?;
            return Err(error);
        }
        self.length += size(line);
        Ok(())
    }

    /// Returns whether it should be rewritten. `size` is that of the state in it.
    pub(super) fn is_long(&self, size: u64) -> bool {
        self.length > size.max(self.failed_at).saturating_mul(2).saturating_add(SLACK)
    }

    /// Replaces all lines. At any time, the file has either the old ones or the new ones.
    pub(super) fn rewrite(&mut self, lines: impl Iterator<Item = String>) -> io::Result<()> {
        self.failed_at = self.length;
        let path = beside(&self.path, ".new");
        let mut content = format!("{}\n", line::first());
        content.extend(lines);
        let mut file = private().create(true).truncate(true).write(true).open(&path)?;
        file.write_all(content.as_bytes())?;
        // The name must not lead to a file without content if the machine loses power.
        file.sync_data()?;
        fs::rename(&path, &self.path)?;
        self.file = file;
        self.length = size(&content);
        self.failed_at = 0;
        Ok(())
    }

    /// Removes what follows the last complete line.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        Ok(())
    }
}

/// Replays all lines. Returns the length of the complete ones.
fn read(
    path: &Path,
    content: &[u8],
    replay: &mut dyn FnMut(&str) -> Result<(), String>,
) -> Result<u64, StateFileError> {
    let mut lines = content.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let expect = format!("{}\n", line::first());
    if first != expect.as_bytes() {
        if expect.as_bytes().starts_with(first) {
            return Ok(0);
        }
        let first = String::from_utf8_lossy(first.get(..64).unwrap_or(first)).into_owned();
        return Err(match first.strip_prefix(line::MAGIC) {
            Some(format) => StateFileError::OtherFormat { file: path.to_owned(), format: format.trim_end().to_owned() },
            None => StateFileError::NotAStateFile(path.to_owned()),
        });
    }
    let mut offset = size(&expect);
    let damaged = |offset, problem| StateFileError::Damaged { file: path.to_owned(), offset, problem };
    for line in lines {
        let Some(line) = line.strip_suffix(b"\n") else {
            return match line::judge(line) {
                Tail::Torn => Ok(offset),
                Tail::Damaged(problem) => Err(damaged(offset, problem.to_owned())),
            };
        };
        let json = line::decode(line).map_err(|problem| damaged(offset, problem.to_owned()))?;
        replay(json).map_err(|problem| damaged(offset, problem))?;
        offset += line.len().try_into().unwrap_or(u64::MAX).saturating_add(1);
    }
    Ok(offset)
}

fn size(text: &str) -> u64 {
    text.len().try_into().unwrap_or(u64::MAX)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// How files are opened: only this user can read those that are created.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes exist on Unix only"))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Lets only this user read a file that exists.
fn restrict(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
