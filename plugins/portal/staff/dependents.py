"""What rests on a record that the public may no longer read: named one by one (受影响的记录)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal.lifecycle import Gate
from portal.lifecycle.history import settle
from portal.lifecycle.references import located
from portal.lifecycle.view import READABLE
from portal.model import Record
from portal.model.shape import Loc, shape_of
from portal.source import Item

CONSEQUENCES: Mapping[str, str] = {
    "founded_on": "列入的依据没有了：核实后移出名单（portal end {id} --route 移出 "
    "--note 列入所依据的决定已撤回。），没有移出以前 portal due 会一直列出；"
    "另有依据的用 portal amend 改写依据",
    "measures": "没有公布的措施不得采取：用 portal amend 删去这一项",
    "listing": "名单不公开，条目随之不公开：核实后用 portal end 移出",
    "standard": "裁量基准不再有效：当时有效的不用改，引错的用 portal correct 改指当时的基准",
    "item": "审核目录事项不再有效：当时有效的不用改，引错的用 portal correct 改正",
    "duties": "权责事项不再有效：用 portal amend 删去这一项，或改指现行的事项",
    "duty": "权责事项不再有效：用 portal correct 或 portal amend 改指现行的事项",
    "process": "流程不再有效：用 portal correct 或 portal amend 改指现行的流程",
    "law": "引用的依据变了：核对当时是否有效；之后的引用改指现行的版本",
    "officers": "页面改写为人数：核对执法人员当时是否有证",
    "agency": "所属机关变了：核对由谁承继，用 portal amend 改写",
    "replaced_by": "它已由这条记录替代：核对是否恢复（portal reinstate）或改指别的记录",
}
OTHERWISE = "核对这一处是否还成立，要改的用 portal correct 或 portal amend"
SHOWN = 50


def dependents(before: Gate, after: Gate, record_id: str) -> Iterator[str]:
    """Yield what refers to a record that could be read and now is not current any more.

    Each is named with its id, its title, where it refers to the record, and what must happen.
    """
    was, will = before.state(record_id), after.state(record_id)
    if was not in READABLE or will == was or will in ("current", "disputed"):
        return
    found = list(_referring(after, record_id))
    live = [line for line, readable in found if readable]
    if live:
        yield f"有 {len(live)} 条记录依据或引用它，请逐条处理（程序不会代改）："
        yield from live[:SHOWN]
        if len(live) > SHOWN:
            yield f"  另有 {len(live) - SHOWN} 条，见这条记录的网页“被引用”一栏。"
    if len(found) > len(live):
        yield f"另有 {len(found) - len(live)} 条引用它的记录已不公开，不用处理。"
    yield "统计：网站上的数目按公开的记录计算，下次生成时自动减去；已经报出的统计表请核对。"


def _referring(gate: Gate, record_id: str) -> Iterator[tuple[str, bool]]:
    """Yield a line for each record that names `record_id`, and whether it is still to be read."""
    for item in gate.corpus.items.values():
        if item.id == record_id or not isinstance(item.record, Record):
            continue
        record = settle(item.record, gate.as_of)
        places = [loc for loc, _, target in located(record) if target == record_id]
        if not places and _stands_for(record) != record_id:
            continue
        state = gate.state(item.id)
        label, name = placed(record, places[0]) if places else ("变更记录·替代记录", "replaced_by")
        must = CONSEQUENCES.get(name, OTHERWISE).format(id=item.id)
        yield _line(item, record, label, must), state in READABLE or not places


def _stands_for(record: Record) -> str:
    last = (getattr(change, "replaced_by", None) for change in reversed(record.changes))
    return next(filter(None, last), "")


def placed(record: Record, loc: Loc) -> tuple[str, str]:
    """Return what the field of a reference is called, and its name."""
    names = [step for step in loc if isinstance(step, str)]
    shape = shape_of(type(record))[names[0]]
    words = [shape.label]
    for name in names[1:]:
        assert shape.part is not None
        shape = shape_of(shape.part)[name]
        words.append(shape.label)
    return "·".join(words), names[-1]


def _line(item: Item, record: Record, label: str, must: str) -> str:
    return f"  {item.type.LABEL} {item.id}　{record.title}\n    在“{label}”里写着它。{must}。"
