"""What the public would see after a merge: two built sites, compared file by file (公开效果).

Both sites are really built, on the same day and with the same program, so what is told is the
true difference. Names that leave public view are counted and not repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.model import BY_TYPE, RECORD_TYPES
from portal.model.shape import Shape, shapes

Data = dict[str, Any]
READABLE = ("current", "disputed", "superseded")


@dataclass(frozen=True)
class Built:
    """A built site: its files, and what it says of each record."""

    folder: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Every file below the folder, by its path."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    @cached_property
    def records(self) -> dict[str, Data]:
        """The public data of every record, by id."""
        found = {}
        for kind in RECORD_TYPES:
            for path in (self.folder / kind.PLURAL).glob("*/index.json"):
                data = json.loads(path.read_bytes())
                found[data["id"]] = data
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """What identifies a party, each with the id of a record that tells it."""
        told: dict[str, str] = {}
        for record_id, data in self.records.items():
            for shape in BY_TYPE[data["type"]].fields():
                if shape.identifying and shape.name in data.get("fields", {}):
                    for name in _texts(shape, data["fields"][shape.name]):
                        told.setdefault(name, record_id)
        return told


def _texts(shape: Shape, value: object) -> Iterator[str]:
    """Yield the texts inside a value that could name somebody: no choices, no yes and no."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(shape, item)
    elif isinstance(value, dict) and shape.part:
        for inner in shapes(shape.part):
            if inner.name in value:
                yield from _texts(inner, value[inner.name])
    elif isinstance(value, str) and not (shape.kind and shape.kind.options):
        yield value


@dataclass(frozen=True, slots=True)
class Moved:
    """A record whose public data differs: as it was, as it is; None where it was or is not there."""

    before: Data | None
    after: Data | None

    @property
    def here(self) -> Data:
        """What there is to say of it."""
        return self.after or self.before or {}

    @property
    def steps(self) -> list[Data]:
        """The changes that the public did not know before."""
        known = {one["number"]: one for one in (self.before or {}).get("history", ())}
        return [s for s in self.here.get("history", ()) if s != known.get(s["number"])]

    @property
    def leaves(self) -> bool:
        """Whether the text could be read and no longer can."""
        return _readable(self.before) and not _readable(self.after)


def _readable(data: Data | None) -> bool:
    return data is not None and data["state"] in READABLE


@dataclass(frozen=True, slots=True)
class Effect:
    """What differs between two sites: files, records, names."""

    appear: tuple[str, ...]
    change: tuple[str, ...]
    disappear: tuple[str, ...]
    records: tuple[Moved, ...]
    exposed: Mapping[str, str] = field(default_factory=dict)
    hidden: int = 0
    scheduled: tuple[Data, ...] = ()  # beside the difference: what the merge lets happen later

    @property
    def nothing(self) -> bool:
        """Whether the public would see no difference."""
        return not (self.appear or self.change or self.disappear)


def compare(old: Built, new: Built) -> Effect:
    """Return what somebody sees who knew the old site and looks at the new one."""
    before, after = old.files, new.files
    ids = sorted(old.records.keys() | new.records.keys())
    moved = (Moved(old.records.get(one), new.records.get(one)) for one in ids)
    return Effect(
        appear=tuple(sorted(after.keys() - before.keys())),
        change=tuple(sorted(p for p in before.keys() & after.keys() if before[p] != after[p])),
        disappear=tuple(sorted(before.keys() - after.keys())),
        records=tuple(one for one in moved if one.before != one.after),
        exposed={name: new.names[name] for name in sorted(new.names.keys() - old.names.keys())},
        hidden=len(old.names.keys() - new.names.keys()),
    )


def as_data(effect: Effect) -> Data:
    """Return an effect for machines."""
    return {
        "pages": {
            "appear": list(effect.appear),
            "change": list(effect.change),
            "disappear": list(effect.disappear),
        },
        "records": [
            {
                "id": one.here["id"],
                "type": one.here["type"],
                "title": one.here["title"],
                "before": one.before["state"] if one.before else None,
                "after": one.after["state"] if one.after else None,
                "changes": one.steps,
                "late": is_late(one),
            }
            for one in effect.records
        ],
        "scheduled": list(effect.scheduled),
        "names": {"exposed": dict(effect.exposed), "hidden": effect.hidden},
    }


def is_late(moved: Moved) -> bool | None:
    """Return whether a publication or withdrawal in it missed its deadline; None: there is none."""
    here, before = moved.after or {}, moved.before or {}
    down = here.get("taken_down")
    if down and down != before.get("taken_down"):
        late: bool | None = down.get("late")
        return late
    return None if moved.before else here.get("late")
