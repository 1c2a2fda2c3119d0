"""What is left of a removed record (已删除的记录)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from portal.model.changes import Changes
from portal.model.faults import Fault, translate
from portal.model.fields import Count, Text, field
from portal.model.terms import AgencyRef

IMPORT_KEY_PATTERN = r"[0-9a-f]{32}\$[0-9a-f]{32}"


class Removed(BaseModel):
    """What is left of a removed record: enough to count it, nothing that tells of anyone."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agency: AgencyRef | None = field("机关")
    year: Count | None = field("年度", "统计用")
    act: Text | None = field("行为类别", "统计用")
    category: Text | None = field("类别", "统计用")
    import_keys: tuple[Text, ...] = field(
        "导入指纹", "加盐的摘要，防止旧表格再次导入", many=True, private=True
    )
    changes: Changes = field("变更记录", required=True, private=True)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> tuple[Self | None, list[Fault]]:
        """Return what `raw` leaves of a removed record, and all its faults."""
        try:
            return cls.model_validate(raw), []
        except ValidationError as error:
            return None, [
                dataclasses.replace(fault, rule="removed-fields", message=_left_over(fault))
                if fault.rule == "unknown-field"
                else fault
                for fault in translate(cls, error)
            ]


def _left_over(fault: Fault) -> str:
    return (
        f"记录已删除，不能再留有“{fault.loc[-1]}”；只保留 agency、year、act、category、"
        "import_keys 和 changes，其余字段删去。"
    )


def is_removed(content: Mapping[str, Any]) -> bool:
    """Return whether the last declared change removes the record."""
    changes = content.get("changes")
    last = changes[-1] if isinstance(changes, list) and changes else None
    return isinstance(last, dict) and last.get("kind") == "removed"
