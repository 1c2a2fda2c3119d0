"""A process that has loaded the program before it is told to begin: loading takes seconds (待命).

It runs the `portal` command by its own arguments as soon as a line comes from whoever started it,
and ends where none will come any more. Before these stands by what the program was known when it was
started: it may become another while it is loaded.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from portal.cli import main
from portal.site import collation
from portal.source.program import program_key


def wait() -> None:
    """Wait, and run the command: by a fresh process where the program has become another."""
    import_module("portal.site.assemble")
    collation.name_key("预")  # loads its dictionary
    loaded = sys.argv.pop(1)
    if not sys.stdin.readline():
        return
    if program_key() != loaded:
        os.execv(sys.executable, [sys.executable, "-m", "portal", *sys.argv[1:]])
    main()


if __name__ == "__main__":
    wait()
