"""Where in the settings, a Python program, a value is written (设置文件)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.source.corpus import shown

NAME = "pelicanconf.py"
Place = tuple[str, str]  # a setting, and a key in it (`outer.inner`); no key: the setting itself


@dataclass(frozen=True, slots=True)
class Configuration:
    """The files of the settings, the one that was asked for first."""

    files: tuple[Path, ...] = ()

    @classmethod
    def of(cls, config: Path | None) -> Configuration:
        """Return the settings in `config` and the ones beside it, which these may take over."""
        if config is None:
            return cls()
        beside = config.with_name(NAME)
        return cls((config, beside) if beside != config and beside.is_file() else (config,))

    def place(self, setting: str, key: str = "") -> tuple[str, int]:
        """Return path and line of `key` in `setting`; else of the setting; else of the file."""
        for sought in ((setting, key), (setting, "")):
            for file in self.files:
                if line := lines(file).get(sought):
                    return shown(file), line
        return (shown(self.files[0]) if self.files else NAME), 1


def lines(file: Path) -> dict[Place, int]:
    """Return the line of every setting in `file`, and of every key of those that have keys."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    return dict(found for node in tree.body for found in _settings(node))


def _settings(node: ast.stmt) -> Iterator[tuple[Place, int]]:
    """Yield what the statement sets: `NAME = …`, `NAME: type = …`, `NAME |= …`, `NAME[key] = …`."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case (
            ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            | ast.AugAssign(target=ast.Name(id=name), value=value)
        ):
            pass
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key)))]
        ):
            yield (name, key), node.lineno
            return
        case _:
            return
    yield (name, ""), node.lineno
    yield from (((name, key), line) for key, line in _keys(value))


def _keys(value: ast.AST, above: str = "") -> Iterator[tuple[str, int]]:
    """Yield the keys in `{…}` and `dict(…)`, however these are put together, and those inside."""
    for name, line, inner in _parts(value):
        if name:
            yield f"{above}{name}", line
        yield from _keys(inner, f"{above}{name}." if name else above)


def _parts(value: ast.AST) -> Iterator[tuple[str, int, ast.AST]]:
    """Yield what a value is put together of, each with its key and the line of that, if it has one."""
    match value:
        case ast.Dict(keys=keys, values=values):
            for key, inner in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, key.lineno, inner
                else:
                    yield "", 0, inner
        case ast.Call(func=ast.Name(id="dict"), args=arguments, keywords=words):
            yield from (("", 0, argument) for argument in arguments)
            yield from ((word.arg or "", word.value.lineno, word.value) for word in words)
        case _:
            yield from (("", 0, child) for child in ast.iter_child_nodes(value))
