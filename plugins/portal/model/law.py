"""Law (法律法规规章): one record a version in force; a citation names the version."""

from __future__ import annotations

import re
from typing import Annotated

from portal.model.base import Record
from portal.model.changes import Part
from portal.model.fields import Day, LongText, Number, Text, Web, choice, field
from portal.model.glance import Glance
from portal.model.numbers import fold
from portal.model.terms import LawRef

PUBLIC_SECURITY_LAW = "治安管理处罚法"
PUBLIC_SECURITY_SEALED = "治安管理违法记录应当封存，不得公开"


class Article(Part):
    """An article, word for word (条)."""

    number: Text = field("条", "如 第四十八条", required=True)
    heading: Text | None = field("章节")
    text: LongText = field("条文", required=True)


class Law(Record):
    """One version of a law, regulation or normative document."""

    TYPE = "law"
    PLURAL = "laws"
    LABEL = "法律法规"
    GATE = "norm"
    ID_PREFIX = "fl"
    DAY = "in_force_from"
    FIRST_DAY = "in_force_from"
    LAST_DAY = "in_force_until"
    STAGE = "事前"
    IN_PROSE = True
    FACET = "kind"
    FOLLOWS = "replaces"
    GLANCE = Glance(
        who=("issued_by",),
        what=("name", "kind", "number", "issued_on"),
        effect=("in_force_from", "in_force_until", "replaces"),
    )

    name: Text = field("名称", "不加书名号", required=True)
    kind: Annotated[
        str, choice("法律", "行政法规", "地方性法规", "部门规章", "地方政府规章", "规范性文件")
    ] = field("类别", required=True)
    number: Number | None = field("文号")
    issued_by: Text | None = field("制定机关")
    issued_on: Day | None = field("公布日期")
    in_force_from: Day = field("施行日期", required=True)
    in_force_until: Day | None = field("有效至", "失效或被替代前的最后一日")
    replaces: LawRef | None = field("替代的版本")
    source: Web | None = field("来源网址")
    articles: tuple[Article, ...] = field("条文", many=True)

    @property
    def title(self) -> str:
        """The name in book-title marks, with the year of this version."""
        return f"《{self.name}》（{self.in_force_from.year}）"

    @property
    def places(self) -> frozenset[str]:
        """The numbers of its articles."""
        return frozenset(article.number for article in self.articles)

    @property
    def seals(self) -> str:
        """Records of offences against public security are sealed (治安管理处罚法第一百三十六条)."""
        return PUBLIC_SECURITY_SEALED if PUBLIC_SECURITY_LAW in self.name else ""


STATE = "中华人民共和国"
_EDITION = re.compile(r"[（(][0-9]{4}年?(?:修订|修正|修改)?(?:版|本)?[)）](?=》?\s*$)")


def bare(name: str) -> str:
    """Return the name of a law as it is compared: without book-title marks and the state's name."""
    return fold(name.strip().strip("《》").removeprefix(STATE))


def of_any_year(name: str) -> str:
    """Return the bare name without the year of a version: 《行政处罚法》（2021年修订）."""
    return bare(_EDITION.sub("", name))
