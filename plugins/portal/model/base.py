"""What every record is: fields of its type, a declared history, words for its title (记录)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from portal.model.changes import DRAFTED, NOT_YET, Changes, Part, Scheduled
from portal.model.faults import Fault, translate
from portal.model.fields import LongText, Text, field
from portal.model.former import former_values, with_former_values
from portal.model.glance import Glance
from portal.model.shape import Shape, shapes
from portal.model.terms import LawRef

GateClass = Literal["case", "norm", "person"]
Stage = Literal["事前", "事后", "信用"]  # 国办发〔2018〕118号 (四)、(六); 网络信用


class Citation(Part):
    """A place in a law: law version, article, paragraph, item (条、款、项)."""

    MANNER = "line"
    POINTS = ("law", "article")

    law: LawRef | None = field("法律", "法律记录的编号")
    text: Text | None = field("依据名称", "没有收录为记录的依据，照原文写")
    article: Text | None = field("条", "如 第四十八条")
    paragraph: Text | None = field("款", "如 第二款")
    item: Text | None = field("项", "如 第（一）项")


class Disclosure(Part):
    """Why a field may show what looks like personal data (rule `personal-data`)."""

    name: Text = field("字段", "含有个人信息字样的字段名", required=True)
    reason: LongText = field("理由", "为什么可以公开", required=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What the rules of law ask of a record: who acted, how, against whom, and when."""

    agency: str = ""
    act: str = ""
    severity: str = ""
    procedure: str = ""
    penalties: frozenset[str] = frozenset()
    party_kind: str = ""
    listing: str = ""
    colour: str = ""  # of the list, which the record itself does not say
    days: Mapping[str, date] = dataclasses.field(default_factory=dict)


class Record(BaseModel):
    """One YAML file. Subclasses declare the fields; the file's stem is the id, never a field."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    TYPE: ClassVar[str]
    PLURAL: ClassVar[str]
    LABEL: ClassVar[str]
    GATE: ClassVar[GateClass]
    ID_PREFIX: ClassVar[str]
    TITLED_BY: ClassVar[tuple[str, ...]] = ("name",)  # fields that the title tells
    KNOWN_BY: ClassVar[tuple[str, ...]] = ()  # fields that the anonymous title tells
    DAY: ClassVar[str] = ""  # the field whose day index pages sort by; "": that of publication
    FIRST_DAY: ClassVar[str] = ""  # the field that states since when what it attests holds
    LAST_DAY: ClassVar[str] = ""  # the field that states the last day in force or in public
    STAGE: ClassVar[Stage]  # when the law asks for it: the part of menus and agency pages
    GLANCE: ClassVar[Glance] = Glance()  # the fields that come first, by question
    QUOTES: ClassVar[
        Mapping[str, tuple[str, str]]
    ] = {}  # keys → the record and rows they stand for
    WITHIN: ClassVar[str] = ""  # the field that names the record without which it is not public
    FACET: ClassVar[str] = ""  # the choice or reference by which index pages are divided
    IN_PROSE: ClassVar[bool] = False  # whether it is read as text, and found as such
    FOLLOWS: ClassVar[str] = ""  # the field that names the record in whose place this one came
    GOVERNS: ClassVar[bool] = True  # whether a case leads to its version of the case's day
    IN_MENU: ClassVar[bool] = True  # whether every page leads to the list, or only the home page
    ON_HOME: ClassVar[bool] = False  # whether the home page names the records one by one
    BASED_ON: ClassVar[str] = ""  # the field whose law stands beside every reference to it
    IS_CHANNEL: ClassVar[bool] = False  # whether agencies and cases lead to it for objections
    CARD: ClassVar[bool] = False  # whether a card says at the door if what it attests holds
    HELPED_BY: ClassVar[tuple[str, ...]] = ()  # fields of agencies that help: it is not theirs
    MARKED_BY: ClassVar[str] = (
        ""  # the choice that lists tell by word and shape, of what is within too
    )
    BY_NAME: ClassVar[bool] = False  # whether lists are in the order of names, not of days

    disclosures: tuple[Disclosure, ...] = field("披露说明", many=True, private=True)
    scheduled: Scheduled | None = field(
        "预定变更", "自将来某日起生效的变更，至多一个", private=True
    )
    changes: Changes = field(
        "变更记录",
        "公开的历史，旧在前，新在后，只能添加；还没有公布的记录没有这一项",
        default=DRAFTED,
        private=True,
    )

    @property
    def title(self) -> str:
        """The record's title, for whoever may see its fields: its name, where a type has no other."""
        return str(vars(self)["name"])

    def title_in(self, whole: str) -> str:
        """The title beside that of the record `within` which it stands."""
        return self.title

    @property
    def anonymous_title(self) -> str:
        """A title that stays true on a tombstone and identifies nobody."""
        return self.LABEL

    @property
    def is_draft(self) -> bool:
        """Whether nobody published the record yet, nor set a day for it."""
        return self.changes[0].date == NOT_YET

    @property
    def day(self) -> date | None:
        """The day by which index pages sort the record; None: the day of publication."""
        return vars(self).get(self.DAY)

    @property
    def places(self) -> frozenset[str]:
        """The places inside the record that citations may point to (条)."""
        return frozenset()

    @property
    def facts(self) -> Facts:
        """What the rules of law ask of this record."""
        return Facts(agency=getattr(self, "agency", ""))

    @property
    def marked(self) -> str:
        """The choice by which lists tell the record, and what is within it, by word and shape."""
        return vars(self).get(self.MARKED_BY) or ""

    @property
    def first_day(self) -> date | None:
        """The first day on which what the record attests holds; None where it does not say."""
        return vars(self).get(self.FIRST_DAY)

    @property
    def last_day(self) -> date | None:
        """The last day in force or in public that the record itself states."""
        return vars(self).get(self.LAST_DAY)

    @property
    def sealed(self) -> str:
        """Why the record may never be public; empty where it may (不予公开情形)."""
        return ""

    @property
    def seals(self) -> str:
        """Why a case that cites this record may never be public; empty where it may."""
        return ""

    @property
    def within(self) -> str:
        """The id of the record without which this one is not public either."""
        return str(vars(self).get(self.WITHIN, ""))

    @property
    def stands_with(self) -> tuple[str, ...]:
        """The records with which this one leaves public view: that within which it stands."""
        return (self.within,) if self.within else ()

    def unpublished(self, part: Part) -> Mapping[str, str]:
        """Return the fields of one of its parts that are never public here, each with the reason."""
        return part.unpublished()

    @property
    def praises(self) -> bool:
        """Whether what stands within it is to the credit of whom it concerns: nothing to repair."""
        return False

    @property
    def end_routes(self) -> tuple[str, ...]:
        """The ways in which its publicity, or its force, may end early (终止方式)."""
        return ("注销",)

    def valid_on(self, day: date) -> bool:
        """Return whether what the record attests (a certificate, a law) held on `day`."""
        begun = self.first_day is None or self.first_day <= day
        return begun and (self.last_day is None or day <= self.last_day)

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong between the fields of this record."""
        return iter(())

    def empty(self, names: Iterable[str]) -> list[str]:
        """Return what those of the fields `names` that say nothing are called."""
        labels = {shape.name: shape.label for shape in self.fields()}
        return [labels[name] for name in names if getattr(self, name) in (None, ())]

    @classmethod
    def fields(cls) -> tuple[Shape, ...]:
        """Return the fields that the type itself declares, in their order."""
        return _own_fields(cls)

    @classmethod
    def facet(cls) -> Shape | None:
        """Return the field by which index pages are divided; None where there is none."""
        return next((shape for shape in cls.fields() if shape.name == cls.FACET), None)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> tuple[Self | None, list[Fault]]:
        """Return the record that `raw` (text, lists and maps) declares, and all its faults.

        A record is returned where its own fields are right; faults inside `was` or between
        fields come beside it.
        """
        typed, faults = former_values(cls, cls.fields(), cls.LABEL, raw)
        try:
            record = cls.model_validate(raw)
        except ValidationError as error:
            return None, [*translate(cls, error), *faults]
        if typed and not faults:
            record = with_former_values(record, typed)
        return record, [*faults, *record.faults()]


@cache
def _own_fields(cls: type[Record]) -> tuple[Shape, ...]:
    return tuple(shape for shape in shapes(cls) if shape.name not in Record.model_fields)
