"""What a build takes over from the last one, and what it leaves to the next (接续)."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portal.source.memory import Aside, Memory
from portal.source.recall import Recall
from portal.source.signature import Survey

WORDS, TEMPLATES = "words", "templates"
_KIND = "whole"


@dataclass(slots=True)
class Renewal:
    """A build's memory: none, for one that keeps nothing.

    `live` is the site whose files stay where they would be written just so; without it all are
    written. `made_of` is by what all that it is made of is seen to be as it was, `survey` all of that
    as it was seen. `staying` are the files that stay; of the files of words that were put away, those
    `used` are needed again.
    """

    memory: Memory | None = None
    live: Path | None = None
    made_of: bytes | None = None
    survey: Survey | None = None
    staying: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    @property
    def former(self) -> Memory | None:
        """What is remembered of the site, where there is one."""
        return self.memory if self.live else None

    def records(self) -> Recall | None:
        """Return the records as the last build read them; the survey, as large as they, is let go of."""
        survey, self.survey = self.survey, None
        return Recall(self.memory, survey) if self.memory else None

    def recall(self, name: str) -> Any:
        """Return what the last build left under `name`; None where there is nothing."""
        left = self.former.get(_KIND, name) if self.former else None
        return pickle.loads(left) if left else None

    def leave(self, name: str, value: object) -> None:
        """Leave `value` to the next build."""
        if self.memory:
            self.memory.put(_KIND, [(name, pickle.dumps(value))])

    @property
    def templates(self) -> Path | None:
        """Where templates are kept as this version of the program compiles them."""
        return self.memory.path.parent / TEMPLATES if self.memory else None

    def aside(self, names: Iterable[str], kind: str) -> Renewal:
        """Return the same for a process of its own: it knows what was left under `names`, and a `kind`.

        What stays by it, and what it uses and leaves, has to be taken over from it.
        """
        memory = (
            Aside(self.memory, [(_KIND, name) for name in names], [kind]) if self.memory else None
        )
        return replace(self, memory=memory, staying=set(), used=set())

    def stay(self, files: Iterable[str]) -> None:
        """Let files of the site stay as they are."""
        self.staying.update(files)

    def words(self, output: Path) -> Path:
        """Return where the words that are searched are put away."""
        return self.memory.path.parent / WORDS if self.memory else output

    def read(self, output: Path, path: str) -> bytes:
        """Return a file as it will be: as it was written to `output`, or else as it stays."""
        written = output / path
        return written.read_bytes() if written.is_file() or not self.live else self._left(path)

    def _left(self, path: str) -> bytes:
        assert self.live is not None
        return (self.live / path).read_bytes()
