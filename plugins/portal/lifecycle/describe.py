"""What a change did to a field, as the public may see it: by part, item and word (变更说明)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Difference, Shown
from portal.lifecycle.wording import compare

WORDED = frozenset({"text", "long_text", "number"})


def describe(label: str, before: Shown | None, after: Shown | None) -> Difference:
    """Return the difference between two values of one field; None is a field that is not there."""
    if before is None or after is None or not _comparable(before, after):
        return Difference(label, before, after)
    if before.many:
        return Difference(label, before, after, parts=tuple(_items(before, after)))
    if before.kind == "group":
        return Difference(label, before, after, parts=tuple(_fields(before, after)))
    if before.kind in WORDED:
        return Difference(label, before, after, segments=compare(before.value, after.value))
    return Difference(label, before, after)


def _comparable(before: Shown, after: Shown) -> bool:
    told = not (before.withheld or after.withheld)
    return told and (before.kind, before.many) == (after.kind, after.many)


def _fields(before: Shown, after: Shown) -> Iterator[Difference]:
    """Yield what differs inside a group, field by field."""
    old, new = ({one.name: one for one in shown.value} for shown in (before, after))
    for name in dict.fromkeys([*new, *old]):
        earlier, later = old.get(name), new.get(name)
        named = later or earlier
        if named and earlier != later:
            yield describe(named.label, earlier, later)


def _items(before: Shown, after: Shown) -> Iterator[Difference]:
    """Yield the items of a list that came, went, changed or moved; those that stayed are not told."""
    old, new = list(single(before)), list(single(after))
    pairs = _matched(old, new)
    stayed = _stayed(old, new, pairs)
    pairs |= _replaced(old, new, pairs, stayed)
    for place, later in enumerate(new):
        former = pairs.get(place)
        if former is None:
            yield describe(_called(later, place), None, later)
            continue
        moved = place not in stayed and old[former] == later
        if moved:
            yield Difference(_called(later, place, former), old[former], later, moved=True)
        elif old[former] != later:
            yield describe(_called(later, place, former), old[former], later)
    kept = set(pairs.values())
    for place, earlier in enumerate(old):
        if place not in kept:
            yield describe(_called(earlier, None, place), earlier, None)


def _matched(old: Sequence[Shown], new: Sequence[Shown]) -> dict[int, int]:
    """Return by the place of each new item that of the old one that it is: equal, or of its name."""
    pairs: dict[int, int] = {}
    for key in (_itself, name_of):
        free: defaultdict[object, deque[int]] = defaultdict(deque)
        taken = set(pairs.values())
        for place, one in enumerate(old):
            if place not in taken:
                free[key(one)].append(place)
        for place, one in enumerate(new):
            if place not in pairs and (known := key(one)) and free[known]:
                pairs[place] = free[known].popleft()
    return pairs


def _itself(item: Shown) -> Shown:
    return item


def _stayed(old: Sequence[Shown], new: Sequence[Shown], pairs: Mapping[int, int]) -> dict[int, int]:
    """Return those of `pairs` that kept their order."""
    order = [pairs.get(place, -1 - place) for place in range(len(new))]
    blocks = SequenceMatcher(None, range(len(old)), order, autojunk=False).get_matching_blocks()
    return {b + n: a + n for a, b, size in blocks for n in range(size)}


def _replaced(
    old: Sequence[Shown], new: Sequence[Shown], pairs: Mapping[int, int], stayed: Mapping[int, int]
) -> dict[int, int]:
    """Return items that stand for each other: as many went as came between two that stayed."""
    found: dict[int, int] = {}
    taken = set(pairs.values())
    edges = [(-1, -1), *sorted(stayed.items()), (len(new), len(old))]
    for (start, former), (end, former_end) in pairwise(edges):
        came = [place for place in range(start + 1, end) if place not in pairs]
        went = [i for i in range(former + 1, former_end) if i not in taken]
        if len(came) == len(went):
            found |= dict(zip(came, went, strict=True))
    return found


def single(shown: Shown) -> Iterator[Shown]:
    """Yield the items of a list, each as a field of its own."""
    return (Shown(shown.name, shown.label, shown.kind, value) for value in shown.value)


def name_of(item: Shown) -> str:
    """Return what a group is known by, its first field; nothing where that is no plain text."""
    first = item.value[0] if item.kind == "group" and item.value else None
    return first.value if first and first.plain else ""


def _called(item: Shown, place: int | None, former: int | None = None) -> str:
    """Return what an item is called: its name, else its number, the old one where that differs."""
    if name := name_of(item):
        return name
    if place is None and former is not None:
        return Phrase("原第 {number} 项", number=former + 1)
    number = (place or 0) + 1
    if former is None or former == place:
        return Phrase("第 {number} 项", number=number)
    return Phrase("第 {number} 项（原第 {former} 项）", number=number, former=former + 1)
