"""The rules of style that no linter knows, each a function from one source file to its faults."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOMS = (
    "problem",
    "clock",
    "parallel",
    "progress",
    "stages",
    "model",
    "source",
    "lifecycle",
    "checks",
    "site",
    "deploy",
)
"""The rooms in the order in which imports may go: each may import those before it."""

MAY_IMPORT = {
    **{room: frozenset(ROOMS[: place + 1]) for place, room in enumerate(ROOMS)},
    "staff": frozenset(ROOMS) - {"site", "deploy"} | {"staff"},
    "cli": frozenset(ROOMS) | {"staff", "cli"},
    "__main__": frozenset({"cli"}),
    "__init__": frozenset[str](),
}

TYPE_WORDS = """
agency officer law duty process decision list entry measure rule
agencies officers laws duties processes decisions lists entries measures rules
guide inspection discretion review recording delegation remedy commitment report
guides inspections discretions reviews recordings delegations remedies commitments reports
"""
TYPE_NAMES = frozenset(TYPE_WORDS.split())
CLASS_NAMES = frozenset(name.capitalize() for name in TYPE_NAMES)

FUNCTION_LINES = 40
MODULE_LINES = 250

Function = ast.FunctionDef | ast.AsyncFunctionDef
Named = Function | ast.ClassDef
Fault = tuple[int, str]
Rule = Callable[["Source"], Iterator[Fault]]


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def module(self) -> tuple[str, ...]:
        """The dotted name in parts, for files of the package: ("portal", "site", "pages")."""
        parts = Path(self.path).with_suffix("").parts
        return parts[1:] if parts[:2] == ("plugins", "portal") else ()

    @cached_property
    def room(self) -> str:
        """The room of the package that the file stands in; empty outside the package."""
        return self.module[1] if self.module else ""


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Every name imported, absolute and dotted, with its line."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = source.module[: -node.level] if node.level else ()
            origin = ".".join(filter(None, (*package, node.module)))
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def one_way_imports(source: Source) -> Iterator[Fault]:
    """A room imports only itself and the rooms before it."""
    if source.module and source.room not in MAY_IMPORT:
        yield 1, f"room {source.room!r} has no place in the order of imports (tests/style.py)"
        return
    for line, name in imports(source):
        root, _, rest = name.partition(".")
        room = rest.partition(".")[0]
        known = source.module and root == "portal" and room in MAY_IMPORT
        if known and room not in MAY_IMPORT[source.room]:
            yield line, f"{source.room} must not import portal.{room}"


def only_the_generator_knows_pelican(source: Source) -> Iterator[Fault]:
    """Nothing of the package but site/generator.py imports Pelican."""
    if not source.module or source.module == ("portal", "site", "generator"):
        return
    for line, name in imports(source):
        if name.partition(".")[0] == "pelican":
            yield line, "only site/generator.py imports pelican"


def no_import_tricks(source: Source) -> Iterator[Fault]:
    """The package is `portal`, found because it is installed."""
    for line, name in imports(source):
        if name.split(".")[:2] == ["plugins", "portal"] or name == "sys.path":
            yield line, f"no import of {name}"
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and dotted(node).endswith(
            ("sys.path", ".syspath_prepend", "site.addsitedir")
        ):
            yield node.lineno, f"no use of {dotted(node)}"


def short_functions(source: Source) -> Iterator[Fault]:
    """No function has more than 40 lines."""
    for function, length in functions(source):
        if length > FUNCTION_LINES:
            yield function.lineno, f"{function.name} has {length} lines"


def functions(source: Source) -> Iterator[tuple[Function, int]]:
    """Every function with its lines from `def` to the end, the docstring not counted."""
    for node in source.nodes:
        if isinstance(node, Function):
            documentation = lines(node.body[0]) if ast.get_docstring(node) else 0
            yield node, lines(node) - documentation


def lines(node: ast.stmt) -> int:
    """Return the number of lines of the statement."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def short_modules(source: Source) -> Iterator[Fault]:
    """No module has more than 250 lines."""
    length = len(source.text.splitlines())
    if length > MODULE_LINES:
        yield 1, f"the module has {length} lines"


def docstrings(source: Source) -> Iterator[Fault]:
    """Every public module, class, function and method says what it means."""
    if not source.module or is_private(source.module[-1]):
        return
    if ast.get_docstring(source.tree) is None:
        yield 1, "the module has no docstring"
    for node in public(source.tree.body):
        if ast.get_docstring(node) is None:
            yield node.lineno, f"{node.name} has no docstring"


def public(body: list[ast.stmt]) -> Iterator[Named]:
    """The public classes and functions of a module, and the public methods of those classes."""
    for node in body:
        if isinstance(node, Named) and not is_private(node.name) and not inherits_meaning(node):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def is_private(name: str) -> bool:
    """Return whether the name begins with an underscore, `__init__` of a package excepted."""
    return name.startswith("_") and name != "__init__"


def inherits_meaning(node: Named) -> bool:
    """Return whether what it overrides, overloads or sets already says what it means."""
    names = (dotted(decorator).rpartition(".")[2] for decorator in node.decorator_list)
    return node.name == "__init__" or not {"override", "overload", "setter"}.isdisjoint(names)


CLOCKS = frozenset({"time", "time_ns", "localtime", "gmtime", "ctime"})


def no_hidden_clock(source: Source) -> Iterator[Fault]:
    """The time of day is an argument; only cli.py asks the machine for it."""
    if source.room in ("", "cli"):
        return
    for line, name in imports(source):
        if name in {f"time.{clock}" for clock in CLOCKS}:
            yield line, f"{name} reads the clock"
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and reads_clock(*dotted(node).split(".")[-2:]):
            yield node.lineno, f"{dotted(node)} reads the clock"


def reads_clock(owner: str, name: str = "") -> bool:
    """Return whether `owner.name` is one of the clocks of the standard library."""
    if owner == "time":
        return name in CLOCKS
    return name in {"now", "utcnow", "today"} and owner.lower() in {"date", "datetime", "dt"}


def no_type_names(source: Source) -> Iterator[Fault]:
    """Nothing outside model/ compares a type with the name of a record type."""
    if source.room in ("", "model"):
        return
    for node in source.nodes:
        sides = compared(node)
        if any(map(asks_type, sides)) and any(map(names_type, sides)):
            yield sides[0].lineno, "a record type is compared by name outside model/"


def compared(node: ast.AST) -> list[ast.expr | ast.pattern]:
    """Return what a comparison or a `match` sets side by side; of other nodes nothing."""
    match node:
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.Match(subject=subject, cases=cases):
            return [subject, *(case.pattern for case in cases)]
    return []


def asks_type(side: ast.AST) -> bool:
    """Return whether the expression asks for a type: `x.type`, `record_type`, `x["type"]`."""
    name = dotted(side).rpartition(".")[2]
    return "type" in name.lower() or "plural" in name.lower()


def names_type(side: ast.AST) -> bool:
    """Return whether a record type is named in the expression or pattern, as text or class."""
    return any(
        (isinstance(node, ast.Constant) and node.value in TYPE_NAMES)
        or (isinstance(node, ast.Name) and node.id in CLASS_NAMES)
        for node in ast.walk(side)
    )


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an attribute, a subscript by text, or a call of one; else nothing."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{dotted(value)}.{name}"
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name))):
            return f"{dotted(value)}.{name}"
        case ast.Call(func=function):
            return dotted(function)
    return ""


RULES: tuple[Rule, ...] = (
    one_way_imports,
    only_the_generator_knows_pelican,
    no_import_tricks,
    short_functions,
    short_modules,
    docstrings,
    no_hidden_clock,
    no_type_names,
)
