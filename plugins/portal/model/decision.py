"""Decision (执法决定) of every act; 许可 and 处罚 with every public column of the 双公示 standard.

Columns: 发改办财金〔2018〕424号 附件《行政许可和行政处罚等信用信息公示数据标准》.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from portal.model.base import Citation, Facts, Record
from portal.model.changes import Part
from portal.model.faults import Fault
from portal.model.fields import (
    Day,
    EndDay,
    LongText,
    Money,
    Number,
    Text,
    choice,
    field,
    reference,
)
from portal.model.glance import Glance
from portal.model.law import PUBLIC_SECURITY_LAW, PUBLIC_SECURITY_SEALED
from portal.model.party import DataSource, Party
from portal.model.procedure import LegalReview, TierApplied
from portal.model.terms import Act, AgencyRef, Circumstance, Penalty, Procedure, Severity
from portal.model.trace import Stage

SENSITIVE = ("未成年人", "治安管理处罚", "国家秘密", "商业秘密", "个人隐私", "公共安全")


NOTHING_FOUND, NOT_ACTIVE = "未发现问题", "未开展相关活动"
ORDERED = "发现问题已责令改正"
OUTCOMES = (
    NOTHING_FOUND,
    "未按规定公示",
    "公示信息隐瞒真实情况弄虚作假",
    "通过登记的住所无法联系",
    ORDERED,
    "不配合检查情节严重",
    "发现问题待后续处理",
    NOT_ACTIVE,
)
"""The results of a random inspection, as market regulation publishes them (抽查结果)."""
Outcome = Annotated[str, choice(*OUTCOMES)]


class Rectification(Part):
    """What had to be put right, by when, and whether it was (整改)."""

    requirement: LongText = field("整改要求", required=True)
    deadline: Day | None = field("整改期限")
    state: Annotated[str, choice("未到期", "已完成", "逾期未完成")] | None = field("整改状态")
    done_on: Day | None = field("完成日期")


class Decision(Record):
    """An administrative decision: who, what, why, on what law, with what effect."""

    TYPE = "decision"
    PLURAL = "decisions"
    LABEL = "执法决定"
    GATE = "case"
    ID_PREFIX = "jd"
    DAY = "decided_on"
    LAST_DAY = "publicity_until"
    TITLED_BY = ("party", "name", "document_number")
    KNOWN_BY = ("document_number",)
    STAGE = "事后"
    FACET = "act"
    GLANCE = Glance(
        who=("agency", "joint_agencies", "party"),
        what=("act", "inspection", "document", "document_number", "decided_on", "content"),
        why=("violation", "facts_found"),
        law=("basis", "publication_basis"),
        effect=(
            *("penalties", "penalty_detail", "fine", "confiscated", "revoked", "penalty_until"),
            *("certificate", "certificate_number", "valid_from", "valid_until"),
            *("certificate_state", "measure", "amount", "outcomes", "result", "rectification"),
            "publicity_until",
        ),
        remedy=("remedy",),
    )

    act: Act = field("行为类别", required=True, tombstone=True)
    agency: AgencyRef = field("决定机关", required=True, tombstone=True)
    joint_agencies: tuple[AgencyRef, ...] = field("联合机关", many=True)
    party: Party = field("行政相对人", required=True, identifying=True)
    document: Text | None = field("决定文书名称")
    document_number: Number | None = field("决定文书号", tombstone=True)
    decided_on: Day = field("决定日期", required=True, tombstone=True)
    content: LongText = field("决定内容", required=True)
    facts_found: LongText | None = field("事实")
    basis: tuple[Citation, ...] = field("依据", many=True)
    procedure: Procedure | None = field("程序")
    duty: Annotated[str, reference("duty")] | None = field("权责事项")
    process: Annotated[str, reference("process")] | None = field("流程")
    trace: tuple[Stage, ...] = field(
        "办理经过", "依流程办过的环节，按先后次序", many=True, counted=True
    )
    officers: tuple[Annotated[str, reference("officer")], ...] = field("执法人员", many=True)
    discretion: TierApplied | None = field("裁量")
    circumstances: tuple[Circumstance, ...] = field(
        "重大情形", "有其中一项的，作出决定前应当经过法制审核", many=True
    )
    review: LegalReview | None = field("法制审核")

    permit_kind: Annotated[str, choice("普通", "特许", "认可", "核准", "登记", "其他")] | None = (
        field("许可类别")
    )
    permit_kind_detail: Text | None = field("许可类别说明", "类别为“其他”时写明")
    certificate: Text | None = field("许可证书名称")
    certificate_number: Number | None = field("许可编号")
    valid_from: Day | None = field("有效期自")
    valid_until: EndDay | None = field("有效期至", "没有期限写“长期”")
    certificate_state: Text | None = field("当前状态")

    violation: LongText | None = field("违法行为类型")
    penalties: tuple[Penalty, ...] = field("处罚类别", many=True)
    penalty_detail: Text | None = field("处罚类别说明", "类别为“其他”时写明")
    fine: Money | None = field("罚款金额", "单位为元")
    confiscated: Money | None = field("没收金额", "没收违法所得、非法财物的金额，单位为元")
    revoked: Text | None = field("暂扣或吊销证照名称及编号")
    penalty_until: EndDay | None = field("处罚有效期")

    inspection: Annotated[str, reference("inspection")] | None = field("抽查事项")
    outcomes: tuple[Outcome, ...] = field("抽查结果", many=True)
    measure: Text | None = field("强制方式", "如 查封、扣押、冻结、代履行")
    amount: Money | None = field("涉及金额", "征收、征用补偿、给付、奖励、裁决的金额，单位为元")
    result: LongText | None = field("结果", "检查、确认、裁决的结论")
    rectification: Rectification | None = field("整改")

    severity: Severity | None = field("失信信息分类")
    publicity_until: Day | None = field("公示截止期")
    notified_on: Day | None = field("告知公开日期", "送达时告知当事人决定将公开的日期")
    publication_basis: Citation | None = field(
        "公开依据", "当事人为自然人的，写明可以公开的法律依据"
    )
    sensitive: tuple[Annotated[str, choice(*SENSITIVE)], ...] = field(
        "不予公开情形", "有其中一项即不公开", many=True, private=True
    )
    remedy: LongText | None = field("救济途径")
    source: DataSource | None = field("数据来源单位")
    remark: LongText | None = field("备注")

    @property
    def title(self) -> str:
        """Act, party and document number."""
        return f"{self.act}：{self.party.name}{_in_brackets(self.document_number)}"

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who decided: the agency, and those that joined in."""
        return (self.agency, *self.joint_agencies)

    @property
    def anonymous_title(self) -> str:
        """Act and document number."""
        return f"{self.act}决定{_in_brackets(self.document_number)}"

    @property
    def facts(self) -> Facts:
        """What the rules of law ask of a decision."""
        return Facts(
            agency=self.agency,
            act=self.act,
            severity=self.severity or "",
            procedure=self.procedure or "",
            penalties=frozenset(self.penalties),
            party_kind=self.party.kind,
            days={"决定日期": self.decided_on},
        )

    @property
    def end_routes(self) -> tuple[str, ...]:
        """A licence is cancelled; a penalty is repaired or leaves public view early."""
        routes = {"行政许可": ("注销",), "行政处罚": ("修复", "提前停止公示")}
        return routes.get(self.act, ("提前停止公示", "注销"))

    @property
    def sealed(self) -> str:
        """Minors, public security, secrets; natural persons without a stated legal ground."""
        if self.sensitive:
            return f"属于不予公开的情形：{'、'.join(self.sensitive)}"
        if any(PUBLIC_SECURITY_LAW in (citation.text or "") for citation in self.basis):
            return PUBLIC_SECURITY_SEALED
        if self.party.kind == "自然人" and self.publication_basis is None:
            return "当事人为自然人，没有写明可以公开的法律依据"
        return ""

    @property
    def lacking(self) -> tuple[str, ...]:
        """The public columns of the standard that are empty, by what they are called."""
        names = STANDARD.get(self.act, ())
        told = self.empty(names)
        has_code = self.party.kind == "自然人" or self.party.code
        return tuple(told if has_code or not names else ["统一社会信用代码", *told])

    def faults(self) -> Iterator[Fault]:
        """Yield the fields that do not belong to the act."""
        for act, names in ACT_FIELDS.items():
            for name in names:
                if self.act != act and getattr(self, name) not in (None, ()):
                    message = f"“{name}”只用于{act}，本记录的行为类别是{self.act}；请删去或更正。"
                    yield Fault((name,), "act-field", message)


ACT_FIELDS = {
    "行政许可": (
        "permit_kind",
        "permit_kind_detail",
        "certificate",
        "certificate_number",
        "certificate_state",
    ),
    "行政处罚": (
        "violation",
        "penalties",
        "penalty_detail",
        "fine",
        "confiscated",
        "revoked",
        "penalty_until",
    ),
    "行政强制": ("measure",),
    "行政检查": ("inspection", "outcomes"),
}


STANDARD = {
    "行政许可": ("document", "document_number", "permit_kind", "valid_from", "valid_until"),
    "行政处罚": ("document_number", "violation", "facts_found", "basis", "penalties"),
}
"""The public columns of the standard without which the public cannot tell what was decided."""


def _in_brackets(number: str | None) -> str:
    return f"（{number}）" if number else ""
