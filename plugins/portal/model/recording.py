"""Recording (音像记录事项): which moments of an act are recorded, how, and for how long kept.

行政处罚法第四十七条 (全过程记录); 国办发〔2018〕118号 (七)–(九): 音像记录事项清单.
"""

from __future__ import annotations

from typing import Annotated

from portal.model.base import Citation, Record
from portal.model.changes import Part
from portal.model.fields import LongText, Text, choice, field, reference
from portal.model.glance import Glance
from portal.model.terms import Act, AgencyRef

CATEGORIES = ("入户类", "场景类", "约谈类", "确认类", "其他")


class Moment(Part):
    """One step that is recorded (记录环节): where, with what, by whom, from when to when."""

    stage: Text = field("记录环节", "如 现场检查", required=True)
    place: Text | None = field("记录场所")
    means: tuple[Text, ...] = field("记录方式", "如 执法记录仪、照相机", many=True)
    recorder: Text | None = field("记录人", "岗位，不写姓名")
    starts: Text | None = field("开始时间点", "从哪个动作起")
    content: LongText = field("记录内容", required=True)
    ends: Text | None = field("结束时间点", "到哪个动作止")


class Recording(Record):
    """One item of the catalogue of what must be recorded (音像记录清单)."""

    TYPE = "recording"
    PLURAL = "recordings"
    LABEL = "音像记录事项"
    GATE = "norm"
    ID_PREFIX = "yx"
    STAGE = "事前"
    IN_MENU = False
    IN_PROSE = True
    FACET = "act"
    GLANCE = Glance(
        who=("agency",),
        what=("act", "name", "category", "duties"),
        law=("basis",),
        effect=("kept", "limit"),
    )

    name: Text = field("执法事项", required=True)
    act: Act = field("执法类别", required=True)
    agency: AgencyRef = field("执法机关", required=True)
    duties: tuple[Annotated[str, reference("duty")], ...] = field("权责事项", many=True)
    category: Annotated[str, choice(*CATEGORIES)] | None = field("执法记录类别")
    moments: tuple[Moment, ...] = field("记录环节", required=True, many=True)
    kept: Text | None = field("存储期限", "如 不少于6个月；作为证据的随案卷保存")
    limit: Text | None = field("执法时限")
    basis: tuple[Citation, ...] = field("依据", many=True)
    remark: LongText | None = field("备注")
