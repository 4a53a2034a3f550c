"""Runs tccli against an emulator, with its own waiter. Part of `cargo xtask clients`."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import certifi

import story


class Tccli(story.Client):
    def __init__(self, key):
        self.environment = {**os.environ, "TENCENTCLOUD_SECRET_KEY": key}

    async def call(self, action, parameters, *options):
        # tccli signs a host with its scheme, too, and by default it uses https.
        scheme = "" if story.SCHEME == "https" else "http://"
        command = [sys.executable, os.environ["TCCLI"], "redis", action, "--region", "ap-guangzhou",
                   "--endpoint", scheme + story.ENDPOINT, *options]
        for name, value in parameters.items():
            command += ["--" + name, value if isinstance(value, str) else json.dumps(value)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=2 * story.TIMEOUT)
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        # Before the response, the waiter prints what it found.
        return json.loads(done.stdout[done.stdout.index("{"):])

    async def wait(self, action, parameters, path, value):
        waiter = {"expr": path, "to": value, "timeout": story.TIMEOUT, "interval": 0.2}
        return await self.call(action, parameters, "--waiter", json.dumps(waiter))


def trust(folder):
    """Makes tccli trust the emulator: it trusts only what the file of the package certifi contains."""
    copy = pathlib.Path(folder, "certifi")
    shutil.copytree(pathlib.Path(certifi.where()).parent, copy)
    with open(copy / "cacert.pem", "a") as bundle:
        bundle.write(pathlib.Path(story.CERTIFICATE).read_text())
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, os.environ["PYTHONPATH"]])


with tempfile.TemporaryDirectory() as folder:
    if story.CERTIFICATE:
        trust(folder)
    key = os.environ["TENCENTCLOUD_SECRET_KEY"]
    story.report("TC3-HMAC-SHA256", "POST", story.back_up(Tccli(key), Tccli(key + "0")))
