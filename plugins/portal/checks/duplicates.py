"""The rule against one decision entered twice (重复)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.base import Context, Findings, Subject, check
from portal.lifecycle.state import state_of
from portal.model import RECORD_TYPES, Record
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.numbers import fold
from portal.source import Corpus, Item

Key = tuple[str, ...]


def _key(record: Record) -> Key | None:
    """Return what only one record should have; None where the record has no number."""
    if not isinstance(record, Decision | Entry) or not record.document_number:
        return None
    party = record.party.code or record.party.name
    return (record.facts.act, record.agency, fold(record.document_number), party)


def first_by_number(corpus: Corpus) -> dict[Key, str]:
    """Return, by key, the first record that is not withdrawn or ended."""
    found: dict[Key, str] = {}
    for item, key in _keyed(corpus):
        found.setdefault(key, item.id)
    return found


def _keyed(corpus: Corpus) -> Iterator[tuple[Item, Key]]:
    for kind in RECORD_TYPES:
        for item in corpus.of(kind.TYPE) if kind.GATE == "case" else ():
            if isinstance(item.record, Record) and _stands(item.record):
                key = _key(item.record)
                if key:
                    yield item, key


def _stands(record: Record) -> bool:
    last = record.changes[-1].date
    return state_of(record.changes, last, None) in ("current", "disputed")


@check("duplicate", "发改办财金〔2018〕424号", "warning")
def decision_is_entered_once(subject: Subject[Decision | Entry], context: Context) -> Findings:
    """同一机关、同一文号、同一当事人只有一条记录。"""
    key = _key(subject.record)
    if key is None or not _stands(subject.record):
        return
    first = context.once(first_by_number)[key]
    if first != subject.item.id:
        where = context.corpus.shown_path(context.corpus.items[first].path)
        message = (
            f"文号“{subject.record.document_number}”和当事人与 {where} 相同，可能重复；请核对。"
        )
        yield ("document_number",), message
