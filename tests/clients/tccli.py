"""Runs tccli against an emulator, with its own waiter. Part of `cargo xtask clients`."""

import json
import os
import subprocess
import sys

import story


class Tccli(story.Client):
    def __init__(self, key):
        self.environment = {**os.environ, "TENCENTCLOUD_SECRET_KEY": key}

    async def call(self, action, parameters, *options):
        # tccli signs a host with its scheme, too, and by default it uses https.
        scheme = "" if os.environ["SCHEME"] == "https" else "http://"
        command = [sys.executable, os.environ["TCCLI"], "redis", action, "--region", "ap-guangzhou",
                   "--endpoint", scheme + os.environ["ENDPOINT"], *options]
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


key = os.environ["TENCENTCLOUD_SECRET_KEY"]
story.report("TC3-HMAC-SHA256", "POST", story.tell(Tccli(key), Tccli(key + "0")))
