"""Trace (办理经过): the way that a case took through its process (国办发〔2018〕118号 (七)—(九))."""

from __future__ import annotations

from typing import Annotated

from portal.model.changes import Part
from portal.model.fields import Day, Number, Text, choice, field

RECORDINGS = ("文字记录", "音像记录")


class Stage(Part):
    """A step that was taken: which one, when, by what document, how it was recorded (环节)."""

    stage: Text = field("环节", "流程里的环节代号", required=True)
    begun: Day | None = field("开始日期", "不是当日办完的环节，写开始的日期")
    date: Day = field("办理日期", "办完这个环节的日期", required=True)
    outcome: Text | None = field("办理结果", "照流程里走向的条件写，如 当事人要求听证")
    document: Text | None = field("文书名称")
    document_number: Number | None = field("文书号")
    recordings: tuple[Annotated[str, choice(*RECORDINGS)], ...] = field("记录形式", many=True)
