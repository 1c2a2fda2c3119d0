"""What a site depends on besides its records: the program, the settings, the theme (其他依据)."""

from __future__ import annotations

import hashlib
import re
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import portal
from portal.lifecycle.digest import digest_of

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


def program_key() -> str:
    """Return by what this version of the program, with all that it uses, is told from others."""
    told = hashlib.blake2b(sys.version.encode(), digest_size=16)
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for name in sorted(path.name for path in Path(folder).glob("*.dist-info")):
            told.update(name.encode())
    package = Path(portal.__file__).parent
    told.update(_content(path for path in package.rglob("*") if path.suffix != ".pyc"))
    return told.hexdigest()


def surroundings(settings: Mapping[str, Any], config: Path | None) -> bytes:
    """Return the digest of what all pages depend on: settings, the programs that make them, theme.

    A setting may be a function of these programs: it is as it was while their text is.
    """
    values = [(key, repr(settings[key])) for key in sorted(settings) if key not in _VARYING]
    told = [(key, _ADDRESS.sub("", value)) for key, value in values]
    programs = config.resolve().parent.glob("*.py") if config else ()
    theme = Path(settings["THEME"]).rglob("*")  # pages name files of the theme by their content
    return digest_of((told, _content(programs), _content(theme)))


def _content(paths: Iterable[Path]) -> bytes:
    """Return the digest of the files among `paths`, their places and what they hold."""
    told = hashlib.blake2b(digest_size=16)
    for path in sorted(paths):
        if path.is_file():
            content = path.read_bytes()
            told.update(f"{path}\0{len(content)}\0".encode() + content)
    return told.digest()
