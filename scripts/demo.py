"""The demonstration city's site as of a fixed day, built and served for scripts that look at it."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from portal.site.serve import HOST, server

ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-11-23"
"""On this day every state occurs in `data/`; what is shown does not change with the calendar."""

Record = dict[str, Any]
"""A record as the site publishes it: its `index.json`."""


class Parser(argparse.ArgumentParser):
    """Leaves the explanation to the script that calls us."""

    def error(self, message: str) -> NoReturn:
        """Exit 2."""
        sys.exit(2)


@contextmanager
def demo(*, language: str = "", search: bool = True) -> Iterator[tuple[Path, str]]:
    """Build the site into a temporary folder; yield it and the address where it is served."""
    with tempfile.TemporaryDirectory(prefix="portal-demo-") as folder:
        site = Path(folder) / "site"
        build(site, settings(Path(folder), language), search=search)
        listening = server(site, 0)
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield site, f"http://{HOST}:{listening.server_port}"
        finally:
            listening.shutdown()
            listening.server_close()


def settings(folder: Path, language: str) -> Path:
    """Return the portal's own settings with its public address, and perhaps another language."""
    lines = [
        "from runpy import run_path",
        f"globals().update(run_path({str(ROOT / 'pelicanconf.py')!r}))",
        "SITEURL = f\"https://{globals()['PORTAL_OWNER']['domain']}\"",
        *([f"PORTAL_LANG = {language!r}"] if language else []),
    ]
    changed = folder / "pelicanconf.py"
    changed.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return changed


def build(site: Path, config: Path, *, search: bool) -> None:
    """Build the site; exit 1 where that fails, the command has said why."""
    where = ["--output", str(site), "--config", str(config), "--as-of", AS_OF]
    command = [sys.executable, "-m", "portal", "build", *where]
    if subprocess.run([*command, *([] if search else ["--no-search"])], cwd=ROOT).returncode:
        sys.exit("错误：演示网站没有生成，原因见上。")


def records(site: Path, plural: str) -> list[Record]:
    """Return every public record of a type, in the order of ids."""
    files = sorted(site.glob(f"{plural}/*/index.json"))
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def is_corrected(record: Record) -> bool:
    """Return whether the page shows what stood there before a correction, beside what does now."""
    changes = [change for change in record["history"] if change["kind"] == "corrected"]
    told = [one for change in changes for one in change.get("differences", ())]
    return any("before" in one and "after" in one for one in told)
