"""Does a live site come from the main line? Its `build.json` names a commit (线上网站)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portal.checks import evidence_rules as rules
from portal.checks.command import Misused
from portal.checks.evidence_purges import Notes
from portal.problem import Problem
from portal.source.corpus import shown
from portal.source.git import Repository


def of_site(facts: Path, repository: Repository, tip: str, notes: Notes) -> list[Problem]:
    """Return what is wrong with the commit that the `facts` of a site name."""
    named = _commit(facts)
    if not named:
        raise Misused(f"{facts} 里没有写明提交（commit），无法核对网站出自哪里。")
    known = repository.found(named)
    if known and known in repository.ancestors(tip):
        return []
    path = shown(facts)
    if notes.names(named):
        message = f"网站出自提交 {named}，清除说明里记着它是清除以前的主干；请重新发布。"
        return [rules.PURGE.at(path, 1, message)]
    return [rules.LIVE.at(path, 1, _why(named, known, repository, tip))]


def _why(named: str, known: str, repository: Repository, tip: str) -> str:
    if not known:
        return (
            f"网站出自提交 {named}，git 里没有它：主干被改写过，或这里的历史不全；"
            "请先 git fetch，仍没有的，请查明网站的来历。"
        )
    if repository.is_ancestor(known, tip):
        return (
            f"网站出自提交 {named}，它在合并进来的分支上，不在 {tip} 的主干上；请从主干重新发布。"
        )
    return (
        f"网站出自提交 {named}，它不在 {tip} 的历史里：主干被改写过，或网站出自没有合并的分支；"
        "请查明，并从主干重新发布。"
    )


def _commit(facts: Path) -> str:
    """Return the commit that `facts` names; empty where it names none."""
    try:
        told: Any = json.loads(facts.read_text("utf-8"))
    except (OSError, ValueError):
        raise Misused(f"{facts} 读不出来；应为网站根目录下的 build.json。") from None
    return str(told.get("commit") or "") if isinstance(told, dict) else ""
