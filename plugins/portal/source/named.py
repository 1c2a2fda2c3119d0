"""A name where an id is due: which record is called so, if only one is (名称与编号)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from portal.model import Record
from portal.model.fields import AN_ID
from portal.problem import Problem
from portal.source.corpus import Item

_NAME = re.compile(f"“([^”]+)”不合要求，应为{re.escape(AN_ID)}")


def with_ids(problems: Iterable[Problem], items: Collection[Item]) -> Iterator[Problem]:
    """Yield the problems; where one is that a name stands for an id, with the id."""
    ids: dict[str, set[str]] | None = None
    for problem in problems:
        if match := _NAME.search(problem.message):
            ids = _ids(items) if ids is None else ids
            found = ids.get(match[1], set())
            if len(found) == 1:
                told = f"{problem.message}“{match[1]}”的编号是 {min(found)}。"
                problem = replace(problem, message=told)
        yield problem


def _ids(items: Collection[Item]) -> dict[str, set[str]]:
    """Return the ids of the records by what they are called."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for item in items:
        if isinstance(item.record, Record):
            names = (item.record.title, getattr(item.record, "short_name", None))
            for name in (*names, *getattr(item.record, "aliases", ())):
                found[str(name)].add(item.id)
    return found
