"""From a record's content to its file: text, lists and maps, nothing typed (写出).

What is written reads back, through :mod:`portal.source.yamlfile`, to the same content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from portal.model import Record
from portal.model.shape import shapes

LITERAL_FROM = 80
# Breaks that YAML takes for the end of a line and turns into another one.
_ODD_BREAKS = re.compile("[\r\x85\u2028\u2029]")


class _TextDumper(yaml.SafeDumper):
    """Writes text as text: with no resolvers, nothing looks like a number or a date to it."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  PyYAML's own way

    def ignore_aliases(self, data: Any) -> bool:
        """Write every value where it stands."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow, False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _needs_quotes(text) else "|" if _is_long(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _needs_quotes(text: str) -> bool:
    """Return whether a block would not keep `text`: odd breaks, or blank lines at its end.

    A block that keeps its last blank lines ends the document (`...`), so nothing may follow it.
    """
    return bool(_ODD_BREAKS.search(text)) or text == "\n" or text.endswith("\n\n")


def _is_long(text: str) -> bool:
    return "\n" in text or len(text) > LITERAL_FROM


_TextDumper.add_representer(str, _represent_text)


def dump(content: Mapping[str, Any]) -> str:
    """Return `content` (text, lists and maps) as YAML, keys in the order given."""
    return yaml.dump(
        content,
        Dumper=_TextDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=float("inf"),  # no line is ever folded
    )


def dump_item(content: Mapping[str, Any]) -> str:
    """Return `content` as one item of a list, beginning with `- `."""
    return "- " + re.sub(r"\n(?=[^\n])", "\n  ", dump(content))


def dump_inline(content: Any) -> str:
    """Return `content` on one line, as it stands inside brackets."""
    told = yaml.dump(
        [content],
        Dumper=_TextDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=float("inf"),
    )
    return str(told).strip()[1:-1]


def order(model: type[Record]) -> tuple[str, ...]:
    """Return the order of the keys in a file: the type's own fields, then the common ones."""
    own = [shape.name for shape in model.fields()]
    common = [name for name in model.model_fields if name not in own and name != "changes"]
    return (*own, *common, "changes")


def dump_record(model: type[Record], content: Mapping[str, Any]) -> str:
    """Return the file of a record, keys in the model's order, `changes` last."""
    ordered = {name: content[name] for name in order(model) if name in content}
    return dump({name: _in_order(model, name, value) for name, value in ordered.items()})


def _in_order(model: type[Record], name: str, value: Any) -> Any:
    """Order the keys of a part as its model has them."""
    part = next((shape.part for shape in shapes(model) if shape.name == name), None)
    if part is None or not isinstance(value, Mapping):
        return value
    return {key: value[key] for key in (*part.model_fields, *value) if key in value}
