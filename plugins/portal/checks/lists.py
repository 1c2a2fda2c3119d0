"""Rules for list entries: only the grounds and measures that were published (名单)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.view import READABLE
from portal.model.entry import Entry
from portal.model.listing import Listing
from portal.model.measure import Measure


@check("entry-ground", "浙江省公共信用信息管理条例第二十五条")
def entry_has_grounds_of_its_list(subject: Subject[Entry], context: Context) -> Findings:
    """列入事由只能是所属名单公布的事由代号。"""
    listing = context.record(subject.record.listing, Listing)
    if listing is None:
        return
    known = [ground.key for ground in listing.grounds]
    for index, key in enumerate(subject.record.grounds):
        if key not in known:
            message = f"名单“{listing.name}”没有事由“{key}”；可用的代号：{'、'.join(known)}。"
            yield ("grounds", index), message


@check("founded-on-withdrawn", "行政处罚法第四十八条")
def entry_stands_on_what_stands(subject: Subject[Entry], context: Context) -> Findings:
    """所依据的决定撤回后，名单条目要移出、撤回，或者核实另有依据后更正；否则由条目就能认出已撤回决定的当事人。"""
    if context.gate.state(subject.item.id) not in READABLE:
        return
    for index, target in enumerate(subject.record.founded_on):
        if context.gate.state(target) == "withdrawn":
            message = (
                f"所依据的决定 {target} 已经撤回；请核实后移出名单（portal end），"
                "另有依据的，更正时删去这一项。"
            )
            yield ("founded_on", index), message


@check("list-measure", "浙江省公共信用信息管理条例第二十六条")
def list_has_public_measures(subject: Subject[Listing], context: Context) -> Findings:
    """名单的奖惩措施必须已在措施目录中公布；未经公布的不得采取。"""
    for index, target in enumerate(subject.record.measures):
        measure = context.record(target, Measure)
        if measure and context.gate.state(target) not in READABLE:
            yield (
                ("measures", index),
                f"措施“{measure.name}”没有在目录中公布；请先公布，或删去这一项。",
            )


@check("entry-measure", "浙江省公共信用信息管理条例第二十六条")
def entry_has_measures_of_its_list(subject: Subject[Entry], context: Context) -> Findings:
    """奖惩措施必须已在措施目录中公布，并且列在所属名单里；未经公布的不得采取。"""
    listing = context.record(subject.record.listing, Listing)
    for index, target in enumerate(subject.record.measures):
        measure = context.record(target, Measure)
        if measure is None:
            continue  # said by `reference`
        loc = ("measures", index)
        if context.gate.state(target) not in READABLE:
            yield loc, f"措施“{measure.name}”没有在目录中公布，不能采取；请先公布，或删去这一项。"
        elif listing and target not in listing.measures:
            message = (
                f"措施“{measure.name}”（{target}）没有列在名单“{listing.name}”的 measures 里；"
                "请先更新名单，或删去这一项。"
            )
            yield loc, message
