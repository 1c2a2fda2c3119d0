"""Discretion (裁量基准): which act or circumstance is met with what, tier by tier.

行政处罚法第三十四条: 行政处罚裁量基准应当向社会公布; 国办发〔2018〕118号 (十九). A decision that
cites a tier is held against its range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.faults import Fault
from portal.model.fields import (
    Day,
    LongText,
    Money,
    Number,
    Text,
    YesNo,
    choice,
    field,
    reference,
)
from portal.model.glance import Glance
from portal.model.kind import Kind, wrong
from portal.model.terms import AgencyRef, Penalty

TIMES_PATTERN = r"^(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?$"
BASES = ("违法所得", "货值金额", "合同价款", "费用", "投资额", "其他基数")


def _times(value: str) -> Decimal:
    if not re.fullmatch(TIMES_PATTERN, value):
        raise wrong(f"“{value}”应为倍数，至多两位小数，不写“倍”字，如 1.5；百分之五写 0.05。")
    return Decimal(value)


TIMES = Kind("times", "倍数", "倍数，百分之五写 0.05", _times, TIMES_PATTERN, example="1.5")
Times = Annotated[Decimal, TIMES]


class Range(Part):
    """From where to where the fine may go: in yuan, or in multiples of a base (罚款幅度).

    以上、以下 include the number itself, 不满 does not (民法典第一千二百五十九条).
    """

    MANNER = "range"

    when: Text | None = field("情形", "幅度因情形不同的，写明何时适用，如 没有违法所得的")
    base: Annotated[str, choice(*BASES)] | None = field("计罚基数", "按倍数罚款的，写明以什么计")
    least: Money | None = field("下限", "含本数，单位为元")
    most: Money | None = field("上限", "单位为元")
    least_times: Times | None = field("下限倍数", "含本数")
    most_times: Times | None = field("上限倍数")
    below: YesNo | None = field("不含上限", "写作“不满”“不足”的，写 是")

    def bounds(self, base: Decimal | None) -> tuple[Decimal | None, Decimal | None] | None:
        """Return the least and the most in yuan, None for an open end; None without the base."""
        if not self.base:
            return self.least, self.most
        if base is None:
            return None
        least, most = self.least_times, self.most_times
        return (
            None if least is None else least * base,
            None if most is None else most * base,
        )

    def allows(self, fine: Decimal, base: Decimal | None) -> bool:
        """Return whether a fine lies in the range; without the base nobody can say it does."""
        if (bounds := self.bounds(base)) is None:
            return False
        least, most = bounds
        under = most is None or (fine < most if self.below else fine <= most)
        return under and (least is None or fine >= least)


class Tier(Part):
    """One tier (裁量阶次): when it applies, and what follows."""

    IN_ROWS = True

    key: Text = field("裁量阶次", "本基准内唯一，不含空格，如 从轻", required=True)
    condition: LongText = field("适用条件", required=True)
    ranges: tuple[Range, ...] = field("罚款幅度", "罚款的数额或者倍数；不罚款的不写", many=True)
    penalties: tuple[Penalty, ...] = field("处罚类别", many=True)
    detail: LongText | None = field("其他标准", "罚款以外的幅度，如 责令停产停业的期限")


class Discretion(Record):
    """The discretion standard of one matter."""

    TYPE = "discretion"
    PLURAL = "discretions"
    LABEL = "裁量基准"
    GATE = "norm"
    ID_PREFIX = "cl"
    DAY = "valid_from"
    FIRST_DAY = "valid_from"
    LAST_DAY = "valid_until"
    STAGE = "事前"
    IN_MENU = False
    IN_PROSE = True
    GLANCE = Glance(
        who=("agency",),
        what=("name", "code", "duty"),
        law=("basis", "sources"),
        effect=("valid_from", "valid_until"),
    )

    name: Text = field("事项名称", required=True)
    code: Number | None = field("事项代码", "权责清单里的职权编码")
    agency: AgencyRef = field("实施机关", required=True)
    duty: Annotated[str, reference("duty")] | None = field("权责事项")
    basis: tuple[Citation, ...] = field("处罚依据", required=True, many=True)
    tiers: tuple[Tier, ...] = field("裁量阶次", required=True, many=True)
    sources: tuple[Citation, ...] = field("裁量基准来源", "制定本基准的文件", many=True)
    valid_from: Day = field("施行日期", required=True)
    valid_until: Day | None = field("有效至")
    remark: LongText | None = field("备注")

    @property
    def places(self) -> frozenset[str]:
        """The tiers."""
        return frozenset(tier.key for tier in self.tiers)

    def tier(self, key: str) -> Tier | None:
        """Return the tier of this name."""
        return next((tier for tier in self.tiers if tier.key == key), None)

    def faults(self) -> Iterator[Fault]:
        """Yield tiers that cannot be told apart, and ranges that no fine can lie in."""
        known: set[str] = set()
        for index, tier in enumerate(self.tiers):
            loc = ("tiers", index)
            if tier.key in known or len(tier.key.split()) > 1:
                message = f"裁量阶次“{tier.key}”重复或者含有空格，请换一个名称。"
                yield Fault((*loc, "key"), "discretion-range", message)
            known.add(tier.key)
            for number, span in enumerate(tier.ranges):
                if message := _unfit(span):
                    yield Fault((*loc, "ranges", number), "discretion-range", message)


def _unfit(span: Range) -> str:
    """Return what is wrong with a range; nothing where a fine can be held against it."""
    yuan, times = (span.least, span.most), (span.least_times, span.most_times)
    told, other = (times, yuan) if span.base else (yuan, times)
    if any(value is not None for value in other):
        return "金额（least、most）和倍数（base、least_times、most_times）不能混写，请分成两项。"
    least, most = told
    if least is None and most is None:
        return "罚款幅度没有写上限和下限，请至少写一个。"
    if least is not None and most is not None and least > most:
        return f"罚款幅度的下限 {least} 大于上限 {most}，请核对。"
    return ""
