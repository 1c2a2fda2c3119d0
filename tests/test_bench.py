"""The measures begin where nothing was kept, and tell what a reader would see."""

import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[1] / "scripts"
RECORDS = "100"  # the least that can be made

pytestmark = pytest.mark.xdist_group("bench")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


def script(name: str) -> dict[str, Any]:
    """What a script without a command line of its own knows."""
    return runpy.run_path(str(SCRIPTS / f"{name}.py"))


def test_a_cold_build_finds_nothing_of_the_one_before(folder: Path) -> None:
    bench, work = script("bench_portal"), folder / RECORDS
    script("bench_peers")["prepare"](work, int(RECORDS))
    before = {path.name for path in work.iterdir()}
    subprocess.run(bench["portal"](work, 1), check=True, capture_output=True)
    assert {path.name for path in work.iterdir()} > before
    bench["clear"](work, "portal")
    left = {path.name for path in work.iterdir()} - before
    assert left == {bench["TIMINGS"], ".out-portal.lock"}


def test_one_record_after_another_is_changed_and_all_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each change is one that the gate takes, and each build is of that change alone."""
    changes, bench, work = script("bench_changes"), script("bench_portal"), folder / RECORDS
    monkeypatch.setitem(changes["one_by_one"].__globals__, "SETTLED", 0)
    script("bench_peers")["prepare"](work, int(RECORDS))
    command = bench["portal"](work, 1)
    subprocess.run(command, check=True, capture_output=True)
    before = _contents(work / "data")
    files = []
    for what in changes["one_by_one"](work / "data", bench["AS_OF"]):
        subprocess.run(command, check=True, capture_output=True)
        files.append((what, len(_contents(work / "out-portal" / "decisions"))))
    assert [what for what, _ in files] == [
        "nothing changed",
        "a note edited",
        "a record added",
        "a record withdrawn",
    ]
    counts = [count for _, count in files]
    assert counts[0] == counts[1] < counts[2] == counts[3]
    assert _contents(work / "data") == before


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_table_of_the_documentation_is_written_anew() -> None:
    report = script("bench_report")
    one = {"wall": 1.0, "cpu": 2.0, "memory": 3.0}
    result = {
        "records": 1000,
        "medians": {"portal": one, "hugo": {**one, "wall": 2.0}},
        "changes": {"nothing changed": one},
    }
    page = f"# 甲\n{report['BEGIN']}former\n{report['END']}乙\n"
    told = report["written"](page, [result], search=True)
    assert report["written"](told, [result], search=True) == told
    assert told.startswith("# 甲\n")
    assert told.endswith("乙\n")
    assert "former" not in told
    assert "| 1,000 | portal, cold | 1.0 s | 2.0 s | 3 MB | 0.50 |\n" in told
    assert "| 1,000 | nothing changed | 1.0 s | 2.0 s | 3 MB | 0.50 |\n" in told
    docs = (SCRIPTS.parent / "docs" / "performance.md").read_text("utf-8")
    assert report["BEGIN"] in docs
    assert report["END"] in docs


def test_an_edit_is_seen_where_it_is_served(folder: Path) -> None:
    options = ["--records", RECORDS, "--runs", "2", "--folder", str(folder), "--no-search"]
    command = [sys.executable, str(SCRIPTS / "bench-serve"), *options]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert len(re.findall(r"^第 \d 次：\d+\.\d\d 秒$", told, re.MULTILINE)) == 2
    assert re.search(rf"^{RECORDS} 条记录改一条，中位：\d+\.\d\d 秒后看到$", told, re.MULTILINE)
