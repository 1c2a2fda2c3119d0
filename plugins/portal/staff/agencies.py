"""Which agency does a row name? By code, name, former name or alias (机关的识别)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.model.agency import Agency
from portal.model.fields import parse_credit_code
from portal.model.numbers import fold
from portal.source import Corpus
from portal.source.text import Refused, read_text
from portal.source.yamlfile import parse
from portal.staff.convert import Refusal
from portal.staff.made import Made

ALIASES = "aliases.yaml"
# Real tables write 南京江北新区… and 南京市江北新区… for one agency.
_LEVELS = re.compile("[省市县区州盟旗]|自治|人民政府")


class BadAliases(Exception):
    """The alias file cannot be used; the message says where and why."""


@dataclass(slots=True)
class Agencies:
    """Agencies by every name and code; with `make_id`, unknown ones are made."""

    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, str] = field(default_factory=dict)
    code_of: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    make_id: Callable[[], str] | None = None

    def add(self, agency_id: str, agency: Agency) -> None:
        """Take in an agency with all its names."""
        former = (name.name for name in agency.former_names)
        for name in (agency.name, agency.short_name, *former, *agency.aliases):
            if name:
                self.names[fold(name)].add(agency_id)
        self.shown[fold(agency.name)] = agency.name
        if agency.code:
            self.codes[agency.code] = agency_id
            self.code_of[agency_id] = agency.code

    def find(self, told: Mapping[str, str], row: int) -> str:
        """Return the id of the agency of this `name` and `code`, or raise :class:`Refusal`."""
        name, code = told.get("name", ""), told.get("code", "")
        if code:
            _prove(code)
        by_code, by_name = self.codes.get(code), self.names.get(fold(name), set())
        if by_code:
            return self._agreed(by_code, by_name, name, code)
        if len(by_name) > 1:
            raise Refusal(f"名为“{name}”的机关有 {len(by_name)} 个，请在表里填机关代码来区分。")
        if not by_name:
            return self._make(name, code, row)
        found = next(iter(by_name))
        if code and self.code_of.get(found, code) != code:
            known = self.code_of[found]
            raise Refusal(f"机关“{name}”登记的代码是 {known}，表里是 {code}；请核对哪一个对。")
        return found

    def _agreed(self, by_code: str, by_name: set[str], name: str, code: str) -> str:
        if by_name and by_code not in by_name:
            raise Refusal(f"机关名称“{name}”和代码 {code} 指的是两个机关；请核对。")
        if name and not by_name and not self._is_near(name, by_code):
            raise Refusal(
                f"代码 {code} 是“{self._name(by_code)}”的，表里的机关名称是“{name}”；"
                f"请核对，确是同一机关的，把这个名称写进 {ALIASES}。"
            )
        return by_code

    def _is_near(self, name: str, agency_id: str) -> bool:
        """Whether `name` differs from a name of the agency in words like 市 and 区 only."""
        return any(_bare(known) == _bare(name) for known in self._names(agency_id))

    def _names(self, agency_id: str) -> list[str]:
        return [known for known, ids in self.names.items() if agency_id in ids]

    def _name(self, agency_id: str) -> str:
        """Return the agency's name as it is written."""
        return next((s for n in self._names(agency_id) if (s := self.shown.get(n))), agency_id)

    def _make(self, name: str, code: str, row: int) -> str:
        if not name:
            raise Refusal(f"没有登记代码为 {code} 的机关，表里也没有机关名称；请补上机关名称。")
        if self.make_id is None:
            self.unknown.setdefault(name, []).append(row)
            raise Refusal(
                f"没有登记名为“{name}”的机关；请在 {ALIASES} 写明它是哪个机关，"
                "或者加 --create-agencies 新建。"
            )
        content = {"name": name, **({"code": code} if code else {})}
        made = Made(Agency, self.make_id(), content, "机关")
        self.made[made.id] = made
        self.shown[fold(name)] = name
        self.names[fold(name)].add(made.id)
        if code:
            self.codes[code] = made.id
            self.code_of[made.id] = code
        return made.id

    def near(self, name: str) -> str:
        """Return a known name that differs from `name` in words like 市 and 区 only, for a hint."""
        here, bare = fold(name), _bare(name)
        others = (shown for key, shown in self.shown.items() if key != here)
        return next((other for other in others if _bare(other) == bare), "")


def _bare(name: str) -> str:
    return _LEVELS.sub("", fold(name))


def _prove(code: str) -> None:
    try:
        parse_credit_code(code)
    except Exception as error:  # the kinds of field raise pydantic's own error
        raise Refusal(str(error)) from None


def known_agencies(corpus: Corpus, make_id: Callable[[], str] | None = None) -> Agencies:
    """Return the agencies of `corpus` with the names in its alias file."""
    agencies = Agencies(make_id=make_id)
    for item in corpus.of(Agency.TYPE):
        if isinstance(item.record, Agency):
            agencies.add(item.id, item.record)
    for name, agency_id in _aliases(corpus).items():
        agencies.names[fold(name)] = {agency_id}
    return agencies


def _aliases(corpus: Corpus) -> Mapping[str, str]:
    """Return the names in the alias file, each with the id of an agency that is there."""
    path: Path = corpus.root / ALIASES
    if not path.exists():
        return {}
    try:
        parsed = parse(read_text(path))
    except Refused as refused:
        raise BadAliases(f"{path}:{refused.line}: {refused.message}") from None
    for name, agency_id in parsed.content.items():
        item = corpus.items.get(agency_id) if isinstance(agency_id, str) else None
        record: object = item.record if item else None
        if not isinstance(record, Agency):
            line = parsed.line((name,))
            raise BadAliases(f"{path}:{line}: “{name}”指向的“{agency_id}”不是已有机关的编号。")
    content: Mapping[str, str] = parsed.content
    return content
