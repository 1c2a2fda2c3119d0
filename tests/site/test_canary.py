"""Canaries: a unique word in every text of every record; only those that may sing are heard.

What may be seen is stated here a second time, in the test's own words, from the table of the gate.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.lifecycle import Gate
from portal.model import Record
from portal.model.changes import BY_KIND, Scheduled
from portal.model.decision import Decision
from portal.model.shape import Shape, shape_of
from portal.site.search.reader import Reader
from portal.source import Item, load
from portal.source.text import read_text
from portal.source.yamlfile import parse
from portal.staff.writer import dump
from tests.site.conftest import AS_OF, SPECIMEN, Build

pytestmark = pytest.mark.xdist_group("canary")  # its site is built once

TEXT_KINDS = ("text", "long_text", "number")
# Texts that are keys: other places name them.
KEYS = {
    "key",
    "article",
    "number",
    "tier",
    "source",
    "target",
    "condition",
    "counted_from",
    "stage",
    "outcome",
    "grounds",
    "hides",
    "added",
    "withheld",
    "disclosures",
    "import_keys",
}
Loc = tuple[str | int, ...]
Canaries = dict[str, tuple[str, Loc]]


def canary(record_id: str, loc: Loc) -> str:
    """The word planted at one place of one record."""
    return "zq" + hashlib.sha256(f"{record_id}{loc}".encode()).hexdigest()[:14]


def plant(item: Item, content: dict[str, Any], canaries: Canaries) -> None:
    """Put a canary behind every text in `content`."""

    def walk(node: Any, shape: Shape | None, fields: dict[str, Shape], loc: Loc) -> Any:
        if isinstance(node, list):
            return [walk(child, shape, fields, (*loc, index)) for index, child in enumerate(node)]
        if isinstance(node, dict):
            return {name: inner(name, child, fields, loc) for name, child in node.items()}
        if shape and shape.kind and shape.kind.name in TEXT_KINDS and loc[-1] not in KEYS:
            word = canary(item.id, loc)
            canaries[word] = (item.id, loc)
            return f"{node}{word}"
        return node

    def inner(name: str, child: Any, fields: dict[str, Shape], loc: Loc) -> Any:
        shape = fields.get(name)
        if name in KEYS or (shape is None and name not in ("changes", "was", "set")):
            return child
        here = (*loc, name)
        if name == "changes":
            return [
                walk(change, None, shape_of(BY_KIND[change["kind"]]), (*here, n))
                for n, change in enumerate(child)
            ]
        if name in ("was", "set"):
            return walk(child, None, own, here)
        return walk(child, shape, part_fields(shape), here)

    own = shape_of(item.type) if isinstance(item.record, Record) else shape_of(type(item.record))
    planted = walk(content, None, own | {"scheduled": _scheduled()}, ())
    content.clear()
    content.update(planted)


def _scheduled() -> Shape:
    return Shape("scheduled", "", "", False, False, None, Scheduled, False, False, False, False)


def part_fields(shape: Shape | None) -> dict[str, Shape]:
    """The fields inside a part."""
    return shape_of(shape.part) if shape and shape.part else {}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, build: Build) -> tuple[Path, Path, Canaries]:
    """The specimen with canaries: its folder, its site, and where each word stands."""
    folder, canaries = tmp_path_factory.mktemp("canaries"), Canaries()
    corpus = load(SPECIMEN / "data")
    for item in corpus.items.values():
        content = parse(read_text(corpus.root / item.path)).content
        plant(item, content, canaries)
        path = folder / "data" / item.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(content), encoding="utf-8")
    return folder, build(folder, search=True), canaries


def everything(site: Path) -> str:
    """All that left the building, decompressed, in lower case."""
    texts = []
    for path in sorted(site.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
            texts.append(f"{path.relative_to(site)} ".encode() + data)
    return b"\n".join(texts).decode("utf-8", "replace").lower()


def may_sing(gate: Gate, item: Item, loc: Loc) -> bool:
    """Whether the word at `loc` may be seen, by the table of the gate."""
    state, record, gate_class = gate.state(item.id), item.record, item.type.GATE
    if state is None or not isinstance(record, Record):
        return False
    if loc[0] == "scheduled":
        return _scheduled_sings(item, state, loc)
    if gate_class == "norm":
        return not _internal(item, loc)
    if state in ("ended", "expired"):
        return False
    if loc[0] == "changes":
        return _change_sings(item, state, loc)
    if loc == ("party", "legal_representative"):  # a column of decisions alone, and of firms
        return state != "withdrawn" and isinstance(record, Decision) and not record.party.is_trader
    shape = shape_of(item.type)[str(loc[0])]
    if state == "withdrawn":
        return shape.tombstone
    return not shape.private and str(loc[0]) not in gate.rulebook.hidden_fields(record)


def _internal(item: Item, loc: Loc) -> bool:
    """Whether the word stands in a field of which the public never hears."""
    if loc[0] == "changes" and loc[2] != "was":
        return False
    return shape_of(item.type)[str(loc[3] if loc[0] == "changes" else loc[0])].private


def _scheduled_sings(item: Item, state: str, loc: Loc) -> bool:
    record = item.record
    assert isinstance(record, Record)
    assert record.scheduled
    in_effect = record.scheduled.effective <= AS_OF
    return in_effect and (
        item.type.GATE == "norm" or state in ("current", "disputed", "superseded")
    )


def _change_sings(item: Item, state: str, loc: Loc) -> bool:
    change = item.record.changes[int(loc[1])]
    if state == "withdrawn":
        last = max(n for n, c in enumerate(item.record.changes) if c.kind == "withdrawn")
        return loc[1] == last
    if loc[2] != "was":
        return True
    fields = shape_of(item.type)
    touched_party = any(fields[name].identifying for name in getattr(change, "touched", ()))
    plain_correction = change.kind == "corrected" and item.type.GATE == "case"
    return plain_correction and not touched_party


def test_only_canaries_that_may_sing_are_heard(planted: tuple[Path, Path, Canaries]) -> None:
    folder, site, canaries = planted
    corpus = load(folder / "data")
    assert corpus.problems == ()
    gate, heard = Gate(corpus, as_of=AS_OF), everything(site)
    wrong = [
        f"{record_id} {loc}: {'silent' if expected else 'heard'}"
        for word, (record_id, loc) in canaries.items()
        for expected in [may_sing(gate, corpus.items[record_id], loc)]
        if (word in heard) != expected
    ]
    assert wrong == []


def test_the_index_finds_what_the_page_says_now_and_nothing_of_what_is_gone(
    planted: tuple[Path, Path, Canaries],
) -> None:
    folder, site, canaries = planted
    corpus, index = load(folder / "data"), Reader(site)
    gate = Gate(corpus, as_of=AS_OF)
    rows = [index.row(number) for number in range(index.manifest["numbers"])]
    assert None in rows
    found = {word: {rows[number][0] for number in index.find(word)} for word in canaries}  # type: ignore[index]
    loud = [word for word in canaries if found[word]]
    now = [
        word
        for word, (record_id, loc) in canaries.items()
        if loc[0] not in ("changes", "scheduled")
        and may_sing(gate, corpus.items[record_id], loc)
        and not getattr(corpus.items[record_id].record, "scheduled", None)
    ]
    assert len(now) > 500
    assert [canaries[word] for word in now if canaries[word][0] not in found[word]] == []
    assert [
        w for w in loud if not may_sing(gate, corpus.items[canaries[w][0]], canaries[w][1])
    ] == []
    for word in canaries:
        assert all(rows[number] for number in index.candidates(word)), word


def test_the_canaries_stand_in_every_state(planted: tuple[Path, Path, Canaries]) -> None:
    folder, _, canaries = planted
    gate = Gate(load(folder / "data"), as_of=AS_OF)
    states = {gate.state(record_id) for record_id, _ in canaries.values()}
    assert states == {
        None,
        "current",
        "disputed",
        "superseded",
        "withdrawn",
        "ended",
        "expired",
        "removed",
    }


def test_on_the_day_after_a_period_the_record_is_gone_by_itself(
    planted: tuple[Path, Path, Canaries], build: Build
) -> None:
    folder, _, canaries = planted
    corpus = load(folder / "data")
    gate = Gate(corpus, as_of=AS_OF)
    ending = [i for i in gate_cases(gate) if (day := gate.view(i).last_day) and day > AS_OF]  # type: ignore[union-attr]
    first = min(ending, key=lambda i: (gate.view(i).last_day, i))  # type: ignore[union-attr]
    last_day = gate.view(first).last_day  # type: ignore[union-attr]
    assert last_day
    words = [word for word, (record_id, _) in canaries.items() if record_id == first]
    before = everything(build(folder, as_of=last_day, search=True))
    after = everything(build(folder, as_of=last_day + timedelta(days=1), search=True))
    assert any(word in before for word in words)
    assert not any(word in after for word in words)


def gate_cases(gate: Gate) -> Iterator[str]:
    """The cases that are readable today."""
    for item in gate.corpus.items.values():
        if item.type.GATE == "case" and gate.state(item.id) in ("current", "disputed"):
            yield item.id


def test_states_agree_in_page_and_data(site: Path) -> None:
    gate = Gate(load(SPECIMEN / "data"), as_of=AS_OF)
    for record_id in gate.corpus.items:
        view = gate.view(record_id)
        if view is None:
            continue
        data = json.loads((site / view.url[1:] / "index.json").read_text("utf-8"))
        html = (site / view.url[1:] / "index.html").read_text("utf-8")
        assert data["state"] == view.state
        if view.state != "current":
            assert f"[{data['state_label']}]" in data["title"]
            assert html.count(f"[{data['state_label']}]") >= 2, "in <title> and in the heading"
