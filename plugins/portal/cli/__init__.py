"""The `portal` command: parses arguments, calls, prints; one module a family of commands (命令行)."""

from __future__ import annotations

from portal.cli import (
    changes,
    chart,
    check,
    coverage,
    evidence,
    handbook,
    hub,
    impact,
    init,
    lookup,
    migrate,
    officers,
    preview,
    publish,
    records,
    search,
    site,
)
from portal.cli.common import main, today

COMMANDS = (
    init,
    check,
    evidence,
    impact,
    site,
    search,
    lookup,
    migrate,
    preview,
    publish,
    hub,
    handbook,
    chart,
    coverage,
    officers,
    records,
    changes,
)
"""The modules whose commands :data:`main` has."""

__all__ = ["COMMANDS", "main", "today"]
