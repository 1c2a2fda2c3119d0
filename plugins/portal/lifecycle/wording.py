"""Two texts side by side: by sentence, and inside a sentence by legal token (文字比对)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Part = Literal["same", "removed", "added"]

SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")
_NUMERALS = "〇零一二三四五六七八九十百千两0-9"
_FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"
_MEASURES = "元|圆|角|分|个?工作日|日|天|周|个?月|年|岁|人|次|倍|户|家|份|件|名|％|%"
TOKEN = re.compile(
    rf"""
      《[^》\n]*》                                    # a law, by its name
    | 第[{_NUMERALS}]+[编章节条款项目]                 # a place in it
    | [（(][{_NUMERALS}]+[）)]                        # an item
    | \d{{4}}年\d{{1,2}}月\d{{1,2}}日 | \d{{4}}-\d{{2}}-\d{{2}}
    | 百分之[{_NUMERALS}点]+
    | \d[\d,]*(?:\.\d+)?\s?[万亿]*(?:{_MEASURES})?整?   # an amount, a period, a number
    | [{_NUMERALS}{_FORMAL}万萬亿]+(?:{_MEASURES})整?    # the same in Chinese
    | [A-Za-z]+                                      # a word
    | .                                              # a Han character, a mark
    """,
    re.VERBOSE | re.DOTALL,
)
ALIKE = 0.4  # below this likeness two sentences are another, not one changed
MOST_TOKENS = 4_000  # comparing is quadratic; what is longer is shown whole
SHORTEST = 2  # characters: less than this left standing between two changes only confuses


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text that both have, or only the former, or only the new one."""

    part: Part
    text: str


def compare(before: str, after: str) -> tuple[Segment, ...]:
    """Return `after` beside `before`: without what was added the one, without the removed the other.

    Law names, articles, amounts and dates are never cut in two.
    """
    old, new = SENTENCE.findall(before), SENTENCE.findall(after)
    found: list[Segment] = []
    for before_part, after_part, same in _aligned(old, new):
        if same:
            found.append(Segment("same", before_part))
        else:
            found += _inside(before_part, after_part)
    return tuple(_joined(found))


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield runs of tokens, joined: equal ones, and those that stand for each other."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        yield "".join(old[i:j]), "".join(new[k:m]), tag == "equal"


def _inside(before: str, after: str) -> Iterator[Segment]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    comparable = max(len(old), len(new)) <= MOST_TOKENS
    if not comparable or SequenceMatcher(None, old, new, autojunk=False).ratio() < ALIKE:
        yield from _replaced(before, after)
        return
    left_before = left_after = ""
    for before_part, after_part, same in _aligned(old, new):
        if same and (len(before_part) >= SHORTEST or not (left_before or left_after)):
            yield from _replaced(left_before, left_after)
            left_before = left_after = ""
            yield Segment("same", before_part)
        else:
            left_before += before_part
            left_after += after_part
    yield from _replaced(left_before, left_after)


def _replaced(before: str, after: str) -> Iterator[Segment]:
    if before == after:
        yield Segment("same", before)
        return
    yield Segment("removed", before)
    yield Segment("added", after)


def _joined(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Yield `segments` without the empty ones, neighbours of one kind run together."""
    last: Segment | None = None
    for one in segments:
        if not one.text:
            continue
        if last and last.part == one.part:
            last = Segment(last.part, last.text + one.text)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last
