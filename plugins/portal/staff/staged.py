"""What one table writes: records, new and changed, and what they name; all or nothing (待写入)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from portal.model import Record
from portal.source import Corpus, Item
from portal.source.text import MAX_BYTES
from portal.source.yamlfile import parse
from portal.staff.convert import Refusal
from portal.staff.edit import Edit, NotEditable, edit
from portal.staff.examine import Piece, examined
from portal.staff.known import Entry, Known
from portal.staff.places import Places, prefix, year_of
from portal.staff.registers import Registers
from portal.staff.report import Outcome
from portal.staff.store import Batch
from portal.staff.writer import dump_record, order


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms changed rows are taken: as corrections or amendments, and why."""

    kind: Literal["corrected", "amended"]
    note: str
    found_by: str = ""
    effective: date | None = None
    ground: str = ""
    authority: Mapping[str, str] = field(default_factory=dict)

    def change(self, as_of: date, was: Mapping[str, Any], added: Sequence[str]) -> dict[str, Any]:
        """Return the change to declare."""
        special: dict[str, Any] = {"found_by": self.found_by}
        if self.kind == "amended":
            rests_on = {"ground": self.ground, "authority": dict(self.authority)}
            special = {"effective": str(self.effective or as_of), **rests_on}
        head = {"kind": self.kind, "date": str(as_of), "note": self.note, **special}
        told: dict[str, Any] = {**head, "was": dict(was), "added": list(added)}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as a record: as text and typed, with the columns that its fields came from.

    `zeros` are the amounts of which the row says that there is none.
    """

    record: Record
    content: Mapping[str, Any]
    columns: Mapping[str, str]
    zeros: Sequence[str] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What the row tells, field by field; None where it says that there is nothing."""
        return {**dict.fromkeys(self.zeros), **self.content}


@dataclass(slots=True)
class Desk:
    """What stays from table to table: the corpus, its index, ids, and what this run wrote."""

    corpus: Corpus
    as_of: date
    since: date | None
    known: Known
    places: Places
    registers: Registers
    texts: dict[str, str] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)

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
    """What the rows of one table would write, until all of it was examined."""

    desk: Desk
    batch: Batch = field(default_factory=Batch)
    pieces: dict[str, Piece] = field(default_factory=dict)
    made: dict[str, tuple[str, str]] = field(default_factory=dict)

    def create(self, reading: Reading, outcome: Outcome) -> Outcome:
        """Stage a new record; return the outcome with its place."""
        model, record, desk = type(reading.record), reading.record, self.desk
        text = dump_record(model, reading.content)
        if len(text.encode()) > MAX_BYTES:
            raise Refusal("内容超过 1 MiB，一条记录放不下；请删减，或把附件移出。")
        year = year_of(record, desk.as_of)
        record_id = desk.places.new_id(prefix(model, reading.content), year)
        entry = Entry(
            record_id, desk.places.path(model, year, record_id), record, outcome.row.number
        )
        desk.known.add(entry)
        return self._stage(Piece(entry, text, reading.columns), outcome)

    def change(
        self, entry: Entry, changed: Sequence[str], reading: Reading, terms: Terms, outcome: Outcome
    ) -> Outcome:
        """Stage the change of a record in the fields `changed`; return the outcome."""
        model, text = type(entry.record), self.desk.text(entry.path)
        before = parse(text.removeprefix("\ufeff")).content
        told = {name: reading.told[name] for name in changed}
        present = {name: before[name] for name in changed if name in before}
        values = {
            n: _merged(present.get(n), value) for n, value in told.items() if value is not None
        }
        dropped = [name for name in present if name not in values]
        added = [name for name in values if name not in before]
        change = Edit(values, dropped, terms.change(self.desk.as_of, present, added))
        record, faults = model.read(change.applied(before))
        if record is None or faults:
            raise Refusal("".join(fault.message for fault in faults))
        try:
            text = edit(text, order(model), change)
        except NotEditable as error:
            raise Refusal(f"{self.desk.corpus.shown_path(entry.path)}：{error}") from None
        piece = Piece(entry, text, reading.columns, former=entry.record)
        self.desk.known.update(entry, record, outcome.row.number)
        return self._stage(piece, replace(outcome, result="changed"))

    def _stage(self, piece: Piece, outcome: Outcome) -> Outcome:
        entry = piece.entry
        self.pieces[entry.id] = piece
        path = self.desk.corpus.shown_path(entry.path)
        return replace(outcome, entry=entry.id, path=path, words=entry.record.title)

    def settle(self, outcomes: Sequence[Outcome]) -> tuple[list[Outcome], int]:
        """Put what passes the checks into the batch; return the outcomes and how many warnings.

        Rows of what does not pass are rejected with what the checks say.
        """
        desk, made = self.desk, self._made()
        pieces = [*self.pieces.values(), *made.values()]
        verdicts = examined(desk.corpus, pieces, desk.items, desk.as_of, desk.since)
        faults: dict[str, str] = {}
        for record_id, piece in self.pieces.items():
            needed = list(_needed(piece.entry.record, made))
            if found := "".join(verdicts[one.entry.id].errors for one in (piece, *needed)):
                faults[record_id] = found
                self._give_back(piece)
            else:
                self._accept(piece, needed)
        warnings = sum(verdicts[one].warnings for one in self.pieces if one not in faults)
        return [_judged(outcome, faults) for outcome in outcomes], warnings

    def _made(self) -> dict[str, Piece]:
        """Return the agencies and lists that would be made, as records."""
        found = {}
        for made in self.desk.registers.made.values():
            content = {**made.content, "changes": self.desk.published}
            record, _ = made.model.read(content)
            if record:
                path = self.desk.places.path(made.model, self.desk.as_of.year, made.id)
                entry = Entry(made.id, path, record)
                found[made.id] = Piece(entry, dump_record(made.model, content), {})
        return found

    def _accept(self, piece: Piece, needed: Sequence[Piece]) -> None:
        """Write a record and what was made for it; what only rejected rows name never is."""
        for other in needed:
            if made := self.desk.registers.made.pop(other.entry.id, None):
                self._write(other)
                path = self.desk.corpus.shown_path(other.entry.path)
                self.made[other.entry.record.title] = (made.word, path)
        self._write(piece)

    def _write(self, piece: Piece) -> None:
        entry = piece.entry
        self.desk.items[entry.id], self.desk.texts[entry.path] = piece.item, piece.text
        add = self.batch.replace if piece.former else self.batch.create
        add(self.desk.corpus.root / entry.path, piece.text)

    def _give_back(self, piece: Piece) -> None:
        entry = piece.entry
        if piece.former is None:
            self.desk.known.drop(entry)
        else:
            self.desk.known.update(entry, piece.former, 0)


def _merged(before: Any, value: Any) -> Any:
    """Put what a row says of a group of fields over what the record says of it."""
    return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value


def _needed(record: Record, made: Mapping[str, Piece]) -> Iterator[Piece]:
    """Yield what a record names of what would be made, and what that names in turn."""
    for one in (made[i] for i in _texts(record) if i in made):
        yield from _needed(one.entry.record, made)
        yield one


def _texts(record: Record) -> list[str]:
    """Return the fields of one text or reference."""
    values = (getattr(record, shape.name) for shape in type(record).fields())
    return [value for value in values if isinstance(value, str)]


def _judged(outcome: Outcome, faults: Mapping[str, str]) -> Outcome:
    """Reject a row, or one equal to it, of which the checks found fault."""
    if outcome.entry not in faults:
        return outcome
    return replace(outcome, result="rejected", words=faults[outcome.entry], path="")
