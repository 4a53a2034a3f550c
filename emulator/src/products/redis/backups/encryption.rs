//! DescribeBackupEncryptConfig and ModifyBackupEncrypt, and the encryption of files.

use aes::Aes256;
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use serde_json::json;

use crate::{
    ids::Ids,
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Encryption, KmsKey},
        },
    },
};

pub(super) fn describe_backup_encrypt_config(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let mut response = fields([("BackupEncrypt", json!(instance.backups.key.is_some()))]);
    if let Some(key) = &instance.backups.key {
        response.extend(fields([
            ("EncryptKeyType", json!(i32::from(key.is_custom))),
            ("KmsKeyId", json!(key.id)),
            ("KmsRegion", json!(key.region)),
        ]));
    }
    Ok(response)
}

pub(super) fn modify_backup_encrypt(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let (id, region) = (params.string("KmsKeyId"), params.string("KmsRegion"));
    let is_custom = params.integer("EncryptKeyType") == 1;
    let current = instance.backups.key.take();
    instance.backups.key = match (params.boolean("BackupEncrypt"), is_custom) {
        (false, _) => None,
        (true, true) if id.is_empty() || region.is_empty() => {
            instance.backups.key = current;
            let message = "`EncryptKeyType` 1 requires `KmsKeyId` and `KmsRegion`";
            return Err(Reason::ParameterMissing.because(message));
        }
        (true, true) => Some(KmsKey { is_custom, id: id.to_owned(), region: region.to_owned() }),
        // The service chooses the key, whatever key the request names.
        (true, false) => current
            .filter(|key| !key.is_custom)
            .or_else(|| Some(KmsKey { is_custom, id: call.tools.ids.uuid(), region: call.region.to_owned() })),
    };
    Ok(fields([]))
}

/// Returns the encryption of a new backup, which has a data key of its own.
pub(super) fn new(key: &KmsKey, ids: &Ids) -> Encryption {
    let data_key = [ids.random(), ids.random()].into_iter().flat_map(u128::to_be_bytes).collect();
    Encryption { kms_key_id: key.id.clone(), data_key }
}

/// Encrypts a file: a random initialization vector, then the blocks with PKCS #7 padding.
pub(super) fn encrypt(encryption: &Encryption, content: &[u8], ids: &Ids) -> Vec<u8> {
    let vector = ids.random().to_be_bytes();
    let mut encrypted = vector.to_vec();
    // A data key always has 32 bytes.
    if let Ok(cipher) = cbc::Encryptor::<Aes256>::new_from_slices(&encryption.data_key, &vector) {
        encrypted.extend(cipher.encrypt_padded_vec::<Pkcs7>(content));
    }
    encrypted
}

/// Decrypts a file. Returns `None` if it is not one that `encrypt` has returned.
#[cfg(feature = "data-plane")]
pub(super) fn decrypt(encryption: &Encryption, content: &[u8]) -> Option<Vec<u8>> {
    use cbc::cipher::BlockModeDecrypt as _;

    let (vector, blocks) = content.split_at_checked(16)?;
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&encryption.data_key, vector).ok()?;
    cipher.decrypt_padded_vec::<Pkcs7>(blocks).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_encrypted_with_aes_256_cbc() {
        // Appendix F.2.5 of NIST SP 800-38A, and a block of padding.
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
        };
        let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let vector = bytes("000102030405060708090a0b0c0d0e0f");
        let plain = bytes("6bc1bee22e409f96e93d7e117393172a");
        let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, &vector).unwrap();
        let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(&plain);
        assert_eq!((&encrypted[..16], encrypted.len()), (&bytes("f58c4c04d6e5f1ba779eabfb5f7bfbd6")[..], 32));

        let ids = Ids::seeded(1);
        let encryption = Encryption { kms_key_id: String::new(), data_key: key };
        let encrypted = encrypt(&encryption, b"REDIS", &ids);
        assert_eq!(encrypted.len(), 32);
        #[cfg(feature = "data-plane")]
        assert_eq!(decrypt(&encryption, &encrypted).unwrap(), b"REDIS");
    }
}
