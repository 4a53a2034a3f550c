"""Runs command lines of tccli in one process, since each would take a second to start. Part of `cargo xtask code`.

The argument is a file with a list of scripts, each with the variables that it reads secrets from. In place of tccli, the
shell calls a function, which prints its arguments and its input.
"""

import json
import os
import subprocess
import sys
import tempfile

from tccli import main

FUNCTION = """tccli() { printf '%s\\0' "$@"; cat; }; . "$1" """


def run(path, secrets):
    shell = subprocess.run(["bash", "-euc", FUNCTION, "bash", path], env={**os.environ, **secrets},
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    *arguments, given = shell.stdout.split(b"\0")
    with tempfile.TemporaryFile() as file:
        file.write(given)
        file.seek(0)
        os.dup2(file.fileno(), 0)
    sys.argv = ["tccli"] + [argument.decode() for argument in arguments]
    with open(os.devnull, "w") as output:
        # tccli wraps it in another file, and would close it with that.
        sys.stdout = output
        return main.main()


failed = False
with open(sys.argv[1]) as file:
    programs = json.load(file)
for path, secrets in programs:
    try:
        code = run(path, secrets)
    except SystemExit as exit:
        code = exit.code
    if code:
        failed = True
        print("%s: %s" % (path, code), file=sys.stderr)
sys.exit(failed)
