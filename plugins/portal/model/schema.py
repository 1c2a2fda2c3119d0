"""JSON Schema 2020-12 of every record type, for editors and for whoever reads the data (模式)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portal.model import RECORD_TYPES
from portal.model.base import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_INTERNAL = ("identifying", "tombstone", "private", "default")


def schema(kind: type[Record]) -> dict[str, Any]:
    """Return the schema of `kind`: its own fields in their order, the declared history last."""
    made: dict[str, Any] = _without_null(kind.model_json_schema())
    common, fields = set(Record.model_fields), made["properties"]
    own = {name: value for name, value in fields.items() if name not in common}
    for name in ("Corrected", "Amended"):
        _type_former(made["$defs"][name]["properties"]["was"], own)
    _type_former(made["$defs"]["Scheduled"]["properties"]["set"], own)
    last = {name: value for name, value in fields.items() if name in common}
    return {"$schema": DIALECT, **made, "title": kind.LABEL, "properties": {**own, **last}}


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


def write_all(folder: Path, *, dry_run: bool = False) -> list[str]:
    """Write the schema of every type into `folder`; return the files that were not up to date."""
    stale = []
    for kind in RECORD_TYPES:
        path = folder / f"{kind.TYPE}.schema.json"
        text = json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n"
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if not dry_run:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return stale
