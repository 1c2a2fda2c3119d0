"""Kinds of field: the exact text form of each, its value, its JSON Schema (字段种类).

YAML carries text and nothing else; a kind turns that text into a value or says, in Chinese, what
would be right. Nothing here is lenient: `20240506` is not a day, `1e5` is not money.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from portal.model.kind import Kind, wrong

ID_PATTERN = r"^[a-z]{2,4}(-[a-z0-9]{1,12}){1,4}$"
AN_ID = "记录编号（目标文件名去掉 .yaml）"
LONG_TERM: Literal["长期"] = "长期"


def _text(value: str) -> str:
    if "\n" in value:
        raise wrong("这里只能写一行文字，不能换行。")
    return _long_text(value)


def _long_text(value: str) -> str:
    return value.strip()


def _matching(pattern: str, form: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def parse(value: str) -> str:
        if not compiled.fullmatch(value):
            raise wrong(f"“{value}”不合要求，应为{form}。")
        return value

    return parse


DAY_PATTERN = r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$"


def parse_day(value: str) -> date:
    """Return the day written as YYYY-MM-DD, and in no other form (GB/T 7408.1)."""
    if not re.fullmatch(DAY_PATTERN, value):
        raise wrong(f"“{value}”不是规定的日期写法，应为“年-月-日”，如 2024-05-08。")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong(f"没有“{value}”这一天，请核对月份和日期。") from None


def _end_day(value: str) -> date | Literal["长期"]:
    return LONG_TERM if value == LONG_TERM else parse_day(value)


def _money(value: str) -> Decimal:
    if not re.fullmatch(MONEY_PATTERN, value):
        raise wrong(
            f"“{value}”不是规定的金额写法，应为以元计的数字，至多两位小数，"
            "不写单位和千分位，如 100000.00。"
        )
    return Decimal(value).quantize(Decimal("0.01"))


def _count(value: str) -> int:
    if not re.fullmatch(COUNT_PATTERN, value):
        raise wrong(f"“{value}”应为整数，如 15。")
    return int(value)


def _percent(value: str) -> Decimal:
    if not re.fullmatch(PERCENT_PATTERN, value):
        raise wrong(f"“{value}”应为 0 至 100 之间的数字，至多四位小数，不写百分号，如 5。")
    return Decimal(value)


def _yes_no(value: str) -> bool:
    if value not in ("是", "否"):
        raise wrong(f"“{value}”应为“是”或“否”。")
    return value == "是"


def parse_credit_code(value: str) -> str:
    """Return the unified social credit code, its check digit proved (GB 32100—2015)."""
    try:
        normal = uscc.validate(value)
    except ValidationError:
        normal = None
    if normal != value:
        raise wrong(_credit_code_message(value), "credit-code")
    return value


def _credit_code_message(value: str) -> str:
    form = "18位数字和大写字母（不含 I、O、S、V、Z）"
    if len(value) != len(CREDIT_CODE_PLACES):
        return f"“{value}”应为{form}，中间没有空格；现有 {len(value)} 位。"
    for place, (character, allowed) in enumerate(zip(value, CREDIT_CODE_PLACES, strict=True), 1):
        if not re.fullmatch(allowed, character):
            what = "第 3 至 8 位只能是数字" if allowed == DIGIT else f"应为{form}"
            return f"“{value}”的第 {place} 位“{character}”不对，{what}；请对照证照原件核对。"
    return (
        f"“{value}”的末位校验码不对，按前17位应为"
        f"“{uscc.calc_check_digit(value[:17])}”；请对照证照原件核对。"
    )


def _web(value: str) -> str:
    """Return an address that every program reads alike: a host, no user, a port that can be."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise wrong(f"“{value}”打不开：主机名或者端口写错了，{WEB_FORM}。") from None
    if "@" in parts.netloc:
        raise wrong(f"“{value}”的主机名前写了用户名（“@”和它前面的），网址里不能有，请删去。")
    if not re.fullmatch(WEB_PATTERN, value) or port == 0:
        raise wrong(f"“{value}”不合要求，{WEB_FORM}。")
    return value


MONEY_PATTERN = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,2})?$"
PERCENT_PATTERN = r"^(100|[0-9]{1,2}(\.[0-9]{1,4})?)$"
COUNT_PATTERN = r"^(0|[1-9][0-9]{0,8})$"
CREDIT_CODE_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
LETTER, DIGIT = "[0-9A-HJ-NPQRTUWXY]", "[0-9]"
CREDIT_CODE_PLACES = (*[LETTER] * 2, *[DIGIT] * 6, *[LETTER] * 10)
PHONE_PATTERN = r"^[0-9+()（）、；;转\- ]{3,60}$"
# A name, or an address in brackets; a port; then whatever has no space, quote or bracket.
_HOST = r"[^\s<>\"/?#@:\\\[\].]+"
WEB_PATTERN = (
    rf"^https?://({_HOST}(\.{_HOST})*|\[[0-9A-Fa-f:.]+\])(:[0-9]{{1,5}})?([/?#][^\s<>\"\\]*)?$"
)
WEB_FORM = "应为以 http:// 或 https:// 开头的网址，如 https://x.gov.cn/"
DOMAIN_PATTERN = r"^([a-z0-9]([a-z0-9\-]*[a-z0-9])?\.)+([a-z]{2,}|xn--[a-z0-9]+)$"
EMAIL_PATTERN = rf"^[A-Za-z0-9_+\-]+(\.[A-Za-z0-9_+\-]+)*@{DOMAIN_PATTERN[1:]}"
DIVISION_PATTERN = r"^[0-9]{6}$"
PINYIN_PATTERN = r"^[a-zü0-9]+( [a-zü0-9]+)*$"

TEXT = Kind("text", "文字", "一行文字", _text)
LONG_TEXT = Kind("long_text", "长文字", "可以分段的文字", _long_text)
NUMBER = Kind("number", "编号", "文号、证号等编号，照原样写", _text, example="云罚字〔2024〕15号")
PERCENT = Kind("percent", "百分比", "不带百分号的数字", _percent, PERCENT_PATTERN, example="5")
DAY = Kind("day", "日期", "YYYY-MM-DD", parse_day, DAY_PATTERN, example="2024-05-08")
END_DAY = Kind(
    "end_day", "截止日期", "YYYY-MM-DD 或“长期”", _end_day, f"{DAY_PATTERN}|^长期$", example="长期"
)
MONEY = Kind("money", "金额（元）", "以元计的数字", _money, MONEY_PATTERN, example="100000.00")
COUNT = Kind("count", "整数", "整数", _count, COUNT_PATTERN, example="15")
YES_NO = Kind("yes_no", "是否", "是或否", _yes_no, options=("是", "否"))
CREDIT_CODE = Kind(
    "credit_code", "统一社会信用代码", "18位，含校验码", parse_credit_code, CREDIT_CODE_PATTERN
)


def _pattern_kind(name: str, label: str, form: str, pattern: str, example: str) -> Kind:
    return Kind(
        name, label, form, _matching(pattern, f"{form}，如 {example}"), pattern, (), "", example
    )


PHONE = _pattern_kind("phone", "办公电话", "办公电话", PHONE_PATTERN, "0571-12345")
WEB = Kind(
    "web",
    "网址",
    "以 http:// 或 https:// 开头的网址",
    _web,
    WEB_PATTERN,
    example="https://x.gov.cn/",
)
DOMAIN = _pattern_kind("domain", "域名", "小写的域名", DOMAIN_PATTERN, "example.cn")
EMAIL = _pattern_kind(
    "email",
    "电子邮箱",
    "一个电子邮箱，@ 前只用字母、数字和 . _ + -，@ 后是小写的域名",
    EMAIL_PATTERN,
    "jb@example.gov.cn",
)
PINYIN = _pattern_kind(
    "pinyin", "拼音", "小写的拼音，音节之间空一格", PINYIN_PATTERN, "chong qing shi"
)
DIVISION = _pattern_kind("division", "行政区划代码", "6位行政区划代码", DIVISION_PATTERN, "330106")

Text = Annotated[str, TEXT]
LongText = Annotated[str, LONG_TEXT]
Number = Annotated[str, NUMBER]
Day = Annotated[date, DAY]
EndDay = Annotated[date | Literal["长期"], END_DAY]
Money = Annotated[Decimal, MONEY]
Count = Annotated[int, COUNT]
Percent = Annotated[Decimal, PERCENT]
YesNo = Annotated[bool, YES_NO]
CreditCode = Annotated[str, CREDIT_CODE]
Phone = Annotated[str, PHONE]
Web = Annotated[str, WEB]
Domain = Annotated[str, DOMAIN]
Email = Annotated[str, EMAIL]
Division = Annotated[str, DIVISION]
Pinyin = Annotated[str, PINYIN]


def choice(*options: str) -> Kind:
    """Return the kind of a field that takes one of `options` (official Chinese terms)."""

    def parse(value: str) -> str:
        if value in options:
            return value
        near = [option for option in options if value in option] or get_close_matches(
            value, options, n=1, cutoff=0.4
        )
        hint = f"，是不是“{near[0]}”" if near else ""
        raise wrong(f"“{value}”不在可选的值之内{hint}；可选：{'、'.join(options)}。")

    return Kind("choice", "选项", "可选的值之一", parse, options=options)


def reference(target: str) -> Kind:
    """Return the kind of a field that names another record of type `target` by its id."""
    parse = _matching(ID_PATTERN, f"{AN_ID}，如 jg-2024-k7m3q9")
    return Kind("reference", "引用", "记录编号", parse, ID_PATTERN, target=target)


def field(
    label: str,
    help_text: str = "",
    *,
    required: bool = False,
    many: bool = False,
    default: Any = None,
    **marks: bool,
) -> Any:
    """Declare a field: its Chinese label, its help text, and its marks.

    Marks: `identifying` (tells who the party is), `tombstone` (stays when a case is withdrawn),
    `private` (never leaves the gate), `counted` (its days tell the record's own day).
    """
    default = ... if required else (() if many else default)
    return Field(default, title=label, description=help_text or None, json_schema_extra=dict(marks))
