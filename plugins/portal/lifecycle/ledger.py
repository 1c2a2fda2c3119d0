"""What was made of records last time, and which of it would be made otherwise now (账目)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from portal.lifecycle.digest import digest_of
from portal.lifecycle.gate import Gate
from portal.lifecycle.notes import RECORD, Ask, Notebook, Notes, Unnoted
from portal.lifecycle.rows import Rows
from portal.lifecycle.shelf import Made, Shelf, packed, unpacked
from portal.lifecycle.tables import Row, Tables, Told
from portal.parallel import CHUNK, in_chunks
from portal.source.bundles import Bundles
from portal.source.corpus import Corpus
from portal.source.memory import Memory

_LEDGER = "ledger"


class Ledger:
    """What the last build made, held against the records and the day of this one.

    All of it depends on the rules of law, the holidays and the first day of the portal: where
    these are others, nothing holds. Without a `memory` there is nothing, and nothing is kept.
    What is asked of its `gate` is noted for the next time.
    """

    def __init__(
        self,
        corpus: Corpus,
        as_of: date,
        since: date | None,
        memory: Memory | None,
        *,
        jobs: int = 1,
    ) -> None:
        notebook = Notebook(on=memory is not None)
        self.gate = gate = Gate(corpus, as_of=as_of, since=since, notebook=notebook)
        self.memory = memory
        self._jobs = jobs
        self._items = corpus.items
        self._today = as_of.toordinal()
        self.common = b""
        self._shelves: list[Shelf] = []
        self._asked: list[Rows | Tables] = []
        self._stale: set[Ask] = set()
        if memory is None:
            self.take(gate.following)
            return
        self.common = digest_of((gate.rulebook.by_purpose, gate.corpus.calendar, gate.since))
        self._compare(memory, {one.id: f"{one.path} {one.digest}" for one in corpus.items.values()})
        gate.tables.kept = gate.following.kept = _too_early
        self._links = self._shelf(memory, "link")
        self._follow()
        self.take(gate.following)

    @property
    def days(self) -> Notes:
        """The days on which all that was made or held would be made the same; whole when closed."""
        return self.gate.notebook.days

    def _compare(self, memory: Memory, now: Mapping[str, str]) -> None:
        """Find the records that are others than the last time, or new, or gone."""
        kept = Bundles(memory, _LEDGER)
        before: dict[str, str] = kept.all()
        changed = {one for one in {**before, **now} if before.get(one) != now.get(one)}
        self._stale.update((RECORD, one) for one in changed)
        kept.keep(now, changed)

    def _shelf(self, memory: Memory, kind: str, around: bytes = b"", **how: bool) -> Shelf:
        shelf = Shelf(memory, kind, self.common + around, **how)
        self._shelves.append(shelf)
        return shelf

    def _follow(self) -> None:
        """Find the links that read otherwise now; others may depend on these in turn."""
        waiting, made = self._links.outdated(self._stale, self._today), dict[str, Made]()
        while waiting:
            key = waiting.pop()
            ask, before = self._links.get(key)
            value, notes = self.gate.links.found(ask[1:])
            digest = digest_of(value)
            made[key] = (packed((ask, digest)), notes)
            if digest != before:
                self._stale.add(ask)
                waiting |= self._links.outdated([ask], self._today) - made.keys()
        self._keep_links(made, made.values())

    def _keep_links(self, made: dict[str, Made], asking: Iterable[Made]) -> None:
        """Keep links that were `made`, those that were `asking`'s, and those of these in turn."""
        waiting = {ask for _, notes in asking for ask in self._new_links(notes.asked)}
        while waiting:
            ask = waiting.pop()
            value, notes = self.gate.links.found(ask[1:])
            made[repr(ask)] = (packed((ask, digest_of(value))), notes)
            waiting.update(one for one in self._new_links(notes.asked) if repr(one) not in made)
        self._links.keep(made)

    def _new_links(self, asked: Iterable[Ask]) -> list[Ask]:
        links = self.gate.links.name
        return [ask for ask in asked if ask[0] == links and repr(ask) not in self._links]

    def take(self, tables: Tables) -> None:
        """Let only those records tell `tables` anew that may tell something else than before."""
        if self.memory is None:
            self._asked.append(tables)
            return
        told = self._shelf(self.memory, f"{tables.name} told")
        rows = Rows(self.memory, tables.name, afresh=told.new)
        waiting, gone = told.lacking(tables.ids, self._stale, self._today)
        before = [(one, told.get(one) or ()) for one in (*waiting, *gone) if one in told]
        now: list[tuple[str, Told]] = []
        told.keep({}, gone)
        for part in self.made(waiting, lambda one: tuple(tables.tell(one)), told, label="总表"):
            now += ((one, unpacked(parts) or ()) for one, parts in part.items())
        self._stale |= rows.change(before, now)
        tables.kept = rows
        self._asked.append(rows)

    def each(
        self, kind: str, around: bytes, keys: Sequence[str], make: Callable[[str], Any], label: str
    ) -> dict[str, Any]:
        """Return what is made of `keys`, but for what is nothing; what still holds is not made again.

        It depends on what is `around`, besides what is asked of the gate.
        """
        shelf = self.shelf(kind, around)
        waiting = self.lacking(shelf, keys) if shelf else keys
        found = shelf.all({*waiting}) if shelf else {}
        for part in self.made(waiting, make, shelf, label=label):
            found |= {key: unpacked(value) for key, value in part.items() if value}
        return found

    def made(
        self, keys: Sequence[str], make: Callable[[str], Any], shelf: Shelf | None, *, label: str
    ) -> Iterator[dict[str, bytes]]:
        """Yield what is made of `keys`, packed, part by part, by some processes at once.

        It is kept for the next time on the `shelf`, with the links on which it depends.
        """

        def work(part: Sequence[str]) -> dict[str, Made]:
            return {one: self._noted(one, make) for one in part}

        if len(keys) > CHUNK:
            self._gather()
        for part in in_chunks(work, keys, jobs=self._jobs, label=label, growing=True):
            if shelf:
                shelf.keep(part)
                self._keep_links({}, part.values())
            yield {one: value for one, (value, _) in part.items()}
        if shelf:
            shelf.settle()

    def _noted(self, key: str, make: Callable[[str], Any]) -> Made:
        with self.gate.notebook.page() as notes:
            return packed(make(key)), notes

    def _gather(self) -> None:
        """Read what is kept and may be asked for, before work is spread over processes."""
        for rows in self._asked:
            rows.gather()
        for item in self._items.values():
            item.pack()

    def release(self) -> None:
        """Hold no record that can be read again: not many are asked for after this."""
        for item in self._items.values():
            item.release()

    def shelf(
        self, kind: str, around: bytes, *, afresh: bool = False, holds: bool = True
    ) -> Shelf | None:
        """Return what was made of a kind last time; nothing where what was `around` was another."""
        if self.memory is None:
            return None
        return self._shelf(self.memory, kind, around, afresh=afresh, holds=holds)

    def lacking(self, shelf: Shelf, keys: Collection[str]) -> list[str]:
        """Return those of `keys` that have to be made; the shelf forgets all but `keys`."""
        waiting, gone = shelf.lacking(keys, self._stale, self._today)
        shelf.keep({}, gone)
        return waiting

    def close(self) -> None:
        """Find on which days all that is kept is the same."""
        for shelf in self._shelves:
            shelf.settle()
            self.days.narrow(*shelf.bounds())


def _too_early(ask: Ask) -> Row:
    """Raise: neither a link nor what a record tells may depend on what is told later."""
    raise Unnoted(f"{ask} was asked for before all records were heard")
