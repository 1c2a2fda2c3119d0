"""The public effect of a merge in plain words, for whoever has to approve it (公开效果报告)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from portal.model import BY_TYPE
from portal.site.preview import Data, Effect, Moved, is_late

MOST = 50  # of each list; the data for machines has all
Line = Callable[[Moved], Iterator[str]]
_MARKS = re.compile(r"([\\`*\[<~&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
"""What Markdown takes for markup inside a line; no text of a record begins one."""


def markdown(effect: Effect, base: str) -> str:
    """Return the report as Markdown; text of records is escaped, nothing in it becomes markup."""
    return "\n".join(_lines(effect, base)) + "\n"


def _lines(effect: Effect, base: str) -> Iterator[str]:
    yield f"# 合并后公众会看到什么（对照 {text(base)}）"
    yield ""
    if effect.nothing:
        yield "公众看到的与现在完全一样。"
    else:
        yield from _difference_of_sites(effect)
    yield from _scheduled(effect.scheduled)


def _difference_of_sites(effect: Effect) -> Iterator[str]:
    pages = (effect.appear, effect.change, effect.disappear)
    yield "| | 出现 | 变化 | 消失 |"
    yield "|---|---|---|---|"
    yield "| 文件 | " + " | ".join(str(len(paths)) for paths in pages) + " |"
    yield from _section("新公布", [one for one in effect.records if one.before is None], _published)
    leaving = [one for one in effect.records if one.before and one.leaves]
    yield from _section("从公众视野退出", leaving, _changed)
    rest = [one for one in effect.records if one.before and not one.leaves]
    yield from _section("变化", rest, _changed)
    yield from _names(effect)
    yield from _section("期限", [m for m in effect.records if is_late(m) is not None], _deadline)


def _section(title: str, moved: Sequence[Moved], line: Line) -> Iterator[str]:
    if not moved:
        return
    yield ""
    yield f"## {title}（{len(moved)}）"
    yield ""
    for one in moved[:MOST]:
        yield from line(one)
    if len(moved) > MOST:
        yield f"- 另有 {len(moved) - MOST} 条，见 JSON。"


def _called(here: Data) -> str:
    agency = here.get("agency")
    whose = f"，{text(agency['title'])}" if agency else ""
    return f"`{here['id']}` {text(here['title'])}{whose}"


def _published(moved: Moved) -> Iterator[str]:
    yield f"- {_called(moved.here)}"


def _changed(moved: Moved) -> Iterator[str]:
    before, after = moved.before, moved.after
    if after is None:
        yield f"- {_called(moved.here)}：**页面消失**。记录不能无声消失，请恢复文件，另写变更。"
        return
    was = before["state_label"] if before else ""
    state = f"：{was} → {after['state_label']}" if was != after["state_label"] else ""
    yield f"- {_called(after)}{state}"
    for step in moved.steps:
        yield f"  - {step['date']} {step['label']}：{text(step.get('note', ''))}".rstrip("：")
        for difference in step.get("differences", ()):
            yield f"    - {_difference(after, difference)}"


def _scheduled(planned: Sequence[Data]) -> Iterator[str]:
    """Yield the amendments of coming days that the merge brings or drops."""
    if not planned:
        return
    yield from ("", f"## 预定变更（{len(planned)}）", "", "现在看不到，到那天网站自己改过来。", "")
    for one in planned[:MOST]:
        done = "起变更" if one["brought"] else "的预定变更取消"
        yield f"- {_called(one)}：{one['effective']} {done}"
        for difference in one["differences"]:
            yield f"  - {_difference(one, difference)}"
    if len(planned) > MOST:
        yield f"- 另有 {len(planned) - MOST} 条，见 JSON。"


def _difference(here: Data, difference: Data) -> str:
    label = text(difference["label"])
    if untold := difference.get("untold"):
        return f"{label}：{text(untold)}"
    is_money = difference["label"] in _amounts(here["type"])
    before, after = (_value(difference.get(side), is_money) for side in ("before", "after"))
    return f"{label}：{before} → {after}"


def _amounts(record_type: str) -> set[str]:
    """Return what the amounts of money of a type are called."""
    shapes = BY_TYPE[record_type].fields()
    return {shape.label for shape in shapes if shape.kind and shape.kind.name == "money"}


def _value(value: object, is_money: bool) -> str:
    """Return a value in one line; a group or a list is counted, not written out."""
    if value is None:
        return "没有"
    if is_money:
        return f"{Decimal(str(value)):,.2f} 元"
    if isinstance(value, (dict, list)):
        return f"{len(value)} 项"
    short = " ".join(str(value).split())
    return text(short if len(short) <= 60 else f"{short[:60]}……")


def _names(effect: Effect) -> Iterator[str]:
    if effect.exposed:
        yield ""
        yield f"## 新出现的名称和代码（{len(effect.exposed)}）"
        yield ""
        yield "请逐个核对，确实可以公开。"
        yield ""
        for name, record_id in list(effect.exposed.items())[:MOST]:
            yield f"- {text(name)}（`{record_id}`）"
        if len(effect.exposed) > MOST:
            yield f"- 另有 {len(effect.exposed) - MOST} 个，见 JSON。"
    if effect.hidden:
        yield ""
        yield f"不再出现的名称和代码：{effect.hidden} 个。"


def _deadline(moved: Moved) -> Iterator[str]:
    down = (moved.after or {}).get("taken_down")
    what = f"撤回，{_speed(down['working_days'])}" if down else "公布"
    yield f"- `{moved.here['id']}` {what}：{'**超过期限**' if is_late(moved) else '在期限以内'}"


def text(value: str) -> str:
    """Return text of a record so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", " ".join(value.split()))


def _speed(days: int) -> str:
    return f"生效后第 {days} 个工作日" if days else "生效后首个工作日以前"
