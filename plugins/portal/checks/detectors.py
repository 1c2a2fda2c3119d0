"""What personal data looks like in text (个人信息的样子): numbers, telephones, accounts, homes.

Each detector yields what it found as it stands in the text, which must come with plain-width
digits (:func:`portal.lifecycle.privacy.plain_width`). Every repetition is bounded, so that no text
makes a detector slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.cn import uscc

from portal.lifecycle.privacy import identity_numbers

# Where none of these is in a text, no detector finds anything in it.
SUSPICIOUS = re.compile(
    r"[0-9]{7}|[0-9](?:[ -]?[0-9]){9}|[(（]0[0-9]{2}|护照|通行证|身份|证件|住|户籍|户口|家庭|[幢栋座]|号楼"
)
_REACH = 40  # characters before a number that may say what it is
# What these words introduce is the number of a document or a thing.
_THING = re.compile(
    r"(?:编号|文号|字号|(?<![份件])证号|注册号|登记号|备案号|许可证号|案号|订单号|运单号|单号|流水号|批号|条码|"
    r"代码|序列号)[为是系:： \"“第(（]{0,4}$"
)

_OLD_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-8][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
    r"(?![0-9A-Za-z])"
)
_PAPER = re.compile(
    r"(?:身份证|身份号码|证件号)[^0-9A-Za-z，。；\n]{0,10}(?P<number>[0-9][0-9 -]{11,20}[0-9Xx])"
    r"|(?:护照|通行证|居留身份证)[^0-9A-Za-z，。；\n]{0,10}(?P<other>[A-Za-z]{1,3}[0-9]{6,15})"
)
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[ -]?)?1[3-9][0-9]"
    r"(?:(?:[ -]?[0-9]{4}){2}|[ -][0-9]{3}[ -][0-9]{5})(?![0-9A-Za-z])"
)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z])(?:0[1-9][0-9]{1,2}[ -]?|[(（]0[1-9][0-9]{1,2}[)）] ?)[2-9][0-9]{6,7}"
    r"(?![0-9A-Za-z])"
    r"|(?:电话|座机|[Tt]el)[^0-9，。；\n]{0,6}[2-9][0-9]{6,7}(?![0-9A-Za-z])"
)
_ACCOUNT = re.compile(
    r"(?<![0-9A-Za-z-])[0-9]{4}(?:[ -]?[0-9]{4}){3}[ -]?[0-9]{0,3}(?<![ -])(?![0-9A-Za-z-]|号(?!码))"
)
_BANK = re.compile(r"(?:[账帐卡户]号?|银行[^，。；,;\n]{0,10})码?[为是系:： ]{0,3}$")
# Who registered it, and where (GB 32100—2015, GB/T 2260).
_CODE_PREFIX = re.compile(r"(?:1[1239]|5[1-49]|9[1239])[1-8][0-9]")

_COUNT = "[0-9一二三四五六七八九十百]{1,6} ?"
_DOOR = rf"(?:{_COUNT}(?:号|弄|组|幢|栋|座|单元|室|户)|[村屯][^，。；,;\n]{{0,8}}组)"
_LIVES = (
    r"家住|家庭住址|家庭地址|户籍地址|户籍所在地|户籍地|户口所在地|现住|暂住|居住地址?|经常居住地|住址|租住|"
    r"居住[于在]|住[于在]|[，,、；;（( ]住(?![所房宅建院宿])"
)
_HOME = re.compile(rf"(?:{_LIVES})[^。；;\n]{{0,40}}?(?:{_DOOR}){{1,6}}")
_DOMICILE = re.compile(rf"(?:{_LIVES}|住所地?)[^。；;\n]{{0,40}}?(?:{_DOOR}){{1,6}}")
_FLAT = re.compile(
    rf"(?<![0-9一二三四五六七八九十百]){_COUNT}(?:幢|栋|号楼|座)[^，。；,;\n]{{0,6}}?{_COUNT}(?:单元|门)"
    rf"[^，。；,;\n]{{0,4}}?{_COUNT}(?:室|户)?"
)
_BUSINESS = re.compile(r"(?:经营|注册|办公|生产|营业|登记)(?:地址|场所|住所|地点)[^。；;\n]{0,30}$")


def _introduced(text: str, start: int, words: re.Pattern[str]) -> bool:
    return words.search(text[max(0, start - _REACH) : start]) is not None


def identities(text: str) -> Iterator[str]:
    """Yield numbers of identity papers: by check digit, in the old form, or because a word says so."""
    found = set(identity_numbers(text))
    yield from sorted(found)
    for match in _PAPER.finditer(text):
        number = match["number"] or match["other"]
        if number not in found:
            found.add(number)
            yield number
    for match in _OLD_IDENTITY.finditer(text):
        if match[0] not in found and not _introduced(text, match.start(), _THING):
            yield match[0]


def mobiles(text: str) -> Iterator[str]:
    """Yield mobile telephone numbers."""
    for match in _MOBILE.finditer(text):
        if not _introduced(text, match.start(), _THING):
            yield match[0]


def landlines(text: str) -> Iterator[str]:
    """Yield fixed-line telephone numbers: with an area code, or where a word says so."""
    yield from (match[0] for match in _LANDLINE.finditer(text))


def accounts(text: str) -> Iterator[str]:
    """Yield bank accounts and cards: 16 to 19 digits.

    A credit code, an identity number and what is introduced as the number of a document are none.
    """
    for match in _ACCOUNT.finditer(text):
        digits = re.sub("[ -]", "", match[0])
        said = _introduced(text, match.start(), _BANK)
        if said or not (_is_code(digits) or _introduced(text, match.start(), _THING)):
            yield match[0]


def _is_code(digits: str) -> bool:
    """Whether 18 digits are a credit code of an agency, body or firm, or an identity number."""
    if len(digits) != 18:
        return False
    code = _CODE_PREFIX.match(digits) is not None and uscc.is_valid(digits)
    return code or next(identity_numbers(digits), None) is not None


def homes(text: str, *, person: bool = False) -> Iterator[str]:
    """Yield home addresses down to the door; a district or county alone is none.

    Of a `person` the registered domicile (住所) is a home as well; of a firm it is public.
    """
    said = [match.span() for match in (_DOMICILE if person else _HOME).finditer(text)]
    yield from (text[start:end].lstrip("，,、；;（( ") for start, end in said)
    for match in _FLAT.finditer(text):
        overlaps = any(start < match.end() and match.start() < end for start, end in said)
        if not overlaps and not _introduced(text, match.start(), _BUSINESS):
            yield match[0].strip()
