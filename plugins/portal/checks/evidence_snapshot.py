"""A record's file as it was at some time: what it says, or why it cannot be read (某时的记录)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from portal.checks.evidence_model import CURRENT, Model, UnknownModel
from portal.lifecycle.history import settle
from portal.model import BY_PLURAL, Record, Removed
from portal.model.removed import is_removed
from portal.source.text import MAX_BYTES, Refused, read_text, text_of
from portal.source.yamlfile import parse

MARKERS = ("<<<<<<< ", ">>>>>>> ")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a file below the data folder; `record` is None where it is not right."""

    path: str
    kind: type[Record]
    text: str
    record: Record | Removed | None
    wrong: str
    version: str
    model: Model = CURRENT

    @property
    def id(self) -> str:
        """The record's id."""
        return id_of(self.path)

    @property
    def content(self) -> Mapping[str, Any]:
        """What the file says, as text, lists and maps, in the program's model."""
        return self.model.migrated(self.kind, parse(self.text).content, self.version)

    @property
    def in_conflict(self) -> bool:
        """Whether git's marks of a conflict are still in the file."""
        lines = self.text.splitlines()
        return all(any(line.startswith(mark) for line in lines) for mark in MARKERS)

    def line(self, *loc: str | int) -> int:
        """Return the line of a place in the file."""
        try:
            return parse(self.text).line(loc)
        except Refused:
            return 1

    def settled(self, day: date) -> Record | Removed:
        """Return the record with what was scheduled for `day` or before."""
        assert self.record is not None
        return settle(self.record, day) if isinstance(self.record, Record) else self.record

    def settled_content(self, day: date) -> Mapping[str, Any]:
        """Return what the file says, with what was scheduled for `day` or before."""
        content = self.content
        record = self.settled(day)
        return content if record is self.record else folded(content)


def folded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a file with its scheduled amendment made a change (预定变更到期)."""
    left = dict(content)
    scheduled = left.pop("scheduled")
    values = scheduled["set"]
    change = {
        "kind": "amended",
        "date": scheduled["effective"],
        "note": scheduled["note"],
        "effective": scheduled["effective"],
        "ground": scheduled.get("ground"),
        "authority": scheduled.get("authority"),
        "was": {name: left[name] for name in values if name in left},
        "added": [name for name in values if name not in left],
    }
    told = {name: value for name, value in change.items() if value}
    return {**left, **values, "changes": [*left.get("changes", ()), told]}


def id_of(path: str) -> str:
    """Return the id of the record in the file at `path`."""
    return PurePosixPath(path).stem


def is_record(path: str) -> bool:
    """Return whether a path below the data folder is where a record stands."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts)
    return len(parts) > 1 and parts[0] in BY_PLURAL and path.endswith(".yaml") and not hidden


def snapshot(path: str, data: bytes, version: str, model: Model = CURRENT) -> Snapshot:
    """Return the state of a file whose content is `data`, written in `version` of the model."""
    try:
        if len(data) > MAX_BYTES:
            return _unread(path, "", "文件超过 1 MiB", version, model)
        text = text_of(data)
    except Refused as refused:
        return _unread(path, data.decode("utf-8", "replace"), refused.message, version, model)
    return _typed(path, text, version, model)


def snapshot_of_file(root: Path, path: str, version: str, model: Model = CURRENT) -> Snapshot:
    """Return the state of the file at `path` below `root` as it is now."""
    try:
        text = read_text(root / path)
    except Refused as refused:
        return _unread(path, "", refused.message, version, model)
    return _typed(path, text, version, model)


def _unread(path: str, text: str, wrong: str, version: str, model: Model) -> Snapshot:
    return Snapshot(path, BY_PLURAL[path.split("/")[0]], text, None, wrong, version, model)


def _typed(path: str, text: str, version: str, model: Model) -> Snapshot:
    """Read as the loader does: what `portal check` refuses is no record."""
    kind = BY_PLURAL[path.split("/")[0]]
    try:
        parsed = parse(text)
        content = model.migrated(kind, parsed.content, version)
    except Refused as refused:
        return _unread(path, text, refused.message, version, model)
    except UnknownModel:
        return _unread(path, text, f"不认识数据模型的版本“{version}”", version, model)
    if parsed.findings:
        return _unread(path, text, parsed.findings[0][2], version, model)
    read = Removed.read if is_removed(content) else kind.read
    record, faults = read(content)
    if record is None or faults:
        return _unread(path, text, faults[0].message if faults else "", version, model)
    return Snapshot(path, kind, text, record, "", version, model)
