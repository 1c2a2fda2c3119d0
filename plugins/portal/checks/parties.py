"""Rules for whom a record concerns: what kind of party it is decides what may be told (行政相对人)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.party import TRADER_CODE


@check("party-kind", "GB 32100—2015")
def kind_agrees_with_code(subject: Subject[Decision | Entry], context: Context) -> Findings:
    """当事人类别要与统一社会信用代码一致：92 开头是个体工商户，自然人没有代码。"""
    party = subject.record.party
    if party.code is None:
        return
    trader = party.code.startswith(TRADER_CODE)
    if party.kind == "自然人":
        yield ("party", "code"), "自然人没有统一社会信用代码；请核对类别，或删去代码。"
    elif trader and party.kind != "个体工商户":
        message = f"代码 {party.code} 以 92 开头，是个体工商户，不是“{party.kind}”；请更正类别。"
        yield ("party", "kind"), message
    elif party.kind == "个体工商户" and not trader:
        message = f"代码 {party.code} 不以 92 开头，不是个体工商户的代码；请核对类别和代码。"
        yield ("party", "kind"), message
