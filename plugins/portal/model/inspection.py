"""Inspection (随机抽查事项): what is inspected at random, how many, how often, on what law.

国办发〔2018〕118号 (四); 优化营商环境条例第五十四条; 国办发〔2024〕54号: what is not published may not be
inspected, and one firm is inspected no more often than the published cap says.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.fields import (
    Count,
    LongText,
    Number,
    Percent,
    Phone,
    Pinyin,
    Text,
    choice,
    field,
    reference,
)
from portal.model.glance import Glance
from portal.model.terms import AgencyRef, Level, PartyKind, pinyin_field

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*(?:%|％|(?=\s*[-—–~～至到]\s*[0-9.]+\s*[%％]))")


class Inspection(Record):
    """One item of the list of random inspections."""

    TYPE = "inspection"
    PLURAL = "inspections"
    LABEL = "随机抽查事项"
    GATE = "norm"
    ID_PREFIX = "cc"
    STAGE = "事前"
    IN_MENU = False
    HELPED_BY = ("partners",)
    BY_NAME = True
    FACET = "kind"
    GLANCE = Glance(
        who=("agency", "initiator", "partners", "other_partners", "level"),
        what=("name", "code", "area", "kind", "duty", "objects"),
        law=("basis",),
        effect=("ratio", "frequency", "yearly_cap"),
        remedy=("supervision",),
    )

    name: Text = field("抽查事项", required=True)
    pinyin: Pinyin | None = pinyin_field()
    code: Number | None = field("事项编码")
    area: Text = field("抽查项目", "项目或领域，如 食品安全", required=True)
    kind: Annotated[str, choice("重点检查事项", "一般检查事项")] = field("事项类别", required=True)
    agency: AgencyRef = field("抽查主体", required=True)
    duty: Annotated[str, reference("duty")] | None = field("权责事项")
    process: Annotated[str, reference("process")] | None = field("检查流程")
    objects: Text = field("抽查对象", required=True)
    party_kinds: tuple[PartyKind, ...] = field("对象类别", many=True)
    content: LongText | None = field("抽查内容", "检查标准、要点")
    basis: tuple[Citation, ...] = field("抽查依据", required=True, many=True)
    base: Text | None = field("抽查基数", "照原文写，如 在册食品经营者约 4,200 户")
    base_count: Count | None = field("抽查基数（数）", "能用一个数表示的，另写这个数")
    ratio: Text = field("抽查比例", "照原文写，如 不低于5%、60至70家", required=True)
    ratio_percent: Percent | None = field(
        "抽查比例（%）", "能用百分比表示的，另写最低的一个数，不写百分号"
    )
    frequency: Text = field("抽查频次", "如 每年一次", required=True)
    yearly_cap: Count | None = field("年度频次上限", "同一企业一年至多检查几次")
    methods: tuple[
        Annotated[str, choice("现场检查", "书面检查", "网络检查", "委托专业机构检查")], ...
    ] = field("抽查方式", required=True, many=True)
    drawn: Text | None = field("抽取办法", "如 按主体随机抽取、按网格随机抽取")
    credit: LongText | None = field("信用风险分类要求", "按信用风险高低抽取的不同比例、频次")
    initiator: AgencyRef | None = field("发起部门", "部门联合抽查的写")
    partners: tuple[AgencyRef, ...] = field("配合部门", many=True)
    other_partners: tuple[Text, ...] = field("其他配合部门", "不在本门户的，写全称", many=True)
    level: Level | None = field("实施层级")
    period: Text | None = field("实施时间", "如 每年3月至11月")
    supervision: Phone | None = field("监督电话")
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """The matter, behind the area where it does not name that itself."""
        return self.name if self.area in self.name else f"{self.area}：{self.name}"

    @property
    def percentages(self) -> tuple[Decimal, ...]:
        """The percentages that the ratio tells in words and figures, as they stand there."""
        return tuple(Decimal(number) for number in _PERCENT.findall(self.ratio))
