"""Page tags of government sites: what a page is, for those who collect them (网页标签).

国办发〔2017〕47号 names them: of the site on every page, of the column on index pages, of the column and
the article on pages of content. A value that is not known has no tag.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.lifecycle.view import View
from portal.model.owner import Owner

Tag = tuple[str, str]
CATALOGUE = "信息公开目录"  # the type of every column that is made of records
ABOUT = ("网站说明", "概况信息")  # name and type of the column of editorial pages


class Editorial(Protocol):
    """What is asked of a page that people wrote (栏目文章)."""

    title: str
    url: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageTags:
    """Yields the page tags; those of the site are made once, for there are 100,000 pages."""

    site: tuple[Tag, ...]
    name: str
    url: str
    sponsor: str
    keywords: tuple[str, ...]

    @classmethod
    def of(cls, name: str, url: str, owner: Owner) -> PageTags:
        """Return the tags of the site called `name` at the address `url`."""
        site = _known(
            ("SiteName", name), ("SiteDomain", owner.domain), ("SiteIDCode", owner.site_id_code)
        )
        return cls(site, name, url, owner.sponsor or "", owner.keywords)

    def __call__(
        self,
        *,
        view: View | None = None,
        page: Editorial | None = None,
        column: str = "",
        column_type: str = "",
        description: str = "",
        keywords: Sequence[str] = (),
    ) -> tuple[Tag, ...]:
        """Return the tags of a record (`view`), an editorial `page`, a `column`, or of any page.

        `column` names the column; `description` and `keywords` are the column's.
        """
        if view is not None:
            return self.site + self._record(view, column, column_type)
        if page is not None:
            return self.site + self._editorial(page, column, column_type)
        if not column:
            return self.site
        words = keywords or dict.fromkeys((column, *self.keywords))
        return self.site + _known(
            ("ColumnName", column),
            ("ColumnDescription", description or f"{self.name}“{column}”栏目"),
            ("ColumnKeywords", ",".join(words)),
            ("ColumnType", column_type or CATALOGUE),
        )

    def _record(self, view: View, column: str, column_type: str) -> tuple[Tag, ...]:
        """Return the tags of a record's page; they tell only what the page itself tells."""
        address = f"{view.url}v/{view.number}/" if view.until else view.url
        return _known(
            ("ArticleTitle", view.heading),
            ("PubDate", f"{view.published} 00:00" if view.published else ""),
            ("ContentSource", _agency(view) or self.sponsor),
            ("ColumnName", column or view.type_label),
            ("ColumnType", column_type or CATALOGUE),
            ("Url", f"{self.url}{address}" if view.full else ""),
        )

    def _editorial(self, page: Editorial, column: str, column_type: str) -> tuple[Tag, ...]:
        said = page.metadata
        return _known(
            ("ArticleTitle", page.title),
            ("PubDate", _minute(said.get("date"))),
            ("ContentSource", _text(said.get("source")) or self.sponsor),
            ("ColumnName", column or _text(said.get("column")) or ABOUT[0]),
            ("ColumnType", column_type or ABOUT[1]),
            ("Keywords", _text(said.get("keywords")) or _text(said.get("tags"))),
            ("Description", _text(said.get("description"))),
            ("Author", _text(said.get("author"))),
            ("Url", f"{self.url}/{page.url}"),
        )


def _known(*tags: tuple[str, str | None]) -> tuple[Tag, ...]:
    return tuple((name, content) for name, content in tags if content)


def _agency(view: View) -> str:
    """Return the title of the agency where the page names it."""
    named = view.agency and (view.full or any(view.agency == shown.value for shown in view.fields))
    return view.agency.title if view.agency and named else ""


def _minute(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else ""


def _text(value: object) -> str:
    """Return what a page says in its head, a list with commas."""
    return ",".join(_words(value)) if isinstance(value, list) else str(value or "").strip()


def _words(value: list[object]) -> Iterator[str]:
    return (word for one in value if (word := str(one).strip()))
