"""What a record tells of a list outlives the entry on it: the rule against that (名单不外传)."""

from __future__ import annotations

from portal.checks.base import Context, Findings, Pairs, Subject, check, telling
from portal.model.commitment import Commitment
from portal.model.decision import Decision
from portal.model.entry import Entry
from portal.model.listing import Listing
from portal.model.numbers import fold
from portal.model.shape import shape_of
from portal.source import Item


@telling
def entered(item: Item) -> Pairs:
    """Tell of an entry whose code is in it."""
    if isinstance(item.record, Entry) and item.record.party.code:
        yield item.record.party.code, ()


@check("list-told", "《信用修复管理办法》第三条", "warning")
def texts_do_not_tell_of_a_list(
    subject: Subject[Decision | Entry | Commitment], context: Context
) -> Findings:
    """正文和变更说明不写当事人在哪份名单上：条目移出、修复、期满以后，别的记录不能再说出来。"""
    record, code = subject.record, subject.record.party.code
    if not code or not context.is_open(subject.item.id):
        return
    others = [one for one, _ in context.row(entered, code) if one != subject.item.id]
    own = context.record(record.within, Listing)
    told = {
        one: _told_by(context, one, {own.name, own.colour} if own else set())
        for one in others
        if one not in record.stands_with
    }
    shapes = shape_of(subject.item.type)
    for value in subject.texts if told else ():
        if value.field and shapes[value.field].private:
            continue
        text = fold(value.text)
        for entry, words in told.items():
            if found := next((word for word in words if fold(word) in text), ""):
                message = (
                    f"写到了“{found}”，当事人的名单条目是 {entry}；条目移出、修复、期满以后，"
                    "从这里还看得出当事人曾被列入。请改写成不提名单的话；文书原文必须照录的，"
                    "条目离开公示时在更正里用 withheld 隐去这一项。"
                )
                yield value.loc, message


def _told_by(context: Context, entry_id: str, own: set[str]) -> tuple[str, ...]:
    """Return by which words a text tells of an entry: its list, the colour, its number.

    What a record says of its `own` list tells of that one alone.
    """
    entry = context.record(entry_id, Entry)
    listing = context.record(entry.listing, Listing) if entry else None
    if entry is None or listing is None or listing.praises:
        return ()
    words = (listing.name, entry.document_number, listing.colour)
    return tuple(word for word in words if word and word not in own)
