//! The files of an environment.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use zeroize::Zeroizing;

/// Larger files are not read.
const MAX_SIZE: u64 = 1024 * 1024;

#[derive(Clone, Default)]
pub(super) enum Files {
    /// The files of this machine.
    #[default]
    System,
    None,
    /// The files in a folder that replaces the root of the file system.
    Below(PathBuf),
}

impl Files {
    /// Reads a file of at most 1 MiB. The files that are read here are small and local, so this blocks the thread.
    pub(super) fn read(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        let mut text = Zeroizing::new(String::new());
        self.open(path)?.take(MAX_SIZE + 1).read_to_string(&mut text)?;
        if text.len() as u64 > MAX_SIZE {
            return Err(io::Error::other(format!("larger than {MAX_SIZE} bytes")));
        }
        Ok(text)
    }

    /// Returns the permissions of a file for its group and for others: `0o40` and `0o4` are read permissions.
    #[cfg(all(unix, feature = "credentials-profile"))]
    pub(super) fn permissions_of_others(&self, path: &Path) -> io::Result<u32> {
        use std::os::unix::fs::PermissionsExt;
        Ok(self.open(path)?.metadata()?.permissions().mode() & 0o77)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        let root = match self {
            Files::System => return File::open(path),
            Files::None => return Err(io::ErrorKind::NotFound.into()),
            Files::Below(root) => root,
        };
        let below: PathBuf = path.components().filter(|part| matches!(part, Component::Normal(_))).collect();
        File::open(root.join(below))
    }
}
