"""Fields renamed, moved, split, in what a record says now and in all that it said before (改写字段).

A file holds the present and the way back (`was`, `added`, `withheld`), so a step is taken on every
version of the record, and the way back is told anew between the versions as they are then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.model.removed import is_removed

Raw = Mapping[str, Any]
Fields = dict[str, Any]
"""What a record says at one time: its top-level fields, as text, lists and maps."""
BESIDE = ("disclosures", "scheduled", "changes")
"""What stands in a file beside the fields, and names them."""


class Step(Protocol):
    """One change of the form in which records say the same."""

    def __call__(self, fields: Fields) -> Fields:
        """Return what `fields` become."""

    def becomes(self, name: str) -> tuple[str, ...]:
        """Return the fields that tell what the field `name` told; itself, where nothing changes."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A value has another place: a field has another name, or stands in a group or no longer does."""

    source: tuple[str, ...]
    target: tuple[str, ...]

    def __call__(self, fields: Fields) -> Fields:
        """Return `fields` with the value in its new place, where there is one."""
        value, rest = _taken(fields, self.source)
        return fields if value is None else _with(rest, self.target, value)

    def becomes(self, name: str) -> tuple[str, ...]:
        """Return where the value went; the rest of a group stays in the group."""
        if name != self.source[0]:
            return (name,)
        left = self.source[:1] if len(self.source) > 1 else ()
        return tuple(dict.fromkeys((*left, self.target[0])))


@dataclass(frozen=True, slots=True)
class Split:
    """One field becomes several: `parts` are their values, by name, in those of `targets`."""

    source: str
    targets: tuple[str, ...]
    parts: Callable[[Any], Fields]

    def __call__(self, fields: Fields) -> Fields:
        """Return `fields` with the parts in place of the whole, where there is one."""
        value, rest = _taken(fields, (self.source,))
        return fields if value is None else {**rest, **self.parts(value)}

    def becomes(self, name: str) -> tuple[str, ...]:
        """Return the parts of the whole."""
        return self.targets if name == self.source else (name,)


def _taken(fields: Fields, place: Sequence[str]) -> tuple[Any, Fields]:
    """Return the value at `place`, and the fields without it; a group left empty goes with it."""
    name, inner = place[0], place[1:]
    if not inner:
        return fields.get(name), {n: value for n, value in fields.items() if n != name}
    if not isinstance(group := fields.get(name), dict):
        return None, fields
    value, rest = _taken(group, inner)
    return value, {n: rest if n == name else v for n, v in fields.items() if n != name or rest}


def _with(fields: Fields, place: Sequence[str], value: Any) -> Fields:
    """Return `fields` with `value` at `place`."""
    name, inner = place[0], place[1:]
    return {**fields, name: _with(fields.get(name, {}), inner, value) if inner else value}


def reshaped(content: Raw, steps: Sequence[Step]) -> Raw:
    """Return the content of a file after the `steps`.

    What is left of a removed record stays as it is, and so does what has not the form of a record:
    nobody can read it, before or after.
    """
    if is_removed(content):
        return content
    told = content
    try:
        for step in steps:
            if any(step.becomes(name) != (name,) for name in _named(told)):
                told = _reshaped(told, step)
    except (AttributeError, KeyError, TypeError, ValueError):
        return content
    return told


def _named(content: Raw) -> Iterator[str]:
    """Yield every field that a file names."""
    yield from content
    yield from content.get("scheduled", {}).get("set", ())
    for change in content.get("changes", ()):
        for way in ("was", "added", "withheld"):
            yield from change.get(way, ())


def _reshaped(content: Raw, step: Step) -> Raw:
    fields = {name: value for name, value in content.items() if name not in BESIDE}
    beside = {
        "disclosures": list(_disclosures(content, step)),
        "scheduled": _scheduled(content, fields, step),
        "changes": list(reversed(list(_changes(content, fields, step)))),
    }
    return {**step(fields), **{name: told for name, told in beside.items() if name in content}}


def _disclosures(content: Raw, step: Step) -> Iterator[Raw]:
    for one in content.get("disclosures", ()):
        yield from ({**one, "name": name} for name in step.becomes(one["name"]))


def _scheduled(content: Raw, fields: Fields, step: Step) -> Raw:
    """Return the amendment to come: what the fields will be, where they differ from today's."""
    scheduled = content.get("scheduled", {})
    now, then = step(fields), step({**fields, **scheduled.get("set", {})})
    return {**scheduled, "set": {n: v for n, v in then.items() if now.get(n) != v}}


def _changes(content: Raw, fields: Fields, step: Step) -> Iterator[Raw]:
    """Yield the changes, the last one first, each telling the way back in the new form."""
    for change in reversed(content.get("changes", ())):
        hidden = {*change.get("added", ()), *change.get("withheld", ())}
        former = {**fields, **change.get("was", {})}
        before = {name: value for name, value in former.items() if name not in hidden}
        yield _way_back(change, step(before), step(fields), step)
        fields = before


def _way_back(change: Raw, before: Fields, after: Fields, step: Step) -> Raw:
    withheld = [name for one in change.get("withheld", ()) for name in step.becomes(one)]
    differing = [
        name
        for name in {**before, **after}
        if before.get(name) != after.get(name) and name not in withheld
    ]
    first = [name for one in change.get("added", ()) for name in step.becomes(one)]
    told: Fields = {
        "was": {name: before[name] for name in differing if name in before},
        "added": sorted((n for n in differing if n not in before), key=_in_order(first)),
        "withheld": withheld,
    }
    return {n: v for n, v in {**change, **told}.items() if n not in told or v}


def _in_order(first: Sequence[str]) -> Callable[[str], int]:
    """Return the key that sorts what is in `first` as it is there, and the rest behind it."""
    return lambda name: first.index(name) if name in first else len(first)
