"""Whatever stands in the data folder, the check ends soon, in little memory, with a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from portal.source import load
from portal.source.loader import load_file
from portal.source.text import Refused, is_forbidden, read_text
from tests.checks.examples import AGENCY, AGENCY_PATH, put

MEGABYTE = 1024 * 1024
MOST_MEMORY = 300 * MEGABYTE
MOST_SECONDS = 30
PUBLISHED = "changes:\n  - kind: published\n    date: 2024-05-08\n"
DECISION_PATH = "decisions/cf-2024-k7m3q9.yaml"

# Checks in a process of its own, which cannot take more than a gigabyte, and says what it took.
# What the kernel tells in VmHWM begins with the program; ru_maxrss would count the tests as well.
MEASURED = r"""
import json, pathlib, re, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from portal.cli import main
try:
    main(["check", "--data", sys.argv[1], "--jobs", "1", "--format", "json"])
except SystemExit as end:
    sys.stdout.flush()
    status = pathlib.Path("/proc/self/status")
    told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    peak = int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak *= 1024
    print(json.dumps({"exit": end.code, "peak": peak}), file=sys.stderr)
"""


def measured(data: Path) -> tuple[list[dict[str, object]], int, int]:
    """Return the problems of `data`, the exit code and the most memory taken, in bytes."""
    command = [sys.executable, "-c", MEASURED, str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False, cwd=data
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stderr.splitlines()[-1])
    return json.loads(done.stdout), told["exit"], told["peak"]


def decision(content: str) -> str:
    return (
        "act: 行政处罚\nagency: jg-2024-a1b2c3\n"
        "party: {name: 云溪星河环保科技有限公司, kind: 法人及非法人组织}\n"
        f"decided_on: 2024-05-06\ncontent: {content}\n{PUBLISHED}"
    )


def bomb() -> str:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    return "\n".join(["a0: &a0 哈哈", *levels, f"name: x\n{PUBLISHED}"])


def many_changes() -> str:
    pair = "  - {kind: disputed, date: 2024-06-01, note: 异议}\n"
    pair += "  - {kind: dispute_ended, date: 2024-06-01, note: 维持}\n"
    return f"name: 云溪市城市管理局\n{PUBLISHED}{pair * 4000}"


HOSTILE: dict[str, tuple[str, str, str]] = {
    "bomb": (AGENCY_PATH, bomb(), "yaml-feature"),
    "brackets": (AGENCY_PATH, "name: " + "[" * 10_000, "depth"),
    "dashes": (AGENCY_PATH, "- " * 10_000 + "x", "depth"),
    "maps": (AGENCY_PATH, "".join(" " * n + "a:\n" for n in range(1_000)), "depth"),
    "long line": (AGENCY_PATH, "name: " + "a" * 100 * MEGABYTE, "size"),
    "empty lines": (AGENCY_PATH, "\n" * 1_000_000 + "a: [", "yaml"),
    "quotes": (AGENCY_PATH, "name: '" + "''" * 500_000, "yaml"),
    "long list": (AGENCY_PATH, f"name: [{'a,' * 500_000}a]\n{PUBLISHED}", "malformed"),
    "unknown keys": (
        AGENCY_PATH,
        "".join(f"a{n}: x\n" for n in range(90_000)) + PUBLISHED,
        "unknown-field",
    ),
    "same key": (AGENCY_PATH, "name: x\n" * 100_000 + PUBLISHED, "duplicate-key"),
    "long value": (DECISION_PATH, f"act: {'行政' * 170_000}\n{PUBLISHED}", "malformed"),
    "changes": (AGENCY_PATH, many_changes(), "malformed"),
    "digits": (DECISION_PATH, decision("1" * 1_000_000), "reference"),
    "grouped digits": (DECISION_PATH, decision("111," * 250_000), "reference"),
    "numerals": (DECISION_PATH, decision("1一" * 170_000), "reference"),
    "flats": (DECISION_PATH, decision("一幢" * 170_000), "reference"),
    "homes": (DECISION_PATH, decision(("住在" + "1" * 30) * 20_000), "reference"),
    "amounts": (DECISION_PATH, decision("没收罚款1元" * 50_000), "reference"),
    "telephones": (DECISION_PATH, decision("13800138000 " * 80_000), "phone-number"),
    "persons": (DECISION_PATH, decision("360426199101010071，" * 30_000), "identity-number"),
    "brackets of text": (DECISION_PATH, decision("元（" * 170_000), "reference"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon_and_cheaply(name: str, tmp_path: Path) -> None:
    path, text, rule = HOSTILE[name]
    put(tmp_path, path, text)
    found, status, peak = measured(tmp_path)
    assert rule in {problem["rule"] for problem in found}
    assert status == 1
    assert peak < MOST_MEMORY
    assert max(len(str(problem["message"])) for problem in found) < 1_000


FORBIDDEN = ("Cc", "Cf", "Co", "Zl", "Zp")


def forbidden() -> list[str]:
    """Every character of the forbidden classes; of private use the ends of each range."""
    ends = {0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD}
    codes = (code for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    return [
        chr(code)
        for code in codes
        if (category := unicodedata.category(chr(code))) in FORBIDDEN
        and chr(code) not in "\n\r\t"
        and (category != "Co" or code in ends)
    ]


def test_no_character_that_cannot_be_seen_gets_in(tmp_path: Path) -> None:
    refused = 0
    for character in forbidden():
        put(tmp_path, AGENCY_PATH, AGENCY.replace("管理", f"管{character}理"))
        item, problems = load_file(tmp_path, AGENCY_PATH)
        assert item is None, f"U+{ord(character):04X}"
        assert problems[0].rule in ("control-character", "encoding")
        refused += 1
    assert refused > 200


def test_characters_of_names_and_signs_get_in() -> None:
    shown = "〇㐀䶵龥鿿𠀀𪛖𬺰𰀀·—…“”〔〕【】《》％￥①Ⅳ㎡℃α-ыéヴ한 　"
    assert [character for character in shown if is_forbidden(character)] == []


def test_a_file_of_another_system_reads_the_same(tmp_path: Path) -> None:
    put(tmp_path, AGENCY_PATH, AGENCY)
    plain, _ = load_file(tmp_path, AGENCY_PATH)
    put(tmp_path, AGENCY_PATH, b"\xef\xbb\xbf" + AGENCY.replace("\n", "\r\n").encode())
    foreign, problems = load_file(tmp_path, AGENCY_PATH)
    assert problems == []
    assert foreign
    assert plain
    assert foreign.record == plain.record


def test_what_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "agencies" / "jg-2024-b2c3d4.yaml").mkdir(parents=True)
    for name in ("agencies/jg-2024-b2c3d4.yaml", "agencies/gone.yaml"):
        with pytest.raises(Refused) as refused:
            read_text(tmp_path / name)
        assert refused.value.rule.name == "file"
        assert refused.value.message.endswith("。")


@pytest.mark.parametrize(
    "name",
    [
        "JG-2024-A1B2C3",
        "jg-2024-a1b2c3 ",
        "jg_2024",
        "..jg",
        "jg-2024-á",
        "jg-2024\n-x",
        "con",
        "-jg",
    ],
)
def test_ids_have_one_form(name: str, tmp_path: Path) -> None:
    put(tmp_path, f"agencies/{name}.yaml", AGENCY)
    corpus = load(tmp_path)
    hidden = name.startswith(".")
    assert corpus.items == {}
    assert [problem.rule for problem in corpus.problems] == ([] if hidden else ["id"])
    assert all("\n" not in str(problem) for problem in corpus.problems)


def test_a_reference_leads_nowhere_but_to_a_record(tmp_path: Path) -> None:
    put(tmp_path, AGENCY_PATH, AGENCY)
    put(tmp_path, DECISION_PATH, decision("给予警告。").replace("jg-2024-a1b2c3", "../agencies/jg"))
    corpus = load(tmp_path)
    assert [problem.rule for problem in corpus.problems] == ["malformed"]


def test_a_broken_file_is_not_told_twice(tmp_path: Path) -> None:
    put(tmp_path, AGENCY_PATH, "name: [\n")
    put(tmp_path, DECISION_PATH, decision("给予警告。"))
    found, status, _ = measured(tmp_path)
    assert status == 1
    assert [one["rule"] for one in found if one["severity"] == "error"] == ["yaml"]
