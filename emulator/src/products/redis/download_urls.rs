//! DescribeBackupUrl.

use serde_json::{Value, json};

use super::state::Region;
use crate::{
    error::ApiError,
    params::Params,
    products::call::{ActionResult, Call, fields},
};

pub(super) fn describe_backup_url(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> ActionResult {
    let (instance_id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    region.instance(instance_id)?;
    if params.string("LimitType") == "Customize" && params.objects("LimitVpc").is_empty() {
        let message = "`LimitType` `Customize` requires `LimitVpc`";
        return Err(ApiError::new("InvalidParameter.InvalidParameter", message));
    }
    let backup = region.backup(instance_id, backup_id)?;
    if backup.is_locked(call.now) || backup.has_expired(call.now) {
        let message = format!("`{backup_id}` is in progress, is being restored, or has expired");
        return Err(ApiError::new("ResourceUnavailable.BackupStatusInvalid", message));
    }
    let urls: Vec<_> = backup
        .files
        .iter()
        .map(|file| call.urls.sign(&format!("/backups/{}/{}", call.region, file.name), call.now))
        .collect();
    let infos = backup.files.iter().zip(&urls).map(|(file, url)| {
        json!({
            "FileName": file.name,
            "FileSize": file.content.len(),
            "DownloadUrl": url,
            "InnerDownloadUrl": url,
        })
    });
    let names: Value = backup.files.iter().map(|file| file.name.as_str()).collect();
    Ok(fields([
        ("BackupInfos", infos.collect()),
        ("DownloadUrl", json!(urls)),
        ("InnerDownloadUrl", json!(urls)),
        ("Filenames", names),
    ]))
}
