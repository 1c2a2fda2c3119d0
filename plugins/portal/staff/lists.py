"""Which list does a row name? One that is there, or one that the mapping declares (名单的识别)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.model.agency import Agency
from portal.model.faults import Fault
from portal.model.listing import Listing
from portal.model.numbers import fold
from portal.source import Corpus
from portal.staff.agencies import Agencies
from portal.staff.convert import Refusal
from portal.staff.made import Made

Declared = Mapping[str, Any]
# Stands in for an agency that is still told by its name, when a declaration is proved.
_SOME_AGENCY = f"{Agency.ID_PREFIX}-2024-k7m3q9"


@dataclass(slots=True)
class Lists:
    """Lists by name; with `make_id`, those that are `declared` and not yet there are made."""

    agencies: Agencies
    declared: Mapping[str, Declared] = field(default_factory=dict)
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unknown: dict[str, list[int]] = field(default_factory=dict)
    make_id: Callable[[], str] | None = None

    def find(self, told: Mapping[str, str], row: int) -> str:
        """Return the id of the list of this `name`, or raise :class:`Refusal`."""
        name = told["name"]
        found = self.names.get(fold(name), set())
        if len(found) > 1:
            raise Refusal(f"名为“{name}”的名单有 {len(found)} 个，请把它们的名称改得不同再导入。")
        return next(iter(found)) if found else self._make(name, row)

    def _make(self, name: str, row: int) -> str:
        declared = self.declared.get(name)
        if declared is None or self.make_id is None:
            self.unknown.setdefault(name, []).append(row)
            right = "加 --create-lists 按映射里写的新建" if declared else "在映射的 lists 里写明它"
            raise Refusal(f"没有登记名为“{name}”的名单；请先建立这个名单，或者{right}。")
        agency = self.agencies.find({"name": declared["agency"]}, row)
        content = {**declared, "name": name, "agency": agency}
        made = Made(Listing, self.make_id(), content, "名单")
        self.agencies.made[made.id] = made
        self.names[fold(name)].add(made.id)
        return made.id


def known_lists(
    corpus: Corpus,
    agencies: Agencies,
    declared: Mapping[str, Declared],
    make_id: Callable[[], str] | None = None,
) -> Lists:
    """Return the lists of `corpus` by their names, old ones included."""
    lists = Lists(agencies, declared, make_id=make_id)
    for item in corpus.of(Listing.TYPE):
        if isinstance(item.record, Listing):
            lists.names[fold(item.record.name)].add(item.id)
    return lists


def declared_faults(lists: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the lists that a mapping declares: each must make a whole record."""
    for name, declared in lists.items():
        if not isinstance(declared, Mapping):
            message = f"名单“{name}”应写成分项（下一行缩进，名称: 值）。"
            yield Fault(("lists", name), "malformed", message)
            continue
        agency = {"agency": _SOME_AGENCY} if isinstance(declared.get("agency"), str) else {}
        history = [{"kind": "published", "date": "2024-01-01"}]
        content = {**declared, **agency, "name": name, "changes": history}
        for fault in Listing.read(content)[1]:
            yield Fault(("lists", name, *fault.loc), fault.rule, fault.message)
