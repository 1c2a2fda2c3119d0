"""Records made in memory, and the rules that they break."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from portal.checks.base import Context
from portal.checks.run import examine
from portal.model import BY_TYPE, Record
from portal.problem import Problem
from portal.source import Corpus, Item

AS_OF = date(2026, 6, 30)
AGENCY_ID = "jg-2024-a1b2c3"
PUBLISHED: dict[str, Any] = {"kind": "published", "date": "2024-05-08"}


def item(type_name: str, record_id: str, fields: dict[str, Any]) -> Item:
    """Return a record of the type with these fields, as text, published unless it says otherwise."""
    kind = BY_TYPE[type_name]
    record, faults = kind.read({"changes": [PUBLISHED], **fields})
    assert isinstance(record, Record)
    assert not faults
    return Item(record_id, kind, f"{kind.PLURAL}/{record_id}.yaml", record)


def agency(**fields: Any) -> Item:
    """Return the agency that all decisions here name."""
    return item("agency", AGENCY_ID, {"name": "云溪市城市管理局", **fields})


def decision(record_id: str = "cf-2024-k7m3q9", **fields: Any) -> Item:
    """Return a warning to a firm, with whatever else is given."""
    least = {
        "act": "行政处罚",
        "agency": AGENCY_ID,
        "party": {"name": "云溪星河环保科技有限公司", "kind": "法人及非法人组织"},
        "decided_on": "2024-05-06",
        "content": "给予警告。",
    }
    return item("decision", record_id, {**least, **fields})


def corpus(*items: Item) -> Corpus:
    """Return a corpus of these records and the agency."""
    every = (agency(), *items)
    return Corpus(Path("nowhere"), {one.id: one for one in every})


def problems(*items: Item) -> list[Problem]:
    """Return what is wrong with these records, but for what a decision of few fields always lacks."""
    here = corpus(*items)
    context = Context(here, AS_OF)
    found = (problem for one in here.items.values() for problem in examine(one, context))
    return sorted(problem for problem in found if problem.rule != "public-columns")


def rules(*items: Item) -> set[str]:
    """Return the names of the rules that these records break."""
    return {problem.rule for problem in problems(*items)}
