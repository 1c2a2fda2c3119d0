"""A clerk who does everything right, by chance: what may be done to records, done honestly.

Files are changed by the product's own editor, removed by its own removal; what may follow what is
asked of the product's own table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from portal.checks.evidence_snapshot import folded
from portal.lifecycle.state import ALLOWED, may_follow
from portal.model import BY_TYPE, Record
from portal.source.loader import load_file
from portal.source.yamlfile import parse
from portal.staff.edit import Edit, edit
from portal.staff.fix_text import saying
from portal.staff.remove import remains
from portal.staff.writer import dump_record, order
from tests.lifecycle.histories import AGENCY, DECISION, DUTY, ROLES, Form, least

Raw = dict[str, Any]
FORMS = (DECISION, DUTY)
OFTEN = {
    "corrected": 4,
    "amended": 3,
    "scheduled": 4,
    "withheld": 3,
    "reinstated": 3,
    "disputed": 2,
    "removed": 0.2,
    "ended": 0.4,
    "superseded": 0.6,
    "withdrawn": 0.8,
}


@dataclass
class File:
    """One record's file in the care of a clerk."""

    data: Path
    path: str
    form: Form
    dice: Random
    words: Iterator[int]
    done: list[str] = field(default_factory=list)
    drops: float = 0.3  # how often a field is dropped where it could be altered

    @property
    def text(self) -> str:
        """What stands in the file."""
        return (self.data / self.path).read_text(encoding="utf-8")

    @property
    def content(self) -> Raw:
        """What the file says."""
        found: Raw = parse(self.text).content
        return found

    @property
    def record(self) -> Record | None:
        """The record; None once it is removed."""
        item, problems = load_file(self.data, self.path)
        assert item is not None, problems
        return item.record if isinstance(item.record, Record) else None

    def word(self) -> str:
        """Return a text that stands nowhere else."""
        return f"第{next(self.words)}号内容"

    def publish(self, day: date) -> None:
        """Write a new record."""
        content = {**self.form.least(self.word()), "changes": [least("published", day, "")]}
        for name in self.dice.sample(self.form.texts, 3):
            content[name] = self.word()
        kind = BY_TYPE[self.form.type]
        file = self.data / self.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dump_record(kind, content), encoding="utf-8")

    def act(self, day: date) -> str:
        """Do one honest thing to the record on `day`; return what, empty where nothing may be."""
        record = self.record
        if record is None:
            return ""
        self.fold(day)
        kinds = [*ALLOWED, "scheduled", "withheld", "reformatted"]
        weights = [OFTEN.get(kind, 1) for kind in kinds]
        for kind in self.dice.choices(kinds, weights, k=5):
            if done := self.do(kind, day):
                self.done.append(done)
                return done
        return ""

    def fold(self, day: date) -> None:
        """Write down what was scheduled and is due, as the next command does."""
        scheduled = self.content.get("scheduled")
        if scheduled and scheduled["effective"] <= str(day):
            self._say(folded(self.content))
            self.done.append("folded")

    def do(self, kind: str, day: date) -> str:
        """Do this to the record, where it may be done; return what was done."""
        if kind == "reformatted":
            return self._reformat()
        if kind == "scheduled":
            return self._schedule(day)
        withheld = kind == "withheld"
        kind = "corrected" if withheld else kind
        record = self.record
        assert record is not None
        last_day = getattr(record, "publicity_until", None)
        if may_follow(record.changes, kind, day, last_day):
            return ""
        if kind == "removed":
            return self._remove(record, day)
        edits = kind in ("corrected", "amended")
        declared = self._alter(withheld=withheld) if edits else {}
        change = {**least(kind, day, self.word()), **declared}
        if withheld:
            self._bare(declared["withheld"])
        (self.data / self.path).write_text(
            edit(self.text, self._order, Edit({}, change=change)), encoding="utf-8"
        )
        return "withheld" if withheld else kind

    @property
    def _order(self) -> Sequence[str]:
        return order(BY_TYPE[self.form.type])

    def _say(self, content: Raw) -> None:
        text = saying(self.text, BY_TYPE[self.form.type], content)
        (self.data / self.path).write_text(text, encoding="utf-8")

    def _alter(self, *, withheld: bool) -> Raw:
        """Change some fields in the file; return what must be declared of it."""
        content, names = self.content, [*self.form.texts, *self.form.required]
        chosen = self.dice.sample(names, self.dice.randint(1, 3))
        if withheld and not any(name in content for name in chosen):
            chosen[0] = self.dice.choice(self.form.required)
        present = [name for name in chosen if name in content]
        values: Raw = {name: self._value(name) for name in chosen}
        dropped = [n for n in present if n in self.form.texts and self.dice.random() < self.drops]
        values = {name: value for name, value in values.items() if name not in dropped}
        text = edit(self.text, self._order, Edit(values, dropped))
        (self.data / self.path).write_text(text, encoding="utf-8")
        was = {name: content[name] for name in present}
        added = [name for name in chosen if name not in content]
        hidden = list(was) if withheld else []
        told = {"was": {} if withheld else was, "added": added, "withheld": hidden}
        return {name: value for name, value in told.items() if value}

    def _value(self, name: str) -> Any:
        word = self.word()
        return self.form.least(word)[name] if name in self.form.identifying else word

    def _bare(self, withheld: Sequence[str]) -> None:
        """Take the former values of the fields `withheld` out of all earlier changes, and a note."""
        content = self.content
        for change in content["changes"]:
            gone = [name for name in withheld if name in change.get("was", {})]
            for name in gone:
                del change["was"][name]
            if gone and not change["was"]:
                del change["was"]
            if gone and self.dice.random() < 0.5:
                change["withheld"] = [*change.get("withheld", ()), *gone]
            if "note" in change and self.dice.random() < 0.3:
                del change["note"]
                change["note_withheld"] = "个人隐私"
        self._say(content)

    def _schedule(self, day: date) -> str:
        """Announce an amendment, alter the one announced, or call it off."""
        content = self.content
        record = self.record
        assert record is not None
        if may_follow(record.changes, "amended", day, None):
            return ""
        if "scheduled" in content and self.dice.random() < 0.4:
            del content["scheduled"]
            self._say(content)
            return "called off"
        effective = day + timedelta(days=self.dice.choice((1, 5, 20, 90)))
        names = self.dice.sample(self.form.texts, self.dice.randint(1, 2))
        content["scheduled"] = {
            "effective": str(effective),
            "set": {name: self.word() for name in names},
            "note": self.word(),
            "ground": self.word(),
            "authority": {"body": self.word()},
        }
        self._say(content)
        return "scheduled"

    def _remove(self, record: Record, day: date) -> str:
        removal = {"kind": "removed", "date": str(day), "ground": "个人隐私", "roles": ROLES}
        text = remains(record, [*self.content["changes"], removal])
        (self.data / self.path).write_text(text, encoding="utf-8")
        return "removed"

    def _reformat(self) -> str:
        """Write the same in other words of YAML: quotes, comments, another order of fields."""
        content = self.content
        changes = content.pop("changes")
        names = list(content)
        self.dice.shuffle(names)
        lines = ["# 重新排版"]
        lines += [f"{name}: {json.dumps(content[name], ensure_ascii=False)}" for name in names]
        lines += ["changes:"]
        lines += [f"  - {json.dumps(change, ensure_ascii=False)}" for change in changes]
        (self.data / self.path).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return "reformatted"


def files(data: Path, count: int, seed: int) -> list[File]:
    """Return `count` files that are not written yet, of both forms, and write their agency."""
    agency = {"name": "云溪市城市管理局", "changes": [least("published", date(2024, 1, 2), "")]}
    place = data / "agencies" / f"{AGENCY}.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(dump_record(BY_TYPE["agency"], agency), encoding="utf-8")
    words = iter(range(1, 10**9))
    found = []
    for number in range(count):
        form = FORMS[number % len(FORMS)]
        path = f"{BY_TYPE[form.type].PLURAL}/xx-2024-{number:06d}.yaml"
        found.append(File(data, path, form, Random(seed * 100_000 + number), words))
    return found
