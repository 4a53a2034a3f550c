"""Runs programs for the official Python SDK in one process. Part of `cargo xtask code`.

The argument is a file with a list of programs, each with the variables that it reads secrets from.
"""

import json
import os
import runpy
import sys

failed = False
with open(sys.argv[1]) as file:
    programs = json.load(file)
for path, secrets in programs:
    os.environ.update(secrets)
    try:
        runpy.run_path(path)
    except Exception as error:
        failed = True
        print("%s: %s: %s" % (path, type(error).__name__, error), file=sys.stderr)
sys.exit(failed)
