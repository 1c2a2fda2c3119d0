"""Real git repositories with fixed dates, and what `portal` says of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.checks.evidence_audit import audit
from portal.checks.evidence_base import compare, problems
from portal.checks.evidence_model import CURRENT, Model
from portal.cli import main
from portal.problem import Problem
from portal.source.git import Repository
from portal.staff.writer import dump

AUTHOR = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (
        ("NAME", "审核岗"),
        ("EMAIL", "review@yunxi.example"),
    )
}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
START, LAST = date(2024, 1, 2), date(2030, 1, 2)


@dataclass(frozen=True)
class Repo:
    """A repository with a data folder."""

    root: Path

    @classmethod
    def new(cls, root: Path) -> Repo:
        """Make one, with a data folder and nothing in it but the model's version."""
        root.mkdir(parents=True, exist_ok=True)
        here = cls(root)
        here.git("init", "--quiet", "--initial-branch=main", "--object-format=sha1")
        here.write("model.yaml", "version: 1\n")
        return here

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.root / "data"

    def git(self, *arguments: str, day: date = START, fails: bool = False) -> str:
        """Run git on a day; return what it says."""
        when = {f"GIT_{who}_DATE": f"{day}T02:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **ALONE, **AUTHOR, **when},
            capture_output=True,
            text=True,
        )
        assert fails == (done.returncode != 0), f"git {arguments}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def write(self, path: str, content: str | Mapping[str, Any]) -> Path:
        """Write a file of the data folder, a record given as what it says."""
        file = self.data / path
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else dump(content)
        file.write_text(text, encoding="utf-8")
        return file

    def read(self, path: str) -> str:
        """Return the text of a file of the data folder."""
        return (self.data / path).read_text(encoding="utf-8")

    def commit(self, day: date = START, message: str = "改动") -> str:
        """Commit everything; return the commit."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, day=day)
        return self.git("rev-parse", "HEAD")

    def against(self, base: str, day: date, model: Model = CURRENT) -> list[Problem]:
        """Return what is wrong between `base` and the files on `day`, the evidence alone."""
        repository = Repository.around(self.data)
        try:
            return problems(compare(repository, base, day, model=model))
        finally:
            repository.close()

    def audited(self, tip: str = "HEAD", model: Model = CURRENT) -> list[Problem]:
        """Return what is wrong along the line of `tip`."""
        repository = Repository.around(self.data)
        try:
            return audit(repository, tip, LAST, model).problems
        finally:
            repository.close()

    def portal(self, *arguments: str, patch: pytest.MonkeyPatch) -> Result:
        """Run the command in the repository."""
        patch.chdir(self.root)
        for name, value in ALONE.items():
            patch.setenv(name, value)
        return CliRunner().invoke(main, list(arguments))


def told(found: list[Problem], severity: str = "error") -> list[str]:
    """Return the findings of one severity, as lines."""
    return [str(problem) for problem in found if problem.severity == severity]


def rules(found: list[Problem]) -> list[str]:
    """Return the names of the rules that the findings are of, in their order."""
    return [problem.rule for problem in found]
