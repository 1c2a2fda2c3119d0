"""Where a site goes: a folder of this machine, or of one that SSH reaches (发布的去处)."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from portal.deploy.facts import Refused

SSH = "ssh -o BatchMode=yes"  # never waits for somebody to type a password
_REMOTE = re.compile(r"((?:\w[\w.-]*@)?\w[\w.-]*):(?!:|//)(.+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, absolute or, on a `host`, below the home of its user."""

    path: str
    host: str = ""

    @classmethod
    def of(cls, text: str) -> Place:
        """Return the place that somebody wrote as `/srv/portal` or `user@host:/srv/portal`."""
        if found := _REMOTE.fullmatch(text):
            return cls(found[2].rstrip("/") or "/", found[1])
        if "::" in text or "://" in text:
            raise Refused(f"“{text}”用不了；请写文件夹，或 用户@主机:文件夹（经 SSH）。")
        return cls(str(Path(text).resolve()))

    def __str__(self) -> str:
        return f"{self.host}:{self.path}" if self.host else self.path

    @property
    def shell(self) -> list[str]:
        """The command that gives a shell there; RSYNC_RSH says how, as it does to rsync."""
        return [*shlex.split(remote_shell()), self.host, "sh"] if self.host else ["sh"]

    def below(self, path: str) -> str:
        """Return how rsync calls what is at `path` in it."""
        return f"{self}/{path}"


def remote_shell() -> str:
    """Return the command with which rsync and we reach a host."""
    return os.environ.get("RSYNC_RSH") or SSH
