//! The process of a server, which never outlives the emulator.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use tempfile::TempDir;

/// The server's program, which is searched in `PATH`.
pub(super) const PROGRAM: &str = "redis-server";

const CONFIGURATION: &str = "redis.conf";
const LOG: &str = "redis.log";
const DATA: &str = "dump.rdb";

/// Becomes the server. A process beside it waits until the pipe from the emulator is closed, which also happens when the
/// emulator is killed. It then kills the server and removes its folder.
const SCRIPT: &str = r#"
exec 3<&0
( while read -r line; do :; done; kill -9 $$; rm -rf "$1" ) <&3 >/dev/null 2>&1 &
exec redis-server redis.conf 3<&- </dev/null
"#;

/// A process with a folder of its own. Both are gone when it has been dropped.
pub(super) struct Process {
    child: Child,
    /// Taken when the process is to end.
    pipe: Option<ChildStdin>,
    folder: TempDir,
}

impl Process {
    /// Starts a server with these settings and this RDB file.
    pub(super) fn start(configuration: &str, data: Option<&[u8]>) -> io::Result<Self> {
        // Only this user can read it.
        let folder = tempfile::Builder::new().prefix("tencloud-emulator-").tempdir()?;
        fs::write(folder.path().join(CONFIGURATION), configuration)?;
        if let Some(data) = data {
            fs::write(folder.path().join(DATA), data)?;
        }
        let mut command = Command::new("sh");
        command.arg("-c").arg(SCRIPT).arg("sh").arg(folder.path()).current_dir(folder.path());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(fs::File::create(folder.path().join(LOG))?);
        // Ctrl-C in a terminal is for the emulator, which then ends it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let pipe = child.stdin.take();
        Ok(Self { child, pipe, folder })
    }

    /// Returns whether the process has not ended by itself.
    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Returns the last line of its log.
    pub(super) fn last_words(&self) -> String {
        let log = fs::read_to_string(self.path(LOG)).unwrap_or_default();
        log.trim_end().lines().next_back().unwrap_or_default().to_owned()
    }

    /// Returns the RDB file that the server has saved.
    pub(super) fn saved_data(&self) -> io::Result<Vec<u8>> {
        fs::read(self.path(DATA))
    }

    fn path(&self, file: &str) -> PathBuf {
        Path::join(self.folder.path(), file)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(mut pipe) = self.pipe.take() {
            let _ = pipe.flush();
        }
        let _ = self.child.wait();
    }
}
