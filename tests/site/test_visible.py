"""An entry is visible if and only if law and changes say so, and everywhere alike."""

import json
import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.lifecycle import Gate
from portal.model import BY_TYPE
from portal.model.changes import END_ROUTES
from portal.site.bearer import bearer
from portal.site.exports import as_json
from portal.site.exports import record as exported
from portal.site.listing import summarise
from portal.site.search.entry import entry as indexed
from portal.site.search.lookup import look_up
from portal.site.search.reader import Reader
from portal.site.subjects import subjects
from portal.source import Corpus, Item
from portal.staff.writer import dump
from tests.lifecycle.histories import (
    AGENCY,
    ENTRY,
    LISTED,
    LISTING,
    ROLES,
    START,
    Raw,
    Standing,
    Story,
    least,
    stories,
)
from tests.lifecycle.test_properties import AN_ID, corpus
from tests.site.conftest import AS_OF, Build
from tests.site.test_canary import everything

pytestmark = pytest.mark.xdist_group("visible")  # its site is built once

VISIBLE = {"current", "disputed", "superseded"}
AGENCY_RECORD = {"name": "云溪市互联网信息办公室", "changes": [least("published", START, "")]}
LIST_RECORD = {
    "name": "云溪市网络信用灰名单",
    "colour": "灰名单",
    "agency": AGENCY,
    "public": "是",
    "publication_basis": [{"text": "浙江省公共信用信息管理条例", "article": "第十五条"}],
    "grounds": [{"key": "甲", "text": "违反公开作出的信用承诺。"}],
    "exit_conditions": "完成整改。",
    "changes": [least("published", START, "")],
}
RULE_RECORD = {
    "name": "名单公示期",
    "purpose": "公示期",
    "acts": ["列入名单"],
    "colours": ["灰名单"],
    "amount": "100",
    "unit": "年",
    "starts": "列入日期",
    "valid_from": "2018-01-01",
    "basis": [{"text": "浙江省公共信用信息管理条例", "article": "第二十五条"}],
    "changes": [least("published", START, "")],
}


def with_list(story: Story) -> Corpus:
    """The entry with its list and agency."""
    here = corpus(ENTRY, story.raw())
    record, faults = BY_TYPE["list"].read(json.loads(json.dumps(LIST_RECORD)))
    assert record is not None, faults
    listing = Item(LISTING, BY_TYPE["list"], f"lists/{LISTING}.yaml", record)
    items = {one.id: one for one in (*here.items.values(), listing) if one.id != "none-2024-x"}
    return Corpus(Path("nowhere"), items)


def is_due(story: Story, day: date) -> bool:
    """Whether the entry may be seen on `day`, by the table of the handbook."""
    made = sum(date.fromisoformat(change["date"]) <= day for change in story.changes)
    if made == 0 or "removed" in story.standing.stands:
        return False
    return story.state_then(made, day) in VISIBLE


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_entry_is_visible_if_and_only_if_law_and_changes_say_so(data: st.DataObject) -> None:
    story = data.draw(stories(ENTRY))
    day = START + timedelta(days=data.draw(st.integers(-5, 500)))
    gate, due = Gate(with_list(story), as_of=day), is_due(story, day)
    view = gate.view(AN_ID)
    whose = bearer(view, traders=False) if view else None
    summary = [summarise(view, whose)] if view else []
    link = gate.link(AN_ID)
    (members,) = gate.referrers.members(LISTING) or (None,)
    told = indexed(view) if view else None
    said = [exported(view), repr(view), told.head + told.body] if view and told else []
    seen = {
        "page": bool(view and view.full and view.listed),
        "link": bool(link and "公司" in link.title),
        "list": [one.id for group in gate.referrers.of(LISTING) for one in group.links] == [AN_ID],
        "count": bool(members and members.present),
        "subject": [one.code for one in subjects(summary)] == [LISTED],
        "index": any(one.listed for one in summary),
        "events": any("公司" in event.title for one in summary for event in one.events),
        "search": bool(told and LISTED.lower() in {key.key for key in told.keys}),
        **{
            f"text {place}": "公司" in (text if isinstance(text, str) else as_json(text).decode())
            for place, text in enumerate(said)
        },
    }
    assert {name: found for name, found in seen.items() if found != due} == {}


def codes() -> Iterator[str]:
    """Credit codes, one after the other."""
    for number in range(1_000):
        stem = f"91339901MA5{number:06d}"
        yield f"{stem}{uscc.calc_check_digit(stem)}"


OFTEN = ("disputed", "dispute_ended", "reinstated")
KINDS = (*OFTEN, *OFTEN, *OFTEN, "withdrawn", "withdrawn", "ended", "removed")


def tale(dice: random.Random, word: str, code: str, first: Raw | None) -> tuple[Raw, bool]:
    """A random history of an entry, or that of `first` alone; and whether it ends in public."""
    raw = {**ENTRY.least(word), "facts_found": f"{word}事实。"}
    raw["party"] = {"name": f"{word}有限公司", "kind": "法人及非法人组织", "code": code}
    until = START + timedelta(days=2_000 if first else dice.choice((60, 400, *[2_000] * 6)))
    raw["publicity_until"] = str(until)
    standing, day = Standing(), START
    changes = [least("published", day, ""), *([first] if first else [])]
    for change in changes[1:]:
        standing.take(change["kind"], day)
    while not first and dice.random() < 0.6 and day < date(2026, 5, 1):
        day += timedelta(days=dice.choice((10, 40, 90)))
        fits = [kind for kind in KINDS if standing.allows(kind, day, until)]
        if not fits:
            break
        change = least(dice.choice(fits), day, "说明")
        if change["kind"] == "ended":
            change["route"] = dice.choice(END_ROUTES)
        standing.take(change["kind"], day)
        changes.append(change)
    raw["changes"] = changes
    if "removed" in standing.stands:
        left = [{k: v for k, v in one.items() if k not in ("was", "note")} for one in changes]
        keys = [f"{'0' * 32}${'1' * 32}"]
        raw = {"agency": AGENCY, "year": "2024", "import_keys": keys, "changes": left}
    return raw, standing.state(AS_OF, until) in VISIBLE


def ways_out() -> list[Raw]:
    """Each way in which an entry may leave public view, as a change."""
    withdrawn = least("withdrawn", START, "说明") | {"roles": ROLES}
    return [
        *({**least("ended", START, "说明"), "route": route} for route in END_ROUTES),
        *({**withdrawn, "ground": ground} for ground in ("撤销", "误列")),
        least("removed", START, "说明"),
    ]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, build: Build) -> tuple[Path, dict[str, Any]]:
    """A site of one list whose entries had random histories: word, code and whether it is due."""
    folder, dice, number = tmp_path_factory.mktemp("tales"), random.Random(20260630), codes()
    put(folder, f"agencies/{AGENCY}", AGENCY_RECORD)
    put(folder, f"lists/{LISTING}", LIST_RECORD)
    put(folder, "rules/gz-2018-a1b2c3", RULE_RECORD)
    firsts: list[Raw | None] = [*ways_out(), *[None] * 43]
    entries = {}
    for place, first in enumerate(firsts):
        word, code, entry_id = f"词{place:03d}号企业", next(number), f"tm-2024-a{place:03d}aa"
        raw, due = tale(dice, word, code, first)
        put(folder, f"entries/{entry_id}", raw)
        entries[entry_id] = (word, code, due)
    return build(folder, search=True), entries


def put(folder: Path, path: str, raw: Raw) -> None:
    """Write one record."""
    file = folder / "data" / f"{path}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump(raw), encoding="utf-8")


def test_every_part_of_the_site_shows_the_same_entries(
    told: tuple[Path, dict[str, Any]],
) -> None:
    site, entries = told
    index, whole = Reader(site), everything(site)
    listed = "".join(p.read_text("utf-8") for p in (site / "entries" / "listing").rglob("*.html"))
    months = "".join(p.read_text("utf-8") for p in (site / "changes").glob("*/index.json"))
    wrong = []
    for entry_id, (word, code, due) in entries.items():
        page = site / "entries" / entry_id
        seen = {
            "page": word in (page / "index.html").read_text("utf-8"),
            "data": word in (page / "index.json").read_text("utf-8"),
            "list": f"/entries/{entry_id}/" in listed,
            "subject": (site / "subjects" / code).exists(),
            "by code": look_up(index, code).outcome == "found",
            "by name": look_up(index, f"{word}有限公司").outcome == "found",
            "search": bool(index.find(word)),
            "changes": word in months,
            "anywhere": word in whole,
            "code anywhere": code.lower() in whole,
        }
        wrong += [f"{entry_id} {name}" for name, found in seen.items() if found != due]
    assert wrong == []
    assert 15 < sum(due for _, _, due in entries.values()) < 40


def test_the_list_counts_those_who_are_on_it(told: tuple[Path, dict[str, Any]]) -> None:
    site, entries = told
    page = (site / "lists" / LISTING / "index.html").read_text(encoding="utf-8")
    count = re.search(r"现在 (\d+) 条", page)
    assert count
    assert int(count[1]) == sum(due for _, _, due in entries.values())


def test_every_way_out_has_words_of_its_own(told: tuple[Path, dict[str, Any]]) -> None:
    site, entries = told
    said = set()
    for entry_id in list(entries)[: len(ways_out())]:
        page = (site / "entries" / entry_id / "index.html").read_text(encoding="utf-8")
        notice = re.search(r'<div class="notice.*?</div>', page, re.DOTALL)
        assert notice
        said.add(re.sub(r"\s+|<[^>]+>", "", notice[0]))
    assert len(said) == len(ways_out())
