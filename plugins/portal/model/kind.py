"""What a kind of field is: a form of text, and what becomes of it (字段种类)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema


def wrong(message: str, rule: str = "malformed") -> PydanticCustomError:
    """Return the error that a kind raises; `rule` names the rule that is broken."""
    return PydanticCustomError(rule, "{message}", {"message": message})


DIGITS = range(1, 19)  # how many a value may have: a count has one, a credit code 18


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: its name (template macro), Chinese label, exact form, and parser."""

    name: str
    label: str
    form: str
    parse: Callable[[str], object]
    pattern: str = ""
    options: tuple[str, ...] = ()
    target: str = ""
    example: str = ""

    def validate(self, value: object) -> object:
        """Return the typed value of `value`; a value that is typed already stays as it is."""
        if isinstance(value, (list, tuple, dict)):
            raise wrong(f"这里应当只写一个值（{self.label}），不能写成列表或分项。")
        if isinstance(value, str) and not value.strip():
            raise wrong("没有内容；没有这一项就删去整行。", "empty-value")
        return self.parse(value) if isinstance(value, str) else value

    @property
    def hint(self) -> str:
        """How a value is written, with an example where there is one."""
        return self.form + (f"，如 {self.example}" if self.example else "")

    def __get_pydantic_core_schema__(
        self, _source: object, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validate)

    def __get_pydantic_json_schema__(
        self, _schema: core_schema.CoreSchema, _handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        if self.options:
            return {"type": "string", "enum": list(self.options)}
        pattern = {"pattern": self.pattern} if self.pattern else {}
        hint = {"description": self.hint} if self.pattern or self.example else {}
        return {"type": ["string", "number"] if self._is_numeric else "string", **pattern, **hint}

    @property
    def _is_numeric(self) -> bool:
        """Whether a value may be all digits: other readers of YAML take it for a number then."""
        return not self.pattern or any(re.fullmatch(self.pattern, "1" * n) for n in DIGITS)
