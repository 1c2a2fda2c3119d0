"""Where people turn: a channel for questions, progress and complaints, a place with hours (途径)."""

from __future__ import annotations

from typing import Annotated

from portal.model.changes import Part
from portal.model.fields import Phone, Text, Web, choice, field

MEANS = ("窗口", "电话", "网上", "信函", "自助终端")


class Channel(Part):
    """One way to ask, to follow a matter, or to complain: never a person's own number."""

    means: Annotated[str, choice(*MEANS)] = field("方式", required=True)
    name: Text | None = field("名称", "机构、窗口或栏目的名称")
    phone: Phone | None = field("电话", "办公电话")
    web: Web | None = field("网址")
    address: Text | None = field("地址")


class Place(Part):
    """A place where matters are taken in, with its hours (办理地点、时间)."""

    name: Text = field("名称", "如 市政务服务中心二楼A区", required=True)
    address: Text = field("地址", required=True)
    hours: Text = field("办理时间", required=True)
    phone: Phone | None = field("电话")
    route: Text | None = field("交通")
