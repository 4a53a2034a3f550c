//! `DescribeBackupUrl`: where the files of a backup can be downloaded.

use serde_json::{Value, json};

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply, fields},
};

use super::Region;

pub(super) fn describe_backup_url(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let (instance_id, backup_id) = (params.text("InstanceId"), params.text("BackupId"));
    region.instance(instance_id)?;
    if params.text("LimitType") == "Customize" && params.structures("LimitVpc").is_empty() {
        let message = "`LimitType` `Customize` needs `LimitVpc`";
        return Err(ApiError::new("InvalidParameter.InvalidParameter", message));
    }
    let backup = region.backup(instance_id, backup_id)?;
    if backup.is_in_use(call.now) || backup.has_expired(call.now) {
        let message = format!("`{backup_id}` is being made, being restored from, or expired");
        return Err(ApiError::new("ResourceUnavailable.BackupStatusInvalid", message));
    }
    let links: Vec<_> = backup
        .files
        .iter()
        .map(|file| call.links.make(&format!("/backups/{}/{}", call.region, file.name), call.now))
        .collect();
    let infos = backup.files.iter().zip(&links).map(|(file, link)| {
        json!({
            "FileName": file.name,
            "FileSize": file.content.len(),
            "DownloadUrl": link,
            "InnerDownloadUrl": link,
        })
    });
    let names: Value = backup.files.iter().map(|file| file.name.as_str()).collect();
    Ok(fields([
        ("BackupInfos", infos.collect()),
        ("DownloadUrl", json!(links)),
        ("InnerDownloadUrl", json!(links)),
        ("Filenames", names),
    ]))
}
