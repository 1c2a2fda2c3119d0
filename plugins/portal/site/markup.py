"""Words and markup for templates: money, days, prose, addresses (呈现)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import nh3
from jinja2 import Environment, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from portal.lifecycle.view import Shown
from portal.model.shape import shapes
from portal.site.pages import root_of

ENVIRONMENT: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": ["portal.site.markup.TranslateOnce"],
}
_INTERFACE_STRING = re.compile(r"""\b_\((["'])(.*?)\1\)""")
TEN_THOUSAND = Decimal(10_000)
_TAGS = frozenset(
    """
    p br hr h2 h3 h4 ul ol li dl dt dd blockquote strong em code pre a abbr sup sub
    table thead tbody tr th td caption
    """.split()  # noqa: SIM905 - reads better than twenty quoted words
)


def money(value: Decimal) -> str:
    """Return yuan as people read them, with 万元 beside what is ten thousand or more."""
    text = f"{value:,.2f} 元"
    if value < TEN_THOUSAND:
        return text
    return f"{text}（{(value / TEN_THOUSAND).normalize():f} 万元）"


@cache
def day(value: date | str) -> Markup | str:
    """Return a day as Chinese documents write it, marked up as one; 长期 stays."""
    if not isinstance(value, date):
        return value
    return Markup('<time datetime="{}">{}年{}月{}日</time>').format(
        value, value.year, value.month, value.day
    )


def paragraphs(value: str) -> list[str]:
    """Return the paragraphs of a long text."""
    return [line.strip() for line in value.split("\n") if line.strip()]


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


def translate(text: str) -> str:
    """Return an interface string in the portal's language."""
    return text


class TranslateOnce(Extension):
    """Puts the translation of `_("…")` into the template itself; one build has one language."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Replace every literal interface string in `source`."""
        return _INTERFACE_STRING.sub(lambda match: repr(translate(match[2])), source)


def prepare(environment: Environment, constants: Mapping[str, object]) -> None:
    """Give `environment` the portal's filters, globals and translations."""
    filters: dict[str, Callable[..., Any]] = {
        "money": money,
        "day": day,
        "paragraphs": paragraphs,
        "by_name": by_name,
        "prose": prose,
    }
    environment.filters.update(filters)
    environment.globals.update(constants)
    environment.globals["root_of"] = root_of
    environment.globals["shapes"] = shapes
    environment.globals["_"] = translate

    @cache
    def once(template: str, root: str) -> Markup:
        return Markup(environment.get_template(template).render(root=root))

    environment.globals["once"] = once
