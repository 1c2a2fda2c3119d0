"""Look-up of firms before a permit: what is public of a code, a name or a number, or a clear no (核对).

The same as `theme/static/search/lookup.js` does in the browser, on the files of a finished site.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from portal.site.search.fold import fold
from portal.site.search.keys import Found
from portal.site.search.reader import Reader

Outcome = Literal["found", "absent", "nobody", "digit", "letter"]
MOST = 200  # questions at a time
_JOINTS = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_CODE = re.compile(r"[0-9A-Z]{18}")
_DIGITS = 6  # that a code has at least; a word of 18 letters is none
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TOLD = ("state_label", "type", "date", "agency", "title", "url")
COLUMNS = (
    "查询",
    "结果",
    "一致的项",
    "名称",
    "代码",
    "记录数",
    "状态",
    "种类",
    "日期",
    "机关",
    "标题",
    "网址",
)
SAID: dict[Outcome, str] = {
    "found": "有公开的记录",
    "absent": "没有一致的名称、代码或文号",
    "nobody": "校验码正确；公开的记录里没有这个代码",
    "digit": "校验码不对，请核对：多半是录错了一位",
    "letter": "代码里没有字母 I、O、S、V、Z，请核对",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Whom or what a question means: `count` records bear it, `rows` are the newest of them.

    `same` is false of names that differ from what was asked in brackets or points: another's.
    """

    what: str
    name: str
    code: str
    count: int
    rows: tuple[dict[str, str], ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is public of one question."""

    asked: str
    outcome: Outcome
    meanings: tuple[Meaning, ...] = ()


def credit_code(text: str) -> tuple[str, Outcome]:
    """Return what `text` is as a credit code, and whether one such can be; empty where it is none.

    GB 32100—2015: 18 digits and letters, but for I, O, S, V and Z, of which the last is a check.
    """
    code = _JOINTS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not _CODE.fullmatch(code) or sum(map(str.isdigit, code)) < _DIGITS:
        return "", "absent"
    try:
        uscc.validate(code)
    except InvalidChecksum:
        return code, "digit"
    except ValidationError:
        return code, "letter" if set(code) & set("IOSVZ") else "digit"
    return code, "nobody"


def look_up(index: Reader, asked: str) -> Answer:
    """Return what the index says of a code, full name or number."""
    code, otherwise = credit_code(asked)
    types = index.manifest["types"]
    meanings = tuple(_meaning(one, asked, types) for one in index.exact(code or asked))
    return Answer(asked, "found" if meanings else otherwise, meanings)


def _meaning(found: Found, asked: str, types: dict[str, list[str]]) -> Meaning:
    what, name, code, count, rows = found
    same = not name or fold(name) == fold(asked) or fold(asked) == code.lower()
    return Meaning(what, name, code, count, tuple(_row(row, types) for row in rows), same)


def _row(row: list[Any], types: dict[str, list[str]]) -> dict[str, str]:
    record_id, kind, state, label, day, agency, title = row
    return {
        "id": record_id,
        "type": types[kind][0],
        "state": state,
        "state_label": label,
        "date": day,
        "agency": agency,
        "title": title,
        "url": f"/{types[kind][1]}/{record_id}/",
    }


def table(answers: Iterable[Answer]) -> Iterator[tuple[str, ...]]:
    """Yield the answers as rows under :data:`COLUMNS`: one a record, one for each without any.

    What a spreadsheet would take for a formula is kept as text.
    """
    for row in _rows(answers):
        yield tuple(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row)


def _rows(answers: Iterable[Answer]) -> Iterator[tuple[str, ...]]:
    for answer in answers:
        said = (answer.asked, SAID[answer.outcome])
        if not answer.meanings:
            yield (*said, *("",) * (len(COLUMNS) - len(said)))
        for one in answer.meanings:
            near = "" if one.same else "（相近，不是同一个名称）"
            whose = (f"{one.what}{near}", one.name, one.code, str(one.count))
            for row in one.rows:
                yield (*said, *whose, *(row[name] for name in TOLD))
