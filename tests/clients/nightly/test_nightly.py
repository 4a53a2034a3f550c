"""Tests of a program against the emulator. Part of `cargo xtask clients`."""

from datetime import datetime, timedelta, timezone

import pytest
from nightly import BackupFailed, Nightly


@pytest.fixture
def nightly(emulator, tmp_path):
    return Nightly(emulator.client, tmp_path, "nightly 2026-11-27")


def test_backs_up_every_instance(emulator, nightly):
    instances = {f"crs-{number:08}" for number in range(21)}
    emulator.add(*instances)
    outcomes = nightly.run()
    assert outcomes.keys() == instances
    assert all(file.stat().st_size for files in outcomes.values() for file in files)
    assert emulator.codes("DescribeInstances") == [None, None], "two pages"


def test_waits_while_it_is_throttled(emulator, nightly):
    emulator.add("crs-00000001")
    emulator.inject("ManualBackupInstance", {"api_error": {"code": "RequestLimitExceeded"}}, times=2)
    assert len(nightly.run()["crs-00000001"]) == 1
    assert emulator.codes("ManualBackupInstance") == ["RequestLimitExceeded", "RequestLimitExceeded", None]


def test_finds_the_backup_whose_response_was_lost(emulator, nightly):
    emulator.add("crs-00000001")
    emulator.inject("ManualBackupInstance", "cut_after")
    assert len(nightly.run()["crs-00000001"]) == 1
    assert nightly.call("DescribeInstanceBackups", InstanceId="crs-00000001").TotalCount == 1


def test_does_not_believe_in_a_backup_that_was_never_started(emulator, nightly):
    emulator.add("crs-00000001")
    emulator.inject("ManualBackupInstance", "cut_before")
    assert nightly.run()["crs-00000001"].get_code() == "ClientNetworkError"


def test_a_failing_backup_stops_no_other(emulator, nightly):
    emulator.add("crs-00000001", "crs-00000002", "crs-00000003")
    # The second call fails: faults of an action occur one after the other, and this one does nothing.
    emulator.inject("ManualBackupInstance", "delay")
    emulator.inject("ManualBackupInstance", {"failing_workflow": "disk full"})
    before, failed, after = nightly.run().values()
    assert isinstance(failed, BackupFailed) and str(failed) == "disk full"
    assert len(before) == len(after) == 1


def test_requests_another_link_if_one_has_expired(emulator, nightly, monkeypatch):
    emulator.add("crs-00000001")
    hours = [7, 0]
    download = nightly.download

    def download_later(links):
        emulator.control("PATCH", "clock", {"advance_ms": hours.pop(0) * 3_600_000})
        return download(links)

    monkeypatch.setattr(nightly, "download", download_later)
    assert len(nightly.run()["crs-00000001"]) == 1
    assert emulator.codes("DescribeBackupUrl") == [None, None]


def test_skips_isolated_instances(emulator, nightly):
    emulator.add("crs-00000001", "crs-00000002")
    nightly.call("DestroyPostpaidInstance", InstanceId="crs-00000001")
    assert nightly.run().keys() == {"crs-00000002"}


def test_reports_locked_instances(emulator, nightly):
    emulator.add("crs-00000001", "crs-00000002")
    versions = nightly.call("DescribeInstances", InstanceId="crs-00000001").InstanceSet[0]
    # Waits for the maintenance window, in twelve hours, and locks the instance until then. Times of day are those of Beijing.
    later = datetime.now(timezone.utc) + timedelta(hours=8 + 12)
    nightly.call(
        "ModifyMaintenanceWindow",
        InstanceId="crs-00000001",
        StartTime=f"{later:%H}:00",
        EndTime=f"{later + timedelta(hours=1):%H}:00",
    )
    nightly.call(
        "UpgradeSmallVersion",
        InstanceId="crs-00000001",
        CurrentRedisVersion=versions.CurrentRedisVersion,
        UpgradeRedisVersion=versions.UpgradeRedisVersion,
        InstanceTypeUpgradeNow=0,
    )
    outcomes = nightly.run()
    assert outcomes["crs-00000001"].get_code() == "ResourceUnavailable.InstanceLockedError"
    assert len(outcomes["crs-00000002"]) == 1
