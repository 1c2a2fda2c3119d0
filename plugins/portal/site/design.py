"""One of everything, for the page that shows the portal's components in every state (版式与组件)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, get_args

from portal.lifecycle import state as states
from portal.lifecycle.editions import Edition
from portal.lifecycle.timeliness import Timeliness
from portal.lifecycle.untold import IDENTIFYING_UNTOLD
from portal.lifecycle.view import Difference, Link, Shown, Step, View
from portal.model import RECORD_TYPES
from portal.model.base import GateClass
from portal.model.changes import BY_KIND, FOUND_BY
from portal.model.terms import COLOURS
from portal.site.listing import Event, Leaf

FIRST = date(2024, 5, 8)
LONG = "云溪市一家名称特别长、用来看版面怎样换行的网络科技发展股份有限公司第二分公司"
_URL = "/about/design/"
_LINK = Link("jg-2024-w5x8n3", "agency", "云溪市互联网信息办公室", "/agencies/", "current", "")
_MARKED = Link("xk-2024-f6d3q8", "decision", LONG, "/decisions/", "superseded", "已被替代")


def context() -> dict[str, Any]:
    """Return what the page shows; nothing of it is a record."""
    history = tuple(_step(n, kind) for n, kind in enumerate(BY_KIND, 1))
    shown: dict[str, Any] = {"fields": _fields(), "history": history, "editions": _editions()}
    sample = _view("disputed", "case", **shown, timeliness=_late())
    return {
        "samples": [_view(s, g) for g, s in product(get_args(GateClass), states.STATES)],
        "sample": sample,
        "marks": COLOURS,
        "events": [_event(step) for step in history],
        "leaf": {"total": 20, "number": 7, "newer": _URL, "older": _URL, "numbers": _numbers()},
    }


def _view(state: states.State, gate: GateClass, **more: Any) -> View:
    kind = next(kind for kind in RECORD_TYPES if gate == kind.GATE)
    return View(
        **{"fields": (), "history": (), "timeliness": None, **more},
        id="cf-2024-k7m3q9",
        type=kind.TYPE,
        type_label=kind.LABEL,
        plural=kind.PLURAL,
        gate=gate,
        state=state,
        state_label=states.label(state, gate),
        title=LONG,
        number=3,
        published=FIRST,
        changed=date(2024, 6, 3),
        day=FIRST,
        agency=_LINK,
        last_day=date(2025, 5, 7),
        planned=date(2024, 7, 1),
        replaced_by=_MARKED if state in ("superseded", "withdrawn") else None,
        full=gate == "norm" or state in ("current", "disputed", "superseded"),
    )


def _numbers() -> list[tuple[int, str]]:
    return [(n, _URL if n else "") for n, _ in Leaf(_URL, 7, 20, 1000, ()).numbers]


def _editions() -> tuple[Edition, ...]:
    """One that applied, one that never did, and the one that is."""
    until, since = date(2024, 6, 2), date(2024, 6, 3)
    return (
        Edition(1, "公布", FIRST, FIRST, until, date(2024, 5, 31)),
        Edition(2, "变更", since, date(2024, 6, 1), since, wrong=True),
        Edition(3, "更正", date(2024, 6, 4), date(2024, 6, 1)),
    )


def _late() -> Timeliness:
    return Timeliness(late=True, deadline=date(2024, 5, 7), provisional=True)


def _fields() -> tuple[Shown, ...]:
    party = (
        Shown("name", "行政相对人名称", "text", LONG),
        Shown("code", "统一社会信用代码", "credit_code", "91339901MA314177XP"),
        Shown("legal_representative", "法定代表人", "text", withheld="含有个人信息，不予公开"),
    )
    law = (Shown("law", "法律", "reference", _LINK), Shown("paragraph", "款", "text", "第二款"))
    return (
        Shown("agency", "决定机关", "reference", _LINK),
        Shown("party", "行政相对人", "group", party),
        Shown("officers", "执法人员", "reference", (_LINK, _MARKED), many=True),
        Shown("act", "行为类别", "choice", "行政处罚"),
        Shown("decided_on", "决定日期", "day", FIRST),
        Shown(
            "content", "决定内容", "long_text", "给予警告，并处罚款人民币壹拾万元整。\n\n另一段。"
        ),
        Shown("penalties", "处罚类别", "choice", ("警告", "罚款"), many=True),
        Shown("fine", "罚款金额", "money", Decimal("100000.00")),
        Shown("valid_until", "有效期至", "end_day", "长期"),
        Shown("basis", "依据", "line", (law, law), many=True),
        Shown("website", "网站", "web", "https://yunxi.example/"),
        Shown("email", "电子邮箱", "email", "jb@yunxi.example"),
        Shown("public", "是否公开", "yes_no", True),
    )


def _step(number: int, kind: str) -> Step:
    before, after = (
        Shown("fine", "罚款金额", "money", Decimal(n)) for n in ("100000.00", "10000.00")
    )
    told = Difference("罚款金额", before, after)
    untold = Difference("行政相对人", untold=IDENTIFYING_UNTOLD)
    return Step(
        number=number,
        kind=kind,
        label=BY_KIND[kind].LABEL,
        date=date(2024, 5, 7 + number),
        note="写明改了什么、为什么。" * number,
        note_withheld="个人隐私" if number == len(BY_KIND) else "",
        found_by=FOUND_BY["party"] if number == 2 else "",
        authority="云溪市人民法院 （2024）云01行终3号",
        effective=FIRST,
        replaced_by=_MARKED if number == 2 else None,
        differences=(told, untold, Difference("备注", None, before)) if number in (2, 3) else (),
    )


def _event(step: Step) -> Event:
    return Event(
        date=step.date,
        record_id="",
        number=step.number,
        kind=step.kind,
        label=step.label,
        url=f"{_URL}#{step.anchor}",
        title=LONG,
        type="",
        type_label="",
        ground=step.route,
    )
