"""What one table writes: new records, changed ones, new agencies; all or nothing (待写入)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from portal.model import Record
from portal.model.agency import Agency
from portal.source import Corpus
from portal.source.text import MAX_BYTES
from portal.source.yamlfile import parse
from portal.staff.agencies import Agencies
from portal.staff.convert import Refusal
from portal.staff.edit import Edit, NotEditable, edit
from portal.staff.known import Entry, Known
from portal.staff.places import Places, prefix, year_of
from portal.staff.report import Outcome, few
from portal.staff.store import Batch
from portal.staff.writer import dump_record, order


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms changed rows are taken: as corrections or amendments, and why."""

    kind: Literal["corrected", "amended"]
    note: str
    found_by: str = "agency"
    effective: date | None = None

    def change(self, as_of: date, was: Mapping[str, Any], added: Sequence[str]) -> dict[str, Any]:
        """Return the change to declare."""
        special: dict[str, Any] = {"found_by": self.found_by}
        if self.kind == "amended":
            special = {"effective": str(self.effective or as_of)}
        head = {"kind": self.kind, "date": str(as_of), "note": self.note, **special}
        told: dict[str, Any] = {"was": dict(was), "added": list(added)}
        return {**head, **{name: value for name, value in told.items() if value}}


@dataclass(slots=True)
class Desk:
    """What stays from table to table: the corpus, its index, ids, texts not yet on disk."""

    corpus: Corpus
    as_of: date
    known: Known
    places: Places
    agencies: Agencies
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def published(self) -> list[dict[str, str]]:
        """The history of a record that is public from today."""
        return [{"kind": "published", "date": str(self.as_of)}]

    def text(self, path: str) -> str:
        """Return a record's file, as this run left it."""
        if path not in self.texts:
            return (self.corpus.root / path).read_bytes().decode()
        return self.texts[path]


@dataclass(slots=True)
class Staged:
    """The files that one table writes, and the agencies that it needs."""

    desk: Desk
    batch: Batch = field(default_factory=Batch)
    made: dict[str, str] = field(default_factory=dict)

    def create(
        self, model: type[Record], record: Record, content: Mapping[str, Any], outcome: Outcome
    ) -> Outcome:
        """Stage a new record; return the outcome with its place."""
        self._need_agencies(content)
        path, record_id = self._write_new(model, record, content)
        self.desk.known.add(Entry(record_id, path, record, outcome.row.number))
        return replace(outcome, path=self.desk.corpus.shown_path(path), words=record.title)

    def change(
        self, entry: Entry, values: Mapping[str, Any], terms: Terms, outcome: Outcome
    ) -> Outcome:
        """Stage the change of a record; return the outcome with its place."""
        model, text = type(entry.record), self.desk.text(entry.path)
        before = parse(text.removeprefix("\ufeff")).content
        present = {name: before[name] for name in values if name in before}
        whole = {name: _merged(present.get(name), value) for name, value in values.items()}
        added = [name for name in values if name not in before]
        change = Edit(whole, change=terms.change(self.desk.as_of, present, added))
        record, faults = model.read(change.applied(before))
        if record is None or faults:
            raise Refusal("".join(fault.message for fault in faults))
        try:
            self._stage(entry.path, edit(text, order(model), change), is_new=False)
        except NotEditable as error:
            raise Refusal(f"{self.desk.corpus.shown_path(entry.path)}：{error}") from None
        self._need_agencies(values)
        entry.record, entry.row = record, outcome.row.number
        self.desk.known.touch(entry)
        path = self.desk.corpus.shown_path(entry.path)
        return replace(outcome, result="changed", path=path, words=record.title)

    def agency_lines(self) -> Iterator[str]:
        """Say which agencies were made, and which names nobody knows."""
        agencies = self.desk.agencies
        for name, path in self.made.items():
            yield f"新建机关：“{name}”{path}{_hint(agencies.near(name))}"
        for name, rows in agencies.unknown.items():
            yield f"没有登记的机关：“{name}”，{few(rows)}{_hint(agencies.near(name))}"

    def _write_new(
        self, model: type[Record], record: Record, content: Mapping[str, Any]
    ) -> tuple[str, str]:
        text = dump_record(model, content)
        if len(text.encode()) > MAX_BYTES:
            raise Refusal("内容超过 1 MiB，一条记录放不下；请删减，或把附件移出。")
        year = year_of(record, self.desk.as_of)
        record_id = self.desk.places.new_id(prefix(model, content), year)
        path = self.desk.places.path(model, year, record_id)
        self._stage(path, text, is_new=True)
        return path, record_id

    def _stage(self, path: str, text: str, *, is_new: bool) -> None:
        self.desk.texts[path] = text
        add = self.batch.create if is_new else self.batch.replace
        add(self.desk.corpus.root / path, text)

    def _need_agencies(self, content: Mapping[str, Any]) -> None:
        """Write the made agencies that `content` names; those of rejected rows never are."""
        made = self.desk.agencies.made
        for agency_id in [value for value in content.values() if isinstance(value, str)]:
            if agency_id in made:
                told = {**made.pop(agency_id).content, "changes": self.desk.published}
                path = self.desk.places.path(Agency, self.desk.as_of.year, agency_id)
                self._stage(path, dump_record(Agency, told), is_new=True)
                self.made[told["name"]] = f"（{self.desk.corpus.shown_path(path)}）"


def _merged(before: Any, value: Any) -> Any:
    """Put what a row says of a group of fields over what the record says of it."""
    return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value


def _hint(near: str) -> str:
    return f"；与“{near}”相近，请核对是不是同一机关，是则写进 data/aliases.yaml" if near else ""
