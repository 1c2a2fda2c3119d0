"""The self-test: a sound site passes, and damage of every kind is seen."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.site.search.files import Shelf
from portal.site.search.reader import Reader
from portal.site.selftest import NAME
from portal.site.selftest.kept import kept
from portal.site.selftest.sample import SHARES
from tests.site.conftest import asset

pytestmark = pytest.mark.browser


def search_check(site: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process: one process has one Playwright."""
    command = [sys.executable, "-m", "portal", "search-check", str(site), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_sound_site_passes_and_its_figures_are_kept(site: Path, tmp_path: Path) -> None:
    options = ("--scale", "0.05", "--content", str(tmp_path), "--save")
    result = search_check(site, *options, "--visits", "2", "--slowdown", "2.5")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "没有错误。" in result.stdout
    tested = kept(tmp_path)
    assert tested
    assert tested.faults == 0
    assert tested.records == Reader(site).manifest["records"]
    shares = list(SHARES.values())
    for (_, row), share in zip(tested.questions, shares, strict=True):
        assert row == {"asked": round(share * 0.05), "recall": 1.0, "precision": 1.0}
    assert "处理器用时为本机 2.5 倍" in result.stdout
    assert tested.phone["slowdown"] == 2.5
    assert tested.phone["visits"] == 2
    assert tested.phone["seconds_most"] > 0
    assert tested.phone["first_kilobytes_most"] > 50


def _wrong_firm(site: Path) -> None:
    """Two records of one file change places: each is shown where the other should be."""
    reader = Reader(site)
    for number in range(
        0, reader.manifest["numbers"], reader.manifest["families"]["blocks"]["size"]
    ):
        name = next(site.glob(f"search/blocks/0/{number // 8}.*.bin"))
        rows = json.loads(gzip.decompress(name.read_bytes()))
        told = [row for row in rows if row]
        rows = [told.pop() if row else None for row in rows]
        name.write_bytes(gzip.compress(json.dumps(rows).encode()))


def _lost_records(site: Path) -> None:
    """The files of runs are empty: nothing is found."""
    for path in site.glob("search/grams/0/*.bin"):
        path.write_bytes(gzip.compress(b""))


def _lost_identifiers(site: Path) -> None:
    for path in site.glob("search/keys/0/*.bin"):
        path.write_bytes(gzip.compress(b""))


def _no_folding(site: Path) -> None:
    """The browser folds otherwise than the index."""
    script = site / asset("search/fold.js")
    text = script.read_text(encoding="utf-8")
    assert "simplified.get(one) ?? one" in text
    script.write_text(text.replace("simplified.get(one) ?? one", "one"), encoding="utf-8")


def _miscounted(site: Path) -> None:
    for path in site.glob("search/columns/0/2.*.bin"):
        content = gzip.decompress(path.read_bytes())
        path.write_bytes(gzip.compress(content[2:] + content[:2]))


@pytest.mark.parametrize(
    ("damage", "kind", "scale"),
    [
        (_wrong_firm, "漏了", "0.02"),
        pytest.param(_lost_records, "漏了", "0.02", marks=pytest.mark.long),
        (_lost_identifiers, "第一条不是它", "0.02"),
        pytest.param(_no_folding, "漏了", "0.05", marks=pytest.mark.long),
        (_miscounted, "计数不对", "0.02"),
    ],
)
def test_damage_is_seen(
    site: Path, tmp_path: Path, damage: Callable[[Path], None], kind: str, scale: str
) -> None:
    broken = tmp_path / "site"
    shutil.copytree(site, broken)
    damage(broken)
    result = search_check(broken, "--seed", "4", "--scale", scale, "--visits", "0")
    assert result.returncode == 1
    assert re.search(kind, result.stdout), result.stdout + result.stderr


def lying(site: Path, lie: str) -> None:
    """Add a script to the search page that changes what stands there whenever that changes.

    `all(part)` are the parts of all rows.
    """
    script = """
const page = (selector) => Array.from(document.querySelectorAll(selector));
const all = (part) => page(`#exact [data-id] ${part}, #results [data-id] ${part}`);
const set = (one, text) => { if (one.textContent !== text) one.textContent = text; };
const hide = (one, yes = true) => { if (one.hidden !== yes) one.hidden = yes; };
const lie = () => { LIE };
const watched = { childList: true, subtree: true, characterData: true, attributes: true };
new MutationObserver(lie).observe(document.getElementById("search"), watched);
"""
    (site / asset("search/lie.js")).write_text(script.replace("LIE", lie), encoding="utf-8")
    page = site / "search" / "index.html"
    text = page.read_text(encoding="utf-8")
    tag = f'<script src="../{asset("search/lie.js")}" type="module"></script>'
    assert "</head>" in text
    page.write_text(text.replace("</head>", f"{tag}</head>"), encoding="utf-8")


LIES = {
    "titles of others": (
        "all('a').slice(1).forEach((one, n) => set(one, all('a')[n].textContent))",
        "标题不对",
    ),
    "one state": ("all('.state').forEach((one) => set(one, '有效'))", "状态不对"),
    "links to the list": (
        "all('a').forEach((one) => { if (!/ns.$/.test(one.href)) one.href = '../decisions/'; })",
        "链接不对",
    ),
    "no names": ("page('#exact h3').forEach((one) => set(one, '名称一致'))", "名称和代码"),
    "another count": (
        "page('#outcome').forEach((one) => set(one, one.textContent.replace(/到 [0-9]+/, '到 7777')))",
        "说找到 7777 条",
    ),
    "always nothing": ("page('#nothing').forEach((one) => hide(one, false))", "却说没有找到"),
    "never nothing": ("page('#nothing').forEach((one) => hide(one))", "没有说明查了什么"),
    "no next page": ("page('#pages a').forEach((one) => one.remove())", "没有列出"),
    "hidden rows": ("all('').forEach((one) => hide(one))", "漏了"),
    "one row twice": (
        "const [one, two, three] = page('#results [data-id]'); "
        "if (two && !three) two.after(one.cloneNode(true));",
        "重复列出",
    ),
    "no hint": ("page('#hint').forEach((one) => hide(one))", "没有提示"),
}


@pytest.mark.long
@pytest.mark.parametrize(("lie", "kind"), LIES.values(), ids=LIES)
def test_what_the_page_says_wrongly_is_seen(
    site: Path, tmp_path: Path, lie: str, kind: str
) -> None:
    broken = tmp_path / "site"
    shutil.copytree(site, broken)
    lying(broken, lie)
    result = search_check(broken, "--seed", "4", "--scale", "0.01", "--visits", "0")
    assert result.returncode == 1
    assert re.search(kind, result.stdout), result.stdout + result.stderr


def test_what_is_no_site_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["search-check", str(tmp_path)])
    assert result.exit_code == 1
    assert "请先运行 portal build" in result.output
    assert not (Shelf(tmp_path).folder / NAME).exists()


@pytest.mark.parametrize("wrong", ["nan", "inf", "0.5"])
def test_a_phone_is_not_slower_than_can_be(site: Path, wrong: str) -> None:
    result = CliRunner().invoke(main, ["search-check", str(site), "--slowdown", wrong])
    assert result.exit_code == 2
    assert "应在 1 到 100 之间" in result.output


def test_figures_of_an_earlier_version_are_still_told(tmp_path: Path) -> None:
    told = {
        "tested": "2026-06-30",
        "as_of": "2026-06-30",
        "records": 2,
        "questions": {"term": {"asked": 1, "recall": 1.0, "precision": 1.0}},
        "phone": {"visits": 2, "seconds_median": 0.8},
        "faults": 0,
    }
    (tmp_path / "search-check.json").write_text(json.dumps(told), "utf-8")
    tested = kept(tmp_path)
    assert tested
    assert tested.phone == {"slowdown": 4, "visits": 2, "seconds_median": 0.8}
