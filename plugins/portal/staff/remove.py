"""Take a record out for good: the fact stays, and digests so that no table revives it (删除)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from portal.lifecycle.identity import import_keys
from portal.model import Record
from portal.model.changes import BY_KIND
from portal.model.shape import shapes
from portal.model.terms import PENALTIES
from portal.staff.places import year_of
from portal.staff.writer import dump

REMOVE_OR_WITHHOLD = (
    "当事人本人不能公开（如未成年人）、依法整条不公开的，才删除；"
    "只是某一段话泄露了别人的，用 portal withhold 隐去那一段，其余照常公开。"
)


def remains(record: Record, changes: Sequence[Mapping[str, Any]]) -> str:
    """Return the file of what may stay of `record`; the last of `changes` removes it."""
    *told, removal = changes
    bare = [_bare(BY_KIND[change["kind"]], change) for change in told]
    return dump({**_counted(record), "changes": [*bare, dict(removal)]})


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
