"""From an older model of the data to the program's own: migrations, which are no history (迁移)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.model import Record
from portal.source.migrations import FIRST_VERSION, MIGRATIONS, MODEL_VERSION
from portal.source.text import Refused, text_of
from portal.source.yamlfile import parse

PATH = "model.yaml"
Raw = Mapping[str, Any]
Migrate = Callable[[type[Record], Raw], Raw]


class UnknownModel(Exception):
    """No migration leads from this version of the model to the program's."""


@dataclass(frozen=True, slots=True)
class Model:
    """The program's model of the data, and the way to it from each earlier version.

    `steps` has, by version, the next one and how the content of a file changes on the way.
    """

    version: str
    steps: Mapping[str, tuple[str, Migrate]] = field(default_factory=dict)

    def migrated(self, kind: type[Record], content: Raw, version: str) -> Raw:
        """Return `content`, written in `version`, as the program's model has it."""
        while version != self.version:
            if version not in self.steps:
                raise UnknownModel(version)
            version, migrate = self.steps[version]
            content = migrate(kind, content)
        return content

    def knows(self, version: str) -> bool:
        """Return whether migrations lead from `version` to the program's model."""
        passed: set[str] = set()
        while version in self.steps and version not in passed:
            passed.add(version)
            version = self.steps[version][0]
        return version == self.version


CURRENT = Model(
    MODEL_VERSION,
    {str(old): (str(old + 1), step) for old, step in enumerate(MIGRATIONS, int(FIRST_VERSION))},
)
"""The model of this program, and the way to it."""


def version_in(data: bytes | None) -> str:
    """Return the version that a `model.yaml` declares; the first one where there is no such file."""
    if data is None:
        return FIRST_VERSION
    try:
        return str(parse(text_of(data)).content.get("version", ""))
    except Refused:
        return ""
