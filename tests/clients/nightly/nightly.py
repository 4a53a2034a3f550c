"""A program that is tested against the emulator: it backs up all running instances of a region."""

import json
import pathlib
import time
import urllib.error
import urllib.request

from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.redis.v20180412 import models

RUNNING = 2
IN_PROGRESS, COMPLETE = 1, 2
PAGE = 20
# In the cloud, seconds.
WAITS = [0.01, 0.02, 0.04]


class BackupFailed(Exception):
    pass


class Nightly:
    def __init__(self, client, folder, remark):
        self.client, self.folder, self.remark = client, pathlib.Path(folder), remark

    def run(self):
        """Returns the files of each instance, or why it has none. An instance that fails stops no other."""
        outcomes = {}
        for instance in self.instances():
            try:
                outcomes[instance] = self.back_up(instance)
            except (BackupFailed, TencentCloudSDKException) as error:
                outcomes[instance] = error
        return outcomes

    def instances(self):
        found = []
        while True:
            page = self.call("DescribeInstances", Status=[RUNNING], Limit=PAGE, Offset=len(found))
            found += [instance.InstanceId for instance in page.InstanceSet]
            if not page.InstanceSet or len(found) >= page.TotalCount:
                return found

    def back_up(self, instance):
        try:
            task = self.call("ManualBackupInstance", InstanceId=instance, Remark=self.remark).TaskId
        except TencentCloudSDKException as error:
            # The backup may have been started: another call could make a second one.
            if error.get_code() != "ClientNetworkError" or self.find(instance) is None:
                raise
        else:
            self.wait_for_task(task)
        backup = self.wait_for_backup(instance)
        try:
            return self.download(self.links(instance, backup))
        except urllib.error.HTTPError as error:
            if error.code != 403:
                raise
            # The links have expired.
            return self.download(self.links(instance, backup))

    def wait_for_task(self, task):
        while True:
            state = self.call("DescribeTaskInfo", TaskId=task)
            if state.Status == "succeed":
                return
            if state.Status in ("failed", "error"):
                raise BackupFailed(state.TaskMessage)
            time.sleep(WAITS[0])

    def find(self, instance):
        # Without `Status`, backups in progress are not listed.
        parameters = {"InstanceId": instance, "Status": [IN_PROGRESS, COMPLETE], "Limit": 100}
        backups = self.call("DescribeInstanceBackups", **parameters).BackupSet
        return next((backup for backup in backups if backup.Remark == self.remark), None)

    def wait_for_backup(self, instance):
        while True:
            backup = self.find(instance)
            if backup is None:
                raise BackupFailed("the backup has disappeared")
            if backup.Status == COMPLETE:
                return backup.BackupId
            time.sleep(WAITS[0])

    def links(self, instance, backup):
        return self.call("DescribeBackupUrl", InstanceId=instance, BackupId=backup).BackupInfos

    def download(self, links):
        files = []
        for link in links:
            with urllib.request.urlopen(link.DownloadUrl) as response:
                file = self.folder / link.FileName
                file.write_bytes(response.read())
                files.append(file)
        return files

    def call(self, action, **parameters):
        request = getattr(models, action + "Request")()
        request.from_json_string(json.dumps(parameters))
        for wait in [*WAITS, None]:
            try:
                return getattr(self.client, action)(request)
            except TencentCloudSDKException as error:
                if error.get_code() != "RequestLimitExceeded" or wait is None:
                    raise
                time.sleep(wait)
