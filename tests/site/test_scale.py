"""Subjects by the hundred thousand, and one with five hundred records: small pages, linear cost."""

import os
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from stdnum.cn import uscc

from portal.lifecycle.view import Link
from portal.model.owner import Owner
from portal.site import markup
from portal.site.assets import Assets
from portal.site.bearer import Bearer
from portal.site.language import SOURCE, language
from portal.site.listing import Summary
from portal.site.pages import STAGES
from portal.site.render import Renderer
from portal.site.subjects import subjects
from portal.site.tags import PageTags
from tests.site.conftest import AS_OF, ROOT

KB = 1024
MOST = 100 * KB
SMALL, LARGE = 25_000, 100_000
SLACK = 1.3  # of the same work in a larger folder, on a machine that others use too
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SITE = "云溪市政务公示门户"
AGENCY = Link("jg-2024-w5x8n3", "agency", "云溪市互联网信息办公室", "/agencies/x/", "current", "")
MARKS = ("", "灰名单", "黑名单")


@pytest.fixture
def renderer(tmp_path: Path) -> Iterator[Renderer]:
    """Who writes pages into a folder that does not outlast the test."""
    loader = FileSystemLoader(ROOT / "theme" / "templates")
    environment = Environment(loader=loader, **markup.ENVIRONMENT)
    url = "https://gs.yunxi.example"
    constants = {
        "site_name": SITE,
        "site_url": url,
        "owner": Owner(),
        "page_tags": PageTags.of(SITE, url, Owner()),
        "stages": STAGES,
        "pages": [],
        "asset": Assets.of(ROOT / "theme").path,
        "draft": None,
    }
    markup.prepare(environment, language(SOURCE), constants)
    yield Renderer(environment, tmp_path, jobs=2)
    shutil.rmtree(tmp_path)


def summary(number: int, code: str) -> Summary:
    """A record of a firm."""
    name = f"云溪星河第{code[-6:]}号网络科技发展股份有限公司"
    day = AS_OF - timedelta(days=number % 1000)
    return Summary(
        id=f"tm-2024-{number:06d}",
        type="entry",
        url=f"/entries/tm-2024-{number:06d}/",
        title=f"云溪市网络信用灰名单：{name}",
        state="current",
        state_label="公示中",
        listed=True,
        gone=False,
        day=day,
        changed=date(2024, 6, 3),
        agency=AGENCY,
        facet=None,
        takedown=None,
        former_versions=0,
        events=(),
        bearer=Bearer(code, name, "法人及非法人组织", ((name, f"{number}.example", ""),)),
        mark=MARKS[number % 3],
        repair=True,
    )


def codes(count: int) -> list[str]:
    """Credit codes, each with its check digit."""
    dice, found = random.Random(7), set[str]()
    while len(found) < count:
        stem = "91339901MA" + "".join(dice.choices(LETTERS, k=7))
        found.add(f"{stem}{uscc.calc_check_digit(stem)}")
    return sorted(found)


def spent() -> float:
    """The processor's seconds so far, of this process and of those it waited for."""
    return sum(os.times()[:4])


def pages(folder: Path) -> list[Path]:
    return sorted((folder / "subjects").rglob("*.html"))


def test_five_hundred_records_of_one_subject_make_small_pages(renderer: Renderer) -> None:
    (code,) = codes(1)
    renderer.subjects(subjects(summary(number, code) for number in range(500)))
    sizes = [page.stat().st_size for page in pages(renderer.output)]
    assert len(sizes) == 10
    assert max(sizes) <= MOST


@pytest.mark.long
def test_the_cost_grows_as_the_number_of_subjects(renderer: Renderer) -> None:
    seconds = {}
    for count in (SMALL, LARGE):
        rows = [summary(number, code) for number, code in enumerate(codes(count))]
        begun = spent()
        renderer.subjects(subjects(rows))
        seconds[count] = spent() - begun
        found = pages(renderer.output)
        assert len(found) == count
        assert max(page.stat().st_size for page in found) <= MOST
        shutil.rmtree(renderer.output / "subjects")
    print(f"{seconds[SMALL]:.1f} s of {SMALL}, {seconds[LARGE]:.1f} s of {LARGE} subjects")
    assert seconds[LARGE] <= seconds[SMALL] * LARGE / SMALL * SLACK
