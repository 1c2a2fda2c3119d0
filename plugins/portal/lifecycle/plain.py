"""What the public may see as data: plain text, lists and maps (公开数据)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from portal.lifecycle.view import Link, Shown


def plain(value: Any) -> Any:
    """Return `value` as JSON has it: days as text, money as text with two decimals."""
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, Link):
        link = {"id": value.id, "type": value.type, "title": value.title, "state": value.state}
        more = {"version": value.number, "law": value.law}
        return {**link, **{name: told for name, told in more.items() if told}}
    if isinstance(value, Shown):
        return {"withheld": value.withheld} if value.withheld else plain(value.value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], Shown):
            return {shown.name: plain(shown) for shown in value}
        return [plain(item) for item in value]
    return value
