"""Rules for how text is written: characters and numbers of documents (文字和文号)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.checks import lookalikes
from portal.checks.base import Context, Findings, Subject, check
from portal.model import Record, Removed
from portal.model.shape import shape_of

_LOOKALIKE = re.compile(lookalikes.pattern())
_FULL_WIDTH_DIGIT = re.compile("[０-９]+")
_BRACKETS = {"〕": "〔", "】": "【", "]": "[", ")": "(", "）": "（", "》": "《", "」": "「"}


@check("lookalike", "政府信息公开条例第六条", "warning")
def no_lookalike_characters(subject: Subject[Record | Removed], context: Context) -> Findings:
    """文字里不用扫描、复制带来的形近字、部首字符和兼容汉字。"""
    if not _LOOKALIKE.search(subject.all_text):
        return
    for value in subject.texts:
        shape = shape_of(subject.item.type).get(value.field)
        in_name = shape is not None and shape.identifying
        for character in dict.fromkeys(_LOOKALIKE.findall(value.text)):
            right = lookalikes.meant(character)
            if right != character and (lookalikes.is_radical(character) or not in_name):
                code = f"U+{ord(character):04X}"
                yield value.loc, f"“{character}”（{code}）疑为“{right}”，请核对后重新输入。"


@check("document-number", "党政机关公文处理工作条例第九条", "warning")
def document_numbers_are_tidy(subject: Subject[Record], context: Context) -> Findings:
    """文号、证号里没有空格和全角数字，括号成对。"""
    for value in subject.of_kind("number"):
        if len(value.loc) > 1:
            continue
        for fault in _faults(value.text):
            yield value.loc, f"“{value.text}”{fault}；请对照原件核对，原件如此的不用改。"


def _faults(number: str) -> Iterator[str]:
    if any(character.isspace() for character in number):
        yield "里有空格"
    if match := _FULL_WIDTH_DIGIT.search(number):
        yield f"里有全角数字“{match[0]}”，一般用半角"
    if not _is_balanced(number):
        yield "的括号不成对"


def _is_balanced(text: str) -> bool:
    """Whether every bracket is closed by its own kind, in order."""
    open_brackets: list[str] = []
    for character in text:
        if character in _BRACKETS.values():
            open_brackets.append(character)
        elif character in _BRACKETS and (
            not open_brackets or open_brackets.pop() != _BRACKETS[character]
        ):
            return False
    return not open_brackets
