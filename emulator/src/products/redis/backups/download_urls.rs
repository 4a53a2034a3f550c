//! DescribeBackupUrl.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{reasons::Reason, state::Account},
    },
};

pub(super) fn describe_backup_url(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let (instance_id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    region.instance(instance_id)?;
    if params.string("LimitType") == "Customize" && params.objects("LimitVpc").is_empty() {
        let message = "`LimitType` `Customize` requires `LimitVpc`";
        return Err(Reason::ParameterInvalid.because(message));
    }
    let backup = region.backup(instance_id, backup_id)?;
    if backup.is_locked() || backup.has_expired {
        let message = format!("`{backup_id}` is in progress, is being restored, or has expired");
        return Err(Reason::BackupUnavailable.because(message));
    }
    let urls: Vec<_> = backup
        .files
        .iter()
        .map(|file| call.tools.urls.sign(&format!("/backups/{}/{}", call.region, file.name), call.now))
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
