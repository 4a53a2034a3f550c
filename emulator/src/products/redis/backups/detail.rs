//! DescribeBackupDetail.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::state::Account,
    },
    time::text_or_unset,
};

pub(super) fn describe_backup_detail(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let instance_id = params.string("InstanceId");
    region.instance(instance_id)?;
    let backup = region.backup(instance_id, params.string("BackupId"))?;
    let (shard_mb, shards, replicas) = backup.size;
    let mut response = fields([
        ("BackupId", json!(backup.id)),
        ("StartTime", json!(backup.started_at.to_text())),
        ("EndTime", json!(text_or_unset(backup.ended_at))),
        ("BackupType", json!(backup.kind.number())),
        ("Status", json!(backup.status())),
        ("Remark", json!(backup.remark)),
        ("Locked", json!(i32::from(backup.is_locked()))),
        ("BackupSize", json!(backup.bytes())),
        ("InstanceType", json!(backup.engine.type_id)),
        ("MemSize", json!(shard_mb)),
        ("ShardNum", json!(shards)),
        ("ReplicasNum", json!(replicas)),
        ("Encrypted", json!(backup.encryption.is_some())),
    ]);
    if let Some(encryption) = &backup.encryption {
        response.extend(fields([
            ("DecryptKey", json!(STANDARD.encode(&encryption.data_key))),
            ("KmsKeyId", json!(encryption.kms_key_id)),
            ("KeyAlgorithm", json!("AES-256-CBC")),
        ]));
    }
    Ok(response)
}
