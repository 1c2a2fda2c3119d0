"""In which language the public interface speaks: Chinese as written, or by a catalogue (界面语言).

Chinese is the source: every string stands in Chinese in the code and is its own key. A build has
one language; records, and data for machines, stay as they are in all of them.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from portal.lifecycle.phrase import Phrase

SOURCE = "zh-CN"
CATALOGUES = Path(__file__).parents[1] / "locale"
DOMAIN = "portal"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Language:
    """The language of one build: its BCP 47 code and the catalogue that speaks it."""

    code: str
    catalogue: gettext.NullTranslations

    @property
    def is_source(self) -> bool:
        """Whether pages say what is written in the code."""
        return self.code == SOURCE

    @property
    def mark(self) -> Markup:
        """The attribute of elements that hold record text; empty where pages are Chinese."""
        return Markup("") if self.is_source else Markup(' lang="{}"').format(SOURCE)

    def translate(self, text: str) -> str:
        """Return an interface string; the values inside a phrase are marked as the Chinese they are."""
        if self.is_source or not text:
            return text
        if isinstance(text, Phrase) and text.values:
            values = {name: self._value(value) for name, value in text.values.items()}
            return escape(self.catalogue.gettext(text.pattern)).format(**values)
        return self.catalogue.gettext(text)

    def plain(self, text: str) -> str:
        """Return an interface string for a place that takes no marks: a title, an entry of a feed."""
        if self.is_source or not text:
            return text
        if isinstance(text, Phrase) and text.values:
            said = {name: self._bare(value) for name, value in text.values.items()}
            return self.catalogue.gettext(text.pattern).format(**said)
        return self.catalogue.gettext(text)

    def _bare(self, value: object) -> object:
        return self.plain(value) if isinstance(value, Phrase) else value

    def _value(self, value: object) -> object:
        if isinstance(value, Phrase):
            return self.translate(value)
        return self.marked(value) if isinstance(value, str) else value

    def term(self, text: str) -> str:
        """Return a legal term with the official Chinese beside it; an unknown one stays Chinese."""
        translated = self.translate(text)
        if translated == text:
            return self.marked(text)
        if isinstance(text, Phrase) and text.values:
            return translated  # a sentence is no term
        return f"{translated} ({text})"

    def marked(self, text: str) -> str:
        """Return record text so that it is known as Chinese amid text of another language."""
        if self.is_source or isinstance(text, Phrase) or not HAN.search(text):
            return text
        return Markup(f'<span lang="{SOURCE}">{escape(text)}</span>')


def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, Chinese first."""
    found = CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE, *sorted(path.parents[1].name for path in found))


@cache
def language(code: str) -> Language:
    """Return the language called `code`, one of :func:`languages`."""
    if code == SOURCE:
        return Language(SOURCE, gettext.NullTranslations())
    with (CATALOGUES / code / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        return Language(code, gettext.GNUTranslations(file))
