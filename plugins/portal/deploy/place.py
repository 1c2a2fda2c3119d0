"""Where a site goes: a folder, here or where SSH reaches, or a branch of a repository (发布的去处)."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from portal.deploy.facts import Refused

# Never waits for somebody to type a password, nor more than a minute for a line that went dead.
SSH = "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
_BRANCH = re.compile(r"git\+([^-].*)#([\w][\w./-]*)")
# A password, or a token in the place of the user, which only SSH does not take for one.
_SECRET = re.compile(r"://[^/@]*:[^/@]*@|https?://[^/@]+@", re.I)
_REMOTE = re.compile(r"((?:\w[\w.-]*@)?\w[\w.-]*):(?!:|//)(.+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, absolute or, on a `host`, below the home of its user."""

    path: str
    host: str = ""

    @classmethod
    def of(cls, text: str) -> Place:
        """Return the place that somebody wrote as `/srv/portal` or `user@host:/srv/portal`."""
        _no_secret(text)
        if found := _REMOTE.fullmatch(text):
            return cls(found[2].rstrip("/") or "/", found[1])
        if "::" in text or "://" in text:
            raise Refused(
                f"“{text}”用不了；请写文件夹、用户@主机:文件夹（经 SSH）或 git+地址#分支。"
            )
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


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch `name` of the git repository at `address`, which a forge shows as a site."""

    address: str
    name: str

    @classmethod
    def of(cls, text: str) -> Branch:
        """Return the branch that somebody wrote as `git+ADDRESS#NAME`, as git writes the address."""
        _no_secret(text)
        if not (found := _BRANCH.fullmatch(text)):
            raise Refused(
                f"“{text}”用不了；请写 git+地址#分支，如 git+git@主机:市/网站.git#pages。"
            )
        elsewhere = "://" in found[1] or _REMOTE.fullmatch(found[1])
        return cls(found[1] if elsewhere else str(Path(found[1]).resolve()), found[2])

    def __str__(self) -> str:
        return f"git+{self.address}#{self.name}"


def _no_secret(text: str) -> None:
    """Refuse an address with a secret in it, without repeating it."""
    if _SECRET.search(text):
        raise Refused("地址里不要写口令、令牌，会留在日志里；请用 SSH 密钥或 git 的凭据助手。")


Target = Place | Branch


def target_of(text: str) -> Target:
    """Return where the site goes that somebody wants at `text`."""
    return Branch.of(text) if text.startswith("git+") else Place.of(text)


def remote_shell() -> str:
    """Return the command with which rsync, git and we reach a host."""
    return os.environ.get("RSYNC_RSH") or SSH
