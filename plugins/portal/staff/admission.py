"""May a row touch a record that is there? Closed ones never, others on stated terms (能否改动)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from portal.lifecycle import Gate
from portal.lifecycle.identity import Identity
from portal.lifecycle.state import label, may_follow, standing
from portal.model import Record
from portal.model.changes import FOUND_BY, ITSELF
from portal.model.shape import shape_of
from portal.staff.convert import Refusal
from portal.staff.known import Entry, Found, withheld_fields
from portal.staff.staged import Terms

CLOSED = frozenset({"withdrawn", "ended", "expired", "removed"})


def open_ones(gate: Gate, found: Sequence[Found]) -> list[Found]:
    """Return what is open of `found`, or raise :class:`Refusal` where all is closed.

    Closed is what was withdrawn, ended, expired or removed.
    """
    left = [one for one in found if gate.state(one.entry.id) not in CLOSED]
    if not left:
        raise Refusal(_closed(gate, found[0].entry))
    return left


def _closed(gate: Gate, entry: Entry) -> str:
    state, record = gate.state(entry.id), entry.record
    assert state is not None
    word = label(state, record.GATE)
    return f"记录 {entry.id} {word}{_since(gate, record, state)}，不能再由表格公开或改动。"


def _since(gate: Gate, record: Record, state: str) -> str:
    """Return when and on what ground `record` came into `state`, in brackets."""
    for change in reversed(record.changes):
        if change.kind == state:
            ground = getattr(change, "ground", None) or getattr(change, "route", None)
            return f"（{change.date}{f'，{ground}' if ground else ''}）"
    last_day = gate.rulebook.last_day(record)
    return f"（公示至 {last_day}）" if last_day else ""


def single(found: Sequence[Found]) -> Entry:
    """Return the one record that a changed row may touch, or raise :class:`Refusal`."""
    ids = "、".join(dict.fromkeys(one.entry.id for one in found))
    one = found[0]
    if not one.now and not one.identity.name:
        raise Refusal(
            f"记录 {ids} 同一文号原来的当事人已依法隐去，这一行可能就是，不能由表格公开；"
            "确是另一当事人的，请用 portal new 手工建。"
        )
    if not one.now:
        raise Refusal(
            f"这一行的机关、文号和当事人是记录 {ids} 更正以前的，不能由表格公开或改动；"
            "确要改的请直接改记录。"
        )
    if len({one.entry.id for one in found}) > 1:
        raise Refusal(f"与几条记录都相符（{ids}），不知道是哪一条；请填当事人代码，或直接改记录。")
    return one.entry


def refuse_namesake(found: Found | None, identity: Identity) -> None:
    """Raise :class:`Refusal` where a row that shall change a record has another party's code."""
    if found and found.identity.code and identity.code:
        raise Refusal(
            f"与记录 {found.entry.id} 的机关、文号和当事人名称相同，代码却不同"
            f"（{found.identity.code}）；代码录错的请直接改记录，是另一当事人的请单独导入。"
        )


def admitted(
    gate: Gate, entry: Entry, changed: Sequence[str], terms: Terms | None, as_of: date
) -> Terms:
    """Return the terms on which a changed row is taken, or raise :class:`Refusal`."""
    record, labels = entry.record, _labels(type(entry.record), changed)
    if entry.row:
        raise Refusal(f"与第 {entry.row} 行是同一机关、文号和当事人，{labels}却不同；请只留一行。")
    if terms is None:
        raise Refusal(
            f"与已有记录 {entry.id} 的{labels}不同；确实要改，请加 --as corrected（原来录错）"
            "或 --as amended（情况变了），并用 --note 写明原因。"
        )
    if hidden := withheld_fields(record) & set(changed):
        told = _labels(type(record), sorted(hidden))
        raise Refusal(f"记录 {entry.id} 的{told}原内容依法隐去，不能由表格改动。")
    if record.is_draft:
        raise Refusal(f"记录 {entry.id} 写好了还没有公布，要改请直接改它的文件。")
    last = record.changes[-1].date
    if last > as_of or (record.scheduled and record.scheduled.effective <= as_of):
        raise Refusal(f"记录 {entry.id} 还有未了的变更（{last}），请先在记录里处理。")
    why = may_follow(record.changes, terms.kind, as_of, gate.rulebook.last_day(record))
    if why:
        raise Refusal(f"记录 {entry.id} 不能改动：{why}")
    return _found(entry, terms)


def _found(entry: Entry, terms: Terms) -> Terms:
    """Return the terms with how it was found: by the agency, unless somebody has objected.

    What the agency found by itself answers no objection; whether it does, people must say.
    """
    if terms.kind != "corrected" or terms.found_by:
        return terms
    if "disputed" in standing(entry.record.changes):
        ways = "，".join(f"{name} {word}" for name, word in FOUND_BY.items())
        raise Refusal(
            f"对记录 {entry.id} 的异议还没有了结，这次更正怎样发现要写明，异议的结果由此统计："
            f"请加 --found-by（{ways}）。"
        )
    return replace(terms, found_by=ITSELF)


def _labels(model: type[Record], names: Sequence[str]) -> str:
    return "、".join(f"“{shape_of(model)[name].label}”" for name in names)
