"""JSON Schema 2020-12 of every record type, for editors and for whoever reads the data (模式)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portal.model import RECORD_TYPES
from portal.model.base import Record
from portal.model.changes import CHANGE_KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHANGES = {kind.__name__: kind.LABEL for kind in CHANGE_KINDS}
_INTERNAL = ("identifying", "tombstone", "private", "default")


def schema(kind: type[Record]) -> dict[str, Any]:
    """Return the schema of `kind`: its own fields in their order, the declared history last."""
    made: dict[str, Any] = _without_null(kind.model_json_schema())
    common, fields = set(Record.model_fields), made["properties"]
    for name, part in {"": made, **made["$defs"]}.items():
        _speak_chinese(name, part)
    own = {name: value for name, value in fields.items() if name not in common}
    for name in ("Corrected", "Amended"):
        _type_former(made["$defs"][name]["properties"]["was"], own)
    _type_former(made["$defs"]["Scheduled"]["properties"]["set"], own)
    last = {name: value for name, value in fields.items() if name in common}
    return {"$schema": DIALECT, **made, "title": kind.LABEL, "properties": {**own, **last}}


def _speak_chinese(name: str, part: dict[str, Any]) -> None:
    """Leave out what programmers say of a group: its field has a label; a change has its own."""
    part.pop("title", None)
    part.pop("description", None)
    if name in CHANGES:
        part["title"] = CHANGES[name]
        part["properties"]["kind"]["title"] = "变更种类"


def _type_former(declared: dict[str, Any], fields: dict[str, Any]) -> None:
    """Let `was` and `set` take the type's own fields and nothing else."""
    declared.update({"properties": fields, "additionalProperties": False})


def _without_null(node: Any) -> Any:
    """Drop what a record never holds: there is no null, an absent field is absent."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _without_null(value) for key, value in node.items() if key not in _INTERNAL}
    options = [option for option in kept.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        kept = {**options[0], **{key: value for key, value in kept.items() if key != "anyOf"}}
    return kept


def files() -> dict[str, str]:
    """Return the schema of every type as the text of a file, by the name of that."""
    return {
        f"{kind.TYPE}.schema.json": json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
        for kind in RECORD_TYPES
    }


def write_all(folder: Path, *, dry_run: bool = False) -> list[str]:
    """Write the schema of every type into `folder`; return the files that were not up to date."""
    stale = []
    for name, text in files().items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if not dry_run:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return stale
