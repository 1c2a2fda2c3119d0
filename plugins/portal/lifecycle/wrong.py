"""How long was shown what a correction put right, part by part? (公示有误的期间)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.lifecycle.describe import WORDED, name_of, single
from portal.lifecycle.view import Difference, Period, Shown
from portal.lifecycle.wording import SENTENCE

Atom = tuple[tuple[str, ...], object]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one version said in a field, in the smallest parts, and when the public saw it."""

    atoms: frozenset[Atom]
    shown: Period | None


def whole(value: object) -> frozenset[Atom]:
    """Return a value as the one part it is, where its parts may not be told."""
    return frozenset({((), value)})


def atoms(shown: Shown | None, path: tuple[str, ...] = ()) -> frozenset[Atom]:
    """Return what a field says: each single value and each sentence, with its place."""
    return frozenset(_atoms(shown, path)) if shown else frozenset()


def _atoms(shown: Shown, path: tuple[str, ...]) -> Iterator[Atom]:
    if shown.many and not shown.withheld:
        for item in single(shown):
            name = name_of(item)
            yield from _atoms(item, (*path, name)) if name else [(path, item.value)]
    elif shown.kind == "group" and not shown.withheld:
        for field in shown.value:
            yield from _atoms(field, (*path, field.name))
    elif shown.kind in WORDED and not shown.withheld:
        yield from ((path, sentence.strip()) for sentence in SENTENCE.findall(shown.value))
    else:
        yield path, shown.withheld or shown.value


def dated(found: Difference, earlier: Sequence[Earlier], path: tuple[str, ...] = ()) -> Difference:
    """Return `found` with the periods in which it was wrong: one for all, or part by part.

    `earlier` are the versions before the correction, the latest first.
    """
    inner = [(part, _place(found, part)) for part in found.parts]
    if not inner or not all(place for _, place in inner):
        wrong = periods(atoms(found.before, path), atoms(found.after, path), earlier)
        return replace(found, wrong=wrong)
    parts = tuple(dated(part, earlier, (*path, place)) for part, place in inner)
    told = {part.wrong for part in parts}
    if len(told) == 1 and all(not inside.wrong for part in parts for inside in part.parts):
        plain = tuple(replace(part, wrong=()) for part in parts)
        return replace(found, parts=plain, wrong=told.pop())
    return replace(found, parts=parts)


def _place(found: Difference, part: Difference) -> str:
    """Return by what a part is found again in other versions; nothing where it cannot be."""
    one = part.before or part.after
    if one is None or found.before is None:
        return ""
    if not found.before.many:
        return one.name
    names = {name_of(side) for side in (part.before, part.after) if side}
    return names.pop() if len(names) == 1 else ""


def periods(
    before: frozenset[Atom], after: frozenset[Atom], earlier: Sequence[Earlier]
) -> tuple[Period, ...]:
    """Return when the public saw what was wrong in `before`, or missed what it lacked."""
    wrong, missing = before - after, after - before
    found: list[Period] = []
    for version in earlier:
        wrong, missing = wrong & version.atoms, missing - version.atoms
        if not (wrong or (missing and not before - after)):
            break
        if version.shown and found and found[-1][0] == version.shown[1]:
            found[-1] = (version.shown[0], found[-1][1])
        elif version.shown:
            found.append(version.shown)
    return tuple(reversed(found))
