"""How the `git` program is asked, so that nobody's settings change what it answers (git 程序)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

SETTINGS: Mapping[str, str] = {
    "advice.graftFileDeprecated": "false",
    "color.diff": "false",
    "color.ui": "false",
    "core.fsmonitor": "false",  # a program of the repository's own choice
    "core.quotepath": "false",
    "diff.orderFile": os.devnull,
    "diff.relative": "false",
    "diff.renames": "false",
    "i18n.logOutputEncoding": "UTF-8",  # messages of commits are searched in it too
    "log.diffMerges": "separate",
    "log.follow": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
}
"""Whatever a user, a system or a repository may have set that changes git's output."""

BELIEVED = {
    "LC_ALL": "C",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_NO_LAZY_FETCH": "1",
}


def command(folder: Path, *arguments: str) -> list[str]:
    """Return the command that asks git in `folder`."""
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return ["git", "-C", str(folder), *settings, *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which git is asked."""
    return {**unhooked(), **BELIEVED}


def unhooked() -> dict[str, str]:
    """Return the environment without what a hook or a careless shell says of repositories.

    Configuration stays: a container's `safe.directory` may stand in the system's.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith("GIT_CONFIG")
    }


def distrusted(folder: Path, complaint: str) -> str:
    """Say what to do where git does not trust the folder's owner (`safe.directory`)."""
    remedy = [line.strip() for line in complaint.splitlines() if "safe.directory" in line]
    told = remedy[-1] if remedy else f"git config --global --add safe.directory {folder}"
    return f"git 不信任这个仓库文件夹（属主不是当前用户）；核对无误后运行：{told}"
