"""What a change did to a field, as the public may see it: by part, item and word (变更说明)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Difference, Shown
from portal.lifecycle.wording import compare

Pair = tuple[Shown | None, Shown | None]
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
    """Yield the items of a list that came, went or changed; those that stayed are not told."""
    old, new = list(single(before)), list(single(after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for earlier, later in _paired(old[i:j], new[k:m]):
            if later:
                yield describe(_called(later, new.index(later)), earlier, later)
            elif earlier:
                yield describe(_called(earlier, old.index(earlier)), earlier, None)


def single(shown: Shown) -> Iterator[Shown]:
    """Yield the items of a list, each as a field of its own."""
    return (Shown(shown.name, shown.label, shown.kind, value) for value in shown.value)


def _paired(old: Sequence[Shown], new: Sequence[Shown]) -> Iterator[Pair]:
    """Yield the items that stand for each other: those of one name, else one for one in order."""
    names = {name: one for one in old if (name := name_of(one))}
    pairs = [(names.pop(name_of(one), None), one) for one in new]
    kept = [earlier for earlier, _ in pairs]
    gone = [one for one in old if not any(one is earlier for earlier in kept)]
    if len(gone) == kept.count(None):
        following = iter(gone)
        yield from ((earlier or next(following), later) for earlier, later in pairs)
        return
    yield from pairs
    yield from ((earlier, None) for earlier in gone)


def name_of(item: Shown) -> str:
    """Return what a group is known by, its first field; nothing where that is no plain text."""
    first = item.value[0] if item.kind == "group" and item.value else None
    return first.value if first and first.plain else ""


def _called(item: Shown, place: int) -> str:
    return name_of(item) or Phrase("第 {number} 项", number=place + 1)
