"""What both commands that ask git say alike (共用的说法)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from portal.checks import evidence_rules as rules
from portal.checks.evidence_model import Model
from portal.checks.evidence_rules import Finding
from portal.checks.evidence_snapshot import Snapshot
from portal.model import BY_PLURAL
from portal.problem import Problem, Rule, visible
from portal.source.corpus import shown
from portal.source.git import Repository

NOT_MIGRATED = "升级数据模型时，这条记录不是旧文件迁移的结果；升级要单独提交，内容另行改动。"


def told(rule: Rule, path: str, line: int, message: str) -> Problem:
    """Return the problem of breaking `rule`, with all of its message: YAML in it is whole.

    Only what an undeclared value asks for, to be pasted as it stands, has lines of its own.
    """
    parts = message.split("\n") if rule is rules.VALUE else [message]
    said = "\n".join(map(visible, parts))
    return Problem(visible(path), line, rule.name, said, rule.severity, rule.provision)


def at(root: Path, after: Snapshot, found: Iterable[Finding], prefix: str = "") -> list[Problem]:
    """Return the findings in a file as problems."""
    path = shown(root / after.path)
    return [
        told(rule, path, after.line(*loc), f"{prefix}{message}") for rule, loc, message in found
    ]


def retyped(before: Snapshot, after: Snapshot) -> str:
    """Say that a record went to another type."""
    return (
        f"记录 {before.id} 由{before.kind.LABEL}改成了{after.kind.LABEL}，类型不能变；"
        f"请移回 {before.path}。"
    )


def gone(before: Snapshot) -> str:
    """Say that a record's file was deleted."""
    return (
        f"记录 {before.id} 的文件被删去了，公开过的记录不能消失；"
        "要撤下的用 withdrawn、ended，依法删除的用 portal remove。"
    )


def began_anew(repository: Repository, before: str, ids: Container[str]) -> Iterator[Problem]:
    """Yield that the commit `before` the first one with records has such records elsewhere."""
    paths = [Path(path) for path in repository.everywhere(before)]
    same = [
        path
        for path in paths
        if path.suffix == ".yaml" and path.stem in ids and {*path.parts[:-1]} & BY_PLURAL.keys()
    ]
    if same:
        message = (
            f"前一个提交的 {same[0]} 等 {len(same)} 个文件是同样编号的记录：数据文件夹移动过，"
            "在这里从头起算，以前的历史就没有了佐证；请移回原来的文件夹。"
        )
        yield told(rules.RECORD_FILE, shown(repository.folder), 1, message)


def unknown_step(former: str, now: str, model: Model) -> str:
    """Say that nobody knows how the data came from one version of the model to another."""
    if former == now:
        return (
            f"数据模型的版本是“{now}”，本程序（“{model.version}”）不认识，无法核对记录；"
            "请改回，或换用相应版本的程序。"
        )
    return (
        f"数据模型的版本由“{former}”改成了“{now}”，本程序（“{model.version}”）没有这一步迁移，"
        "无法证明记录没有变；请改回，或换用相应版本的程序。"
    )
