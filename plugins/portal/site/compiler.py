"""Templates compiled without what ours never ask for: they are most of the time of a build (模板编译).

Jinja looks at every call whether it wants the context, and wraps every piece of a page as markup. Our
templates are all escaped and none of what they call wants a context, so that the same pages come
out in two thirds of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.runtime import Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

_compiled: dict[tuple[str, str], bytes] = {}
"""What was compiled in this process, by its key and the digest of its source."""

# What `Markup()` does to a string, without asking it what it is.
_marked: Callable[[str], str] = partial(str.__new__, Markup)
_special = re.compile("[&<>'\"]").search


def escaped(value: object) -> str:
    """Return a value as it stands in a page, escaped unless it is markup already."""
    if type(value) is Markup or (type(value) is str and not _special(value)):
        return value
    return escape(value)


def macro_of(environment: Environment, func: Callable[..., str], *told: Any) -> Callable[..., str]:
    """Return a macro that is called with values by place; by name it is called as Jinja does."""
    slow = Macro(environment, func, *told)
    if slow.catch_kwargs or slow.catch_varargs or slow.caller:
        return slow
    most = len(slow.arguments)

    def macro(*values: Any, **named: Any) -> str:
        if named or len(values) > most:
            return slow(*values, **named)
        return _marked(func(*values, *(missing,) * (most - len(values))))

    return macro


class Compiler(CodeGenerator):
    """Writes the Python of a template."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        assert frame.eval_ctx.autoescape
        assert not frame.eval_ctx.volatile
        self.write("environment.escaped(")

    def visit_Call(  # noqa: N802 - as Jinja names it
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write a call as it stands."""
        self.visit(node.node, frame)
        stream, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        values, self.stream = self.stream.getvalue(), stream
        self.write(f"({values.removeprefix(', ')})")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """Write where macros come from: they know what the environment does, whoever imports them."""
        if node.with_context:
            super()._import_common(node, frame)
            return
        self.write("environment.get_template(")
        self.visit(node.template, frame)
        self.write(").module")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Write what makes a macro of the function before it."""
        names = tuple(argument.name for argument in macro_ref.node.args)
        self.write(
            f"environment.macro_of(environment, macro, {getattr(macro_ref.node, 'name', None)!r}, "
            f"{names!r}, {macro_ref.accesses_kwargs!r}, {macro_ref.accesses_varargs!r}, "
            f"{macro_ref.accesses_caller!r}, True)"
        )


class Compiled(FileSystemBytecodeCache):
    """Templates that were compiled before, in this process or for a build before, kept in `folder`.

    Nothing but the source and the `language` may tell them apart: no filters of a portal's own.
    What cannot be written is not kept.
    """

    def __init__(self, language: str, folder: Path | None) -> None:
        self._language = language
        self._folder = folder
        if folder:
            super().__init__(str(folder))

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return by what a template is kept: wherever it lies."""
        return super().get_cache_key(f"{self._language}/{name}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket`, where this source was compiled before."""
        if code := _compiled.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)
        elif self._folder:
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()
        if self._folder:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def install(environment: Environment) -> None:
    """Let `environment` compile its templates so."""
    assert environment.autoescape is True
    assert environment.finalize is None
    environment.code_generator_class = Compiler
    environment.extend(escaped=escaped, macro_of=macro_of)
