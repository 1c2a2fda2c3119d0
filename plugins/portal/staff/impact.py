"""What rests on a law: every current record that cites it, by type and agency (影响清单)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from portal.checks.walk import parts
from portal.lifecycle import Gate
from portal.lifecycle.references import AGENCY
from portal.lifecycle.referrers import HOLDERS
from portal.lifecycle.view import IN_FORCE
from portal.model import Record
from portal.model.base import Citation
from portal.model.law import Law, of_any_year
from portal.source import Corpus, Item
from portal.staff.dependents import placed

NO_AGENCY = "各机关通用"
ARTICLE = re.compile("第[零〇一二三四五六七八九十百千]+条")


class Unknown(ValueError):
    """No law is known by that id or name, and nothing cites it; or an article is not one."""


@dataclass(frozen=True, slots=True)
class Place:
    """One citation: where it stands, and what it says."""

    line: int
    label: str
    citation: Citation

    @property
    def words(self) -> str:
        """The citation as people read it, without the law where that is a record."""
        told = self.citation
        name = "" if told.law else f"《{told.text}》（只写了名称）"
        return name + "".join(filter(None, (told.article, told.paragraph, told.item))) or "全文"


@dataclass(frozen=True, slots=True)
class Affected:
    """A current record that rests on the law; a case was decided by the law of its day and stays."""

    item: Item
    record: Record
    agency: str
    places: tuple[Place, ...]

    @property
    def must_change(self) -> bool:
        """Whether the record must be adjusted when the law ends."""
        return self.item.type.GATE != "case"


@dataclass(frozen=True, slots=True)
class Impact:
    """The versions of the law that were asked about, and what rests on them."""

    laws: tuple[tuple[str, Law], ...]
    affected: tuple[Affected, ...]

    @property
    def to_change(self) -> int:
        """How many records must be adjusted."""
        return sum(one.must_change for one in self.affected)


def impact(gate: Gate, asked: str, articles: Collection[str] = ()) -> Impact:
    """Return what rests on the law `asked`, by its id or name, or on some of its `articles` only.

    A citation of the law as a whole rests on each article. Raises :class:`Unknown`.
    """
    laws = tuple(_laws(gate.corpus, asked))
    names = {of_any_year(asked), *(of_any_year(law.name) for _, law in laws)}
    ids = {law_id for law_id, _ in laws}
    found = tuple(
        one
        for item in gate.corpus.items.values()
        if (one := _affected(gate, item, ids, names, articles))
    )
    if not laws and not found:
        raise Unknown(
            f"没有“{asked}”：既不是法律记录的编号或名称，也没有现行的记录照这个名称引用它。"
        )
    if odd := _odd(articles, found):
        raise Unknown(f"“{odd}”不是条的写法，也没有记录这样引用；请照法律原文写，如 第八十三条。")
    return Impact(laws, found)


def _odd(articles: Collection[str], found: Collection[Affected]) -> str:
    """Return an article that is written as none is: nothing can be found by it, whatever rests there."""
    cited = {place.citation.article for one in found for place in one.places}
    return next((one for one in articles if one not in cited and not ARTICLE.match(one)), "")


def _laws(corpus: Corpus, asked: str) -> Iterator[tuple[str, Law]]:
    for item in corpus.of(Law.TYPE):
        law = item.record
        if isinstance(law, Law) and (
            item.id == asked or of_any_year(law.name) == of_any_year(asked)
        ):
            yield item.id, law


def _affected(
    gate: Gate, item: Item, ids: Collection[str], names: Collection[str], articles: Collection[str]
) -> Affected | None:
    if gate.state(item.id) not in IN_FORCE or (here := gate.version(item.id)) is None:
        return None
    found = [
        (loc, citation)
        for loc, citation in parts(here.record, Citation)
        if _names(citation, ids, names) and _touches(citation, articles)
    ]
    if not found:
        return None
    line = gate.corpus.lines(item)
    places = tuple(Place(line(loc), placed(here.record, loc)[0], one) for loc, one in found)
    itself = item.id if item.type.TYPE in HOLDERS else ""
    agency = getattr(here.record, AGENCY, None) or itself
    return Affected(item, here.record, agency, places)


def _names(citation: Citation, ids: Collection[str], names: Collection[str]) -> bool:
    if citation.law:
        return citation.law in ids
    return bool(citation.text) and of_any_year(citation.text or "") in names


def _touches(citation: Citation, articles: Collection[str]) -> bool:
    article = citation.article
    return not (articles and article) or any(
        article == one or article.startswith(f"{one}第") for one in articles
    )


def lines(gate: Gate, found: Impact) -> Iterator[str]:
    """Yield the list for people: by type, then by agency, each record with its file."""
    for law_id, law in found.laws:
        until = f"至 {law.in_force_until}" if law.in_force_until else "起"
        link = gate.link(law_id)
        state = f"，{link.state_label}" if link else ""
        yield f"{law.title} {law_id}：施行日期 {law.in_force_from} {until}{state}"
    stay = len(found.affected) - found.to_change
    yield f"现行的记录里要调整的 {found.to_change} 条，照旧的 {stay} 条。"
    for kind, group in groupby(found.affected, key=lambda one: one.item.type):
        records = list(group)
        what = "要调整" if records[0].must_change else "依当时的法律作出，照旧"
        yield f"{kind.LABEL} {len(records)} 条（{what}）"
        yield from _by_agency(gate, records)


def _by_agency(gate: Gate, records: Sequence[Affected]) -> Iterator[str]:
    of_agency: defaultdict[str, list[Affected]] = defaultdict(list)
    for one in records:
        of_agency[one.agency].append(one)
    for agency, own in of_agency.items():
        link = gate.link(agency) if agency else None
        yield f"  {link.title if link else NO_AGENCY} {len(own)} 条"
        for one in own:
            path = gate.corpus.shown_path(one.item.path)
            yield f"    {path}:{one.places[0].line}　{one.record.title}"
            yield from (f"      {place.label}：{place.words}" for place in one.places)


def as_data(gate: Gate, found: Impact) -> dict[str, Any]:
    """Return the list for programs."""
    return {
        "laws": [
            {
                "id": law_id,
                "title": law.title,
                "in_force_from": str(law.in_force_from),
                "in_force_until": str(law.in_force_until) if law.in_force_until else None,
            }
            for law_id, law in found.laws
        ],
        "records": [_data(gate, one) for one in found.affected],
    }


def _data(gate: Gate, one: Affected) -> dict[str, Any]:
    return {
        "id": one.item.id,
        "type": one.item.type.TYPE,
        "agency": one.agency or None,
        "title": one.record.title,
        "path": gate.corpus.shown_path(one.item.path),
        "must_change": one.must_change,
        "citations": [
            {
                "line": place.line,
                "place": place.label,
                **place.citation.model_dump(exclude_none=True),
            }
            for place in one.places
        ],
    }
