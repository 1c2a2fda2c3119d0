"""What tells the day of the build, alone in files of its own (日期文件; ADR 0010).

Everything else changes with its record, and not with every new day.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from portal import __version__
from portal.model import RECORD_TYPES
from portal.site import markup
from portal.site.destination import FACTS
from portal.site.listing import Summary
from portal.site.settings import Settings

STYLE = "as-of.css"
Counts = Mapping[tuple[str, str], int]
"""How many records there are, by type and state."""


@dataclass(frozen=True, slots=True)
class Dated:
    """What is told beside the day: how many records there are, when the site changes by itself."""

    counts: Counts
    coming: date | None

    @classmethod
    def of(cls, summaries: Iterable[Summary], coming: date | None) -> Dated:
        """Return what is told of a site with these records."""
        return cls(Counter((summary.type, summary.state) for summary in summaries), coming)

    def files(self, options: Settings) -> Iterator[tuple[str, bytes]]:
        """Yield the files by their names."""
        yield STYLE, self._style(options)
        yield (
            FACTS,
            (json.dumps(self._facts(options), ensure_ascii=False, indent=2) + "\n").encode(),
        )

    def _style(self, options: Settings) -> bytes:
        """Return the style that puts the day of the build on every page, and tells until when it holds."""
        day = Markup(markup.day(options.language, options.as_of)).striptags()
        root = f':root {{ --as-of: "{options.as_of}"; --next-change: "{self.coming or ""}"; }}\n'
        return f'{root}.as-of::after {{ content: "({day})"; }}\n'.encode()

    def _facts(self, options: Settings) -> dict[str, Any]:
        """Return `build.json`: for which day, how many, and when it changes by itself."""
        return {
            "as_of": str(options.as_of),
            "next_change": str(self.coming) if self.coming else None,
            "version": __version__,
            **({"commit": options.commit} if options.commit else {}),
            **({"draft": str(options.draft)} if options.draft else {}),
            "records": {
                kind.PLURAL: {
                    state: count
                    for (name, state), count in sorted(self.counts.items())
                    if name == kind.TYPE
                }
                for kind in RECORD_TYPES
            },
        }
