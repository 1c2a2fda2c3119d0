"""Take a record out for good: the fact stays, and digests so that no table revives it (删除)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.state import may_follow
from portal.model import Record
from portal.model.changes import BY_KIND
from portal.model.shape import shapes
from portal.model.terms import PENALTIES
from portal.parallel import default_jobs
from portal.source import load
from portal.source.text import read_text
from portal.source.yamlfile import parse
from portal.staff.identity import import_keys
from portal.staff.places import year_of
from portal.staff.store import Batch, alone
from portal.staff.writer import dump


class NotRemovable(click.ClickException):
    """The record cannot be removed; the message says why."""


def remove_record(root: Path, record_id: str, ground: str, roles: Any, as_of: date) -> Path:
    """Rewrite the file of a record to what may stay of it, with its removal; return the file.

    Raises :class:`NotRemovable`, and :class:`portal.staff.store.Busy`.
    """
    with alone(root):
        corpus = load(root, jobs=default_jobs())
        item = corpus.items.get(record_id)
        record = item.record if item else None
        if item is None or not isinstance(record, Record):
            raise NotRemovable(
                f"没有记录 {record_id}，或者它已经删除，或者文件有错（portal check）。"
            )
        path, last = root / item.path, record.changes[-1].date
        last_day = Rulebook.of(corpus, as_of).last_day(record)
        if why := may_follow(record.changes, "removed", as_of, last_day):
            raise NotRemovable(why)
        if last > as_of:
            raise NotRemovable(f"最后一项变更是 {last}，删除不能早于它；请核对日期。")
        told = parse(read_text(path)).content["changes"]
        changes = [_bare(BY_KIND[change["kind"]], change) for change in told]
        changes += [{"kind": "removed", "date": str(as_of), "ground": ground, "roles": roles}]
        batch = Batch()
        batch.replace(path, dump({**_counted(record), "changes": changes}))
        batch.commit()
    return path


def _counted(record: Record) -> dict[str, Any]:
    """Return what statistics count of a record, and the digests that keep it from coming back."""
    told = {
        "agency": getattr(record, "agency", None),
        "year": str(year_of(record, record.changes[0].date)),
        "act": getattr(record, "act", None),
        "category": "、".join(one for one in PENALTIES if one in record.facts.penalties),
        "import_keys": list(import_keys(record)),
    }
    return {name: value for name, value in told.items() if value}


def _bare(part: type[BaseModel], told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the model requires of a change, which tells of nobody, and nothing else."""
    kind = {"kind": told["kind"]} if "kind" in told else {}
    needed = (shape for shape in shapes(part) if shape.required and shape.name in told)
    bare = {s.name: _bare(s.part, told[s.name]) if s.part else told[s.name] for s in needed}
    return {**kind, **bare}
