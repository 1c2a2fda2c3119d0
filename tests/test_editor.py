"""What VS Code is told: the task that checks, and how its lines become problems."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.cli import main
from portal.model import RECORD_TYPES
from portal.model.removed import is_removed
from portal.model.schema import schema
from portal.source.yamlfile import parse

ROOT = Path(__file__).parents[1]
PORTAL = str(Path(sys.executable).with_name("portal"))
Matcher = dict[str, Any]


def read(name: str) -> Any:
    """Read one of the editor's files."""
    return json.loads((ROOT / ".vscode" / name).read_text("utf-8"))


TASKS: dict[str, Any] = {task["label"]: task for task in read("tasks.json")["tasks"]}
MATCHERS: list[Matcher] = TASKS["校验记录"]["problemMatcher"]


def problems(lines: list[str]) -> list[tuple[str, str, str, str, str]]:
    """The problems that the editor finds in the lines: severity, file, line, rule, message."""
    found = []
    for line in lines:
        for matcher in MATCHERS:
            pattern = matcher["pattern"]
            if match := re.search(pattern["regexp"], line):
                values = [match[pattern[part]] for part in ("file", "line", "code", "message")]
                found.append((matcher["severity"], *values))
    return found


def test_every_task_is_a_command_that_there_is() -> None:
    assert {task["args"][0] for task in TASKS.values()} <= main.commands.keys()


def test_the_lines_of_every_rule_become_problems() -> None:
    texts = [
        p.read_text("utf-8") for p in sorted((ROOT / "tests" / "broken").rglob("expected.txt"))
    ]
    lines = [line for text in texts for line in text.splitlines()]
    told = [line for line in lines if re.match(r"\S+?:\d+: ", line)]
    assert len(told) > 300
    labels = {"error": "错误", "warning": "提醒"}
    again = [f"{file}:{n}: {labels[s]} [{rule}] {m}" for s, file, n, rule, m in problems(told)]
    assert again == told


def test_what_the_command_says_becomes_problems(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "agencies"
    folder.mkdir(parents=True)
    (folder / "jg-2024-a1b2c3.yaml").write_text("name: 甲\nnmae: 乙\n", encoding="utf-8")
    (folder / "jg-2024-d4e5f6.yaml").write_text("name: 云溪市城市管理局\n", encoding="utf-8")
    done = subprocess.run([PORTAL, "check"], cwd=tmp_path, capture_output=True, text=True)
    found = [problem[:4] for problem in problems((done.stdout + done.stderr).splitlines())]
    assert found == [
        ("error", "data/agencies/jg-2024-a1b2c3.yaml", "2", "unknown-field"),
        ("warning", "data/agencies/jg-2024-d4e5f6.yaml", "1", "draft"),
    ]


def test_the_extension_that_reads_the_schemas_is_recommended() -> None:
    assert "redhat.vscode-yaml" in read("extensions.json")["recommendations"]


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").iterdir()), ids=lambda path: path.stem)
def test_what_hovers_over_a_field_is_chinese(path: Path) -> None:
    told = list(descriptions(json.loads(path.read_text("utf-8"))))
    assert [one for one in told if not re.search("[\u4e00-\u9fff]", one)] == []


def test_the_editor_finds_no_fault_in_plain_numbers() -> None:
    """Editors read `fine: 10000.00` as a number; what may be written so must be allowed to be one."""
    numbers = 0
    schemas = {kind.PLURAL: schema(kind) for kind in RECORD_TYPES}
    for path in sorted((ROOT / "data").glob("*/**/*.yaml")):
        made = schemas[path.relative_to(ROOT / "data").parts[0]]
        content = parse(path.read_text("utf-8")).content
        for loc, text in texts({name: v for name, v in content.items() if name != "changes"}):
            if re.fullmatch(r"[0-9]+(\.[0-9]*)?([eE][0-9]+)?", text) and not is_removed(content):
                numbers += 1
                assert "number" in at(made, loc)["type"], (path.name, loc)
    assert numbers > 200


def texts(node: Any, loc: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of a record with its place; an item of a list has that of the list."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, (*loc, name))
    elif isinstance(node, list):
        for item in node:
            yield from texts(item, loc)
    else:
        yield loc, node


def at(made: dict[str, Any], loc: tuple[str, ...]) -> dict[str, Any]:
    """Return what a schema says of a place."""
    node = made
    for name in loc:
        node = node["properties"][name]
        node = node.get("items", node)
        if "$ref" in node:
            node = made["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def descriptions(node: Any) -> Iterator[str]:
    """Yield every text that an editor shows of a schema."""
    if isinstance(node, list):
        for item in node:
            yield from descriptions(item)
    elif isinstance(node, dict):
        yield from (node[n] for n in ("title", "description") if isinstance(node.get(n), str))
        for value in node.values():
            yield from descriptions(value)
