"""The version of the data's model, and every step that led to it: the one place for both (迁移).

A change of fields that old files do not satisfy is one more entry at the end of
:data:`MIGRATIONS`; the version follows from how many there are. What has been released is not
altered any more: `portal audit` holds every migration commit against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.model import Record
from portal.source.reshape import Step, reshaped


@dataclass(frozen=True, slots=True)
class Migration:
    """From one version of the model to the next: by record type, its steps in their order."""

    steps: Mapping[str, tuple[Step, ...]]

    def __call__(self, kind: type[Record], content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the content of a file of `kind` in the next version."""
        return reshaped(content, self.steps.get(kind.TYPE, ()))


MIGRATIONS: tuple[Migration, ...] = ()
"""Oldest first; there has been one version so far, so nothing leads to it."""

FIRST_VERSION = "1"
MODEL_VERSION = str(int(FIRST_VERSION) + len(MIGRATIONS))
