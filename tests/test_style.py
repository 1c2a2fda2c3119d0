"""The whole source keeps the rules of style, and each rule finds what it forbids."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests import style
from tests.style import Rule, Source

ROOT = Path(__file__).parent.parent
MEDIAN_LINES = 10


def product() -> Iterator[Source]:
    """The package and the scripts written in Python."""
    for path in sorted((ROOT / "plugins" / "portal").rglob("*.py")):
        yield read(path)
    for path in sorted((ROOT / "scripts").iterdir()):
        if path.is_file() and is_python(path):
            yield read(path)


def everything() -> Iterator[Source]:
    """The product, the tests and the settings."""
    yield from product()
    for path in [*sorted((ROOT / "tests").rglob("*.py")), *sorted(ROOT.glob("*.py"))]:
        if "node_modules" not in path.parts:
            yield read(path)


def read(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def is_python(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        return path.suffix == ".py" or "python" in file.readline()


def faults(rule: Rule, *sources: Source) -> list[str]:
    return [f"{source.path}:{line}: {text}" for source in sources for line, text in rule(source)]


@pytest.mark.parametrize("rule", style.RULES, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    assert faults(rule, *product()) == []


def test_nobody_tricks_the_import_system() -> None:
    assert faults(style.no_import_tricks, *everything()) == []


def test_most_functions_are_short() -> None:
    lengths = [length for source in product() for _, length in style.functions(source)]
    assert not lengths or median(lengths) <= MEDIAN_LINES


BAD: list[tuple[Rule, str, str]] = [
    (style.one_way_imports, "model/law.py", "from portal.checks import all_rules"),
    (style.one_way_imports, "model/law.py", "import portal.site.pages"),
    (style.one_way_imports, "model/law.py", "from portal import site"),
    (style.one_way_imports, "model/law.py", "from ..source.loader import load"),
    (style.one_way_imports, "staff/new.py", "from portal.site import pages"),
    (style.one_way_imports, "site/pages.py", "def f(): from portal.staff import new"),
    (style.one_way_imports, "checks/law.py", "import portal.cli"),
    (style.one_way_imports, "attic.py", ""),
    (style.only_the_generator_knows_pelican, "site/pages.py", "from pelican import signals"),
    (style.only_the_generator_knows_pelican, "cli.py", "import pelican.settings"),
    (style.no_import_tricks, "cli.py", "import plugins.portal.model"),
    (style.no_import_tricks, "cli.py", "from plugins.portal import model"),
    (style.no_import_tricks, "cli.py", "from plugins import portal"),
    (style.no_import_tricks, "cli.py", "import sys; sys.path.insert(0, 'plugins')"),
    (style.no_import_tricks, "cli.py", "from sys import path"),
    (style.no_import_tricks, "cli.py", "import site; site.addsitedir('plugins')"),
    (style.short_functions, "cli.py", "def f():\n" + "    f()\n" * 40),
    (style.short_functions, "cli.py", "class C:\n async def f():\n" + "  f()\n" * 40),
    (style.short_modules, "cli.py", "f()\n" * 251),
    (style.docstrings, "cli.py", "x = 1"),
    (style.docstrings, "model/__init__.py", "x = 1"),
    (style.docstrings, "cli.py", '"""Said."""\ndef f(): pass'),
    (style.docstrings, "cli.py", '"""Said."""\nclass C: pass'),
    (style.docstrings, "cli.py", '"""Said."""\nclass C:\n """Said."""\n def f(self): pass'),
    (style.no_hidden_clock, "clock.py", "datetime.now()"),
    (style.no_hidden_clock, "clock.py", "datetime.datetime.now(zone)"),
    (style.no_hidden_clock, "clock.py", "datetime.date.today()"),
    (style.no_hidden_clock, "model/law.py", "field(default_factory=date.today)"),
    (style.no_hidden_clock, "site/feeds.py", "time.time()"),
    (style.no_hidden_clock, "site/feeds.py", "from time import time"),
    (style.no_type_names, "site/pages.py", "if record.type == 'officer': pass"),
    (style.no_type_names, "site/pages.py", "if 'officers' != plural: pass"),
    (style.no_type_names, "checks/law.py", "x = record_type in ('law', 'rule')"),
    (style.no_type_names, "checks/law.py", "x = row['type'] == 'law'"),
    (style.no_type_names, "checks/law.py", "x = type(record) is Law"),
    (style.no_type_names, "checks/law.py", "match record.type:\n case 'law': pass"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BAD)
def test_the_rule_finds_what_it_forbids(rule: Rule, path: str, text: str) -> None:
    assert len(faults(rule, Source(f"plugins/portal/{path}", text))) == 1


GOOD: list[tuple[Rule, str, str]] = [
    (style.one_way_imports, "site/pages.py", "from ..model import law\nfrom .feeds import feed"),
    (style.one_way_imports, "staff/new.py", "import re\nfrom portal.checks import all_rules"),
    (style.one_way_imports, "cli.py", "from portal import site, staff, __version__"),
    (style.only_the_generator_knows_pelican, "site/generator.py", "from pelican import signals"),
    (style.no_import_tricks, "cli.py", "import sys, portal.model; sys.argv; os.path.join('a')"),
    (
        style.short_functions,
        "cli.py",
        '@a\n@b\ndef f():\n    """Said.\n' + "\n" * 30 + '    """\n' + "    f()\n" * 39,
    ),
    (style.short_modules, "cli.py", "f()\n" * 250),
    (style.docstrings, "_secret.py", "def f(): pass"),
    (
        style.docstrings,
        "cli.py",
        '"""Said."""\ndef _f(): pass\nclass _C:\n def f(self): pass\nclass D(C):\n'
        ' """Said."""\n def __init__(self): pass\n @override\n def f(self): pass',
    ),
    (style.no_hidden_clock, "cli.py", "date.today()"),
    (style.no_hidden_clock, "clock.py", "time.monotonic()\nself.today\ndate(2024, 5, 8)"),
    (style.no_type_names, "model/law.py", "if record.type == 'officer': pass"),
    (style.no_type_names, "site/pages.py", "if kind == 'list' or type(value) is list: pass"),
]


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_the_rule_passes_what_it_allows(rule: Rule, path: str, text: str) -> None:
    assert faults(rule, Source(f"plugins/portal/{path}", text)) == []


def test_every_rule_is_proved() -> None:
    proved = {rule for rule, _, _ in BAD}
    assert proved == set(style.RULES) == {rule for rule, _, _ in GOOD}
