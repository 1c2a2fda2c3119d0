"""What is asked while something is made of the records: only if that changes it is made anew (依据).

A :class:`Notebook` watches the records, the day and the answers of the gate. While a page of it is
open, whatever is asked is noted there: which records, which answers, and, of every comparison with
the day, from when until when it comes out the same. What nobody can note (a walk over all records)
is refused while a page is open, so that nothing is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from portal.lifecycle.watched_day import FIRST, LAST, WatchedDay

Key = TypeVar("Key")
Value = TypeVar("Value")
Ask = tuple[Any, ...]
"""A question: what is asked, then of what: `("record", id)`, `("link", id)`."""

RECORD = "record"


class Unnoted(RuntimeError):
    """Something was asked that cannot be noted: a fault of the program."""


@dataclass(slots=True)
class Notes:
    """What something depends on: all that was `asked`, and a day from `first` to `last`."""

    asked: set[Ask] = field(default_factory=set)
    first: int = FIRST
    last: int = LAST

    def add(self, other: Notes) -> None:
        """Depend on all that `other` depends on."""
        self.asked |= other.asked
        self.narrow(other.first, other.last)

    def narrow(self, first: int, last: int) -> None:
        """Depend on the day being within these two ordinals."""
        self.first = max(self.first, first)
        self.last = min(self.last, last)


class Notebook:
    """Where it is noted what is asked; `on` only where somebody will want to know.

    `days` are those on which all comparisons in this process come out the same, on a page or not.
    """

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self.days = Notes()
        self.open: Notes | None = None

    @contextmanager
    def page(self) -> Iterator[Notes]:
        """Note on a page of its own what is asked inside; the page before learns nothing of it."""
        before, self.open = self.open, Notes()
        try:
            yield self.open
        finally:
            self.open = before

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Note nothing of what is asked inside: the answer as a whole is what others depend on."""
        before, self.open = self.open, None
        try:
            yield
        finally:
            self.open = before

    def ask(self, *ask: Any) -> None:
        """Note a question on the open page."""
        if self.open is not None:
            self.open.asked.add(ask)

    def add(self, notes: Notes) -> None:
        """Let the open page depend on all that `notes` do."""
        if self.open is not None:
            self.open.add(notes)

    def refuse(self) -> None:
        """Raise where a page is open: what is asked cannot be noted."""
        if self.open is not None:
            raise Unnoted("all of a collection was asked for where only what is asked can be noted")

    def day(self, day: date) -> date:
        """Return `day`, watched."""
        return WatchedDay.of(day, self._narrow) if self.on else day

    def _narrow(self, first: int, last: int) -> None:
        self.days.narrow(first, last)
        if self.open is not None:
            self.open.narrow(first, last)

    def records(self, items: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return `items`, watched."""
        return _Watched(items, self) if self.on else items


class _Watched(Mapping[str, Value]):
    """Records of which it is noted which are asked for, whether they are there or not."""

    def __init__(self, items: Mapping[str, Value], notebook: Notebook) -> None:
        self._items = items
        self._notebook = notebook

    def __getitem__(self, record_id: str) -> Value:
        if (page := self._notebook.open) is not None:
            page.asked.add((RECORD, record_id))
        return self._items[record_id]

    def __iter__(self) -> Iterator[str]:
        self._notebook.refuse()
        return iter(self._items)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def values(self) -> ValuesView[Value]:
        """Return the records themselves."""
        self._notebook.refuse()
        return self._items.values()


class Memo(Generic[Key, Value]):
    """Answers found once; whoever asks depends on all that the first to ask depended on.

    `meanwhile` is the answer to a question that is asked while it is being answered. Where answers
    are large, at `most` so many are held: of those that may ask for each other, all are.
    """

    def __init__(
        self,
        notebook: Notebook,
        find: Callable[[Key], Value],
        *meanwhile: Value,
        most: int | None = None,
    ) -> None:
        self._notebook = notebook
        self._find = find
        self._meanwhile = meanwhile
        self._most = most
        self._kept: dict[Key, tuple[Value, Notes]] = {}

    def __call__(self, key: Key) -> Value:
        """Return the answer to `key`."""
        found = self._kept.get(key)
        if found is None:
            with self._notebook.page() as notes:
                if self._most is not None and len(self._kept) >= self._most:
                    self._kept.clear()
                for value in self._meanwhile:
                    self._kept[key] = (value, notes)
                found = self._kept[key] = (self._find(key), notes)
        self._notebook.add(found[1])
        return found[0]


class Answer(Generic[Value]):
    """An answer of the gate on which others depend by what it says, not by how it was found."""

    def __init__(self, notebook: Notebook, name: str, find: Callable[..., Value]) -> None:
        self.name = name
        self._notebook = notebook
        self._find = find
        self._kept: dict[tuple[Any, ...], tuple[Value, Notes]] = {}

    def __call__(self, *key: Any) -> Value:
        """Return the answer to `key`, and note that it was asked."""
        self._notebook.ask(self.name, *key)
        return self.found(key)[0]

    def found(self, key: tuple[Any, ...]) -> tuple[Value, Notes]:
        """Return the answer to `key` and on what it depends itself."""
        if key not in self._kept:
            with self._notebook.page() as notes:
                self._kept[key] = (self._find(*key), notes)
        return self._kept[key]
