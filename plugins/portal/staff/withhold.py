"""Former values that nobody may see again, taken out of every earlier change (隐去原值)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from portal.model.changes import WITHHOLDING_GROUNDS
from portal.model.shape import Loc
from portal.staff.edit import BYTE_ORDER_MARK
from portal.staff.lines import renamed, without
from portal.staff.talk import NotWritten

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Withholding:
    """Fields whose former values go, and notes that tell of them, by number of the change."""

    fields: Sequence[str] = ()
    notes: Sequence[tuple[int, str]] = ()

    def applied(self, changes: Sequence[Content]) -> list[Content]:
        """Return `changes` without what is withheld."""
        hidden = dict(self.notes)
        return [self._without(told, hidden.get(n)) for n, told in enumerate(changes, 1)]

    def idle(self, content: Content, edited: Sequence[str]) -> list[str]:
        """Return the fields of which nothing would go: not edited, and in no former value."""
        told = {name for change in content.get("changes", ()) for name in change.get("was", {})}
        return [name for name in self.fields if name not in told and name not in edited]

    def _without(self, told: Content, ground: str | None) -> Content:
        was = {n: v for n, v in told.get("was", {}).items() if n not in self.fields}
        kept: Content = {}
        for name, value in told.items():
            if name == "was":
                kept |= {"was": was} if was else {}
            elif name == "note" and ground:
                kept["note_withheld"] = ground
            else:
                kept[name] = value
        return kept

    def places(self, content: Content) -> Places:
        """Return where in a file these stand; raise :class:`NotWritten` where a note does not."""
        changes = content.get("changes", [])
        for number, _ in self.notes:
            if not 1 <= number <= len(changes) or "note" not in changes[number - 1]:
                raise NotWritten(f"第 {number} 项变更没有说明，隐去不了；请核对 --hide-note。")
        values = [
            ("changes", index, "was", name)
            for index, told in enumerate(changes)
            for name in told.get("was", {})
            if name in self.fields
        ]
        notes = [(("changes", number - 1, "note"), ground) for number, ground in self.notes]
        return Places(values, notes)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of values to cut out, and of notes to put a ground in the place of."""

    values: Sequence[Loc] = ()
    notes: Sequence[tuple[Loc, str]] = ()


def blanked(text: str, places: Places) -> str:
    """Return `text` without the values and notes at `places`, every other line as it was."""
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    for loc, ground in places.notes:
        body = renamed(body, loc, "note_withheld", ground)
    return mark + without(body, places.values)


def hidden_notes(told: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield number and ground of each `N=ground`; raise :class:`NotWritten` where it is none."""
    for one in told:
        number, _, ground = one.partition("=")
        if not number.strip().isdigit() or ground.strip() not in WITHHOLDING_GROUNDS:
            grounds = "、".join(WITHHOLDING_GROUNDS)
            raise NotWritten(f"“{one}”应写成 第几项=事由，如 2=个人隐私；事由可选：{grounds}。")
        yield int(number), ground.strip()
