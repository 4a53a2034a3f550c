//! The data in the files of backups, for the data plane.

use super::{encryption, rdb};
use crate::{ids::Ids, products::redis::state::Backup};

/// A format that every Redis can read.
const RDB_VERSION: u32 = 6;

/// Replaces the content of the files. The first one contains all data, as one server runs for all shards; the others
/// contain none.
pub(crate) fn store(backup: &mut Backup, content: Vec<u8>, ids: &Ids) {
    let created = backup.started_at.seconds();
    let empty = || rdb::write(RDB_VERSION, backup.engine.version(), created, &[]);
    let contents = std::iter::once(content).chain(std::iter::repeat_with(empty));
    for (file, content) in backup.files.iter_mut().zip(contents) {
        file.content = match &backup.encryption {
            Some(encryption) => encryption::encrypt(encryption, &content, ids),
            None => content,
        };
    }
}

/// Returns the RDB file with the data. There is none once the backup has expired.
pub(crate) fn data(backup: &Backup) -> Option<Vec<u8>> {
    let content = &backup.files.first()?.content;
    match &backup.encryption {
        Some(encryption) => encryption::decrypt(encryption, content),
        None => Some(content.clone()),
    }
}
