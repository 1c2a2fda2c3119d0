"""What a change must say, read off its model: options of the command line and questions (提问)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click
from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from portal.model.changes import FOUND_BY, Change, Edit
from portal.model.shape import Shape, shapes
from portal.source.text import is_forbidden

COMPUTED = frozenset(Edit.model_fields) - frozenset(Change.model_fields)
"""The fields of a change that are found by comparing, never asked."""
ALIASES: Mapping[str, tuple[str, ...]] = {"replaced_by": ("--by",), "effective": ("--from",)}
FIRST = ("note",)
SPOKEN: Mapping[str, str] = {"机关": "agency", "上级": "supervisor"}  # how people say it
OTHERWISE: Mapping[str, str] = {"note": "note_withheld"}  # what may stand instead
Command = Callable[..., None]


class Unclear(ValueError):
    """An answer that is none; the text says what would be one."""


@dataclass(frozen=True, slots=True)
class Question:
    """One value that a change may have: its place, what it is, and how the flag is called."""

    path: tuple[str, ...]
    shape: Shape
    groups: tuple[Shape, ...]
    flag: str

    @property
    def parameter(self) -> str:
        """The name under which the command line hands the answer over."""
        return "__".join(self.path)

    @property
    def label(self) -> str:
        """What the model calls the value, with the group in which it stands."""
        return "·".join(shape.label for shape in (*self.groups, self.shape))

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The values that can be chosen, each with its words; none where anything can be said."""
        options = self.shape.kind.options if self.shape.kind else ()
        return tuple((option, FOUND_BY.get(option, option)) for option in options)

    @property
    def options(self) -> str:
        """The values that can be chosen, in words."""
        return "可选：" + "、".join(_both(*choice) for choice in self.choices)

    @property
    def help(self) -> str:
        """The model's label and help, with the values that can be chosen."""
        told = [self.shape.help] if self.shape.help else []
        if self.choices:
            told.append(self.options)
        elif self.shape.kind and self.shape.kind.example:
            told.append(f"如 {self.shape.kind.example}")
        return f"{self.label}。" + "".join(f"{one}。" for one in told)


def _both(option: str, words: str) -> str:
    return option if option == words else f"{option} {words}"


def questions(kind: type[Change]) -> tuple[Question, ...]:
    """Return what a change of `kind` may say: its reason first, then what is its own."""
    found = list(_questions(kind, (), ()))
    names = Counter(path[-1] for path, _, _ in found)
    asked = [
        Question(path, shape, groups, _flag(path, alone=names[path[-1]] == 1 or len(path) == 1))
        for path, shape, groups in found
    ]
    return tuple(sorted(asked, key=_turn))


def questions_of(model: type[BaseModel]) -> tuple[Question, ...]:
    """Return the question for every field of `model` that has one value."""
    return tuple(
        Question((shape.name,), shape, (), _flag((shape.name,), alone=True))
        for shape in shapes(model)
        if shape.kind and not shape.many
    )


def question_of(model: type[BaseModel], name: str) -> Question | None:
    """Return the question for a field that `model` requires; None where it does not."""
    asked = (one for one in questions_of(model) if one.path == (name,) and one.shape.required)
    return next(asked, None)


def _turn(question: Question) -> tuple[bool, int]:
    """Sort: the reason, what the kind has of its own, then on what it rests and who did it."""
    name, common = question.path[0], list(Change.model_fields)
    return name not in FIRST, -common.index(name) if name in common else -len(common)


Place = tuple[tuple[str, ...], Shape, tuple[Shape, ...]]


def _questions(
    model: type[BaseModel], path: tuple[str, ...], groups: tuple[Shape, ...]
) -> Iterator[Place]:
    for shape in shapes(model):
        if shape.part:
            yield from _questions(shape.part, (*path, shape.name), (*groups, shape))
        elif not path and shape.name in COMPUTED:
            continue
        else:
            yield (*path, shape.name), shape, groups


def _flag(path: tuple[str, ...], *, alone: bool) -> str:
    return "--" + "-".join(path[-1:] if alone else path).replace("_", "-")


def missing(
    kind: type[Change], given: Mapping[str, str], also: Collection[str] = ()
) -> list[tuple[Question, bool]]:
    """Return what is still to be answered, and whether it must be.

    Asked is what the model requires, and the fields in `also`; of a group that is needed, what it
    may have besides can be left out, and so can the groups that are only `ASKED` for.
    """
    begun = {name.split("__")[0] for name in given}
    needed = {shape.name for shape in shapes(kind) if shape.required} | begun | set(also)
    if kind.NEEDS_NOTE:
        needed.add("note")
    offered = kind.ASKED - needed
    needed |= offered
    needed -= {name for name, other in OTHERWISE.items() if other in given}
    return [
        (
            question,
            question.path[0] not in offered and (not question.groups or question.shape.required),
        )
        for question in questions(kind)
        if question.path[0] in needed
        and question.parameter not in given
        and all(group.required for group in question.groups[1:])
    ]


def read(question: Question, text: str) -> str:
    """Return an answer as a record has it; raise :class:`Unclear` where it is none."""
    told = text.strip()
    if found := next(filter(is_forbidden, told.replace("\n", "")), None):
        raise Unclear(f"含有看不见或不允许的字符 U+{ord(found):04X}，请删去后重新输入。")
    if not told:
        raise Unclear(f"请写“{question.label}”。")
    if question.choices:
        told = _chosen(question, told)
    assert question.shape.kind is not None
    try:
        question.shape.kind.validate(told)
    except PydanticCustomError as error:
        raise Unclear(error.message()) from None
    return told


def _chosen(question: Question, told: str) -> str:
    """Return the value that was meant by its number, its words or a part of them."""
    numbered = {str(number): option for number, (option, _) in enumerate(question.choices, 1)}
    if told in numbered:
        return numbered[told]
    told = SPOKEN.get(told, told)
    exact = [option for option, words in question.choices if told in (option, words)]
    near = [option for option, words in question.choices if told in words]
    found = exact or near
    if len(found) == 1:
        return found[0]
    options = "、".join(f"{n} {words}" for n, (_, words) in enumerate(question.choices, 1))
    raise Unclear(f"“{told}”{'不止一种' if found else '不在可选的值之内'}；可选：{options}。")


def declared(kind: type[Change], given: Mapping[str, str]) -> dict[str, Any]:
    """Return the answers as a change of `kind` has them: in their order, groups inside."""
    content: dict[str, Any] = {}
    for question in questions(kind):
        if question.parameter in given:
            inner = content
            for group in question.path[:-1]:
                inner = inner.setdefault(group, {})
            inner[question.path[-1]] = given[question.parameter]
    return content


class Answer(click.ParamType[str]):
    """The answer to a question, given on the command line."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.name = question.shape.kind.label if question.shape.kind else "文字"

    def convert(self, value: Any, param: object, ctx: click.Context | None) -> str:
        """Return the answer, or fail with a sentence."""
        try:
            return read(self.question, str(value))
        except Unclear as unclear:
            raise click.BadParameter(f"{self.question.flag} {unclear}") from None


def answers(kind: type[Change]) -> Callable[[Command], Command]:
    """Return the options by which every question of `kind` can be answered beforehand."""
    return answering(questions(kind))


def answering(asked: Sequence[Question]) -> Callable[[Command], Command]:
    """Return the options by which the questions can be answered beforehand."""

    def decorate(command: Command) -> Command:
        for question in reversed(asked):
            names = (question.flag, *ALIASES.get(question.path[-1], ()), question.parameter)
            command = click.option(*names, type=Answer(question), help=question.help)(command)
        return command

    return decorate
