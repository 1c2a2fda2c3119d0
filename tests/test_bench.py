"""The measures begin where nothing was kept, and tell what a reader would see."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
RECORDS = "100"  # the least that can be made

pytestmark = pytest.mark.xdist_group("bench")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(SCRIPTS)  # they import each other


def test_a_cold_build_finds_nothing_of_the_one_before(folder: Path) -> None:
    bench = runpy.run_path(str(SCRIPTS / "bench"))
    work = folder / RECORDS
    bench["prepare"](work, int(RECORDS))
    before = {path.name for path in work.iterdir()}
    subprocess.run(bench["portal"](work, 1), check=True, capture_output=True)
    assert {path.name for path in work.iterdir()} > before
    bench["clear"](work, "portal")
    left = {path.name for path in work.iterdir()} - before
    assert left == {bench["TIMINGS"], ".out-portal.lock"}


def test_an_edit_is_seen_where_it_is_served(folder: Path) -> None:
    options = ["--records", RECORDS, "--runs", "2", "--folder", str(folder), "--no-search"]
    command = [sys.executable, str(SCRIPTS / "bench-serve"), *options]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert len(re.findall(r"^第 \d 次：\d+\.\d\d 秒$", told, re.MULTILINE)) == 2
    assert re.search(rf"^{RECORDS} 条记录改一条，中位：\d+\.\d\d 秒后看到$", told, re.MULTILINE)
