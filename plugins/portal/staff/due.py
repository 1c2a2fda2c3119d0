"""What must be made public or taken down, what comes down by itself, and when (到期)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.clock import ONE_DAY
from portal.lifecycle import Gate
from portal.lifecycle.coming import next_change
from portal.lifecycle.history import settle
from portal.lifecycle.references import located
from portal.lifecycle.state import standing
from portal.lifecycle.timeliness import timeliness
from portal.lifecycle.view import READABLE
from portal.model import RECORD_TYPES, Record
from portal.model.changes import Change
from portal.model.shape import shape_of
from portal.source import Corpus, Item
from portal.staff.committed import names_in

Day = date
CASES = frozenset(kind.TYPE for kind in RECORD_TYPES if kind.GATE == "case")


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """One thing to do, or to happen, by a day; `late` where that day is past."""

    day: Day
    words: str
    late: bool = False

    def __str__(self) -> str:
        return f"  {self.day}{' 已逾期' if self.late else ''}　{self.words}"


def due(corpus: Corpus, as_of: date, within: int, since: date | None) -> Iterator[str]:
    """Yield the lines of what is due on `as_of` or within so many days after."""
    gate = Gate(corpus, as_of=as_of, since=since)
    until = as_of + timedelta(days=within)
    names = names_in(corpus.root)
    drafts = None if names is None else corpus.items.keys() - names.keys()
    yield from _told("待公布", _publications(gate, until, drafts or frozenset()))
    yield from _told("待撤下", _withdrawals(gate))
    yield from _told(f"{until} 以前到期", _expiries(gate, until))
    coming = next_change(gate)
    yield f"网站下一次自行变化：{coming}。" if coming else "网站没有要自行变化的内容。"
    if drafts is None:
        yield "这里没有提交过的 git 历史，看不出哪些记录还没有提交。"


def _told(heading: str, found: Iterator[Due]) -> Iterator[str]:
    told = sorted(found)
    late = sum(one.late for one in told)
    counted = f"{len(told)} 件" + (f"，其中逾期 {late} 件" if late else "")
    yield f"{heading}：{counted if told else '没有'}"
    yield from map(str, told)


def _named(item: Item, record: Record) -> str:
    return f"{item.type.LABEL} {item.id}　{record.title}"


def _publications(gate: Gate, until: Day, drafts: Collection[str]) -> Iterator[Due]:
    """Yield the records that are written and not public: their day, or the deadline of the law."""
    for item in gate.corpus.items.values():
        record = item.record
        if not isinstance(record, Record):
            continue
        first = gate.as_of if record.is_draft else record.changes[0].date
        if first <= gate.as_of and item.id not in drafts and not record.is_draft:
            continue
        kept = timeliness(gate, record)
        deadline = kept.deadline if kept and kept.deadline else None
        if (deadline or first) > until and first > until:
            continue
        words = [_named(item, record)]
        if first > gate.as_of:
            words.append(f"定于 {first} 公布")
        if record.is_draft:
            words.append(f"还没有公布（portal publish-record {item.id}）")
        if item.id in drafts:
            words.append("还没有提交")
        if kept and deadline:
            words.append(f"期限依“{kept.rule}”")
        yield Due(
            deadline or first, "；".join(words), late=bool(deadline and deadline < gate.as_of)
        )


def _withdrawals(gate: Gate) -> Iterator[Due]:
    """Yield the public records whose foundation was withdrawn, by the deadline for taking down."""
    for item in gate.corpus.items.values():
        if gate.state(item.id) not in READABLE or item.type.GATE != "case":
            continue
        here = gate.known(item)
        assert here is not None
        for loc, _, target in located(here.record):
            label = shape_of(item.type)[str(loc[0])].label
            found = _fallen(gate, target) if loc[0] in _founding(item.type) else None
            if found:
                day, late = _deadline(gate, target, found)
                words = f"{_named(item, here.record)}；“{label}”{target} 已{found.LABEL}"
                yield Due(day, words, late)


def _founding(kind: type[Record]) -> frozenset[str]:
    """Return the fields that name other cases: what a case is founded on."""
    shapes = shape_of(kind).values()
    return frozenset(s.name for s in shapes if s.kind and s.kind.target in CASES)


def _fallen(gate: Gate, record_id: str) -> Change | None:
    """Return the withdrawal or removal that stands of a record."""
    item = gate.corpus.items.get(record_id)
    stands = standing(item.record.changes) if item else {}
    return next((stands[kind] for kind in ("withdrawn", "removed") if kind in stands), None)


def _deadline(gate: Gate, record_id: str, fallen: Change) -> tuple[Day, bool]:
    """Return the last day for taking down what rested on a withdrawn record, and whether it is past.

    It is the one for the record itself; where no rule sets one, nobody is late.
    """
    start, record = fallen.effective or fallen.date, gate.corpus.items[record_id].record
    if not isinstance(record, Record):
        return start, False
    found = gate.rulebook.takedown(record, start)
    return (found[1].day, found[1].day < gate.as_of) if found else (start, False)


def _expiries(gate: Gate, until: Day) -> Iterator[Due]:
    """Yield what comes down, or changes, by itself: periods that end, amendments that begin."""
    for item in gate.corpus.items.values():
        record = item.record
        if not isinstance(record, Record) or gate.state(item.id) not in READABLE:
            continue
        scheduled = record.scheduled
        if scheduled and gate.as_of < scheduled.effective <= until:
            yield Due(scheduled.effective, f"{_named(item, record)}；预定变更生效")
        last = gate.rulebook.last_day(settle(record, gate.as_of))
        if last and gate.as_of <= last + ONE_DAY <= until:
            yield Due(last + ONE_DAY, f"{_named(item, record)}；{last} 期满，次日自动撤下")
