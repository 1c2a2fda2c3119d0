"""Words and markup for templates: money, days, prose, addresses (呈现)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Any, cast

import nh3
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from portal.lifecycle.path import CasePath
from portal.lifecycle.phrase import Phrase
from portal.lifecycle.view import Shown
from portal.model.shape import shapes
from portal.site import compiler
from portal.site.chart.drawing import Wording, draw
from portal.site.chart.reading import flow_of, path_of
from portal.site.collation import parted
from portal.site.language import SOURCE, Language
from portal.site.page import root_of
from portal.site.reach import mailto, reach

ENVIRONMENT: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": ["portal.site.markup.TranslateOnce"],
}
_LITERAL = ["name", "lparen", "string", "rparen"]  # the tokens of _("…")
_MONTHS = (
    *(Phrase("1月"), Phrase("2月"), Phrase("3月"), Phrase("4月"), Phrase("5月"), Phrase("6月")),
    *(Phrase("7月"), Phrase("8月"), Phrase("9月"), Phrase("10月"), Phrase("11月"), Phrase("12月")),
)
TEN_THOUSAND = Decimal(10_000)
_TAGS = frozenset(
    """
    p br hr h2 h3 h4 ul ol li dl dt dd blockquote strong em code pre a abbr sup sub
    table thead tbody tr th td caption
    """.split()  # noqa: SIM905 - reads better than twenty quoted words
)


def money(language: Language, value: Decimal) -> str:
    """Return yuan as people read them; Chinese counts in 万, and says so from ten thousand on."""
    text = language.translate(Phrase("{amount} 元", amount=f"{value:,.2f}"))
    if value < TEN_THOUSAND or not language.is_source:
        return text
    return f"{text}（{(value / TEN_THOUSAND).normalize():f} 万元）"


def short_money(language: Language, value: Decimal) -> str:
    """Return yuan as laws write a range: in 万 from ten thousand on, without cents where there are none."""
    if value >= TEN_THOUSAND and language.is_source and value % 100 == 0:
        return f"{(value / TEN_THOUSAND).normalize():f} 万元"
    amount = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    return language.translate(Phrase("{amount} 元", amount=amount))


@cache
def day(language: Language, value: date | str) -> Markup | str:
    """Return a day as documents of the language write it, marked up as one; 长期 is a term."""
    if not isinstance(value, date):
        return language.term(value)
    month = _MONTHS[value.month - 1]
    text = Phrase("{year}年{month}{day}日", year=value.year, month=month, day=value.day)
    return Markup('<time datetime="{}">{}</time>').format(value, language.translate(text))


def fill(pattern: str, **values: object) -> Markup:
    """Return `pattern` with `values` in it, all of it escaped but what is markup already."""
    return escape(pattern).format(**values)


def terms(language: Language, labels: Iterable[str]) -> str:
    """Return, as JSON for scripts, what each legal term is in the language of the pages."""
    told = {label: Markup(language.term(label)).striptags() for label in labels}
    return json.dumps(
        {label: term for label, term in told.items() if term != label}, ensure_ascii=False
    )


def flow_chart(language: Language, fields: Sequence[Shown], title: str) -> Markup | str:
    """Return the chart of the steps that `fields` tell, each a link to its details; or nothing."""
    flow = flow_of(fields, language)
    return draw(flow, _wording(language, title)) if flow else ""


def path_chart(language: Language, path: CasePath, title: str) -> Markup | str:
    """Return the chart of a process with the path of a case, each step taken a link to its details."""
    flow = path_of(path, language)
    first = {stop.node + 1: f"#path-{stop.number}" for stop in reversed(path.stops)}
    wording = _wording(language, title)
    return draw(flow, replace(wording, href=lambda step: first.get(step, ""))) if flow else ""


def _wording(language: Language, title: str) -> Wording:
    mark = "" if language.is_source else SOURCE
    return Wording(
        title, lambda kind: str(language.translate(Phrase(kind))), language=mark, page=language.code
    )


def paragraphs(value: str) -> list[str]:
    """Return the paragraphs of a long text."""
    return [line.strip() for line in value.split("\n") if line.strip()]


def dial(value: str) -> str:
    """Return the first telephone number in `value` as a link calls it; empty where there is none."""
    found = re.search(r"\+?[0-9][0-9()-]{4,}[0-9]", value)
    return re.sub(r"[^+0-9]", "", found[0]) if found else ""


def by_name(group: tuple[Shown, ...]) -> dict[str, Shown]:
    """Return the fields of a group by their names."""
    return {shown.name: shown for shown in group}


def prose(html: str, root: str) -> Markup:
    """Return editorial HTML with everything dangerous removed and its addresses made relative.

    Text of records never comes here; it is escaped as it is.
    """

    def relative(tag: str, attribute: str, value: str) -> str | None:
        inside = tag == "a" and attribute == "href" and value.startswith("/")
        return root + value if inside and not value.startswith("//") else value

    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "th": {"scope"}, "abbr": {"title"}},
        url_schemes={"http", "https", "mailto", "tel"},
        attribute_filter=relative,
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # cleaned above


class TranslateOnce(Extension):
    """Puts the translation of `_("…")` into the template itself; one build has one language."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens of a template, every literal interface string as its translation."""
        translate = cast(Callable[[str], str], self.environment.globals["_"])
        tokens, place = list(stream), 0
        while place < len(tokens):
            some = tokens[place : place + len(_LITERAL)]
            literal = some[0].value == "_" and [token.type for token in some] == _LITERAL
            yield Token(some[0].lineno, "string", translate(some[2].value)) if literal else some[0]
            place += len(_LITERAL) if literal else 1


def prepare(environment: Environment, language: Language, constants: Mapping[str, object]) -> None:
    """Give `environment` the portal's filters and globals, and the language of the build."""
    filters: dict[str, Callable[..., Any]] = {
        "money": partial(money, language),
        "short_money": partial(short_money, language),
        "day": partial(day, language),
        "fill": fill,
        "term": language.term,
        "terms": partial(terms, language),
        "han": language.marked,
        "plain": language.plain,
        "paragraphs": paragraphs,
        "by_name": by_name,
        "dial": dial,
        "mailto": mailto,
        "parted": parted,
        "prose": prose,
        "flow_chart": partial(flow_chart, language),
        "path_chart": partial(path_chart, language),
    }
    compiler.install(environment)
    environment.filters.update(filters)
    environment.globals.update({"_": language.translate, "han": language.mark})
    environment.globals["lang"] = language.code
    environment.globals.update(constants)
    environment.globals["root_of"] = root_of
    environment.globals["reach"] = reach
    environment.globals["shapes"] = shapes

    @cache
    def once(template: str, root: str) -> Markup:
        return Markup(environment.get_template(template).render(root=root))

    environment.globals["once"] = once
