"""Entry (名单条目): who is on a list, why, since when, with what effect, how to leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from portal.model.base import Citation, Facts, Record
from portal.model.changes import Part
from portal.model.fields import Day, LongText, Number, Text, choice, field, reference
from portal.model.glance import Glance
from portal.model.party import DataSource, Party
from portal.model.regulation import ENTERED, SERVED
from portal.model.terms import LISTED, AgencyRef, Severity

REPRESENTATIVE = "法定代表人"


class Person(Part):
    """A responsible person, only where the law cited says so (浙江条例第二十七条)."""

    role: Annotated[str, choice(REPRESENTATIVE, "主要负责人", "实际控制人")] = field(
        "责任身份", required=True
    )
    name: Text = field("姓名", required=True, identifying=True)
    basis: Citation = field("公开依据", required=True)


class Entry(Record):
    """One entry of a red, grey or black list."""

    TYPE = "entry"
    PLURAL = "entries"
    LABEL = "名单条目"
    GATE = "case"
    ID_PREFIX = "tm"
    DAY = "entered_on"
    LAST_DAY = "publicity_until"
    TITLED_BY = ("party", "name")
    QUOTES: ClassVar = {"grounds": ("listing", "grounds")}
    KNOWN_BY = ("document_number",)
    STAGE = "信用"
    WITHIN = "listing"
    FACET = "listing"
    GLANCE = Glance(
        who=("agency", "party", "responsible"),
        what=("listing", "document_number", "signed_by", "entered_on", "served_on"),
        why=("grounds", "facts_found", "founded_on", "notified_on", "statement", "hearing"),
        law=("basis",),
        effect=("severity", "measures", "measures_until", "publicity_until"),
        remedy=("exit_conditions", "repair", "remedy"),
    )

    listing: Annotated[str, reference("list")] = field("名单", required=True)
    agency: AgencyRef = field("认定机关", required=True, tombstone=True)
    party: Party = field("列入对象", required=True, identifying=True)
    responsible: tuple[Person, ...] = field("责任人员", many=True, identifying=True)
    grounds: tuple[Text, ...] = field(
        "列入事由", "名单记录中的事由代号，页面把事由全文写在旁边", required=True, many=True
    )
    facts_found: LongText | None = field("事实")
    basis: tuple[Citation, ...] = field("列入依据", many=True)
    founded_on: tuple[Annotated[str, reference("decision")], ...] = field("所依据的决定", many=True)
    document_number: Number | None = field("列入决定文号", tombstone=True)
    signed_by: Text | None = field("签发", "签发人职务，不写姓名")
    entered_on: Day = field("列入日期", required=True, tombstone=True)
    served_on: Day | None = field(
        "送达日期", "列入决定书送达的日期，复议、诉讼期限自此起算", counted=True
    )
    notified_on: Day | None = field("事先告知日期")
    statement: LongText | None = field("陈述申辩情况")
    hearing: LongText | None = field("听证情况", "没有举行听证的，写明没有举行和理由")
    measures: tuple[Annotated[str, reference("measure")], ...] = field("奖惩措施", many=True)
    measures_until: Day | None = field("措施实施至")
    severity: Severity | None = field("失信信息分类")
    publicity_until: Day | None = field("公示截止期")
    repair: Annotated[str, choice("未申请", "已受理", "已修复", "不予修复")] | None = field(
        "修复状态"
    )
    exit_conditions: LongText | None = field("移出条件")
    remedy: LongText | None = field("救济途径")
    source: DataSource | None = field("数据来源单位")
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """The party's name and what it is."""
        return f"{self.LABEL}：{self.party.name}"

    def title_in(self, whole: str) -> str:
        """The list and the party: red or black must not be left to a guess."""
        return f"{whole}：{self.party.name}"

    @property
    def anonymous_title(self) -> str:
        """The kind of record and the number of the document."""
        return f"{self.LABEL}（{self.document_number}）" if self.document_number else self.LABEL

    @property
    def facts(self) -> Facts:
        """What the rules of law ask of an entry."""
        return Facts(
            agency=self.agency,
            act=LISTED,
            listing=self.listing,
            severity=self.severity or "",
            party_kind=self.party.kind,
            days={ENTERED: self.entered_on, SERVED: self.served_on or self.entered_on},
        )

    def unpublished(self, part: Part) -> Mapping[str, str]:
        """Name the representative only where an article is cited that orders it (浙江条例第二十七条)."""
        if isinstance(part, Party):
            return part.unpublished(named=part.legal_representative in self.named)
        return part.unpublished()

    @property
    def named(self) -> frozenset[str]:
        """The representatives for whose naming an article is cited, each in `responsible`."""
        return frozenset(one.name for one in self.responsible if one.role == REPRESENTATIVE)

    @property
    def end_routes(self) -> tuple[str, ...]:
        """An entry is taken off its list: repaired, for another reason, or with its firm gone."""
        return ("修复", "移出", "提前停止公示", "注销")

    @property
    def sealed(self) -> str:
        """Natural persons are not listed in public (浙江条例第十五条)."""
        return "列入对象为自然人，不公开" if self.party.kind == "自然人" else ""
