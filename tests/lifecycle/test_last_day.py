"""A record is public no longer than the rule lets it be, whatever it states itself."""

from datetime import date

import pytest

from tests.lifecycle.test_leaks import DECISION, PUBLISHED, RULE, Portal, portal  # noqa: F401
from tests.lifecycle.test_outlook import ENTRY, LIST

LAST = date(2025, 5, 6)  # a year after the day of the decision, and of the entry
HIDE = """
name: 隐去
purpose: 隐去字段
hides: [{}]
valid_from: 2020-01-01
basis: [{{text: 某办法}}]
changes: [{{kind: published, date: 2020-01-02}}]
"""


@pytest.fixture
def place(portal: Portal) -> Portal:  # noqa: F811
    """A portal with a rule of one year for penalties and entries."""
    portal.put("rules/gz-2020-aaaaaa", RULE)
    entry = RULE.replace("行政处罚", "列入名单").replace("决定日期", "列入日期")
    portal.put("rules/gz-2020-bbbbbb", entry)
    portal.put("lists/md-2024-aaaaaa", LIST)
    return portal


def last_day(place: Portal, record_id: str, as_of: date = LAST) -> date | None:
    """Until when the public is told that a record stays."""
    view = place.gate(as_of).view(record_id)
    assert view
    return view.last_day


@pytest.mark.parametrize(
    ("stated", "last"),
    [("", LAST), ("2024-12-31", date(2024, 12, 31)), ("2025-05-06", LAST), ("2034-05-06", LAST)],
)
def test_the_last_day_is_the_earlier_of_the_stated_one_and_that_of_the_rule(
    place: Portal, stated: str, last: date
) -> None:
    line = f"publicity_until: {stated}\n" if stated else ""
    place.put("entries/tm-2024-aaaaaa", ENTRY + line)
    place.put("decisions/cf-2024-aaaaaa", f"{DECISION}{line}changes:\n{PUBLISHED}")
    for one in ("tm-2024-aaaaaa", "cf-2024-aaaaaa"):
        assert last_day(place, one, last) == last
        assert place.gate(last).state(one) == "current"
        assert place.gate(last.replace(year=last.year + 1)).state(one) == "expired"


def test_no_word_of_an_entry_is_told_after_the_longest_period(place: Portal) -> None:
    place.put("entries/tm-2024-aaaaaa", f"{ENTRY}publicity_until: 2034-05-06\n")
    assert "秘密" not in place.seen("tm-2024-aaaaaa")
    steps = place.gate().view("tm-2024-aaaaaa")
    assert steps
    assert [(step.kind, step.date) for step in steps.history] == [("expired", date(2025, 5, 7))]


def test_a_last_day_by_the_rule_tells_the_hidden_day_from_which_it_counts(place: Portal) -> None:
    stated = f"{DECISION}publicity_until: 2034-05-06\nchanges:\n{PUBLISHED}"
    place.put("decisions/cf-2024-aaaaaa", stated)
    place.put("rules/gz-2020-cccccc", HIDE.format("publicity_until"))
    assert last_day(place, "cf-2024-aaaaaa") == LAST
    place.put("rules/gz-2020-cccccc", HIDE.format("decided_on"))
    assert last_day(place, "cf-2024-aaaaaa") is None


@pytest.mark.parametrize(
    ("kind", "state"),
    [("amended, effective: 2025-12-01", "expired"), ("corrected, found_by: agency", "current")],
)
def test_an_entry_that_expired_stays_so_when_its_list_is_given_another_colour(
    place: Portal, kind: str, state: str
) -> None:
    for number, (colour, years) in enumerate({"黑名单": 1, "灰名单": 5}.items()):
        coloured = f"colours: [{colour}]\nacts: [列入名单]\namount: {years}"
        text = RULE.replace("acts: [行政处罚]\namount: 1", coloured).replace("决定日期", "列入日期")
        place.put(f"rules/gz-2020-ccccc{number}", text)
    place.put("entries/tm-2024-aaaaaa", ENTRY)
    assert place.gate().state("tm-2024-aaaaaa") == "expired"
    change = f"{{kind: {kind}, date: 2025-12-01, note: 改, was: {{colour: 黑名单}}}}]\n"
    grey = LIST.replace("黑名单", "灰名单").rstrip().removesuffix("]")
    place.put("lists/md-2024-aaaaaa", f"{grey}, {change}")
    assert place.gate().state("tm-2024-aaaaaa") == state


@pytest.mark.parametrize(
    ("stated", "told"), [("2034-05-06", []), ("2025-01-02", [date(2025, 1, 2)])]
)
def test_a_page_tells_one_last_day(place: Portal, stated: str, told: list[date]) -> None:
    line = f"publicity_until: {stated}\n"
    place.put("decisions/cf-2024-aaaaaa", f"{DECISION}{line}changes:\n{PUBLISHED}")
    view = place.gate(date(2025, 1, 1)).view("cf-2024-aaaaaa")
    assert view
    assert [shown.value for shown in view.fields if shown.name == "publicity_until"] == told
