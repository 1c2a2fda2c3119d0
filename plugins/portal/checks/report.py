"""Findings for people, programs and the pages of a code host (校验结果的写法)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from portal.model import BY_PLURAL
from portal.problem import Problem, errors
from portal.source import Corpus


def as_text(problems: Iterable[Problem]) -> str:
    """One line a finding."""
    return "\n".join(map(str, problems))


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands, which GitHub and Gitea show beside the lines of a change."""
    return "\n".join(map(_command, problems))


def _command(problem: Problem) -> str:
    properties = {"file": problem.path, "line": str(problem.line), "title": problem.rule}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    basis = f"（依据：{problem.provision}）" if problem.provision else ""
    return f"::{problem.severity} {told}::{_data(problem.message + basis)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def counted(taken: int, refused: int, problems: Sequence[Problem]) -> str:
    """Say how many records were checked and what was found; `refused` files gave no record."""
    wrong = len(errors(problems))
    told = f"共 {taken + refused} 条记录：{wrong} 处错误，{len(problems) - wrong} 处提醒。"
    return told + (AGAIN.format(refused) if refused else "")


AGAIN = "其中 {} 个文件的格式还不对，没有按规则往下查；格式改好以后，还要再查一次。"


def refused(corpus: Corpus, problems: Iterable[Problem]) -> set[str]:
    """Return the record files in `problems` that gave no record."""
    folders = tuple(str(Path(corpus.shown_path(plural))) + "/" for plural in BY_PLURAL)
    named = {p.path for p in problems if p.path.endswith(".yaml") and p.path.startswith(folders)}
    taken, root = {item.path for item in corpus.items.values()}, f"{corpus.root.absolute()}/"
    return {path for path in named if str(Path.cwd() / path).removeprefix(root) not in taken}
