"""What stands on the search page for a reader: what cannot be seen does not count (页面所见).

Of the page it knows `#outcome`, `#hint`, `#nothing`, `#exact` with its `h3`, `#results`, `#pages`,
`[data-id]`, `.state` and `a[href]`, and nothing of how they came there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

NOTHING = "没有找到"
_FOUND = re.compile(r"找到(至多)?\s*(\d+)\s*条")
READ = """async ({ seconds, pages }) => {
  const seen = (one) => one?.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const text = (one) => seen(one) ? one.innerText : "";
  const byId = (id) => document.getElementById(id);
  const rows = (id) => {
    const found = [];
    let heading = "";
    for (const one of document.querySelectorAll(`#${id} h3, #${id} [data-id]`)) {
      if (one.matches("h3")) heading = text(one);
      else if (seen(one)) {
        const link = one.querySelector("a[href]");
        const told = { id: one.dataset.id, title: text(link), address: link?.href ?? "" };
        found.push({ ...told, state: text(one.querySelector(".state")), heading });
      }
    }
    return found;
  };
  const next = () => Array.from(document.querySelectorAll("#pages a[href]")).find((link) => {
    const page = (address) => Number(new URL(address).searchParams.get("page") ?? 1);
    return seen(link) && page(link.href) === page(location.href) + 1;
  });
  const settled = () => !["", byId("search").dataset.busy].includes(byId("outcome").textContent);
  const screen = () => ({
    outcome: text(byId("outcome")),
    hint: text(byId("hint")),
    nothing: Boolean(seen(byId("nothing"))),
    exact: rows("exact"),
    results: rows("results"),
    more: Boolean(next()),
  });
  const read = [screen()];
  while (next() && read.length < pages) {
    const late = performance.now() + seconds * 1000;
    byId("outcome").textContent = "";
    next().click();
    while (!settled()) {
      if (performance.now() > late) throw new Error("the next page does not come");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    read.push(screen());
  }
  return read;
}"""
"""Read the page as it stands, and turn over to the next ones by their links."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record on the page; `heading` is what stands above those that an identifier means."""

    id: str
    title: str
    address: str
    state: str
    heading: str


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of results; `more` says whether a link leads to the next."""

    outcome: str
    hint: str
    nothing: bool
    exact: tuple[Row, ...]
    results: tuple[Row, ...]
    more: bool

    @classmethod
    def of(cls, told: dict[str, Any]) -> Screen:
        """Return what the browser told."""
        exact, results = (tuple(Row(**row) for row in told[part]) for part in ("exact", "results"))
        return cls(**{**told, "exact": exact, "results": results})

    @property
    def rows(self) -> tuple[Row, ...]:
        """All records on the page, from above."""
        return (*self.exact, *self.results)

    @property
    def count(self) -> int | None:
        """How many records the page says it found; None where it does not say."""
        if self.outcome.startswith(NOTHING):
            return 0
        said = _FOUND.search(self.outcome)
        return int(said[2]) if said else None

    @property
    def at_most(self) -> bool:
        """Whether the page says that there may be fewer."""
        said = _FOUND.search(self.outcome)
        return bool(said and said[1])
