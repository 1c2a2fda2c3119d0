"""The rule against one decision entered twice (重复)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.lifecycle.state import state_of
from portal.model import Record
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.numbers import fold
from portal.source import Item

Key = tuple[str, ...]


def _key(record: Record) -> Key | None:
    """Return what only one record should have; None where the record has no number."""
    if not isinstance(record, Decision | Entry) or not record.document_number:
        return None
    party = record.party.code or record.party.name
    return (record.facts.act, record.agency, fold(record.document_number), party)


@telling
def numbered(item: Item) -> Pairs:
    """Tell of a record that is not withdrawn or ended what only one should have."""
    if isinstance(item.record, Record) and _stands(item.record) and (key := _key(item.record)):
        yield key, ()


def _stands(record: Record) -> bool:
    last = record.changes[-1].date
    return state_of(record.changes, last, None) in ("current", "disputed")


@check("duplicate", "发改办财金〔2018〕424号", "warning")
def decision_is_entered_once(subject: Subject[Decision | Entry], context: Context) -> Findings:
    """同一机关、同一文号、同一当事人只有一条记录。"""
    key = _key(subject.record)
    if key is None or not _stands(subject.record):
        return
    first, _ = context.row(numbered, key)[0]
    if first != subject.item.id:
        where = context.corpus.shown_path(context.corpus.items[first].path)
        message = (
            f"文号“{subject.record.document_number}”和当事人与 {where} 相同，可能重复；请核对。"
        )
        yield ("document_number",), message
