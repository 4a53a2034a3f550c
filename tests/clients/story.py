"""What each client in Python does: order an instance, back it up, and download the backup."""

import asyncio
import os
import sys
import time
import urllib.request

import jmespath

REMARK = "nightly 备份 a+b&c=d/e~*"
WRONG_KEY = "AuthFailure.SignatureFailure"
TIMEOUT = 30
SCHEME, ENDPOINT = os.environ["TENCENTCLOUD_ENDPOINT_URL"].split("://")
# Only for https. `urllib` trusts it, too.
CERTIFICATE = os.environ.get("SSL_CERT_FILE")


class Client:
    """A client under test. `call` sends one request and returns the response as a dict."""

    async def call(self, action, parameters):
        raise NotImplementedError

    async def wait(self, action, parameters, path, value):
        """Repeats a call until its response has a value at a path."""
        end = time.monotonic() + TIMEOUT
        while True:
            response = await self.call(action, parameters)
            if jmespath.search(path, response) == value:
                return response
            if time.monotonic() > end:
                raise TimeoutError("%s is %s, not %s" % (path, jmespath.search(path, response), value))
            await asyncio.sleep(0.1)


class Failure(Exception):
    """Names the step that failed."""


class Steps:
    """Calls a client, and adds the action to each error."""

    def __init__(self, client):
        self.client = client

    async def call(self, action, parameters):
        return await self.named(action, self.client.call(action, parameters))

    async def wait(self, action, parameters, path, value):
        return await self.named(action + ", waiting", self.client.wait(action, parameters, path, value))

    @staticmethod
    async def named(step, outcome):
        try:
            return await outcome
        except Exception as error:
            raise Failure("%s: %s: %s" % (step, type(error).__name__, error)) from error


def expect(step, condition, actual):
    if not condition:
        raise Failure("%s: unexpected %r" % (step, actual))


async def back_up(client, client_with_wrong_key):
    steps = Steps(client)
    order = await steps.call("CreateInstances", {
        "TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "ZoneId": 100003,
        "VpcId": "vpc-8b6f8w9t", "SubnetId": "subnet-2k1vqyk9", "Password": "Passw0rd+&=%",
        "ResourceTags": [{"TagKey": "team", "TagValue": "a b"}],
    })
    deal = {"DealIds": [order["DealId"]]}
    deal = await steps.wait("DescribeInstanceDealDetail", deal, "DealDetails[0].Status", 4)
    instance = deal["DealDetails"][0]["InstanceIds"][0]
    running = {"InstanceId": instance, "Status": [1, 2], "InstanceTags": [{"TagKey": "team", "TagValue": "a b"}]}
    await steps.wait("DescribeInstances", running, "InstanceSet[0].Status", 2)

    backup = await steps.call("ManualBackupInstance", {"InstanceId": instance, "Remark": REMARK})
    await steps.wait("DescribeTaskInfo", {"TaskId": backup["TaskId"]}, "Status", "succeed")
    listed = await steps.call("DescribeInstanceBackups", {"InstanceId": instance, "Limit": 5})
    expect("DescribeInstanceBackups", listed["TotalCount"] == 1, listed)
    backup = listed["BackupSet"][0]
    expect("DescribeInstanceBackups", backup["Remark"] == REMARK, backup["Remark"])
    urls = await steps.call("DescribeBackupUrl", {"InstanceId": instance, "BackupId": backup["BackupId"]})
    url = urls["DownloadUrl"][0]
    try:
        content = urllib.request.urlopen(url, timeout=TIMEOUT).read()
    except Exception as error:
        raise Failure("download of %s: %s" % (url, error)) from error
    expect("download", content.startswith(b"REDIS"), content[:20])

    await steps.wait("DescribeInstances", {"InstanceId": instance}, "InstanceSet[0].Status", 2)
    await steps.call("DestroyPostpaidInstance", {"InstanceId": instance})
    try:
        await client_with_wrong_key.call("DescribeInstances", {})
    except Exception as error:
        expect("wrong key", WRONG_KEY in str(error), error)
    else:
        raise Failure("wrong key: DescribeInstances was accepted")


def report(signature, method, story):
    """Runs a story, and prints one line: signature, method, and `ok` or the step that failed, separated by tabs."""
    try:
        asyncio.run(story)
        outcome = "ok"
    except Failure as failure:
        outcome = " ".join(str(failure).split())
    print(signature, method, outcome, sep="\t")
    sys.stdout.flush()
