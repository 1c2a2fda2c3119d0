"""From cells to the exact text of a field: dates, amounts, codes, choices, citations (转换).

Lenient where real tables are, in listed forms only; whatever else is refused with a sentence
that names the value and the remedy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from portal.model.fields import LONG_TERM
from portal.source.text import is_forbidden
from portal.staff.tables import Cell


class Refusal(Exception):
    """A value that cannot be taken; the message says why and what to do."""


_DASHES = ("-", "--", "—", "——", "－", "/", "//", "\\", "、")
EMPTY = frozenset(
    ("", *_DASHES, "无", "空", "暂无", "不涉及", "NULL", "NONE", "N/A", "NAN", "#N/A")
)
_NO_END = frozenset(("长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"))
# Marks a code that was no text, in the table of rejected rows: text again, it would be believed.
SPOILED = "【不是文本】"
NO_END_FROM = 2099  # 2099/12/31, and 2099/01/31 as well, stand for "no end"; so does 9999
EARLIEST = date(1949, 10, 1)
_EXCEL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?(万元|元)?")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_CONNECTIVE = re.compile(r"[，,、；;。\s]*(根据|依据|依照|按照|以及|和|及|与)?[：:\s]*$")
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])")


def cleaned(cell: Cell) -> str:
    """Return a cell as text without what cannot be seen; empty where it says "nothing"."""
    text = shown(cell).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(map(_visible, text)).strip()
    return "" if text.upper() in EMPTY else text


def shown(cell: Cell) -> str:
    """Return a cell as a spreadsheet shows it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    return str(cell)


def _visible(character: str) -> str:
    if character == "\n" or character.isalnum():
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Zs"):
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Cf":
        return ""
    if is_forbidden(character):
        message = f"含有系统不认识的字（U+{ord(character):04X}，多为自造字），请换成正式的字。"
        raise Refusal(message)
    return character


def one_line(text: str) -> str:
    """Return `text` without line breaks; between Chinese characters nothing takes their place."""
    return re.sub(r"\s*\n\s*", " ", _BREAK.sub("", text))


def code(cell: Cell) -> str:
    """Return a code or number as text; one that a spreadsheet took for a number is refused."""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        told = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
        raise Refusal(_lost(told, "数字"))
    if isinstance(cell, (date, time, timedelta)):
        raise Refusal(_lost(str(cell), "日期或时间"))
    text = one_line(cleaned(cell))
    if text.startswith(SPOILED):
        raise Refusal(_lost(text.removeprefix(SPOILED), "数字或日期"))
    if _SCIENTIFIC.fullmatch(text):
        raise Refusal(_lost(text, "数字"))
    return text


def _lost(told: str, kind: str) -> str:
    return (
        f"“{told}”在表格里是{kind}，不是文本，开头的 0 和第 15 位以后的数字可能已经丢失；"
        "请把这一列设为“文本”格式，对照原件重填。"
    )


def credit_code(cell: Cell) -> str:
    """Return a credit code in half-width capitals without spaces; its check digit is not proved."""
    return "".join(unicodedata.normalize("NFKC", code(cell)).split()).upper()


def day(cell: Cell) -> str:
    """Return a day as YYYY-MM-DD, from any of the forms that tables have.

    The sentinel for "no end" is no day: a field that must have one stays empty.
    """
    found = _date(cell)
    return str(found) if found and found.year < NO_END_FROM else ""


def end_day(cell: Cell) -> str:
    """Return the last day of a period, or 长期 where it has no end."""
    if cleaned(cell) in _NO_END:
        return LONG_TERM
    found = _date(cell)
    return "" if not found else LONG_TERM if found.year >= NO_END_FROM else str(found)


def _date(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return _plausible(cell.date(), str(cell))
    if isinstance(cell, date):
        return _plausible(cell, str(cell))
    text = unicodedata.normalize("NFKC", cleaned(cell))
    if not text:
        return None
    is_serial = isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell < 1_000_000
    return _plausible(_serial(cell) if is_serial else _written(text), text)


def _serial(cell: Cell) -> date:
    """Return the day of a spreadsheet's day number, counted from 1899-12-30."""
    assert isinstance(cell, (int, float))
    return _EXCEL_EPOCH + timedelta(days=int(cell))


def _written(text: str) -> date:
    without_clock = _CLOCK.sub("", text)
    match = _DATE.fullmatch("".join(without_clock.split()))
    if not match:
        raise Refusal(f"“{text}”不是认得的日期，请写成 2024-05-08 这样。")
    year, month, of_month = (int(part) for part in match.groups() if part and part.isdigit())
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Refusal(f"没有“{text}”这一天，请核对月份和日期。") from None


def _plausible(found: date, told: str) -> date:
    if found < EARLIEST:
        raise Refusal(f"“{told}”早于 1949 年，像是占位的日期；请填实际日期，没有就留空。")
    return found


def yuan(cell: Cell, unit: str) -> str:
    """Return an amount in yuan, exact; `unit` (元, 万元) holds where the cell names none.

    Zero is what templates carry where no amount applies: it counts as empty.
    """
    text = unicodedata.normalize("NFKC", "".join(cleaned(cell).split())).strip("¥￥")
    if not text:
        return ""
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise Refusal(f"“{text}”不是金额，请只写数字，单位为{unit}。")
    amount = _decimal(match[1].replace(",", "") + (match[2] or ""), text)
    exact = amount * (10_000 if (match[3] or unit) == "万元" else 1)
    if exact != exact.quantize(Decimal("0.01")):
        raise Refusal(f"“{text}”换算成元以后不足一分，请核对小数位数（万元至多六位小数）。")
    return f"{exact:.2f}" if exact else ""


def _decimal(digits: str, told: str) -> Decimal:
    try:
        return Decimal(digits).quantize(Decimal("0.0000000001"))
    except InvalidOperation:
        raise Refusal(f"“{told}”数目太大，请核对。") from None


def citations(text: str) -> list[dict[str, str]]:
    """Return what `text` cites: each title in 《》 with the articles behind it, else the whole."""
    starts = [match.start() for match in _TITLE.finditer(text)]
    if not starts:
        return [{"text": one_line(text)}] if text else []
    pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    pieces[0] = _CONNECTIVE.sub("", text[: starts[0]]) + pieces[0]
    told = (one_line(_CONNECTIVE.sub("", piece).strip()) for piece in pieces)
    return [{"text": piece} for piece in told if piece]


def options(
    text: str, allowed: tuple[str, ...], values: Mapping[str, object], otherwise: str | None
) -> tuple[list[str], str]:
    """Return the official terms for `text` and, where it has none, what it said."""
    found = values.get(text, values.get(unicodedata.normalize("NFKC", text), text))
    if isinstance(found, list):
        return [str(one) for one in found], ""
    text = str(found)
    if text in allowed or otherwise is None:
        return [text], ""
    named = re.fullmatch(rf"{otherwise}\s*[-—－:：(（]+\s*(.*?)[)）]?", text)
    return [otherwise], named[1] if named else text


def parts(text: str) -> Iterator[str]:
    """Yield what a cell lists, cut at ；;、，and line breaks."""
    yield from filter(None, (part.strip() for part in re.split(r"[；;、，,\n]", text)))
