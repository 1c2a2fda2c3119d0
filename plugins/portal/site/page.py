"""A page before it is rendered: where it goes, what it is told (页面)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: its address below the site's root, its template, what it is told."""

    url: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The file below the output folder."""
        return f"{self.url[1:]}index.html" if self.url.endswith("/") else self.url[1:]


def root_of(url: str) -> str:
    """Return the way from the page at `url` to the site's root, without a final slash."""
    depth = (
        url.strip("/").count("/") + bool(url.strip("/"))
        if url.endswith("/")
        else url.count("/") - 1
    )
    return "/".join([".."] * depth) or "."
