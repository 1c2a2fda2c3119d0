"""Rule (公开规则): what the law fixes and changes, as data (期限、公示期、不予公开).

Deadlines, publicity periods, what is not published by default and what is redacted differ by
agency, act and year; each is a record with its citation, none is in code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from portal.clock import UNITS
from portal.model.base import Citation, Facts, Record
from portal.model.faults import Fault
from portal.model.fields import Count, Day, Text, choice, field, reference
from portal.model.glance import Glance
from portal.model.terms import (
    ACTS,
    LISTED,
    MOST,
    AgencyRef,
    Colour,
    PartyKind,
    Penalty,
    Procedure,
    Severity,
)

PERIOD, LEAST, NEVER_EARLY = "公示期", "最短公示期", "不得提前终止"
REMEDIES = ("复议期限", "起诉期限")
TIMED = ("公开期限", "撤回期限", PERIOD, LEAST, *REMEDIES)
PURPOSES = (*TIMED, NEVER_EARLY, "不予公开", "隐去字段")
EFFECTIVE = "生效日期"
SERVED = "送达日期"
ENTERED = "列入日期"
STARTS = ("决定日期", ENTERED, SERVED, EFFECTIVE)


class Regulation(Record):
    """One rule of publication, with the law that it comes from."""

    TYPE = "rule"
    PLURAL = "rules"
    LABEL = "公开规则"
    GATE = "norm"
    ID_PREFIX = "gz"
    DAY = "valid_from"
    LAST_DAY = "valid_until"
    STAGE = "事前"
    IN_MENU = False
    FACET = "purpose"
    GLANCE = Glance(
        who=("agencies", "lists", "colours"),
        what=("name", "purpose", "amount", "unit", "starts", "hides"),
        law=("basis",),
        effect=("valid_from", "valid_until"),
    )

    name: Text = field("名称", required=True)
    purpose: Annotated[str, choice(*PURPOSES)] = field("用途", required=True)
    agencies: tuple[AgencyRef, ...] = field("适用机关", "不写即所有机关", many=True)
    acts: tuple[Annotated[str, choice(*ACTS, LISTED)], ...] = field(
        "适用行为", "不写即所有行为", many=True
    )
    lists: tuple[Annotated[str, reference("list")], ...] = field(
        "适用名单", "不写即所有名单；写了的只用于这些名单的条目", many=True
    )
    colours: tuple[Colour, ...] = field(
        "适用名单类别", "不写即所有名单；写了的只用于这些类别名单的条目", many=True
    )
    severities: tuple[Severity, ...] = field("适用分类", many=True)
    procedures: tuple[Procedure, ...] = field("适用程序", many=True)
    penalties: tuple[Penalty, ...] = field("适用处罚", "处罚类别全在其中的才适用", many=True)
    involving: tuple[Penalty, ...] = field("涉及处罚", "处罚类别有其中一项的即适用", many=True)
    party_kinds: tuple[PartyKind, ...] = field("适用对象", many=True)
    amount: Count | None = field("期限", "最短公示期可以写 0：义务履行完即可修复")
    unit: Annotated[str, choice(*UNITS)] | None = field("期限单位")
    starts: Annotated[str, choice(*STARTS)] | None = field("起算日")
    hides: tuple[Text, ...] = field("隐去的字段", "字段名，如 remark", many=True)
    valid_from: Day = field("施行日期", required=True)
    valid_until: Day | None = field("有效至")
    basis: tuple[Citation, ...] = field("依据", required=True, many=True)

    @property
    def facts(self) -> Facts:
        """Rules are no subject of rules."""
        return Facts()

    def faults(self) -> Iterator[Fault]:
        """Yield what the purpose of the rule needs and it lacks."""
        if self.purpose in TIMED:
            for name, label in (("amount", "期限"), ("unit", "期限单位"), ("starts", "起算日")):
                if getattr(self, name) is None:
                    message = f"用途为“{self.purpose}”的规则缺少“{label}”，请加一行 {name}: …"
                    yield Fault((name,), "missing-field", message)
        most = MOST.get(self.unit or "", 0)
        fewest = 0 if self.purpose == LEAST else 1  # 轻微失信信息: 履行完义务即可修复
        if self.unit and self.amount is not None and not fewest <= self.amount <= most:
            message = f"期限“{self.amount}{self.unit}”不合理，应为 {fewest} 至 {most}。"
            yield Fault(("amount",), "malformed", message)
        if self.purpose == "隐去字段" and not self.hides:
            message = "用途为“隐去字段”的规则缺少“隐去的字段”，请加 hides: 和字段名。"
            yield Fault(("hides",), "missing-field", message)

    def applies(self, facts: Facts, day: date) -> bool:
        """Return whether this rule governs what `facts` say, on `day`."""
        return (
            self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
            and _in(facts.agency, self.agencies)
            and _in(facts.act, self.acts)
            and _in(facts.listing, self.lists)
            and _in(facts.colour, self.colours)
            and _in(facts.severity, self.severities)
            and _in(facts.procedure, self.procedures)
            and _in(facts.party_kind, self.party_kinds)
            and (not self.penalties or self._penalties_within(facts))
            and (not self.involving or not facts.penalties.isdisjoint(self.involving))
        )

    @property
    def precedence(self) -> tuple[int, date]:
        """How special the rule is: a list that is named outweighs an agency, and that all else.

        Among equals the later rule.
        """
        named = (
            self.acts,
            self.colours,
            self.severities,
            self.procedures,
            self.penalties,
            self.involving,
            self.party_kinds,
        )
        weight = 20 * bool(self.lists) + 10 * bool(self.agencies) + sum(map(bool, named))
        return weight, self.valid_from

    def _penalties_within(self, facts: Facts) -> bool:
        return bool(facts.penalties) and facts.penalties <= set(self.penalties)


def _in(value: str, allowed: tuple[str, ...]) -> bool:
    return not allowed or value in allowed
