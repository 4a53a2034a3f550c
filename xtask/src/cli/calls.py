"""Runs many calls of tccli in one process, which takes it a second to start. Part of `cargo xtask cli`.

Prints a line for each call: `ok`, or why it failed.
"""

import contextlib
import io
import json
import sys

from tccli.command import CLICommand
from tccli.loaders import Loader

# tccli copies the list of all products some 500 times for a call, which would take most of the time.
services = Loader().get_available_services()
Loader.get_available_services = lambda self: services

with open(sys.argv[1], encoding="utf-8") as file:
    calls = json.load(file)
for arguments in calls:
    # tccli looks there for the version.
    sys.argv = ["tccli", *arguments]
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            CLICommand()()
        print("ok")
    except (Exception, SystemExit) as error:
        output.flush()
        shown = output.buffer.getvalue().decode()
        print(" ".join(("%s: %s %s" % (type(error).__name__, error, shown)).split()))
    sys.stdout.flush()
