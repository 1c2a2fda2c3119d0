"""Rules for references: what is named must be there and be what it should be (引用)."""

from __future__ import annotations

from collections.abc import Iterator

from portal.checks.base import Context, Findings, Subject, check
from portal.model import BY_TYPE, Record, Removed
from portal.model.shape import Loc, shapes

Edge = tuple[str, tuple[Loc, str]]


def _targets(subject: Subject[Record | Removed]) -> Iterator[tuple[Loc, str, str]]:
    """Yield the references of today: former values may name what is no longer there."""
    for value in subject.of_kind("reference"):
        if "was" not in value.loc:
            yield value.loc, value.target or subject.item.type.TYPE, value.text


@check("reference", "政府信息公开条例第六条")
def reference_exists(subject: Subject[Record | Removed], context: Context) -> Findings:
    """引用的记录必须存在，而且是该字段要求的类型。"""
    for loc, wanted, target in _targets(subject):
        if target in context.corpus.broken:
            continue  # its own file says what is wrong
        kind, item = BY_TYPE[wanted], context.corpus.items.get(target)
        if item is None:
            yield (
                loc,
                f"引用的{kind.LABEL}“{target}”不存在；应为 {kind.PLURAL}/ 里的记录编号。",
            )
        elif item.type is not kind:
            yield (
                loc,
                f"“{target}”是{item.type.LABEL}，这里应为{kind.LABEL}"
                f"（{kind.PLURAL}/ 里的记录编号）。",
            )


@check("reference-cycle")
def reference_without_cycle(subject: Subject[Record | Removed], context: Context) -> Findings:
    """法律的前一版本、机关的上级、替代记录不能绕回自己。"""
    edges = dict(_edges(subject.item.type, subject.record))
    for label, (loc, _) in sorted(edges.items()):
        if chain := _back_to(subject.item.id, label, context):
            way = " → ".join((*chain, chain[0]))
            yield loc, f"引用绕回了自己：{way}；请改正其中写错的一处。"
            return


def _back_to(start: str, label: str, context: Context) -> list[str]:
    """Return the records on the way from `start` back to it along the edges of one label, if any."""
    way, here = dict.fromkeys([start]), start
    while item := context.corpus.items.get(here):
        _, here = dict(_edges(item.type, item.record)).get(label, ((), ""))
        if here == start:
            return [*way]
        if here in way:
            break
        way[here] = None
    return []


def _edges(kind: type[Record], record: Record | Removed) -> Iterator[Edge]:
    """Yield the single references of a record to its own type, and what stands in its place."""
    if isinstance(record, Record):
        for shape in shapes(kind):
            single = shape.kind and shape.kind.target == kind.TYPE and not shape.many
            if single and (target := getattr(record, shape.name)):
                yield shape.name, ((shape.name,), target)
    for index in range(len(record.changes) - 1, -1, -1):
        if record.changes[index].kind == "reinstated":
            return
        if target := getattr(record.changes[index], "replaced_by", None):
            yield "replaced_by", (("changes", index, "replaced_by"), target)
            return
