//! Backs up all running instances of a region.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::StatusCode;
use tencloud::redis::Client;
use tencloud::redis::types::{BackupDownloadInfo, BackupStatus, InstanceStatus, RedisBackupSet};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("Tencent Cloud: {0}")]
    Cloud(#[from] tencloud::Error),
    #[error("the download failed: {0}")]
    Download(#[from] reqwest::Error),
    #[error("the file cannot be written: {0}")]
    File(#[from] std::io::Error),
    #[error("the backup has disappeared")]
    Disappeared,
}

/// The files of each instance, or why it has none.
pub(crate) type Outcomes = BTreeMap<String, Result<Vec<PathBuf>, Error>>;

pub(crate) struct Nightly {
    pub(crate) redis: Client,
    pub(crate) http: reqwest::Client,
    pub(crate) folder: PathBuf,
    pub(crate) remark: String,
    pub(crate) page: u64,
}

impl Nightly {
    /// An instance that fails stops no other.
    pub(crate) async fn run(&self) -> Result<Outcomes, Error> {
        let mut outcomes = Outcomes::new();
        let running = self.redis.describe_instances().status([InstanceStatus::Running]).limit(self.page);
        let mut instances = running.items();
        while let Some(instance) = instances.next().await.transpose()? {
            let outcome = self.back_up(&instance.instance_id).await;
            outcomes.insert(instance.instance_id, outcome);
        }
        Ok(outcomes)
    }

    async fn back_up(&self, instance: &str) -> Result<Vec<PathBuf>, Error> {
        match self.redis.manual_backup_instance().instance_id(instance).remark(&*self.remark).send().await {
            Ok(started) => drop(self.redis.wait_for_task(started.task_id).await?),
            // Another call could make a second backup.
            Err(error) if error.may_have_acted() && self.find(instance).await?.is_some() => {}
            Err(error) => return Err(error.into()),
        }
        let backup = loop {
            let backup = self.find(instance).await?.ok_or(Error::Disappeared)?;
            if backup.status == BackupStatus::Normal {
                break backup.backup_id;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        self.download(instance, &backup, self.links(instance, &backup).await?).await
    }

    pub(crate) async fn find(&self, instance: &str) -> Result<Option<RedisBackupSet>, Error> {
        // Without statuses, backups in progress are not listed.
        let backups = self.redis.describe_instance_backups().instance_id(instance);
        let mut backups = backups.status([BackupStatus::Locked, BackupStatus::Normal]).items();
        while let Some(backup) = backups.next().await.transpose()? {
            if backup.remark == self.remark {
                return Ok(Some(backup));
            }
        }
        Ok(None)
    }

    pub(crate) async fn links(&self, instance: &str, backup: &str) -> Result<Vec<BackupDownloadInfo>, Error> {
        Ok(self.redis.describe_backup_url().instance_id(instance).backup_id(backup).send().await?.backup_infos)
    }

    /// Downloads the files of a backup. If the links have expired, it requests others.
    pub(crate) async fn download(
        &self,
        instance: &str,
        backup: &str,
        links: Vec<BackupDownloadInfo>,
    ) -> Result<Vec<PathBuf>, Error> {
        match self.save(&links).await {
            Err(Error::Download(error)) if error.status() == Some(StatusCode::FORBIDDEN) => {
                self.save(&self.links(instance, backup).await?).await
            }
            outcome => outcome,
        }
    }

    async fn save(&self, links: &[BackupDownloadInfo]) -> Result<Vec<PathBuf>, Error> {
        let mut files = Vec::new();
        for link in links {
            let content = self.http.get(&link.download_url).send().await?.error_for_status()?.bytes().await?;
            let file = self.folder.join(&link.file_name);
            std::fs::write(&file, content)?;
            files.push(file);
        }
        Ok(files)
    }
}
