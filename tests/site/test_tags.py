"""Page tags (网页标签): what each kind of page says of itself, and what it must not say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal.lifecycle import Gate
from portal.lifecycle.view import View
from portal.model import RECORD_TYPES
from portal.model.owner import Owner, read_owner
from portal.site.tags import PageTags
from portal.source import load
from tests.site.conftest import AS_OF, ROOT, SPECIMEN

OWNER, _ = read_owner(
    {
        "sponsor": "云溪市人民政府办公室",
        "site_id_code": "3399010001",
        "domain": "gs.yunxi.example",
        "keywords": ["政务公示", "执法公示"],
    }
)
TAGS = PageTags.of("云溪市政务公示门户", "https://gs.yunxi.example", OWNER)
SITE = {
    "SiteName": "云溪市政务公示门户",
    "SiteDomain": "gs.yunxi.example",
    "SiteIDCode": "3399010001",
}
CHINA = timezone(timedelta(hours=8))


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of the specimen."""
    return Gate(load(SPECIMEN / "data"), as_of=AS_OF)


@pytest.fixture(scope="module")
def views(gate: Gate) -> list[View]:
    """Every record of the specimen, and every earlier version of a norm."""
    ids = (record_id for kind in RECORD_TYPES for record_id in gate.ids(kind))
    views = [view for record_id in ids if (view := gate.view(record_id))]
    earlier = [gate.earlier(view.id, number) for view in views for number in view.versions]
    return [*views, *filter(None, earlier)]


def page(**metadata: Any) -> SimpleNamespace:
    return SimpleNamespace(title="隐私保护", url="privacy/", metadata=metadata)


def test_every_page_names_the_site_and_what_is_unknown_has_no_tag() -> None:
    assert dict(TAGS()) == SITE
    assert PageTags.of("门户", "http://127.0.0.1:8000", Owner())() == (("SiteName", "门户"),)


def test_a_column_page_names_the_column() -> None:
    assert dict(TAGS(column="执法决定")) == {
        **SITE,
        "ColumnName": "执法决定",
        "ColumnDescription": "云溪市政务公示门户“执法决定”栏目",
        "ColumnKeywords": "执法决定,政务公示,执法公示",
        "ColumnType": "信息公开目录",
    }
    said = dict(TAGS(column="检索", description="找记录", keywords=["检索"], column_type="服务"))
    assert said["ColumnDescription"] == "找记录"
    assert said["ColumnKeywords"] == "检索"
    assert said["ColumnType"] == "服务"


def test_a_record_says_what_it_is(gate: Gate) -> None:
    view = gate.view("cf-2024-k7m3q9")
    assert view is not None
    assert view.agency is not None
    assert view.published is not None
    assert dict(TAGS(view=view)) == {
        **SITE,
        "ArticleTitle": view.heading,
        "PubDate": f"{view.published} 00:00",
        "ContentSource": view.agency.title,
        "ColumnName": view.type_label,
        "ColumnType": "信息公开目录",
        "Url": "https://gs.yunxi.example/decisions/cf-2024-k7m3q9/",
    }
    assert dict(TAGS(view=view, column="Decisions"))["ColumnName"] == "Decisions"


def test_a_record_without_an_agency_comes_from_the_sponsor(gate: Gate) -> None:
    view = gate.view("jg-2024-w5x8n3")
    assert view is not None
    assert view.agency is None
    assert dict(TAGS(view=view))["ContentSource"] == "云溪市人民政府办公室"
    bare = PageTags.of("门户", "http://127.0.0.1:8000", Owner())
    assert "ContentSource" not in dict(bare(view=view))


def test_an_earlier_version_has_its_own_address(gate: Gate) -> None:
    earlier = gate.earlier("jg-2024-w5x8n3", 1)
    assert earlier is not None
    url = "https://gs.yunxi.example/agencies/jg-2024-w5x8n3/v/1/"
    assert dict(TAGS(view=earlier))["Url"] == url


def test_a_tombstone_tells_nothing_that_its_page_does_not(views: list[View]) -> None:
    tombstones = [view for view in views if not view.full]
    assert {view.state for view in tombstones} >= {"withdrawn", "ended", "expired", "removed"}
    for view in tombstones:
        said = dict(TAGS(view=view))
        shown = {shown.value.title for shown in view.fields if shown.name == "agency"}
        allowed = {
            *SITE.values(),
            *shown,
            view.heading,
            view.type_label,
            "云溪市人民政府办公室",
            "信息公开目录",
            f"{view.published} 00:00",
        }
        assert set(said.values()) <= allowed
        assert said["ArticleTitle"] == view.heading
        assert ("PubDate" in said) == (view.published is not None)


def test_no_tag_is_empty_or_said_twice(views: list[View]) -> None:
    pages = [TAGS(view=view) for view in views]
    pages += [
        TAGS(),
        TAGS(column="变更记录"),
        TAGS(page=page()),
        TAGS(page=page(tags=[], author="")),
    ]
    for tags in pages:
        assert all(name and content.strip() for name, content in tags)
        assert max(Counter(name for name, _ in tags).values()) == 1


def test_an_editorial_page_says_what_its_head_says() -> None:
    assert dict(TAGS(page=page())) == {
        **SITE,
        "ArticleTitle": "隐私保护",
        "ContentSource": "云溪市人民政府办公室",
        "ColumnName": "网站说明",
        "ColumnType": "概况信息",
        "Url": "https://gs.yunxi.example/privacy/",
    }
    said = dict(
        TAGS(
            page=page(
                date=datetime(2026, 7, 19, 7, 16, tzinfo=CHINA),
                source="云溪市司法局",
                column="制度",
                tags=["隐私", " 个人信息 "],
                description="怎样保护个人信息",
                author="法规科",
            )
        )
    )
    assert said["PubDate"] == "2026-07-19 07:16"
    assert said["ContentSource"] == "云溪市司法局"
    assert said["ColumnName"] == "制度"
    assert said["Keywords"] == "隐私,个人信息"
    assert said["Description"] == "怎样保护个人信息"
    assert said["Author"] == "法规科"


def test_the_day_of_the_build_is_nowhere(gate: Gate) -> None:
    later = Gate(gate.corpus, as_of=AS_OF + timedelta(days=1))
    compared = 0
    for kind in RECORD_TYPES:
        for record_id in gate.ids(kind):
            now, then = gate.view(record_id), later.view(record_id)
            if now and then and now.state == then.state:
                assert TAGS(view=now) == TAGS(view=then)
                compared += 1
    assert compared > 20


class Metas(HTMLParser):
    """Collects `<meta name content>` of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a named meta element says."""
        said = dict(attrs)
        if tag == "meta" and said.get("name"):
            self.found.append((said["name"] or "", said.get("content") or ""))


def metas(file: Path) -> dict[str, str]:
    """What the `<meta>` elements of a page say, each once."""
    reader = Metas()
    reader.feed(file.read_text("utf-8"))
    names = [name for name, _ in reader.found]
    assert len(names) == len(set(names)), file
    return dict(reader.found)


def test_built_pages_carry_their_tags(site: Path, html_files: list[Path]) -> None:
    for file in html_files:
        said = metas(file)
        assert said["SiteName"] == "云溪市政务公示门户", file
        assert all(said.values()), file
    for column in ("decisions", "laws", "changes", "search"):
        assert {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"} <= set(
            metas(site / column / "index.html")
        )
    decision = metas(site / "decisions" / "cf-2024-k7m3q9" / "index.html")
    assert decision["ArticleTitle"]
    assert decision["PubDate"].endswith(" 00:00")
    assert metas(site / "about" / "index.html")["ArticleTitle"] == "本站说明"


def owned(tmp_path: Path, *lines: str) -> Path:
    """A copy of the specimen, its settings followed by `lines`."""
    folder = tmp_path / "portal"
    shutil.copytree(SPECIMEN, folder, ignore=shutil.ignore_patterns("site"))
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write("\n".join(["", *lines, ""]))
    return folder


def built(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("portal"), "build", "--no-search", *options]
    arguments = [*map(str, command), "--as-of", str(AS_OF)]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True)


def test_a_site_without_an_owner_is_built_with_reminders(tmp_path: Path) -> None:
    folder = owned(tmp_path, "del PORTAL_OWNER")
    done = built(folder)
    assert done.returncode == 0
    assert "提醒 [owner-site-id-code]" in done.stderr
    assert (folder / "output" / "index.html").is_file()


def test_a_bare_folder_is_built_with_reminders(tmp_path: Path) -> None:
    folder = owned(tmp_path)
    (folder / "pelicanconf.py").unlink()
    done = built(folder)
    assert done.returncode == 0
    assert "pelicanconf.py:1: 提醒 [owner-sponsor]" in done.stderr


def test_a_public_site_without_its_identifiers_is_not_built(tmp_path: Path) -> None:
    folder = owned(tmp_path, "PORTAL_PUBLIC = True", 'PORTAL_OWNER = {"icp": "浙ICP"}')
    done = built(folder)
    assert done.returncode == 1
    line = len((folder / "pelicanconf.py").read_text("utf-8").splitlines())
    assert f"pelicanconf.py:{line}: 错误 [owner] ICP备案编号：“浙ICP”不合要求" in done.stderr
    assert f"pelicanconf.py:{line}: 错误 [owner-site-id-code] 没有写网站标识码" in done.stderr
    assert not (folder / "output").exists()


def test_pelican_itself_says_the_same(tmp_path: Path) -> None:
    folder = owned(tmp_path, 'PORTAL_OWNER = {"sponsor": "云溪市"}', "PORTAL_SEARCH = False")
    settings = f'THEME = "{ROOT / "theme"}"\n'
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write(settings)
    command = [str(Path(sys.executable).with_name("pelican")), "-s", "pelicanconf.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "提醒 [owner-site-id-code]" in done.stderr
    assert "[owner-sponsor]" not in done.stderr


def test_templates_can_ask_for_the_owner_and_the_tags(tmp_path: Path) -> None:
    folder = owned(tmp_path, 'PORTAL_OWNER = {"icp": "浙ICP备00000000号", "opened": "2026-01-05"}')
    shutil.copytree(ROOT / "theme", folder / "theme")
    (folder / "theme" / "templates" / "404.html").write_text(
        "{{ owner.icp }}|{{ owner.opened | day }}|{{ owner.sponsor or '-' }}"
        "{% for name, content in page_tags() %}|{{ name }}={{ content }}{% endfor %}",
        encoding="utf-8",
    )
    assert built(folder).returncode == 0
    assert (folder / "output" / "404.html").read_text("utf-8") == (
        '浙ICP备00000000号|<time datetime="2026-01-05">2026年1月5日</time>|-'
        "|SiteName=云溪市政务公示门户"
    )
