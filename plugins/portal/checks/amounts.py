"""Rules for money: the text and the fields must name the same amounts (金额)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.money import Amount, amounts
from portal.checks.walk import label_of
from portal.lifecycle.privacy import plain_width
from portal.model.decision import Decision

_FINE_BEFORE = re.compile(
    r"(?<!加处)(?<!减轻)罚款(?:金额|数额)?(?:人民币|合计|共计|总计|计|为|：|:|￥|¥|[(（]?大写[)）：:]?|\s)*$"
)
_FINE_AFTER = re.compile(r"\s*的?罚款(?!数额)")
_CONFISCATED_BEFORE = re.compile(
    r"没收[^，。；;\n]{0,24}?(?:人民币|合计|共计|总计|计|为|：|:|￥|¥|[(（]?大写[)）：:]?|\s)*$"
)
_PAID_BEFORE = re.compile(
    r"(?:征收|征用|补偿|给付|发放|奖励|补助|补贴|缴纳|返还|赔偿|支付)[^，。；;\n]{0,16}?"
    r"(?:人民币|合计|共计|总计|计|为|：|:|￥|¥|[(（]?大写[)）：:]?|\s)*$"
)
_REACH = 40
_PAIR = re.compile(r"[(（](?:大写|小写|人民币|即|：|:|￥|¥|\s)*(?P<same>[^()（）]*?)[)）]")
_FIGURES_ONLY = re.compile(r"[0-9][0-9,]*(?:\.[0-9]{1,2})?")


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f} 元"


def _of_fines(text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    for amount in found:
        before = text[max(0, amount.start - _REACH) : amount.start]
        if _FINE_BEFORE.search(before) or _FINE_AFTER.match(text, amount.end):
            yield amount


def _after(words: re.Pattern[str], text: str, found: Sequence[Amount]) -> Iterator[Amount]:
    for amount in found:
        if words.search(text[max(0, amount.start - _REACH) : amount.start]):
            yield amount


def _agrees(value: Decimal, said: Sequence[Amount]) -> bool:
    """Whether a field can mean what the text says: one of its amounts, or all together."""
    values = [amount.value for amount in said]
    return value in values or value in (sum(values), sum(set(values)))


@check("amount-text", "发改办财金〔2018〕424号", "warning")
def amounts_agree_with_text(subject: Subject[Decision], context: Context) -> Findings:
    """决定内容里写的罚款、没收和涉及的金额，大写小写都与金额字段一致。"""
    decision = subject.record
    text = plain_width(decision.content)
    found = tuple(amounts(text))
    if not found:
        return
    for name, said in (
        ("fine", tuple(_of_fines(text, found))),
        ("confiscated", tuple(_after(_CONFISCATED_BEFORE, text, found))),
        ("amount", tuple(_after(_PAID_BEFORE, text, found))),
    ):
        value = getattr(decision, name)
        if value is not None and said and not _agrees(value, said):
            texts = "、".join(f"“{a.text}”（{_yuan(a.value)}）" for a in said)
            label = label_of(decision, name)
            message = f"决定内容写的是{texts}，{label}写的是 {value}；请核对，以决定书为准。"
            yield (name,), message


@check("amount-words", severity="warning")
def words_agree_with_figures(subject: Subject[Decision], context: Context) -> Findings:
    """同一金额的大写和括号里的小写要一致。"""
    text = plain_width(subject.record.content)
    for amount in amounts(text):
        pair = _PAIR.match(text, amount.end)
        same = _single(pair["same"]) if pair else None
        if same is not None and same != amount.value:
            message = (
                f"“{amount.text}”是 {_yuan(amount.value)}，括号里写的是 {_yuan(same)}；"
                "请照决定书更正。"
            )
            yield ("content",), message


def _single(text: str) -> Decimal | None:
    found = [amount.value for amount in amounts(text)]
    if not found and _FIGURES_ONLY.fullmatch(text.strip()):
        return Decimal(text.strip().replace(",", ""))
    return found[0] if len(found) == 1 else None


@check("penalty-amount", "发改办财金〔2018〕424号", "warning")
def penalties_agree_with_amounts(subject: Subject[Decision], context: Context) -> Findings:
    """处罚类别有罚款、没收违法所得的要写金额；写了金额的，处罚类别里要有。"""
    decision, kinds = subject.record, set(subject.record.penalties)
    if not kinds:
        return
    if "罚款" in kinds and decision.fine is None:
        yield ("penalties",), "处罚类别有“罚款”，却没有写罚款金额；请加一行 fine: …，以元计。"
    if decision.fine is not None and "罚款" not in kinds:
        yield ("fine",), f"写了罚款金额 {decision.fine}，处罚类别里却没有“罚款”；请核对。"
    if "没收违法所得" in kinds and decision.confiscated is None:
        message = "处罚类别有“没收违法所得”，却没有写没收金额；请加一行 confiscated: …，以元计。"
        yield ("penalties",), message
    if decision.confiscated is not None and not kinds & {"没收违法所得", "没收非法财物"}:
        message = f"写了没收金额 {decision.confiscated}，处罚类别里却没有没收；请核对。"
        yield ("confiscated",), message
