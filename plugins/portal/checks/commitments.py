"""Rules for commitments: they lead to entries of whoever made the promise (信用承诺)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.model.commitment import KEPT, PUBLICITY, REPAIRING, Commitment
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.numbers import fold
from portal.model.party import Party

CODE_LENGTH = 20  # six digits of the region, eight of the day, six running ones


@check("commitment-code", severity="warning")
def code_names_the_day(subject: Subject[Commitment], context: Context) -> Findings:
    """承诺编码是20位数字：行政区划6位、承诺作出日期8位、流水6位。"""
    code, day = subject.record.code, f"{subject.record.made_on:%Y%m%d}"
    if code is None:
        return
    if len(code) != CODE_LENGTH or not code.isascii() or not code.isdigit() or code[6:14] != day:
        message = (
            f"承诺编码“{code}”应为 20 位数字，其中第 7 至 14 位是承诺作出日期 {day}；"
            "请核对编码和日期。"
        )
        yield ("code",), message


@check("commitment-breach", "浙江省《关于建立网络信用体系加强网络信息服务监管的指导意见》（六）")
def breach_leads_to_an_entry_of_the_same_party(
    subject: Subject[Commitment], context: Context
) -> Findings:
    """因违诺列入的名单条目，列入对象必须就是承诺人，列入不早于承诺，而且承诺没有全部履行。"""
    record = subject.record
    for index, target in enumerate(record.entries):
        entry, loc = context.record(target, Entry), ("entries", index)
        if record.fulfilment in (None, KEPT):
            said = record.fulfilment or "没有写"
            yield (
                loc,
                f"履行状态是“{said}”，却写了因违诺列入 {target}；请更正履行状态，或删去这一项。",
            )
        if entry is None:
            continue  # said by `reference`
        if other := _other(record.party, entry.party):
            yield loc, f"条目 {target} 的列入对象{other}；请核对条目编号。"
        if entry.entered_on < record.made_on:
            message = f"条目 {target} 列入于 {entry.entered_on}，早于承诺作出日期 {record.made_on}；请核对。"
            yield loc, message


@check("commitment-repair", "《信用修复管理办法》第三条")
def repair_names_what_it_repairs(subject: Subject[Commitment], context: Context) -> Findings:
    """信用修复型承诺要写明为哪条名单条目、哪份决定所作，当事人是同一个；它们离开公示，承诺随之停止公示。"""
    record = subject.record
    if record.sealed or not context.is_open(subject.item.id):
        return
    if record.kind != REPAIRING:
        if record.repairs:
            message = (
                f"承诺类型是“{record.kind}”，申请修复的条目、决定只用于{REPAIRING}；请删去或更正。"
            )
            yield ("kind",), message
        return
    if not record.repairs:
        message = (
            "没有写为哪条名单条目、哪份决定所作：修复以后，承诺还会说出当事人曾被列入、处罚；"
            "请加 repaired_entries: 或者 repaired_decisions: 和编号；那条记录不在本站的，"
            f"公开类型（publicity）改为{PUBLICITY[-1]}；已经修复的用 portal end 停止公示。"
        )
        yield ("kind",), message
    for field in ("repaired_entries", "repaired_decisions"):
        for index, target in enumerate(getattr(record, field)):
            whose = context.record(target, Entry) or context.record(target, Decision)
            if whose and (other := _other(record.party, whose.party)):
                yield (field, index), f"{target} 的当事人{other}；请核对编号。"


def _other(promised: Party, named: Party) -> str:
    """Return how a party is another than the one that promised: by code, else by name; or nothing."""
    mine, theirs = promised.code, named.code
    if not (mine and theirs):
        mine, theirs = promised.name, named.name
    word = "代码" if theirs == named.code else "名称"
    return "" if fold(mine) == fold(theirs) else f"{word}是 {theirs}，承诺人是 {mine}，不是同一个"
