"""Rules for former and coming values: they must rebuild what was true, and tell no more (版本)."""

from __future__ import annotations

import re
from collections import Counter

from portal.checks.base import Context, Findings, Subject, check
from portal.checks.changes import numbered
from portal.lifecycle.history import absent
from portal.lifecycle.state import may_follow
from portal.model import Record, Removed
from portal.model.changes import Change, Edit
from portal.model.removed import IMPORT_KEY_PATTERN
from portal.model.shape import shape_of


@check("change-overlap")
def field_is_named_once(subject: Subject[Record], context: Context) -> Findings:
    """一项变更里，一个字段只能出现在 was、added、withheld 其中之一，而且只出现一次。"""
    for index, change in numbered(subject.record):
        if not isinstance(change, Edit):
            continue
        named = Counter((*change.was, *change.added, *change.withheld))
        for name in (name for name, count in named.items() if count > 1):
            message = (
                f"“{name}”写了不止一次；原来有值写 was，原来没有写 added，"
                "原值不能再公开写 withheld，三者只选其一。"
            )
            yield ("changes", index), message


@check("was-unchanged")
def former_value_differs(subject: Subject[Record], context: Context) -> Findings:
    """原值要与改后的值不同；只改写法不算变更。"""
    for index, change in numbered(subject.record):
        if not isinstance(change, Edit) or not change.was:
            continue
        after = subject.versions[index]
        for name, former in change.was.items():
            if name not in after.withheld and getattr(after.record, name) == former:
                message = f"“{name}”的原值与改后的值相同，没有变更；请写真正的原值，或删去这一行。"
                yield ("changes", index, "was", name), message


@check("added-field")
def added_field_was_absent(subject: Subject[Record], context: Context) -> Findings:
    """新增（added）的字段改后必须有值；必填字段原来就有，不能写作新增。"""
    for index, change in numbered(subject.record):
        for position, name in enumerate(getattr(change, "added", ())):
            loc = ("changes", index, "added", position)
            after = subject.versions[index]
            if name not in after.withheld and _is_absent(after.record, name):
                yield loc, f"写了新增“{name}”，改后的记录里却没有它；请补上内容，或删去这一行。"


def _is_absent(record: Record, name: str) -> bool:
    return bool(getattr(record, name) == absent(type(record), name))


@check("withheld-value", "个人信息保护法第四十七条")
def withheld_value_is_gone(subject: Subject[Record], context: Context) -> Findings:
    """原值隐去（withheld）后，更早的变更里也不能再留有这个字段的原值。"""
    withheld: dict[str, int] = {}
    for index, change in reversed(list(numbered(subject.record))):
        if not isinstance(change, Edit):
            continue
        for name in change.was:
            if name in withheld:
                message = (
                    f"“{name}”的原值已在第 {withheld[name]} 项变更中隐去，"
                    "这里还留着；请删去这一行，把字段名写进本项的 withheld。"
                )
                yield ("changes", index, "was", name), message
        withheld |= dict.fromkeys(change.withheld, index + 1)


@check("removed-history", "个人信息保护法第四十七条")
def removed_record_tells_nothing(subject: Subject[Removed], context: Context) -> Findings:
    """记录删除后，变更里不能再留有原值和说明。"""
    for index, change in numbered(subject.record):
        for name in ("was", "note"):
            if getattr(change, name, None):
                message = f"记录已删除，这一项变更里的 {name} 应当删去。"
                yield ("changes", index, name), message


@check("removed-import-key", "个人信息保护法第四十七条")
def removed_case_cannot_come_back(subject: Subject[Removed], context: Context) -> Findings:
    """删除的执法决定、名单条目留有导入指纹，旧表格才不能把它再次导入。"""
    keys = subject.record.import_keys
    if subject.is_case and not keys:
        message = "没有导入指纹 import_keys，旧表格会把它再次导入；删除记录请用 portal remove。"
        yield ("changes", len(subject.record.changes) - 1), message
    for index, key in enumerate(keys):
        if not re.fullmatch(IMPORT_KEY_PATTERN, key):
            message = f"“{key}”不是导入指纹，挡不住旧表格；请恢复记录原文，用 portal remove 删除。"
            yield ("import_keys", index), message


@check("former-version")
def former_versions_are_valid(subject: Subject[Record], context: Context) -> Findings:
    """按 was 和 added 还原的每个旧版本，也都是合规的记录。"""
    if len(subject.record.changes) == 1:
        return
    for earlier in subject.versions[:-1]:
        change = subject.record.changes[earlier.number]
        if earlier.withheld or not isinstance(change, Edit):
            continue
        shapes = shape_of(type(subject.record))
        if any(shapes[name].required for name in change.added):
            continue  # said by `added-field`; such a version cannot be judged
        for fault in earlier.record.faults():
            message = f"还原的第 {earlier.number} 版不合规：{fault.message}请核对原值。"
            yield ("changes", earlier.number), message


@check("scheduled")
def scheduled_amendment_can_happen(subject: Subject[Record], context: Context) -> Findings:
    """预定变更在最后一项变更之后生效，确有改动，而且到时记录还可以变更。"""
    record, scheduled = subject.record, subject.record.scheduled
    if scheduled is None or record.is_draft:
        return
    last = record.changes[-1].date
    if scheduled.effective <= last:
        message = (
            f"预定变更的生效日期 {scheduled.effective} 不晚于最后一项变更的 {last}；"
            "已经生效的，请写进 changes（kind: amended，原值写进 was），再删去 scheduled。"
        )
        yield ("scheduled", "effective"), message
    changes: tuple[Change, ...] = record.changes
    last_day = context.rulebook.last_day(record)
    if wrong := may_follow(changes, "amended", scheduled.effective, last_day):
        yield ("scheduled",), f"到 {scheduled.effective} 不能变更：{wrong}请删去 scheduled。"
    for name, value in scheduled.set.items():
        if getattr(record, name) == value:
            message = f"预定变更后“{name}”的值与现在相同，没有变更；请写新值，或删去这一行。"
            yield ("scheduled", "set", name), message
    for fault in record.model_copy(update=scheduled.set).faults():
        yield ("scheduled",), f"预定变更后的记录不合规：{fault.message}"
