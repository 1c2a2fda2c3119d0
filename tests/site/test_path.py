"""The path of a case on its page: chart and list say the same, nothing by colour alone, no guess."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import ServeFolder

CASE = "decisions/cf-2025-d8f2m6/"
GONE = "decisions/cf-2024-n5t8w4/"
DEMO = ("cf-2026-h7t3r9", "cf-2026-n8w5d3", "xk-2026-t5b9k4")


def read(site: Path, page: str) -> str:
    return unescape((site / page / "index.html").read_text("utf-8"))


def section(html: str) -> str:
    found = re.search(r'<section class="path".*?</section>', html, re.DOTALL)
    assert found
    return found.group()


def test_the_chart_says_of_every_step_what_the_list_says(site: Path) -> None:
    html = section(read(site, CASE))
    drawn = dict(re.findall(r'<a href="#(path-\d+)" class="[^"]*" aria-label="([^"]*)"', html))
    listed = re.findall(
        r'<li id="(path-\d+)">\s*<h3><span>(.*?)</span>.*?<time datetime="([\d-]+)">[^<]*</time></span></h3>',
        html,
        re.DOTALL,
    )
    assert len(listed) == 11
    again = {"path-5": "path-3", "path-6": "path-4"}  # taken twice: one box, both numbers
    for anchor, name, day in listed:
        label = drawn[again.get(anchor, anchor)]
        assert name in label
        assert day in label
    assert drawn["path-3"].startswith("3/5 调查取证")


def test_taken_late_and_passed_by_are_told_in_shape_and_words(site: Path) -> None:
    html = section(read(site, CASE))
    assert re.search(r'class="asks late" aria-label="9 作出决定，2025-12-15，90 日，超过时限', html)
    assert re.search(r'<g role="img" class="ends idle" aria-label="不予处罚', html)
    assert html.count("<strong>按时</strong>") == 2
    assert "超过时限 10 个工作日" in html
    assert '<g class="ways taken"' in html


def test_the_data_say_how_limits_were_kept(site: Path) -> None:
    told = json.loads((site / CASE / "index.json").read_text("utf-8"))
    late = next(one for one in told["limits"] if one["name"] == "作出决定")
    assert late == {
        "step": 9,
        "name": "作出决定",
        "amount": 90,
        "unit": "日",
        "from": "立案",
        "started": "2025-09-01",
        "deadline": "2025-12-01",
        "done": "2025-12-15",
        "kept": False,
        "working_days_over": 10,
    }


def test_a_trace_goes_with_its_case_and_none_is_made_up(site: Path) -> None:
    gone = read(site, GONE) + (site / GONE / "index.json").read_text("utf-8")
    assert "远程勘验笔录" not in gone
    assert "办理经过" not in gone
    assert "办理经过" not in read(site, "decisions/cf-2024-k7m3q9/")


@pytest.mark.parametrize("case", DEMO)
def test_charts_of_cases_stay_small(demo: Path, case: str) -> None:
    drawn = re.search(r'<svg class="flow".*?</svg>', read(demo, f"decisions/{case}/"), re.DOTALL)
    assert drawn
    assert len(drawn.group().encode()) <= 12 * 1024


@pytest.mark.browser
def test_a_step_of_the_path_leads_to_its_place_in_the_list(
    site: Path, page: Page, serve_folder: ServeFolder
) -> None:
    page.goto(f"{serve_folder(site)}/{CASE}")
    page.get_by_role("link", name="7 事先告知").click()
    assert page.url.endswith("#path-7")
    assert page.locator("#path-7 h3").is_visible()
    taken, idle = (
        page.locator(f".flow .{name} > :first-child").first.evaluate(
            "one => [getComputedStyle(one).strokeWidth, getComputedStyle(one).strokeDasharray]"
        )
        for name in ("taken", "idle")
    )
    assert taken == ["3.5px", "none"]
    assert idle[1] != "none"
