"""Where each record stands on the way along the main line, and what it last said (沿线记录)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.checks.evidence_model import CURRENT, Model, version_in
from portal.checks.evidence_model import PATH as MODEL_FILE
from portal.checks.evidence_snapshot import Snapshot, id_of, snapshot
from portal.source.git import Repository
from portal.source.gitlog import Difference
from portal.source.migrations import FIRST_VERSION


@dataclass(frozen=True, slots=True)
class Past:
    """Where the last readable state of a record is: its file, and the version of the model."""

    path: str
    blob: str
    version: str


@dataclass(slots=True)
class Trail:
    """What the commits so far have made of the records.

    `missing` are records whose file is gone; `passed` are the contents that stood on the line.
    """

    repository: Repository
    model: Model = CURRENT
    version: str = FIRST_VERSION
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    last: dict[str, Past] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    passed: set[tuple[str, str]] = field(default_factory=set)
    _read: dict[str, Snapshot] = field(default_factory=dict)

    def place(self, one: Difference) -> None:
        """Take a file as a commit leaves it."""
        here = self.places.setdefault(id_of(one.path), {})
        if one.after:
            here[one.path] = one.after
            self.passed.add((id_of(one.path), one.after))
        else:
            here.pop(one.path, None)

    def version_after(self, differences: Sequence[Difference]) -> str:
        """Return the version of the data's model, once a commit has changed these files."""
        file = next((one for one in differences if one.path == MODEL_FILE), None)
        if file is None:
            return self.version
        return version_in(self.repository.blob(file.after) if file.after else None)

    def begin(self) -> None:
        """Take what stands there as the beginning: nobody witnessed what was before."""
        self.last = {
            record_id: Past(*min(files.items()), self.version)
            for record_id, files in self.places.items()
            if files
        }

    def now(self, record_id: str) -> Past | None:
        """Return where the record is; of two files with its id, the one where it was."""
        files = self.places.get(record_id)
        if not files:
            return None
        former = self.last.get(record_id)
        path = former.path if former and former.path in files else min(files)
        return Past(path, files[path], self.version)

    def snapshot(self, past: Past) -> Snapshot:
        """Return the state of a record in a file."""
        data = self.repository.blob(past.blob)
        return snapshot(past.path, data, past.version, self.model)

    def before(self, record_id: str) -> Snapshot | None:
        """Return the last readable state of a record, read once."""
        if record_id not in self.last:
            return None
        if record_id not in self._read:
            self._read[record_id] = self.snapshot(self.last[record_id])
        return self._read[record_id]

    def go_on(self, record_id: str, now: Past, after: Snapshot) -> None:
        """Hold what follows against this state, unless it cannot be read."""
        self.missing.discard(record_id)
        if after.record is not None:
            self.last[record_id], self._read[record_id] = now, after

    def forget(self, record_id: str) -> None:
        """Drop a record that nobody has seen."""
        del self.last[record_id]
        self._read.pop(record_id, None)
