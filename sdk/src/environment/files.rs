//! The files of an environment.

use std::fs::{self, File};
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
    /// Reads a regular file of at most 1 MiB. The files that are read here are small and local, so this blocks the
    /// thread. Other kinds of files are not opened: a named pipe would block until someone writes to it.
    pub(super) fn read(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        let path = self.locate(path)?;
        let metadata = fs::metadata(&path)?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
        }
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        let mut bytes = Zeroizing::new(Vec::new());
        File::open(path)?.take(MAX_SIZE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_SIZE {
            return Err(io::Error::other(format!("it is larger than {MAX_SIZE} bytes")));
        }
        text(&bytes).map(|text| Zeroizing::new(text.to_owned()))
    }

    /// Returns the permissions of a file for its group and for others: `0o40` and `0o4` are read permissions.
    #[cfg(all(unix, feature = "credentials-profile"))]
    pub(super) fn permissions_of_others(&self, path: &Path) -> io::Result<u32> {
        use std::os::unix::fs::PermissionsExt;
        Ok(fs::metadata(self.locate(path)?)?.permissions().mode() & 0o77)
    }

    /// Returns the path of a file of the environment on this machine.
    fn locate(&self, path: &Path) -> io::Result<PathBuf> {
        match self {
            Files::System => Ok(path.to_owned()),
            Files::None => Err(io::ErrorKind::NotFound.into()),
            Files::Below(root) => {
                let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
                Ok(root.join(parts.collect::<PathBuf>()))
            }
        }
    }
}

/// Returns whether a file could not be read because it does not exist.
#[cfg(feature = "credentials-profile")]
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Decodes UTF-8, with or without a byte order mark.
fn text(bytes: &[u8]) -> io::Result<&str> {
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let encoding = if is_utf16 { "it is UTF-16" } else { "it is not UTF-8" };
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("{encoding}; save it as UTF-8")));
    Ok(text?.trim_start_matches('\u{feff}'))
}
