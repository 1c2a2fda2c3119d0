"""Which column of which sheet is which field: declared in YAML, read as text (列映射).

Anyone can write a mapping; the 双公示 templates are shipped in `mappings/`. A mapping is checked
against the model when it is read, so that it cannot name a field that is not there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from portal.model import BY_TYPE, Record
from portal.model.changes import Part
from portal.model.faults import Fault, translate
from portal.model.fields import Text, YesNo, choice, field
from portal.model.shape import Loc
from portal.source.text import Refused, read_text
from portal.source.yamlfile import Parsed, parse
from portal.staff.lists import declared_faults
from portal.staff.targets import BadMapping, Target, fixed_faults, target, value_faults

SHIPPED = Path(__file__).parent / "mappings"


class Column(Part):
    """One column, by all its names, and the field that it fills (列)."""

    names: tuple[Text, ...] = field("列名", "同一列的各种写法", required=True, many=True)
    to: Text | None = field("字段", "如 party.name")
    unit: Annotated[str, choice("元", "万元")] | None = field("金额单位", "不写即元")
    values: dict[str, Any] = Field(default_factory=dict, title="取值对照")
    otherwise: Text | None = field("其余取值", "对照表里没有的值记为什么，如 其他")
    detail: Text | None = field("说明字段", "记为“其余”的原文写到哪个字段")
    only: tuple[Text, ...] = field("只收", "列出的值和空白才收，其余整行退回", many=True)
    reason: Text | None = field("退回理由")
    labelled: YesNo | None = field("写成一行", "几列合写一个字段，每列一行，前面写列名")
    wanted: YesNo | None = field("国家标准必填")


class Mapping(Part):
    """How the rows of one kind of table become records of one type (映射)."""

    name: Text = field("名称", required=True)
    record: Text = field("记录类型", "如 decision", required=True)
    header: tuple[Text, ...] = field("识别列", "表头里有这些列才用本映射", required=True, many=True)
    sheets: tuple[Text, ...] = field("工作表", "不写即任何工作表", many=True)
    fixed: dict[str, Any] = Field(default_factory=dict, title="固定值")
    columns: tuple[Column, ...] = field("列", required=True, many=True)
    never: tuple[Text, ...] = field("不导入的列", "法律不许公开的列", many=True)
    personal: tuple[Text, ...] = field(
        "自然人证件列", "不导入；没有组织代码而此列有内容的，当事人为自然人", many=True
    )
    ignored: tuple[Text, ...] = field("略去的列", "与公示无关的列", many=True)
    provision: Text | None = field("依据", "规定必填列的文件")
    lists: dict[str, Any] = Field(
        default_factory=dict, title="名单", description="还没有登记的名单怎样新建，按名称"
    )

    @property
    def model(self) -> type[Record]:
        """The record type."""
        return BY_TYPE[self.record]

    @cached_property
    def known(self) -> frozenset[str]:
        """All column names that the mapping says anything of, as they are compared."""
        columns = (name for column in self.columns for name in column.names)
        return frozenset(map(normal, (*columns, *self.never, *self.personal, *self.ignored)))


class Parts(Part):
    """A mapping for a file of several tables, each of them a mapping of its own (分部映射)."""

    name: Text | None = field("名称")
    parts: tuple[Mapping, ...] = field("分部", "每张表一个映射", required=True, many=True)


def normal(header: str) -> str:
    """Return a column name as it is compared: one width, no spaces, no mark of `required`."""
    folded = "".join(unicodedata.normalize("NFKC", header).split())
    return folded.strip("*:").upper()


def read_mappings(path: Path) -> list[Mapping]:
    """Return the mapping in the file `path`, or each of its `parts`.

    Raises :class:`BadMapping` with all that is wrong.
    """
    try:
        parsed = parse(read_text(path))
    except Refused as refused:
        raise BadMapping(f"{path}:{refused.line}: {refused.message}") from None
    found = [f"{path}:{line}: {message}" for _, line, message in parsed.findings]
    model = Parts if "parts" in parsed.content else Mapping
    try:
        whole = model.model_validate(parsed.content)
    except ValidationError as error:
        faults = translate(model, error)
        raise BadMapping("\n".join([*found, *_located(path, parsed, faults)])) from None
    mappings = _by_place(whole)
    if found := [*found, *_located(path, parsed, _all_faults(mappings))]:
        raise BadMapping("\n".join(found))
    return list(mappings.values())


def _by_place(whole: Part) -> dict[Loc, Mapping]:
    """Return the mappings of a file, each with its place in it."""
    if isinstance(whole, Parts):
        return {("parts", number): part for number, part in enumerate(whole.parts)}
    assert isinstance(whole, Mapping)
    return {(): whole}


def _all_faults(mappings: dict[Loc, Mapping]) -> Iterator[Fault]:
    for place, mapping in mappings.items():
        for fault in _faults(mapping):
            yield Fault((*place, *fault.loc), fault.rule, fault.message)


def _located(path: Path, parsed: Parsed, faults: Iterator[Fault]) -> Iterator[str]:
    return (f"{path}:{parsed.line(fault.loc)}: {fault.message}" for fault in faults)


def _faults(mapping: Mapping) -> Iterator[Fault]:
    if mapping.record not in BY_TYPE:
        known = "、".join(f"{name}（{kind.LABEL}）" for name, kind in BY_TYPE.items())
        yield Fault(("record",), "malformed", f"没有“{mapping.record}”这类记录；可用：{known}。")
        return
    yield from fixed_faults(mapping.model, mapping.fixed)
    yield from declared_faults(mapping.lists)
    for index, column in enumerate(mapping.columns):
        yield from (
            Fault(("columns", index, *fault.loc), fault.rule, fault.message)
            for fault in _column_faults(mapping.model, column)
        )
    named = {normal(name) for column in mapping.columns for name in column.names}
    for index, name in enumerate(mapping.header):
        if normal(name) not in named:
            message = f"识别列“{name}”不在 columns 的列名里，请补上或更正。"
            yield Fault(("header", index), "malformed", message)


def _column_faults(model: type[Record], column: Column) -> Iterator[Fault]:
    found: dict[str, Target] = {}
    for name in ("to", "detail"):
        try:
            if dotted := getattr(column, name):
                found[name] = target(model, dotted)
        except BadMapping as bad:
            yield Fault((name,), "malformed", str(bad))
    if "to" in found:
        yield from value_faults(found["to"], column.values, column.otherwise)
    if not column.names:
        yield Fault(("names",), "malformed", "列名至少写一个。")
    if column.labelled and "to" in found and not found["to"].is_text:
        message = f"“{column.to}”不是文字字段，不能几列合写。"
        yield Fault(("labelled",), "malformed", message)
    if "detail" in found and not found["detail"].is_text:
        message = f"“{column.detail}”不是文字字段，不能放“其余”的原文。"
        yield Fault(("detail",), "malformed", message)


def mappings_in(folder: Path) -> list[Mapping]:
    """Return the mappings in the files of `folder`."""
    return [one for path in sorted(folder.glob("*.yaml")) for one in read_mappings(path)]


def choose(mappings: Sequence[Mapping], header: Sequence[str], sheet: str) -> Mapping | None:
    """Return the mapping that recognises `header`: of several the one that knows most columns."""
    names = {normal(name) for name in header}
    fitting = [mapping for mapping in mappings if _fits(mapping, names, sheet)]
    return max(fitting, key=lambda mapping: len(names & mapping.known), default=None)


def _fits(mapping: Mapping, names: set[str], sheet: str) -> bool:
    if mapping.sheets and sheet not in mapping.sheets:
        return False
    present = {
        normal(column.names[0]) for column in mapping.columns if not names.isdisjoint(_all(column))
    }
    by_name = {name: normal(c.names[0]) for c in mapping.columns for name in _all(c)}
    return {by_name[normal(name)] for name in mapping.header} <= present


def _all(column: Column) -> set[str]:
    return set(map(normal, column.names))
