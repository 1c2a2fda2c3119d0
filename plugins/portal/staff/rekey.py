"""Keys of a file called anew where they stand, so that what is written around them stays (改名)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from portal.model.shape import Loc
from portal.source.yamlfile import parse
from portal.staff.edit import BYTE_ORDER_MARK
from portal.staff.lines import key_at


def rekeyed(text: str, target: Mapping[str, Any]) -> str:
    """Return `text` with the keys called as in `target`, where one name stands for another.

    What else differs from `target` is left as it is; see :func:`portal.staff.rewrite.rewritten`.
    """
    mark, body = (BYTE_ORDER_MARK, text[1:]) if text.startswith(BYTE_ORDER_MARK) else ("", text)
    while found := next(_renamed(parse(body).content, target, ()), None):
        loc, name = found
        key = key_at(yaml.compose(body, Loader=yaml.SafeLoader), loc)
        body = body[: key.start_mark.index] + name + body[key.end_mark.index :]
    return mark + body


def _renamed(before: Any, after: Any, loc: Loc) -> Iterator[tuple[Loc, str]]:
    """Yield the places of the keys that have another name, and that name."""
    if isinstance(before, dict) and isinstance(after, Mapping):
        gone = [name for name in before if name not in after]
        new = [name for name in after if name not in before]
        if pair := _pair(before, gone, after, new):
            yield (*loc, pair[0]), pair[1]
        for name in before:
            if name in after:
                yield from _renamed(before[name], after[name], (*loc, name))
    elif isinstance(before, list) and isinstance(after, Sequence):
        for index, pair in enumerate(zip(before, after, strict=False)):
            yield from _renamed(*pair, (*loc, index))


def _pair(
    before: Mapping[str, Any], gone: Sequence[str], after: Mapping[str, Any], new: Sequence[str]
) -> tuple[str, str] | None:
    """Return which name stands for which: that with the same value, else with one of its form."""
    pairs = [(name, other) for name in gone for other in new]
    same = (pair for pair in pairs if before[pair[0]] == after[pair[1]])
    alike = (pair for pair in pairs if type(before[pair[0]]) is type(after[pair[1]]))
    return next(same, None) or next(alike, None)
