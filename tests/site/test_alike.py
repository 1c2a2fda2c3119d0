"""A thousand pairs of firms that are nearly alike, built into a site: never mixed, wherever one looks."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from stdnum.cn import uscc

from portal.site.search.lookup import look_up
from portal.site.search.reader import Reader
from tests.conftest import ServeFolder
from tests.lifecycle.test_leaks import AGENCY
from tests.site.conftest import Build

pytestmark = pytest.mark.xdist_group("alike")  # its site is built once

PAIRS = 1_000
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AT_A_TIME = 200
DECISION = """act: 行政处罚
agency: jg-2024-aaaaaa
party: {{name: {name}, kind: 法人及非法人组织, code: {code}}}
document_number: 云罚〔2024〕{number}号
decided_on: 2024-05-06
content: 罚款一万元。
changes: [{{kind: published, date: 2024-05-08}}]
"""
Firm = tuple[str, str, str]  # name, credit code, the id of its only record


def twins(dice: random.Random, number: int) -> tuple[str, str]:
    """Two names that differ by one character, its width, its brackets, its script, or an order."""
    one, two, *rest = dice.sample("云溪星河安泰康宁博雅文思明德丰盛隆远松竹梅兰", 6)
    middle, own = "".join(rest), f"{one}{two}"
    return (
        (f"{own}{middle}{number}科技有限公司", f"{two}{one}{middle}{number}科技有限公司"),
        (f"{own}（{middle}{number}）商贸有限公司", f"{own}{middle}{number}商贸有限公司"),
        (f"{own}(云溪){number}科技有限公司", f"{own}（云溪）{number}科技有限公司"),
        (f"{own}{middle}{number}网络有限公司", f"{own}{middle}{number}網絡有限公司"),
        (f"{own}{middle}{number}餐饮店", f"{own}{middle}{number}0餐饮店"),
        (f"{own}{middle}{number}有限公司", f"{own}{middle}{number}有限责任公司"),
        (f"{own}{middle}{number}物流有限公司", f"{own}{middle}{number}物流有限公司"),
    )[number % 7]


def codes(dice: random.Random) -> tuple[str, str]:
    """Two codes, both right, that differ in one place or in the order of two, and in their checks."""
    stem = "91339901MA" + "".join(dice.sample(LETTERS, 7))
    other = f"{stem[:-1]}{dice.choice(sorted({*LETTERS} - {stem[-1]}))}"
    swapped = f"{stem[:-3]}{stem[-2]}{stem[-3]}{stem[-1]}"
    pair = (stem, dice.choice((other, swapped)))
    return tuple(f"{one}{uscc.calc_check_digit(one)}" for one in pair)  # type: ignore[return-value]


def pairs() -> Iterator[tuple[Firm, Firm]]:
    """The pairs; no two codes are the same."""
    dice, taken = random.Random(7), set[str]()
    number = 0
    while number < PAIRS:
        both = codes(dice)
        if taken.isdisjoint(both):
            taken.update(both)
            named = zip(twins(dice, number), both, "ab", strict=True)
            first, second = (
                (name, code, f"cf-2024-{number:05d}{end}") for name, code, end in named
            )
            yield first, second
            number += 1


@pytest.fixture(scope="module")
def firms() -> list[Firm]:
    """Every firm, twins beside each other."""
    return [firm for pair in pairs() for firm in pair]


@pytest.fixture(scope="module")
def alike(firms: list[Firm], tmp_path_factory: pytest.TempPathFactory, build: Build) -> Path:
    """A site with one penalty of each."""
    folder = tmp_path_factory.mktemp("alike")
    for plural in ("agencies", "decisions/1", "decisions/2"):
        (folder / "data" / plural).mkdir(parents=True)
    (folder / "data" / "agencies" / "jg-2024-aaaaaa.yaml").write_text(AGENCY, encoding="utf-8")
    for number, (name, code, record_id) in enumerate(firms):
        path = folder / "data" / "decisions" / str(number % 2 + 1) / f"{record_id}.yaml"
        text = DECISION.format(name=name, code=code, number=number)
        path.write_text(text, encoding="utf-8")
    return build(folder, search=True, jobs=2)


@pytest.mark.long
def test_the_page_of_a_firm_tells_of_that_firm_alone(alike: Path, firms: list[Firm]) -> None:
    known = {code: (name, record_id) for name, code, record_id in firms}
    assert {file.name for file in (alike / "subjects").iterdir()} == set(known)
    for place, (name, code, record_id) in enumerate(firms):
        folder = alike / "subjects" / code
        told = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        assert (told["name"], told["code"]) == (name, code)
        assert [one["name"] for one in told["names"]] == [name]
        assert [one["id"] for one in told["records"]] == [record_id]
        html = (folder / "index.html").read_text(encoding="utf-8")
        decision = (alike / "decisions" / record_id / "index.html").read_text(encoding="utf-8")
        _, other, others_id = firms[place ^ 1]
        for page in (html, decision):
            assert code in page
            assert other not in page
            assert others_id not in page


@pytest.mark.long
def test_a_code_or_a_number_means_its_bearer_and_a_name_says_whose_it_is(
    alike: Path, firms: list[Firm]
) -> None:
    index, known = Reader(alike), {code: (name, record_id) for name, code, record_id in firms}
    for number, (name, code, record_id) in enumerate(firms):
        (whole,) = look_up(index, code).meanings
        assert (whole.name, whole.code, whole.count) == (name, code, 1)
        assert [row["id"] for row in whole.rows] == [record_id]
        (paper,) = look_up(index, f"云罚〔2024〕{number}号").meanings
        assert [row["id"] for row in paper.rows] == [record_id]
        named = look_up(index, name).meanings
        assert code in {one.code for one in named}
        for one in named:
            assert known[one.code] == (one.name, one.rows[0]["id"])
            assert len(one.rows) == one.count == 1
            if one.code != code:
                assert one.code == firms[number ^ 1][1]


@pytest.mark.long
@pytest.mark.browser
def test_the_browser_keeps_them_apart_too(
    alike: Path, firms: list[Firm], page: Page, serve_folder: ServeFolder
) -> None:
    index = Reader(alike)
    page.goto(f"{serve_folder(alike)}/lookup/")
    asked = [text for firm in firms[: AT_A_TIME // 2] for text in firm[:2]]
    page.locator("#q").fill("\n".join(asked))
    page.get_by_role("button", name="核对").click()
    page.locator(".answer").nth(len(asked) - 1).wait_for()
    shown = page.evaluate(
        """() => [...document.querySelectorAll(".answer")].map((answer) =>
          [...answer.querySelectorAll(".exact")].map((one) =>
            [one.querySelector("h3").textContent, ...[...one.querySelectorAll("li")].map((li) => li.dataset.id)]))"""
    )
    for text, groups in zip(asked, shown, strict=True):
        due = look_up(index, text).meanings
        told = {(one.code, one.rows[0]["id"]) for one in due}
        assert len(groups) == len(due)
        assert {
            (code, ids) for heading, ids in groups for code, _ in told if code in heading
        } == told
