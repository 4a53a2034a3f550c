//! The files of an environment.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use zeroize::Zeroizing;

/// Larger files are not read.
const MAX_SIZE: u64 = 1024 * 1024;

#[derive(Clone, Default)]
pub(super) enum Files {
    /// Those of this machine.
    #[default]
    System,
    None,
    /// Those below a folder, which replaces the root of the file system.
    Below(PathBuf),
}

impl Files {
    /// The text of a regular file of at most 1 MiB. Files that are read here are small and local, so this blocks the
    /// thread. What is not a regular file is not opened: a named pipe would block until someone writes to it.
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

    /// The permissions of a file for its group and for others: `0o40` and `0o4` may read.
    #[cfg(all(unix, feature = "credentials-profile"))]
    pub(super) fn permissions_of_others(&self, path: &Path) -> io::Result<u32> {
        use std::os::unix::fs::PermissionsExt;
        Ok(fs::metadata(self.locate(path)?)?.permissions().mode() & 0o77)
    }

    /// Where a file of the environment is on this machine.
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

/// Whether the reason why a file could not be read is that there is none.
#[cfg(feature = "credentials-profile")]
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// UTF-8, after a byte order mark or not.
fn text(bytes: &[u8]) -> io::Result<&str> {
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let encoding = if is_utf16 { "it is UTF-16" } else { "it is not UTF-8" };
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("{encoding}; save it as UTF-8")));
    Ok(text?.trim_start_matches('\u{feff}'))
}
