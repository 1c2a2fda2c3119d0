"""A hub: a bare git repository that checks what is pushed to it and publishes its main line (中心库).

Beside git's own files it has the folder `portal/`: `tree`, a clone in which the records of a commit
are checked and built (it borrows the hub's objects, and changes only the files that differ), the
site that was built last, and the lock that lets one push after another have them.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.deploy.facts import Refused
from portal.source.git import Repository
from portal.source.gitprogram import unhooked

Program = Callable[[Sequence[str]], object]
"""Runs `portal` with these arguments, and ends as it does."""

OWN = "portal"
PROGRAM = (sys.executable, "-P", "-m", "portal")  # never what lies in the tree
NOBODY = "0" * 40  # how git names the commit before the first
PUBLIC_SETTINGS = "publishconf.py"
HOOKS = {
    "pre-receive": "exec {portal} hub check {folder}\n",
    "post-receive": """\
while read -r _ _ name; do
    [ "$name" != refs/heads/{branch} ] || exec {portal} hub publish {folder}
done
""",
}
# A push that rewrites or deletes what was public would take its evidence away.
SETTINGS = {
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.fsckObjects": "true",
}


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub at `folder`, absolute; its main line is `branch`, published at `target`."""

    folder: Path
    branch: str
    target: str

    @classmethod
    def at(cls, folder: Path) -> Hub:
        """Return the hub in `folder`; raise :class:`Refused` where there is none."""
        folder = folder.resolve()
        code, told, _ = Repository(folder).asked("config", "--get-regexp", r"^portal\.")
        found = dict(line.split(" ", 1) for line in told.decode().splitlines())
        if code or not {"portal.branch", "portal.target"} <= found.keys():
            raise Refused(f"{folder} 不是中心库；请用 portal hub init 建立。")
        return cls(folder, found["portal.branch"], found["portal.target"])

    @property
    def tree(self) -> Path:
        """Where the records of one commit are checked out."""
        return self.folder / OWN / "tree"

    @property
    def site(self) -> Path:
        """Where the site is built."""
        return self.folder / OWN / "output"

    @contextmanager
    def checked_out(self, commit: str) -> Iterator[None]:
        """Have the files of `commit` in the tree, for us alone, while the block runs."""
        with (self.folder / OWN / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for one in ("index.lock", "HEAD.lock"):  # of a git that was killed: the tree is ours
                (self.tree / ".git" / one).unlink(missing_ok=True)
            tree = Repository(self.tree)
            # What is being pushed lies apart until it is taken in: git names the folder to its hooks.
            apart = os.environ.get("GIT_OBJECT_DIRECTORY", "objects")
            borrowed = {(self.folder / one).resolve() for one in (apart, "objects")}
            alternates = self.tree / ".git" / "objects" / "info" / "alternates"
            alternates.write_text("".join(f"{one}\n" for one in sorted(borrowed)), "utf-8")
            # Not by `checkout`: the commit before may have been refused and is not there any more.
            tree.ask("read-tree", "--reset", "-u", commit)
            tree.ask("update-ref", "--no-deref", "HEAD", commit)
            tree.ask("clean", "--quiet", "-ffd")
            yield


def create(folder: Path, target: str, branch: str) -> Hub:
    """Make a hub in `folder`, which is not there yet or empty."""
    hub = Hub(folder.resolve(), branch, target)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} 已经有东西；请另指一个空文件夹。")
    hub.tree.mkdir(parents=True)
    bare = Repository(hub.folder)
    bare.ask("init", "--quiet", "--bare", f"--initial-branch={branch}", ".")
    for name, value in {**SETTINGS, "portal.branch": branch, "portal.target": target}.items():
        bare.ask("config", name, value)
    Repository(hub.tree).ask("init", "--quiet", ".")
    portal, quoted = shlex.join(PROGRAM), shlex.quote(str(hub.folder))
    for name, script in HOOKS.items():
        hook = hub.folder / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        body = script.format(portal=portal, folder=quoted, branch=branch)
        hook.write_text(f"#!/bin/sh\n# Written by `portal hub init`.\n{body}", "utf-8")
        hook.chmod(0o755)
    return hub


def check(hub: Hub, pushed: Iterable[str], portal: Program) -> int:
    """Check what is pushed to the main line, as git tells a pre-receive hook; return an exit code.

    What differs is held against the main line as it is, then everything against the rules. Other
    branches are people's own business until they are merged.
    """
    for line in pushed:
        old, new, name = line.split()
        if name != f"refs/heads/{hub.branch}" or new == NOBODY:
            continue  # git itself refuses to delete the main line
        with hub.checked_out(new):
            against = [["check", "--base", old]] if old != NOBODY else []
            wrong = any(_run(hub, portal, *command) for command in [*against, ["check"]])
        if wrong:
            return _refused("请照上面改好，提交，再推送一次。")
        if (Repository(hub.folder).found(name) or NOBODY) != old:
            return _refused("校验的时候别人先推送了；请先 git pull --rebase，再推送一次。")
    return 0


def _refused(remedy: str) -> int:
    print(f"没有收下：{remedy}", file=sys.stderr)
    return 1


def publish(hub: Hub, portal: Program) -> int:
    """Build the main line as it now is and publish it; return an exit code."""
    head = Repository(hub.folder).found(f"refs/heads/{hub.branch}")
    if not head:
        raise Refused(f"{hub.folder} 的 {hub.branch} 还没有提交；请先推送一次。")
    with hub.checked_out(head):
        settings = hub.tree / PUBLIC_SETTINGS
        config = ["--config", PUBLIC_SETTINGS] if settings.is_file() else []
        output = ["--output", str(hub.site)]
        code = _run(hub, portal, "build", *config, *output, commit=head)
        code = code or _run(hub, portal, "publish", hub.target, *output)
    if code:
        print(
            f"{hub.branch} 已收下，但网站没有更新；线上的网站不变。请照上面处理。", file=sys.stderr
        )
    return code


def _run(hub: Hub, portal: Program, *arguments: str, commit: str = "") -> int:
    """Run `portal` in the tree, as in anybody's clone; return its exit code.

    It has a process of its own, as the settings in the tree are a program of others, but need not be
    loaded again.
    """
    told = {**unhooked(), "PORTAL_COMMIT": commit}
    child = multiprocessing.get_context("fork").Process(
        target=_in_tree, args=(hub.tree, told, portal, arguments)
    )
    child.start()
    child.join()
    return child.exitcode or 0


def _in_tree(
    tree: Path, told: Mapping[str, str], portal: Program, arguments: Sequence[str]
) -> None:
    os.chdir(tree)
    os.environ.clear()
    os.environ.update(told)
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    portal(arguments)
