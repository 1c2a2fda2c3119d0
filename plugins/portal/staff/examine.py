"""Would `portal check` take what a table writes? Asked before anything is written (预先校验)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.checks.base import Context
from portal.checks.run import examine
from portal.model import Record
from portal.model.shape import Loc
from portal.problem import Problem
from portal.source import Corpus, Item
from portal.source.yamlfile import parse
from portal.staff.known import Entry


@dataclass(frozen=True, slots=True)
class Piece:
    """A record that a row made, or changed from its `former` state, and its file to be."""

    entry: Entry
    text: str
    columns: Mapping[str, str]
    former: Record | None = None

    @property
    def item(self) -> Item:
        """The record as the corpus will have it."""
        return Item(self.entry.id, type(self.entry.record), self.entry.path, self.entry.record)

    def says(self, problem: Problem) -> str:
        """Return what is wrong, in terms of the table's columns where it can be."""
        places = parse(self.text.removeprefix("\ufeff")).lines
        at_line = [loc for loc, line in places.items() if line == problem.line]
        column = next(filter(None, (self._column(loc) for loc in reversed(at_line))), "")
        return f"“{column}”：{problem.message}" if column else problem.message

    def _column(self, loc: Loc) -> str:
        names = [name for name in loc if isinstance(name, str)]
        return self.columns.get(".".join(names)) or self.columns.get(".".join(names[:1]), "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of a piece: its errors in words, and how many warnings."""

    errors: str
    warnings: int


@dataclass(frozen=True, slots=True)
class _Whole(Corpus):
    """The corpus as it will be; files that are not written yet are read from `texts`."""

    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def lines(self, item: Item) -> Callable[[Loc], int]:
        """Return where the places of an item's file are."""
        if item.path in self.texts:
            return parse(self.texts[item.path].removeprefix("\ufeff")).line
        return Corpus.lines(self, item)


def examined(
    corpus: Corpus,
    pieces: Iterable[Piece],
    beside: Mapping[str, Item],
    as_of: date,
    since: date | None,
) -> dict[str, Verdict]:
    """Return what the checks say of each of `pieces`, by id.

    They are seen in `corpus` together with one another and with what stands `beside` them:
    records that this run has written.
    """
    staged = {piece.entry.id: piece for piece in pieces}
    items = {**corpus.items, **beside, **{i: piece.item for i, piece in staged.items()}}
    texts = {piece.entry.path: piece.text for piece in staged.values()}
    whole = _Whole(corpus.root, items, calendar=corpus.calendar, texts=texts)
    context = Context(whole, as_of, since)
    return {i: _verdict(piece, list(examine(piece.item, context))) for i, piece in staged.items()}


def _verdict(piece: Piece, problems: Sequence[Problem]) -> Verdict:
    told = (piece.says(one) for one in problems if one.severity == "error")
    warnings = sum(1 for one in problems if one.severity == "warning")
    return Verdict("".join(dict.fromkeys(told)), warnings)
