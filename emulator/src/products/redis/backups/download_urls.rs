//! DescribeBackupUrl.

use serde_json::{Value, json};

use super::restrictions::restriction;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{reasons::Reason, state::Account},
    },
};

/// The restriction at the time of this call is part of the links. Later changes do not affect them.
pub(super) fn describe_backup_url(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let (instance_id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    region.instance(instance_id)?;
    let restriction = restriction(params)?.unwrap_or_else(|| region.download_restriction.clone());
    let backup = region.backup(instance_id, backup_id)?;
    if backup.is_locked() || backup.has_expired {
        let message = format!("`{backup_id}` is in progress, is being restored, or has expired");
        return Err(Reason::BackupUnavailable.because(message));
    }
    let (public, private) = restriction.access();
    let infos: Vec<_> = backup
        .files
        .iter()
        .map(|file| {
            let url = |access| {
                let path = format!("/backups/{}/{}", call.region, file.name);
                call.tools.urls.sign(&path, access, call.now)
            };
            json!({
                "FileName": file.name,
                "FileSize": file.content.len(),
                "DownloadUrl": url(&public),
                "InnerDownloadUrl": url(&private),
            })
        })
        .collect();
    let all = |field: &str| -> Value { infos.iter().filter_map(|info| info.get(field)).cloned().collect() };
    Ok(fields([
        ("DownloadUrl", all("DownloadUrl")),
        ("InnerDownloadUrl", all("InnerDownloadUrl")),
        ("Filenames", all("FileName")),
        ("BackupInfos", infos.into()),
    ]))
}
