"""What a check is: a function that finds the places where one rule is broken (规则函数)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from portal.checks import detectors
from portal.checks.walk import Value, record_values
from portal.lifecycle import Gate, Version
from portal.lifecycle.history import versions
from portal.lifecycle.privacy import plain_width
from portal.lifecycle.rulebook import Rulebook
from portal.lifecycle.state import State
from portal.lifecycle.tables import Part, Tables
from portal.lifecycle.tables import Told as Triples
from portal.lifecycle.view import READABLE
from portal.model import Record, Removed
from portal.model.shape import Loc
from portal.problem import Rule, Severity
from portal.source import Corpus, Item

Finding = tuple[Loc, str]
Findings = Iterator[Finding]
AnyRecord = TypeVar("AnyRecord", bound=Record)
Pairs = Iterable[tuple[Any, Any]]
Tell = Callable[[Item], Pairs]
Judged = TypeVar("Judged", bound=Record | Removed, covariant=True)


@dataclass(frozen=True)
class Subject(Generic[Judged]):
    """A record before the rules, with what several of them ask of it, found once."""

    item: Item
    record: Judged

    @property
    def is_case(self) -> bool:
        """Whether the record concerns a party (decision, entry)."""
        return self.item.type.GATE == "case"

    @cached_property
    def values(self) -> list[Value]:
        """Every single value: fields, changes, former and coming values."""
        return record_values(self.record)

    @cached_property
    def by_kind(self) -> dict[str, list[Value]]:
        """The same values by the name of their kind."""
        found: dict[str, list[Value]] = {}
        for value in self.values:
            found.setdefault(value.kind, []).append(value)
        return found

    @cached_property
    def texts(self) -> tuple[Value, ...]:
        """The values that are free text."""
        return tuple(self.of_kind("text", "long_text"))

    def of_kind(self, *kinds: str) -> Iterator[Value]:
        """Yield the values of these kinds."""
        for kind in kinds:
            yield from self.by_kind.get(kind, ())

    @cached_property
    def all_text(self) -> str:
        """All free text in one, for a first look."""
        return "\n".join([value.text for value in self.texts])

    @cached_property
    def suspects(self) -> tuple[Value, ...]:
        """The free text in which there may be personal data; most often none."""
        if detectors.SUSPICIOUS.search(plain_width(self.all_text)) is None:
            return ()
        search = detectors.SUSPICIOUS.search
        return tuple(value for value in self.texts if search(plain_width(value.text)))

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """What the record said after each of its changes; nothing of a removed record."""
        return versions(self.record) if isinstance(self.record, Record) else ()


class Context:
    """What the rules may ask beside the record: all records, the day, the gate, the rulebook.

    `as_of` is the day of which the site tells, `today` the day on which somebody asks: a site of
    last year is no reason to call what came since "in the future".
    """

    def __init__(
        self,
        corpus: Corpus,
        as_of: date,
        since: date | None = None,
        today: date | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.gate = gate or Gate(corpus, as_of=as_of, since=since)
        self.corpus = self.gate.corpus
        self.as_of = self.gate.as_of
        self.today = today if today and today > as_of else self.gate.as_of
        self.since = since
        self.tables = Tables(self.gate.notebook, "checks", self._tell, corpus.items)

    @property
    def rulebook(self) -> Rulebook:
        """The publication rules in public on the day."""
        return self.gate.rulebook

    def record(self, record_id: str | None, kind: type[AnyRecord]) -> AnyRecord | None:
        """Return the record with this id if it is there, is of this kind and not removed.

        A field that names none, and so has no id, leads to none.
        """
        item = self.corpus.items.get(record_id or "")
        return item.record if item and isinstance(item.record, kind) else None

    def is_open(self, record_id: str, states: Collection[State] = READABLE) -> bool:
        """Return whether a record is in one of these states, or its day has not come.

        Then what is wrong can be put right, and is said before that day: time alone makes no portal
        fail that passed.
        """
        state = self.gate.state(record_id)
        return state is None or state in states

    def row(self, tell: Tell, key: object) -> list[Part]:
        """Return what all records `tell` under a key, by their ids, in the order of the records."""
        return self.tables.row(_called(tell), key)

    def _tell(self, record_id: str) -> Triples:
        item = self.corpus.items[record_id]
        return ((_called(tell), *pair) for tell in TELLING for pair in tell(item))


TELLING: list[Tell] = []
"""What every record tells rules about other records."""


def telling(tell: Tell) -> Tell:
    """Let every record tell this, as pairs of a key and what is told under it."""
    TELLING.append(tell)
    return tell


def _called(tell: Tell) -> str:
    return f"{tell.__module__}.{tell.__qualname__}"


@dataclass(frozen=True, slots=True)
class Check:
    """A rule and how to find where it is broken, in records of the kinds `of`."""

    rule: Rule
    of: Any
    find: Callable[[Subject[Any], Context], Findings]

    def applies_to(self, kind: type[Record] | type[Removed]) -> bool:
        """Return whether the rule concerns records of this kind."""
        return issubclass(kind, self.of)


def check(
    name: str, provision: str = "", severity: Severity = "error"
) -> Callable[[Callable[[Subject[Judged], Context], Findings]], Check]:
    """Make a :class:`Check` of a function.

    Its docstring is the rule, as it is published; the annotation of its first parameter says
    which records it concerns (`Subject[Decision]`).
    """

    def wrap(find: Callable[[Subject[Judged], Context], Findings]) -> Check:
        (of,) = get_args(next(iter(get_type_hints(find).values())))
        rule = Rule(name, inspect.getdoc(find) or "", provision, severity)
        return Check(rule, of, find)

    return wrap
