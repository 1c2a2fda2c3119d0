"""A site that is changed in place is the site that is built anew, byte for byte."""

import json
import os
import random
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal.lifecycle import ledger
from portal.site import build, units
from portal.site.page import Page
from portal.site.render import Renderer
from portal.site.search import renew
from portal.site.searching import Searched, Searching
from portal.site.stage import Stage
from portal.site.standing import surveyed
from portal.source import signature
from portal.source.corpus import Item
from portal.source.memory import Memory
from portal.source.signature import Survey
from tests.site.conftest import SPECIMEN
from tests.site.edits import Portal, copied
from tests.site.test_canary import everything
from tests.site.test_repeatable import digests


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A portal folder with a theme of its own, and the process in it.

    The times of files are believed at once, as they are of files that were not touched just now.
    """
    monkeypatch.setattr(signature, "SETTLED", 0)
    copy = copied(tmp_path / "portal")
    monkeypatch.chdir(copy)
    return copy


def differing(folder: Path) -> list[str]:
    """The files in which the site that was changed and the one built anew differ."""
    changed, anew = digests(folder / "output"), digests(folder / "full")
    return sorted(path for path in {*changed, *anew} if changed.get(path) != anew.get(path))


def is_as_built_anew(portal: Portal) -> None:
    """Make sure that the site that was changed is the one built anew."""
    assert portal.afresh() == 0
    assert differing(portal.folder) == []


def run(folder: Path, seed: int, steps: int, *, search: bool) -> None:
    """Edit at random, step by step; after each the changed site must be the one built anew."""
    portal = Portal(folder, random.Random(seed), search)
    assert portal.build("output") == 0
    place = (folder / "output").stat().st_ino
    done: list[str] = []
    for _ in range(steps):
        done.append(portal.edit())
        portal.jobs = portal.chance.choice((1, 2))
        before = {path: path.read_bytes() for path in portal.records()}
        if portal.afresh():
            assert portal.build("output")
            _undo(portal, before)
            continue
        assert portal.build("output") == 0
        assert differing(folder) == [], (seed, done)
        assert (folder / "output").stat().st_ino == place


def _undo(portal: Portal, before: dict[Path, bytes]) -> None:
    """Put the records back as the specimen has them, where an edit broke a rule."""
    for path in portal.records():
        own = SPECIMEN / path.relative_to(portal.folder)
        if own.exists():
            path.write_bytes(own.read_bytes())
        else:
            path.unlink()
    for path, content in portal.gone.items():
        path.write_bytes(content)
    portal.gone.clear()


@pytest.mark.parametrize("seed", range(2))
def test_a_site_changed_in_place_is_the_site_built_anew(folder: Path, seed: int) -> None:
    run(folder, seed, 4, search=seed == 0)


def test_search_comes_and_goes(folder: Path) -> None:
    portal = Portal(folder, random.Random(0), search=True, jobs=2)
    assert portal.build("output") == 0
    for word, portal.search in (("已", True), ("早已", False), ("先已", True), ("后已", True)):
        path = folder / RECORD
        path.write_text(re.sub("罚款.{0,2}已于", f"罚款{word}于", path.read_text("utf-8")), "utf-8")
        assert portal.build("output") == 0
        is_as_built_anew(portal)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_index_of_which_too_much_is_another_is_written_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    portal = Portal(folder, random.Random(0), search=True, jobs=jobs)
    assert portal.build("output") == 0
    monkeypatch.setattr(renew, "FEW_WORDS", 1_000_000)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def test_what_a_killed_process_did_not_do_is_done_by_the_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0), search=True, jobs=2)
    assert portal.build("output") == 0
    ours, search = os.getpid(), Searching.run

    def dies_elsewhere(work: Searching) -> Searched:
        return search(work) if os.getpid() == ours else os._exit(9)

    monkeypatch.setattr(Searching, "run", dies_elsewhere)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    is_as_built_anew(portal)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 300))
def test_so_it_is_after_many_edits(folder: Path, seed: int) -> None:
    run(folder, seed, 8, search=seed % 3 == 0)


def test_nothing_is_made_again_of_what_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0), search=True)
    assert portal.build("output") == 0
    made = counted(monkeypatch)
    portal.as_of += timedelta(days=1)
    assert portal.build("output") == 0
    assert made == []
    assert changed(folder) == {"as-of.css", "build.json", "search/index.json"}


def test_a_change_of_one_record_makes_few_pages(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    made = counted(monkeypatch)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    assert made == ["/decisions/cf-2024-k7m3q9/"]
    assert changed(folder) == {
        "build.json",
        "decisions/cf-2024-k7m3q9/index.html",
        "decisions/cf-2024-k7m3q9/index.json",
    }


def test_what_is_withdrawn_is_gone_from_every_file(folder: Path) -> None:
    portal = Portal(folder, random.Random(0), search=True)
    assert portal.build("output") == 0
    assert FACT in everything(folder / "output")
    with (folder / RECORD).open("a", encoding="utf-8") as file:
        file.write(WITHDRAWAL)
    assert portal.build("output") == 0
    assert FACT not in everything(folder / "output")
    is_as_built_anew(portal)


def test_a_file_changed_without_a_trace_in_its_times_is_seen(folder: Path) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    times = (folder / RECORD).stat()
    said(folder / RECORD, "罚款已于2024年5月20日", "罚款已于2024年5月21日")
    os.utime(folder / RECORD, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert portal.build("output") == 0
    assert "2024年5月21日" in (folder / "output/decisions/cf-2024-k7m3q9/index.html").read_text()


def test_words_are_gathered_where_they_stand_in_many_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0), search=True)
    assert portal.build("output") == 0
    monkeypatch.setattr(units, "MOST_FILES", 1)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    assert len([*(folder / ".output.cache" / "words").iterdir()]) == 2
    said(folder / "content/about.md", "\n\n", "\n\n又一句。\n\n")
    assert portal.build("output") == 0
    assert len([*(folder / ".output.cache" / "words").iterdir()]) == 1
    is_as_built_anew(portal)


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000])
def test_a_cache_that_cannot_be_read_is_no_cache(folder: Path, content: bytes) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    (folder / ".output.cache" / "kept.sqlite").write_bytes(content)
    portal.as_of += timedelta(days=400)
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def test_a_cache_that_is_damaged_inside_is_begun_anew(folder: Path) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    kept = folder / ".output.cache" / "kept.sqlite"
    with kept.open("r+b") as file:
        file.seek(kept.stat().st_size // 2)
        file.write(b"nonsense" * 20_000)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def _emptied(folder: Path) -> None:
    """Empty the columns and the values of the index: they are not what they are called any more."""
    for family in ("columns", "values"):
        for path in (folder / "output" / "search" / family).rglob("*.bin"):
            path.write_bytes(b"")


def _another_manifest(folder: Path) -> None:
    """Put a manifest there that tells of other files."""
    manifest = folder / "output" / "search" / "index.json"
    told = json.loads(manifest.read_bytes())
    told["families"]["grams"]["digests"] = told["families"]["keys"]["digests"]
    manifest.write_bytes(json.dumps(told).encode())


@pytest.mark.parametrize(
    "harm",
    [
        _emptied,
        _another_manifest,
        lambda folder: (folder / "output" / "search" / "index.json").unlink(),
        lambda folder: shutil.rmtree(folder / ".output.cache" / "words"),
        lambda folder: os.truncate(next((folder / ".output.cache" / "words").iterdir()), 10),
    ],
    ids=["empty files", "another manifest", "no manifest", "no words", "words cut short"],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_damaged_index_is_written_whole(
    folder: Path, harm: Callable[[Path], None], jobs: int
) -> None:
    portal = Portal(folder, random.Random(0), search=True, jobs=jobs)
    assert portal.build("output") == 0
    harm(folder)
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def test_a_cache_that_another_build_holds_is_waited_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal = Portal(folder, random.Random(0))
    with closing(Memory(folder / ".output.cache", "another program")):
        assert portal.build("output") == 1
    assert "另一次生成正在写" in capsys.readouterr().err
    assert portal.build("output") == 0


def test_a_change_in_place_that_comes_to_nothing_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = folder / "content" / "extra.md"
    article.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    article.write_text("Title: 增刊\nSave_as: extra\nURL: extra\n\n增刊\n", "utf-8")
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device", "output")

    with monkeypatch.context() as broken:
        broken.setattr("portal.site.build.swap", fails)
        broken.setattr(signature, "SETTLED", 10**18)
        assert portal.build("output") == 1
    article.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def test_what_is_saved_before_a_build_begins_anew_is_in_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")

    def does_not_fit(*_: object) -> bool:
        said(folder / RECORD, "remark: 罚款早已于", "remark: 罚款最早于")
        return False

    monkeypatch.setattr(Stage, "fits", does_not_fit)
    assert portal.build("output") == 0
    page = folder / "output" / "decisions" / RECORD.stem / "index.html"
    assert "罚款最早于" in page.read_text("utf-8")


def test_what_is_saved_while_a_build_reads_is_seen_by_the_next_at_the_latest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0

    def overtaken(*told: Any) -> Survey:
        survey = surveyed(*told)
        said(folder / RECORD, "remark: 罚款已于", "remark: 罚款早已于")
        return survey

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(build, "surveyed", overtaken)
        assert portal.build("output") == 0
    assert portal.build("output") == 0
    is_as_built_anew(portal)


def test_records_that_were_let_go_are_not_fetched_again_all_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lists need is asked for before that, however much it is."""
    monkeypatch.setattr(ledger, "CHUNK", 0)
    release, pack = ledger.Ledger.release, Item.pack
    let_go: list[int] = []
    packed: list[str] = []

    def released(self: ledger.Ledger) -> None:
        release(self)
        let_go.append(len(packed))

    def counted(self: Item) -> None:
        pack(self)
        packed.append(self.id)

    monkeypatch.setattr(ledger.Ledger, "release", released)
    monkeypatch.setattr(Item, "pack", counted)
    assert Portal(folder, random.Random(0)).build("output") == 0
    assert let_go == [len(packed)]
    assert packed


def test_a_site_that_somebody_else_wrote_is_replaced(folder: Path) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    shutil.copytree(folder / "output", folder / "copy")
    shutil.rmtree(folder / "output")
    (folder / "copy" / "index.html").unlink()
    (folder / "copy").rename(folder / "output")
    assert portal.build("output") == 0
    is_as_built_anew(portal)
    assert json.loads((folder / ".output.cache" / "changed.json").read_bytes())["everything"]


def test_an_article_may_take_the_place_of_a_folder(folder: Path) -> None:
    article = folder / "content" / "extra.md"
    article.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    article.write_text("Title: 增刊\nSave_as: extra\nURL: extra\n\n增刊\n", "utf-8")
    assert portal.build("output") == 0
    assert (folder / "output" / "extra").is_file()


def test_a_cache_is_never_published(folder: Path) -> None:
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
        print("PORTAL_CACHE = 'output/cache'", file=file)
    assert Portal(folder, random.Random(0)).build("output") == 1
    assert not (folder / "output").exists()


def test_a_list_of_changes_grows_until_it_is_taken_away(folder: Path) -> None:
    portal = Portal(folder, random.Random(0))
    assert portal.build("output") == 0
    told = folder / ".output.cache" / "changed.json"
    assert json.loads(told.read_bytes())["everything"]
    told.unlink()
    article = folder / "content" / "extra.md"
    article.write_text("Title: 增刊\nSlug: extra\n\n增刊\n", "utf-8")
    assert portal.build("output") == 0
    assert "extra/index.html" in json.loads(told.read_bytes())["changed"]
    article.unlink()
    assert portal.build("output") == 0
    listed = json.loads(told.read_bytes())
    assert listed["deleted"] == ["extra/index.html"]
    assert "index.html" in listed["changed"]
    assert not listed["everything"]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the addresses of the pages that are rendered from now on."""
    made: list[str] = []
    render = Renderer.page

    def page(self: Renderer, page: Page) -> None:
        made.append(page.url)
        render(self, page)

    monkeypatch.setattr(Renderer, "page", page)
    return made


def changed(folder: Path) -> set[str]:
    """The files that were changed since the first build."""
    told = json.loads((folder / ".output.cache" / "changed.json").read_bytes())
    assert told["deleted"] == []
    return set(told["changed"])


def said(path: Path, before: str, after: str) -> None:
    """Let a record say something else."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


RECORD = Path("data/decisions/2024/cf-2024-k7m3q9.yaml")
FACT = "罚款已于2024年5月20日缴清"
WITHDRAWAL = """  - kind: withdrawn
    date: 2026-06-20
    ground: 撤销
    effective: 2026-06-18
    authority: {body: 云溪市人民法院, document: （2026）云01行终3号}
    roles: {drafted: 法规科, reviewed: 法制审核岗, approved: 分管负责人}
    note: 经人民法院判决撤销。
"""


def test_a_site_that_was_without_search_for_a_while_has_all_of_it_again(folder: Path) -> None:
    portal = Portal(folder, random.Random(0), search=True)
    for portal.search in (True, False, True):
        assert portal.build("output") == 0
    is_as_built_anew(portal)
