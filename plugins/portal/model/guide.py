"""Guide (服务指南): how to get a matter done, all that a window must tell before and while it acts.

国办发〔2018〕118号 (四)、(五); the elements are those of 行政许可标准化指引(2016版) 附录2.
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.channel import Channel, Place
from portal.model.fields import (
    Count,
    LongText,
    Number,
    Phone,
    Pinyin,
    Text,
    Web,
    choice,
    field,
    reference,
)
from portal.model.glance import Glance
from portal.model.limit import Limit
from portal.model.terms import AgencyRef, PartyKind, pinyin_field

FREE, CHARGED = "不收费", "收费"
FORMS = ("原件", "复印件", "电子件", "电子证照")
SOURCES = ("申请人自备", "政府部门核发", "其他单位出具")
TAKEN_IN = ("窗口受理", "网上受理", "邮寄受理", "自助终端受理", "上门受理")
DELIVERED = ("窗口领取", "邮寄送达", "网上获取", "自助终端打印")
STEPS = ("受理", "审查", "决定", "送达")


class Material(Part):
    """A paper to hand in (申请材料)."""

    name: Text = field("材料名称", required=True)
    forms: tuple[Annotated[str, choice(*FORMS)], ...] = field("形式", required=True, many=True)
    copies: Count | None = field("份数", "纸质的份数；只交电子件的不写")
    source: Annotated[str, choice(*SOURCES)] = field("来源", required=True)
    needed: Text | None = field("什么情形需要", "都要交的不写")
    sample: Web | None = field("示范文本", "填好的样本的网址")
    blank: Web | None = field("空白表格", "空表的网址")
    basis: tuple[Citation, ...] = field("依据", many=True)


class Fee(Part):
    """A charge: what for, how much, and the law that lets it be (收费项目)."""

    name: Text = field("收费项目", required=True)
    standard: LongText = field("收费标准", required=True)
    basis: tuple[Citation, ...] = field("收费依据", required=True, many=True)
    relief: LongText | None = field("减免", "减免的情形")


class Result(Part):
    """What the applicant gets (办理结果)."""

    name: Text = field("结果名称", "证件、批文的名称", required=True)
    validity: Text | None = field("有效期", "如 5 年、长期")
    sample: Web | None = field("样本", "证件样式的网址")


class SpecialStage(Part):
    """A stage whose time does not count: a hearing, a test, a review by experts (特殊环节)."""

    name: Text = field("环节名称", "如 听证、检验、专家评审", required=True)
    content: LongText | None = field("内容")
    limit: Limit | None = field("时限")
    basis: tuple[Citation, ...] = field("依据", many=True)


class Post(Part):
    """A post at the window, not the person on it (窗口岗位)."""

    name: Text = field("岗位", required=True)
    duties: LongText = field("岗位职责", required=True)
    phone: Phone | None = field("电话")


class Notice(Part):
    """What the officers tell and hand over while they act (事中告知)."""

    step: Annotated[str, choice(*STEPS)] = field("环节", required=True)
    told: LongText = field("告知内容", required=True)
    document: Text | None = field("出具文书", "如 受理通知书")


class Mistake(Part):
    """A mistake that applicants often make, and what is right (常见错误)."""

    wrong: Text = field("常见错误", required=True)
    right: Text = field("应当怎样", required=True)


class Guide(Record):
    """The service guide of one matter."""

    TYPE = "guide"
    PLURAL = "guides"
    LABEL = "服务指南"
    GATE = "norm"
    ID_PREFIX = "zn"
    STAGE = "事前"
    IN_PROSE = True
    BY_NAME = True
    FACET = "kind"
    GLANCE = Glance(
        who=("agency", "deciding_agency", "deciding_body", "applicants"),
        what=("name", "code", "kind", "duty", "scope"),
        law=("basis",),
        effect=("statutory", "promised", "fee", "results"),
        remedy=("complaints",),
    )

    name: Text = field("事项名称", required=True)
    pinyin: Pinyin | None = pinyin_field()
    code: Number | None = field("事项编码")
    kind: Annotated[str, choice("即办件", "承诺件")] | None = field("办件类型")
    duty: Annotated[str, reference("duty")] = field("权责事项", required=True)
    agency: AgencyRef = field("受理机构", required=True)
    deciding_agency: AgencyRef | None = field("决定机构", "审批的机关；就是受理机构的也要写")
    deciding_body: Text | None = field("决定机构名称", "决定机构不在本门户的，写全称")
    scope: LongText | None = field("适用范围")
    applicants: tuple[PartyKind, ...] = field("办理对象", many=True)
    basis: tuple[Citation, ...] = field("设定依据", required=True, many=True)
    quota: LongText | None = field("数量限制", "没有限制的写“无数量限制”")
    conditions: tuple[LongText, ...] = field("申请条件", many=True)
    prohibitions: tuple[LongText, ...] = field("禁止性要求", many=True)
    materials: tuple[Material, ...] = field("申请材料", many=True)
    taken_in: tuple[Annotated[str, choice(*TAKEN_IN)], ...] = field("受理方式", many=True)
    online: Web | None = field("网上办理")
    process: Annotated[str, reference("process")] | None = field("办理流程")
    statutory: Limit | None = field("法定时限")
    promised: Limit | None = field("承诺时限")
    special: tuple[SpecialStage, ...] = field("特殊环节", many=True)
    fee: Annotated[str, choice(FREE, CHARGED)] | None = field("是否收费")
    fees: tuple[Fee, ...] = field("收费项目", many=True)
    results: tuple[Result, ...] = field("办理结果", many=True)
    delivered: tuple[Annotated[str, choice(*DELIVERED)], ...] = field("送达方式", many=True)
    delivery: Limit | None = field("送达时限")
    rights: LongText | None = field("申请人权利")
    obligations: LongText | None = field("申请人义务")
    windows: tuple[Place, ...] = field("办理地点和时间", many=True)
    posts: tuple[Post, ...] = field("窗口岗位职责", many=True)
    notices: tuple[Notice, ...] = field("事中告知", many=True)
    consultation: tuple[Channel, ...] = field("咨询途径", many=True)
    progress: tuple[Channel, ...] = field("进度查询", many=True)
    complaints: tuple[Channel, ...] = field("监督投诉", many=True)
    mistakes: tuple[Mistake, ...] = field("常见错误", many=True)
    remark: LongText | None = field("备注")

    @property
    def lacking(self) -> tuple[str, ...]:
        """The elements of a guide that are empty, by what they are called."""
        told = self.empty(ELEMENTS)
        decided = self.deciding_agency or self.deciding_body
        return tuple(told if decided else ["决定机构", *told])


ELEMENTS = (
    *("code", "scope", "applicants", "quota", "conditions", "materials", "taken_in", "process"),
    *("statutory", "promised", "fee", "results", "delivered", "rights", "obligations"),
    *("windows", "posts", "notices", "consultation", "progress", "complaints", "mistakes"),
)
"""The elements without which a guide leaves the applicant to ask at the window."""
