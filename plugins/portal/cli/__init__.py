"""The `portal` command: parses arguments, calls, prints; one module a family of commands (命令行)."""

from __future__ import annotations

from portal.cli import changes, check, evidence, preview, records, site
from portal.cli.common import main, today

COMMANDS = (check, evidence, site, preview, records, changes)
"""The modules whose commands :data:`main` has."""

__all__ = ["COMMANDS", "main", "today"]
