"""The record index where a few records say something else: what of it changes, and no more (检索的接续).

What comes of it is, byte for byte, what would be written anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.site.search import columns, grams, keys
from portal.site.search.differing import Flips, Text, differing
from portal.site.search.files import Shelf
from portal.site.search.former import Former, Unfit
from portal.site.search.graft import Graft
from portal.site.search.index import BLOCK, BLOCKS, FOLDER, Index, add_block, finish, found
from portal.site.search.roll import Roll
from portal.site.search.runs import ROOT
from portal.site.search.sets import Numbers
from portal.site.search.spool import Spool, capacity
from portal.site.search.tree import Words

FEW_WORDS = 8  # part of all words that may be of entries that are others
FEW_RUNS = (
    50  # units of all words for each run that is otherwise; with less, all is sooner made anew
)


@dataclass(frozen=True, slots=True)
class Renewed:
    """An index that was made of a former one, and what of it is to be proved.

    These are the files of identifiers, all identifiers that were told in them or are now, and the
    files of records; `subjects` are how many more are meant by all identifiers. The runs of a root's
    length that `left` records lead to these no longer.
    """

    index: Index
    shards: set[int]
    told: set[str]
    blocks: set[int]
    subjects: int
    left: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class _Renewal:
    """The entries of `spool` as they stand in `order`, and the index of another order before."""

    former: Former
    spool: Spool
    order: Sequence[str]
    roll: Roll
    was: Roll

    def flips(self, numbers: Sequence[int]) -> Flips:
        """Return what is otherwise at these numbers; raise :class:`Unfit` where it is too much."""
        aim = self.roll.units
        if (self.roll.units_of(numbers) + self.was.units_of(numbers)) * FEW_WORDS > aim:
            raise Unfit("words")
        found = differing((n, self._text(self.was, n), self._text(self.roll, n)) for n in numbers)
        if sum(map(len, found.values())) * FEW_RUNS > aim:
            raise Unfit("runs")
        return found

    def _text(self, roll: Roll, number: int) -> Text:
        place = roll.place(number)
        return self.spool.text(place) if place else (b"", b"")

    def words(self, numbers: Numbers) -> Words:
        """Return the words of some entries, which take their places among themselves."""
        words = self.spool.words([self.order[number] for number in numbers.tolist()])
        return replace(words, capacity=len(numbers))

    def identifiers(self, numbers: Sequence[int]) -> set[str]:
        """Return all folded identifiers that are borne at these numbers, now or before."""
        places = [roll.place(n) for roll in (self.was, self.roll) for n in numbers]
        return {key for place in places if place for key in self.spool.keys(place)}

    def blocks(self, shelf: Shelf, numbers: Sequence[int]) -> tuple[dict[str, Any], set[int]]:
        """Write the files in which records are others; return what the manifest says, and which."""
        count = -(-len(self.order) // BLOCK)
        chosen = {number // BLOCK for number in numbers if number // BLOCK < count}
        digests = (self.former.digests(BLOCKS) + [b""] * count)[:count]
        for block in sorted(chosen):
            digests[block] = add_block(shelf, self.spool, self.order, block * BLOCK)
        return {"size": BLOCK, **shelf.directory(BLOCKS, digests)}, chosen


def renew_index(
    output: Path,
    spool: Spool,
    order: Sequence[str],
    facts: Mapping[str, Any],
    *,
    jobs: int,
    below: Path,
    was: tuple[Index, Roll],
    roll: Roll,
) -> Renewed | None:
    """Write what :func:`~portal.site.search.index.write_index` would write, of what stands `below`.

    That is the index of an earlier order, of which the roll `was`; None where too much is otherwise.
    What was written until this is seen belongs nowhere: the index is to be written whole then.
    """
    shelf, (before, earlier) = Shelf(output / FOLDER, below), was
    work = _Renewal(Former(below), spool, order, roll, earlier)
    entries = [spool.entries[one] for one in order]
    numbers = roll.differing(earlier)
    shelf.names.update(name for name in before.files if name.startswith(grams.BELOW))
    try:
        if capacity(len(order)) != work.former.manifest["capacity"]:
            return None
        flips = work.flips(numbers)
        graft = Graft(flips, lambda name: work.former.fetch(grams.outside(name)), work.words)
        families: dict[str, Any] = {}
        families["grams"], of_grams = grams.renew(
            shelf, work.former, graft, units=roll.units, total=before.grams, jobs=jobs
        )
        families["blocks"], blocks = work.blocks(shelf, numbers)
        told = keys.renew(shelf, work.former, entries, work.identifiers(numbers), before.keys)
        families["keys"] = told.manifest
        others = {number: found(entries[number]) for number in numbers if number < len(entries)}
        families |= columns.renew(shelf, work.former, others, len(entries))
    except Unfit:
        return None
    index = Index(finish(shelf, entries, facts, families), of_grams, told.total)
    gone = ((run, [flip.number for flip in some if flip.left]) for run, some in flips.items())
    left = {run: those for run, those in gone if those and len(run) <= ROOT}
    return Renewed(index, told.shards, told.told, blocks, told.subjects, left)
