"""A build that fails, however it fails, leaves the old site whole."""

import errno
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from portal.checks.command import explained
from portal.site import build as building
from portal.site import generator
from portal.site.alone import alone
from portal.site.assemble import BASE, assemble
from portal.site.build import swap
from portal.site.search import prose
from tests.site.conftest import AS_OF, SPECIMEN
from tests.site.test_repeatable import digests

pytestmark = pytest.mark.xdist_group("build")  # its site is built once

PORTAL = Path(sys.executable).with_name("portal")
COMMAND = [str(PORTAL), "build", "--as-of", "2026-06-30"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal folder with a built site, and nothing left for the next build."""
    folder = tmp_path_factory.mktemp("built") / "portal"
    shutil.copytree(SPECIMEN, folder, ignore=shutil.ignore_patterns("site"))
    subprocess.run([*COMMAND, "--no-search"], cwd=folder, check=True)
    shutil.rmtree(folder / ".output.cache")
    return folder


@pytest.fixture
def portal(built: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(built, tmp_path / "portal")


def failed(portal: Path, *options: str) -> str:
    """Build, expect failure and an untouched site; return what was said."""
    before = digests(portal / "output")
    done = subprocess.run([*COMMAND, *options], cwd=portal, capture_output=True, text=True)
    assert done.returncode != 0
    assert digests(portal / "output") == before
    assert "Traceback" not in done.stderr
    return done.stderr


def test_errors_in_the_data_stop_the_build_and_are_all_named(portal: Path) -> None:
    first, second = sorted((portal / "data" / "duties").glob("*.yaml"))[:2]
    first.write_text(first.read_text("utf-8").replace("name:", "nmae:"), encoding="utf-8")
    second.write_text("name：甲\n", encoding="utf-8")
    said = failed(portal)
    assert f"data/duties/{first.name}:1: 错误 [unknown-field]" in said
    assert f"data/duties/{second.name}:1: 错误 [yaml]" in said
    assert "原来的网站不变" in said


def test_a_public_list_without_a_legal_basis_stops_the_build(portal: Path) -> None:
    path = portal / "data" / "lists" / "md-2024-k8g3y6.yaml"
    text = path.read_text("utf-8")
    without = re.sub(r"publication_basis:\n(?:  .*\n)+", "", text)
    assert without != text
    path.write_text(without, encoding="utf-8")
    said = failed(portal, "--no-search")
    line = without.splitlines().index("public: 是") + 1
    assert f"data/lists/{path.name}:{line}: 错误 [list-basis]" in said
    assert "国办发〔2020〕49号" in said


def test_a_template_with_an_unknown_name_stops_the_build(portal: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "theme", portal / "theme")
    page = portal / "theme" / "templates" / "404.html"
    page.write_text("{{ nothing }}", encoding="utf-8")
    assert "nothing" in failed(portal, "--no-search")


def test_an_editorial_page_that_cannot_be_read_stops_the_build(portal: Path) -> None:
    (portal / "content" / "broken.md").write_bytes("Title: 坏\n\n坏".encode("gb18030"))
    failed(portal, "--no-search")


def test_an_editorial_page_may_not_take_a_reserved_address(portal: Path) -> None:
    (portal / "content" / "taken.md").write_text("Title: 占用\nSlug: decisions\n\n占用", "utf-8")
    assert "/decisions/" in failed(portal, "--no-search")


def test_a_full_disk_stops_the_build(portal: Path) -> None:
    """No file may grow over 4 KiB: what a full disk does to a writer, without filling one."""
    before = digests(portal / "output")

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run(
        [*COMMAND, "--no-search", "--jobs", "1"],
        cwd=portal,
        capture_output=True,
        text=True,
        preexec_fn=small_files,
    )
    assert done.returncode != 0
    assert os.strerror(errno.EFBIG) in done.stderr
    assert digests(portal / "output") == before


def test_templates_come_from_the_theme_alone(portal: Path) -> None:
    """Whatever else a page were made by would not be watched, and a change of it not be seen."""
    before = digests(portal / "output")
    (portal / "mine").mkdir()
    (portal / "mine" / "base.html").write_text("MINE")
    settings = portal / "pelicanconf.py"
    settings.write_text(f'{settings.read_text("utf-8")}\nTHEME_TEMPLATES_OVERRIDES = ["mine"]\n')
    subprocess.run([*COMMAND, "--no-search"], cwd=portal, check=True)
    assert digests(portal / "output") == before


@pytest.mark.parametrize("delay", [0.2, 0.5, 0.7, 0.9])
def test_a_killed_build_leaves_the_old_site_and_the_next_one_completes(
    portal: Path, delay: float
) -> None:
    before = digests(portal / "output")
    with subprocess.Popen(COMMAND, cwd=portal, start_new_session=True) as process:
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
    site = digests(portal / "output")
    assert site == before or "pagefind/pagefind.js" in site
    subprocess.run([*COMMAND, "--no-search"], cwd=portal, check=True)
    assert digests(portal / "output") == before
    assert sorted(p.name for p in portal.iterdir() if p.name.startswith(".output")) == [
        ".output.cache",
        ".output.lock",
    ]


@pytest.mark.parametrize(
    "output", ["mine", "data", ".", "data/site", "content", "theme", "notes.txt"]
)
def test_what_is_no_site_is_never_written_over(portal: Path, output: str) -> None:
    for name in ("mine", "theme/templates"):
        (portal / name).mkdir(parents=True)
        (portal / name / "precious.txt").write_text("mine")
    (portal / "notes.txt").write_text("mine")
    before = digests(portal)
    assert "请" in failed(portal, "--no-search", "--output", output)
    assert digests(portal) == before


def test_what_stands_beside_the_settings_is_never_written_over(portal: Path) -> None:
    other = portal.with_name("other")
    (other / "theme").mkdir(parents=True)
    shutil.copy(portal / "pelicanconf.py", other)
    shutil.copy(portal / "output" / "build.json", other)
    before = digests(other)
    for output in (other, other / "theme"):
        options = ("--config", str(other / "pelicanconf.py"), "--output", str(output))
        assert "重叠" in failed(portal, "--no-search", *options)
    assert digests(other) == before
    assert (other / "theme").is_dir()


def test_a_link_stays_a_link_and_the_folder_behind_it_is_built(portal: Path) -> None:
    before = digests(portal / "output")
    (portal / "output").rename(portal / "real")
    (portal / "output").symlink_to("real")
    (portal / "real" / "old.html").write_text("old")
    subprocess.run([*COMMAND, "--no-search"], cwd=portal, check=True)
    assert (portal / "output").is_symlink()
    assert digests(portal / "real") == before
    assert not list(portal.glob(".*.new"))


def test_an_output_that_cannot_be_written_is_named(portal: Path) -> None:
    assert "/proc/none" in failed(portal, "--no-search", "--output", "/proc/none/site")


def test_two_builds_at_once_do_not_mix(portal: Path) -> None:
    with alone(portal / "output"):
        assert "另一次生成" in failed(portal, "--no-search")


@pytest.fixture
def sites(tmp_path: Path) -> Path:
    """A folder with an old site and a new one that is to take its place."""
    for name in ("new", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "which").write_text(name)
    return tmp_path


def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a system that cannot exchange two folders at once."""
    monkeypatch.setattr(building, "_exchange", lambda one, other: False)


@pytest.mark.parametrize("exchange", [True, False])
def test_the_swap_puts_the_new_site_in_place(
    sites: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        no_exchange(monkeypatch)
    swap(sites / "new", sites / "site")
    assert (sites / "site" / "which").read_text() == "new"
    assert (sites / "new" / "which").read_text() == "site"


def test_a_swap_that_fails_half_way_puts_the_old_site_back(
    sites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_exchange(monkeypatch)
    shutil.rmtree(sites / "new")
    with pytest.raises(FileNotFoundError):
        swap(sites / "new", sites / "site")
    assert (sites / "site" / "which").read_text() == "site"


def settings_of(sites: Path) -> dict[str, Any]:
    """The settings of a portal that has nothing yet, whose site is the one among `sites`."""
    places = {"PATH": str(sites), "PORTAL_DATA": "data", "OUTPUT_PATH": str(sites / "site")}
    return generator.configuration(None, {**BASE, **places, "PORTAL_AS_OF": "2026-06-30"})


@pytest.mark.parametrize("killed_after", [1, 2])
def test_a_kill_between_the_renames_of_a_swap_is_mended_by_the_next_build(
    sites: Path, killed_after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sites / "site").rename(sites / ".site.old")
    if killed_after == 2:
        (sites / "new").rename(sites / "site")

    def fails(settings: dict[str, Any]) -> None:
        raise RuntimeError

    monkeypatch.setattr(generator, "run", fails)
    with pytest.raises(RuntimeError):
        building.build(settings_of(sites))
    assert (sites / "site" / "which").read_text() == ("site" if killed_after == 1 else "new")
    assert not (sites / ".site.old").exists()


def test_an_old_site_that_cannot_be_deleted_is_a_warning(
    sites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stubborn(folder: Path) -> None:
        if folder.exists():
            raise PermissionError(folder)

    def run(settings: dict[str, Any]) -> None:
        (Path(settings["OUTPUT_PATH"]) / "build.json").write_text("{}")

    monkeypatch.setattr(generator, "run", run)
    monkeypatch.setattr(building, "_discard", stubborn)
    assert building.build(settings_of(sites)) == sites / ".site.new"
    assert not (sites / "site" / "which").exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo out of memory >&2; exit 101", "out of memory"),
        ("kill -SEGV $$", "Pagefind 没有说明原因"),
        ("exec sleep 600", "1 秒后仍未结束"),
    ],
)
def test_a_search_index_that_fails_or_hangs_leaves_the_old_site(
    portal: Path,
    script: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pagefind = portal / "pagefind"
    pagefind.write_text(f"#!/bin/sh\n{script}\n")
    pagefind.chmod(0o755)
    monkeypatch.setattr(prose, "get_executable", lambda: str(pagefind))
    monkeypatch.setattr(prose, "LIMIT", 1 if "sleep" in script else 60)
    monkeypatch.chdir(portal)
    before = digests(portal / "output")
    data, content, output = Path("data"), Path("content"), Path("output")
    assert assemble(today=AS_OF, data=data, content=content, output=output, jobs=1) == 1
    assert said in capsys.readouterr().err
    assert digests(portal / "output") == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x = (", "pelicanconf.py:{line}: 设置文件有误：SyntaxError"),
        ("x = nothing", "pelicanconf.py:{line}: 设置文件有误：NameError"),
        ("import nosuch_module", "pelicanconf.py:{line}: 设置文件有误：ModuleNotFoundError"),
        ("raise SystemExit", "pelicanconf.py:{line}: 设置文件有误：SystemExit"),
        ("PORTAL_SINCE = '2024-13-01'", "PORTAL_SINCE 的值“2024-13-01”不是日期"),
        ("PLUGINS = []", "PLUGINS 里没有本门户"),
        ("PLUGINS.append('nosuch_plugin')", "nosuch_plugin"),
        ("PLUGINS.append('bad_plugin')", "插件装不上：ZeroDivisionError"),
    ],
)
def test_faulty_settings_are_named(portal: Path, line: str, said: str) -> None:
    (portal / "bad_plugin.py").write_text("1 / 0\n")
    settings = portal / "pelicanconf.py"
    text = settings.read_text("utf-8")
    settings.write_text(f"{text}{line}\n", encoding="utf-8")
    assert said.format(line=text.count("\n") + 1) in failed(portal, "--no-search")


def test_data_that_is_not_there_is_named_without_pages_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--data", "nope"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "nope:1: 错误 [file] 没有这个数据文件夹" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_commit_is_named_where_the_settings_name_one(portal: Path) -> None:
    facts = portal / "output" / "build.json"
    assert "commit" not in json.loads(facts.read_text("utf-8"))
    with (portal / "pelicanconf.py").open("a", encoding="utf-8") as settings:
        settings.write('PORTAL_COMMIT = "0a37ea7714"\n')
    subprocess.run([*COMMAND, "--no-search"], cwd=portal, check=True)
    assert json.loads(facts.read_text("utf-8"))["commit"] == "0a37ea7714"


def test_the_time_of_each_stage_is_written_where_it_is_asked_for(portal: Path) -> None:
    asked = ["--no-search", "--timings", "timings.json"]
    subprocess.run([*COMMAND, *asked], cwd=portal, check=True)
    stages = json.loads((portal / "timings.json").read_text("utf-8"))
    assert [one["stage"] for one in stages] == ["read", "check", "records", "lists"]
    times = [time for one in stages for time in (one["began"], one["ended"])]
    assert times == sorted(times)
    assert all(one["cpu"] >= 0 for one in stages)


def test_settings_edited_within_a_second_are_read_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python would take byte code of the same second and size for that of the new text."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    config = tmp_path / "pelicanconf.py"
    for name in "甲乙":
        config.write_text(f"SITENAME = '{name}'\n", "utf-8")
        os.utime(config, (1_700_000_000, 1_700_000_000))
        with explained(config):
            assert generator.configuration(config, {})["SITENAME"] == name
    assert not sys.dont_write_bytecode
    assert not (tmp_path / "__pycache__").exists()
