"""What a site depends on besides its records: the settings, the theme (其他依据)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.lifecycle.digest import digest_of
from portal.source.program import content_of

# Settings that change no page, or stand in files of their own.
_VARYING = frozenset(
    {
        "OUTPUT_PATH",
        "PORTAL_AS_OF",
        "PORTAL_TODAY",
        "PORTAL_JOBS",
        "PORTAL_COMMIT",
        "PORTAL_RENEWAL",
        "PORTAL_RESTORED",
    }
)
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of a function, in this process


def surroundings(settings: Mapping[str, Any], config: Path | None) -> bytes:
    """Return the digest of what all pages depend on: settings, the programs that make them, theme.

    A setting may be a function of these programs: it is as it was while their text is.
    """
    values = [(key, repr(settings[key])) for key in sorted(settings) if key not in _VARYING]
    told = [(key, _ADDRESS.sub("", value)) for key, value in values]
    folder = config.resolve().parent if config else None
    programs = content_of(folder, (path.name for path in folder.glob("*.py"))) if folder else b""
    theme = content_of(Path(settings["THEME"]))  # pages name files of the theme by their content
    return digest_of((told, programs, theme))
