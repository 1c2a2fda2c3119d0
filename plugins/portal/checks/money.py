"""Amounts of money in Chinese text, in capitals, in figures or mixed (金额的大写和小写)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
GROUPS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERALS = "".join((*DIGITS, *UNITS, *GROUPS))
# Every repetition is bounded and no number is taken apart again: no text makes the search slow.
_FIGURES = r"(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,5}|[0-9]{1,18})(?:\.[0-9]{1,6})?"
_NUMBER = rf"(?<![0-9{_NUMERALS}])(?>(?:{_FIGURES}|[{_NUMERALS}]){{1,30}})"
_SMALL = rf"(?:(?P<jiao>[0-9{''.join(DIGITS)}])角)?(?:[零〇]?(?P<fen>[0-9{''.join(DIGITS)}])分)?"
_LIMIT = "以[上下内]|[至到—-]"
AMOUNT = re.compile(
    rf"(?P<whole>{_NUMBER})\s{{0,3}}[元圆圓](?:{_SMALL})(?![整正]?(?:{_LIMIT}))[整正]?"
)
MOST = Decimal(10) ** 15  # what a money field can hold, in yuan
_TOKEN = re.compile(rf"{_FIGURES}|[{_NUMERALS}]")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as the text has it, in yuan, and where it stands."""

    value: Decimal
    text: str
    start: int
    end: int


def amounts(text: str) -> Iterator[Amount]:
    """Yield the amounts in `text`; limits of a range (1 万元以上 10 万元以下) are none."""
    for match in AMOUNT.finditer(text):
        value = number(match["whole"])
        if value is not None and value < MOST:
            small = _small(match["jiao"]) * 10 + _small(match["fen"])
            total = value + Decimal(small) / 100
            yield Amount(total.quantize(Decimal("0.01")), match[0], match.start(), match.end())


def _small(digit: str | None) -> int:
    return 0 if digit is None else DIGITS[digit] if digit in DIGITS else int(digit)


def number(text: str) -> Decimal | None:
    """Return the value of a number in figures (30,000), in Chinese (叁万零伍佰) or mixed (3万5千).

    None where it is no number in any of these forms.
    """
    whole = section = Decimal(0)
    digit: Decimal | None = None
    for token in _TOKEN.findall(text):
        if token in UNITS:
            section += (Decimal(1) if digit is None else digit) * UNITS[token]
            digit = None
        elif token in GROUPS:
            whole = _grouped(whole, section + (digit or 0), GROUPS[token])
            section, digit = Decimal(0), None
        else:
            if digit:
                return None  # two digits side by side: a year, a number of something
            digit = Decimal(DIGITS.get(token, 0)) if token in DIGITS else _figures(token)
    return whole + section + (digit or 0)


def _grouped(whole: Decimal, section: Decimal, group: int) -> Decimal:
    """Close a group: 亿 raises all before it, 万 only what stands since the last 亿."""
    if group == 10**8:
        return (whole + section) * group
    return whole + section * group


def _figures(token: str) -> Decimal:
    return Decimal(token.replace(",", "").replace("，", ""))
