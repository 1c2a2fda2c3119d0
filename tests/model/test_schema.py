"""The schemas in the repository are what the models say, and the editor is told of every type."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.model import RECORD_TYPES, Record
from portal.model.schema import DIALECT, schema, write_all

ROOT = Path(__file__).parents[2]


def test_the_schemas_in_the_repository_are_fresh() -> None:
    assert write_all(ROOT / "schemas", dry_run=True) == [], "run `portal schema`"
    names = sorted(path.name for path in (ROOT / "schemas").iterdir())
    assert names == sorted(f"{kind.TYPE}.schema.json" for kind in RECORD_TYPES)


def test_a_stale_schema_is_noticed(tmp_path: Path) -> None:
    write_all(tmp_path)
    (tmp_path / "law.schema.json").write_text("{}")
    assert write_all(tmp_path, dry_run=True) == ["law.schema.json"]


def test_the_editor_knows_every_type() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))["yaml.schemas"]
    for kind in RECORD_TYPES:
        patterns = settings[f"./schemas/{kind.TYPE}.schema.json"]
        assert f"data/{kind.PLURAL}/**/*.yaml" in (
            [patterns] if isinstance(patterns, str) else patterns
        )


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.TYPE)
def test_every_schema_is_strict_and_labelled(kind: type[Record]) -> None:
    made = schema(kind)
    assert made["$schema"] == DIALECT
    assert made["additionalProperties"] is False
    assert list(made["properties"])[-1] == "changes"
    for name, property_ in made["properties"].items():
        assert any("\u4e00" <= c <= "\u9fff" for c in property_["title"]), name
    assert "null" not in types(made)


def types(node: Any) -> set[str]:
    """Every `type` that stands in a schema."""
    if isinstance(node, list):
        return set().union(*map(types, node))
    if not isinstance(node, dict):
        return set()
    own = {node["type"]} if isinstance(node.get("type"), str) else set()
    return own.union(*map(types, node.values()))


def test_former_values_take_the_fields_of_the_type() -> None:
    made = schema(next(kind for kind in RECORD_TYPES if kind.TYPE == "measure"))
    was = made["$defs"]["Corrected"]["properties"]["was"]
    assert "description" in was["properties"]
    assert "changes" not in was["properties"]
    assert was["additionalProperties"] is False
