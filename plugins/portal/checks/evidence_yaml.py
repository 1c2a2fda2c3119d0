"""What a message asks for, as YAML on one line that can be pasted into the file (可照抄的写法)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from portal.source.yamlfile import parse

LONGEST = 2_000  # characters of YAML in a message
TOO_LONG = "（太长，这里不列；运行 portal check --base … --fix 自动写入）"


class _Flow(yaml.SafeDumper):
    """Writes text as text: with no resolvers, nothing looks like a number or a date to it."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  PyYAML's own way

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value where it stands."""
        return True


def flow(content: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return `content` (text, lists and maps) on one line; too long, it is left out."""
    told = yaml.dump(
        content,
        Dumper=_Flow,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=float("inf"),
    ).strip()
    return told if len(told) <= LONGEST else TOO_LONG


def item(change: Mapping[str, Any]) -> str:
    """Return a change as one item of the list."""
    return f"- {flow(change)}"


def formerly(content: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return what a change of the fields `names` declares, where `content` is what was before."""
    was = {name: content[name] for name in names if name in content}
    added = [name for name in names if name not in content]
    declared = {"was": was, "added": added}
    return {name: value for name, value in declared.items() if value}


def restored(content: Mapping[str, Any], names: Sequence[str]) -> str:
    """Say what the fields `names` are to be put back to, where `content` is what was before."""
    former = {name: content[name] for name in names if name in content}
    words = [flow(former)[1:-1]] if former else []
    return "；".join([*words, *(f"删去 {name}" for name in names if name not in content)])


def correction(content: Mapping[str, Any], names: Sequence[str], day: date) -> dict[str, Any]:
    """Return the correction that declares the fields `names`.

    Why it was made and who found it stay empty: people must say, and the check asks them to.
    """
    head = {"kind": "corrected", "date": str(day), "note": "", "found_by": ""}
    return {**head, **formerly(content, names)}


def pasted(text: str, *lines: str, deeper: int = 0) -> str:
    """Return `lines` as they go into `changes` of the file `text`, each on a line of its own."""
    first = text.splitlines()[parse(text).line(("changes", 0)) - 1]
    is_item = first.lstrip().startswith("- ")
    indent = len(first) - len(first.lstrip()) if is_item else 2
    return "".join(f"\n{' ' * (indent + deeper)}{line}" for line in lines)
