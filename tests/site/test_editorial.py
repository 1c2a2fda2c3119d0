"""Editorial pages: what is not to be public is not written, and no record is written over."""

import shutil
from collections.abc import Callable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from portal.site.assemble import assemble
from portal.site.publish import RESERVED
from tests.site.conftest import AS_OF, SPECIMEN
from tests.site.test_canary import everything
from tests.site.test_repeatable import digests

Write = Callable[..., tuple[int, str]]


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal folder, and the current one."""
    for name in ("data", "content"):
        shutil.copytree(SPECIMEN / name, tmp_path / name)
    shutil.copy(SPECIMEN / "pelicanconf.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def built(portal: Path, capsys: pytest.CaptureFixture[str]) -> Write:
    """Build; return the exit code and what was said."""

    def build(as_of: date = AS_OF) -> tuple[int, str]:
        status = assemble(
            today=as_of,
            data=Path("data"),
            content=Path("content"),
            output=Path("output"),
            jobs=1,
            no_search=True,
        )
        return status, capsys.readouterr().err

    return build


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "a.md",
            "Title: 坏\nSlug: ../../evil\n\n坏",
            "a.md:1: 错误 [page] 会写到网站之外（../../evil",
        ),
        (
            "a.md",
            "Title: 坏\nSlug: ../.output.newer\n\n坏",
            "a.md:1: 错误 [page] 会写到网站之外（../",
        ),
        (
            "a.md",
            "Title: 坏\nSave_as: /tmp/evil.html\n\n坏",
            "a.md:1: 错误 [page] 会写到网站之外（/tmp",
        ),
        ("a.md", "坏，没有标题", "a.md:1: 错误 [page] 缺少 title"),
        ("a.md", "Title: 坏\nStatus: secret\n\n坏", "a.md:1: 错误 [page] Status 不能是“secret”"),
        ("a.md", "Title: 坏\nDate: 某日\n\n坏", "a.md:1: 错误 [page] 读不了：'某日'"),
        (
            "a.md",
            "Title: 坏\nSlug: b\nTemplate: nosuch\n\n坏",
            "a.md:1: 错误 [page] 没有模板 nosuch",
        ),
        ("a.md", "Title: 坏\nSlug: about\n\n坏", "网址相同（/about/index.html）"),
        ("a.md", "Title: 坏\nSlug: About\n\n坏", "网址相同"),
        (
            "a.md",
            "Title: 坏\nSlug: decisions/cf-2024-k7m3q9\n\n坏",
            "a.md:1: 错误 [page] 占用了保留的",
        ),
        ("a.md", "Title: 坏\nSlug: Decisions\n\n坏", "占用了保留的网址 /Decisions/index.html"),
        ("a.md", "Title: 坏\nSave_as: robots.txt\n\n坏", "占用了保留的网址 /robots.txt"),
        ("a.md", "Title: 坏\nSave_as: ./index.html\n\n坏", "占用了保留的网址 /./index.html"),
        ("a.md", "Title: 坏\nSave_as: sitemap-1.xml\n\n坏", "占用了保留的网址 /sitemap-1.xml"),
        (
            "a.md",
            "Title: 坏\nSlug: b\n\n[坏]({static}build.json)",
            "content/build.json:1: 错误 [page]",
        ),
        (
            "a.md",
            "Title: 坏\nSave_as: b.html\n\n[坏]({attach}build.json)",
            "content/build.json:1: 错误",
        ),
    ],
)
def test_a_faulty_page_is_named_with_its_fault(
    portal: Path, built: Write, name: str, text: str, said: str
) -> None:
    assert built()[0] == 0
    before = digests(portal / "output")
    (portal / "content" / "build.json").write_text("{}")
    (portal / "content" / name).write_text(text, encoding="utf-8")
    status, told = built()
    assert (status, said in told) == (1, True), told
    assert digests(portal / "output") == before


def test_all_faults_are_named_at_once(portal: Path, built: Write) -> None:
    (portal / "content" / "gbk.md").write_bytes("Title: good\nSlug: 坏\n\n".encode("gb18030"))
    (portal / "content" / "none.md").write_text("no title", encoding="utf-8")
    duty = min((portal / "data" / "duties").glob("*.yaml"))
    duty.write_text("nmae: 甲\n", encoding="utf-8")
    status, told = built()
    assert status == 1
    assert "content/gbk.md:2: 错误 [page] 读不了：不是 UTF-8 编码" in told
    assert "content/none.md:1: 错误 [page] 缺少 title" in told
    assert f"data/duties/{duty.name}:1: 错误 [unknown-field]" in told


def test_what_is_not_public_is_not_written(portal: Path, built: Write) -> None:
    content = portal / "content"
    for name, head in (
        ("draft", "Status: draft"),
        ("hidden", "Status: hidden"),
        ("coming", "Date: 2026-07-01"),
        ("translated", "Lang: en\nDate: 2099"),
    ):
        text = f"Title: 未公开{name}\nSlug: {name}\n{head}\n\n[附件]({{static}}{name}.txt)"
        (content / f"{name}.md").write_text(text, encoding="utf-8")
        (content / f"{name}.txt").write_text("未公开的附件", encoding="utf-8")
    (content / "2026-07-02-note.md").write_text("Title: 未公开\nSlug: note\n\n", encoding="utf-8")
    assert built()[0] == 0
    assert "未公开" not in everything(portal / "output")
    assert '"next_change": "2026-07-01"' in (portal / "output" / "build.json").read_text("utf-8")
    assert built(date(2026, 7, 1))[0] == 0
    assert (portal / "output" / "coming" / "index.html").is_file()
    assert (portal / "output" / "coming.txt").is_file()
    assert not (portal / "output" / "note").exists()


def test_the_portal_writes_only_below_reserved_names(site: Path) -> None:
    editorial = {"about", "how-to-read", "objection", "repair"}
    names = {path.name for path in site.iterdir()} - editorial
    assert {name for name in names if not any(fnmatchcase(name, one) for one in RESERVED)} == set()
