"""What search must find, told by the public data of the pages and nothing of the index (真值)."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from portal.model import RECORD_TYPES
from portal.parallel import in_chunks
from portal.site.search.fold import fold, fold_key
from portal.site.selftest.public import Told, told

_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_PATH = re.compile(r"^([\w-]+(?:\.[\w-]+)+)[/?#]\S*$", re.ASCII)


@dataclass(frozen=True, eq=False)
class Truth:
    """All records of a site, by their public data."""

    records: Sequence[Told]

    @classmethod
    def of(cls, output: Path, jobs: int = 1) -> Truth:
        """Read every record of the site below `output`."""
        paths = [p for kind in RECORD_TYPES for p in (output / kind.PLURAL).glob("*/index.json")]

        def work(some: Sequence[Path]) -> list[Told]:
            return [told(json.loads(path.read_bytes())) for path in some]

        read = in_chunks(work, sorted(paths), jobs=jobs, label="读取网站")
        return cls([one for part in read for one in part])

    @cached_property
    def living(self) -> list[Told]:
        """The records that can be found by their words."""
        return [one for one in self.records if not one.gone]

    @cached_property
    def by_id(self) -> dict[str, Told]:
        """The records by their ids."""
        return {one.id: one for one in self.records}

    @cached_property
    def facets(self) -> dict[str, dict[str, str]]:
        """What each record is counted under."""
        return {one.id: one.facets for one in self.living}

    @cached_property
    def bearers(self) -> dict[str, set[str]]:
        """The records of each identifier and full name, folded."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.records:
            for _, name in (("id", one.id), *one.names):
                found[fold_key(name)].add(one.id)
        return dict(found)

    @cached_property
    def names(self) -> set[str]:
        """The full names that can be found by their words."""
        return {name for one in self.living for field, name in one.names if field == "name"}

    @cached_property
    def alike(self) -> list[str]:
        """The names that others come so near that they differ in marks alone, in order."""
        forms: defaultdict[str, set[str]] = defaultdict(set)
        for name in self.names:
            forms[fold_key(name)].add(fold(name))
        return sorted(name for name in self.names if len(forms[fold_key(name)]) > 1)

    def meant(self, query: str) -> set[str]:
        """Return the ids of the records that bear what is asked for, or something as near as that.

        Of an address of the web its domain is meant.
        """
        keys = {fold_key(query), fold_key(domain_of(query))}
        return {one for key in keys for one in self.bearers.get(key, ())}

    def having(
        self, words: tuple[str, ...], chosen: Mapping[str, str], without: Sequence[str] = ()
    ) -> set[str]:
        """Return the ids of the records that have all folded words and every chosen facet.

        None of them has a word of `without`.
        """
        return {*self._having(words, tuple(without), tuple(sorted(chosen.items())))}

    @lru_cache(maxsize=8)  # noqa: B019 - facets are counted for the same words one by one
    def _having(
        self, words: tuple[str, ...], without: tuple[str, ...], chosen: tuple[tuple[str, str], ...]
    ) -> frozenset[str]:
        found: Sequence[Told] = self._answering(words, without)
        for name, value in chosen:
            found = [one for one in found if one.facets[name] == value]
        return frozenset([one.id for one in found])

    @lru_cache(maxsize=8)  # noqa: B019
    def _answering(self, words: tuple[str, ...], without: tuple[str, ...]) -> Sequence[Told]:
        found: Sequence[Told] = self.living
        for word in words:
            found = [one for one in found if word in one.text]
        for word in without:
            found = [one for one in found if word not in one.text]
        return found


def domain_of(query: str) -> str:
    """Return the domain that an address of the web has; what is no such address stays."""
    return _PATH.sub(r"\1", _SCHEME.sub("", query.strip()))
