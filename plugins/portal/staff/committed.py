"""The files as the last commit has them, with or without a repository around (已提交的文件)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import click

from portal.source.git import NoEvidence, Repository

HEAD = "HEAD"
TRUNKS = ("origin/main", "@{upstream}")
"""What the work will be merged into; the first that there is."""


class GitFailed(click.ClickException):
    """Git is there and would not answer; the message says why, in its own words."""


def git(folder: Path, *arguments: str) -> bytes:
    """Return what git says in `folder`; raise :class:`GitFailed` where it fails."""
    try:
        return Repository(folder).ask(*arguments)
    except NoEvidence as failure:
        raise GitFailed(str(failure)) from None


def repository(folder: Path) -> Path | None:
    """Return the top folder of the repository in which `folder` lies; None where there is none.

    A machine without git is one without repositories. Raises :class:`GitFailed` where git refuses
    to open the one that is there.
    """
    try:
        code, told, complaint = Repository(folder).asked("rev-parse", "--show-toplevel")
        if "dubious ownership" in complaint:
            Repository.around(folder)
    except NoEvidence as failure:
        if "dubious" in str(failure) or "属主" in str(failure):
            raise GitFailed(str(failure)) from None
        return None
    return None if code else Path(os.fsdecode(told).rstrip("\n"))


def names_in(folder: Path, commit: str = HEAD) -> Mapping[str, str] | None:
    """Return the files below `folder` in a commit, path by stem; None where there is no such commit."""
    if repository(folder) is None or not Repository(folder).found(commit):
        return None
    listed = git(folder, "ls-tree", "-r", "-z", "--name-only", commit, "--", ".")
    paths = (PurePosixPath(os.fsdecode(name)) for name in listed.split(b"\0") if name)
    return {path.stem: str(path) for path in paths if path.suffix == ".yaml"}


def committed(folder: Path, record_id: str, commit: str = HEAD) -> str | None:
    """Return the file of a record below `folder` as a commit has it, the last one, wherever it stood.

    None where there is no commit to compare with, or the record is not in it.
    """
    names = names_in(folder, commit)
    if names is None or record_id not in names:
        return None
    return git(folder, "show", f"{commit}:./{names[record_id]}").decode("utf-8", "replace")


def trunk(folder: Path) -> tuple[str, str]:
    """Return what the work will be merged into, and the commit where it left it; "" where there is none."""
    here = Repository(folder)
    name = next((name for name in TRUNKS if here.found(name)), "")
    code, told, _ = here.asked("merge-base", HEAD, name) if name else (1, b"", "")
    if code:
        return "", ""
    called = git(folder, "rev-parse", "--abbrev-ref", name).decode("utf-8", "replace")
    return called.strip(), told.decode().strip()
