"""The public interface in another language: the catalogue is whole, and nothing escapes it."""

import ast
import gettext
import json
import os
import pickle
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from portal.clock import UNITS
from portal.lifecycle.phrase import Phrase
from portal.model.base import Stage
from portal.model.changes import END_ROUTES, WITHDRAWAL_GROUNDS
from portal.model.terms import COLOURS
from portal.site import markup
from portal.site.assemble import assemble
from portal.site.language import CATALOGUES, HAN, SOURCE, Language, language, languages
from tests.site.conftest import AS_OF, GENERATED, ROOT, SPECIMEN

pytestmark = pytest.mark.xdist_group("language")  # its site is built once

PACKAGE = ROOT / "plugins" / "portal"
THEME = ROOT / "theme"
ENGLISH = CATALOGUES / "en" / "LC_MESSAGES" / "portal.po"
# Official Chinese in parentheses behind its translation.
BESIDE = re.compile(rf"(?<=[\w”]) \([^()]*{HAN.pattern}[^()]*\)")
# Chinese characters, and the punctuation that only Chinese text has.
CHINESE = re.compile(rf"{HAN.pattern}|[\u3000-\u303f\uff01-\uff5e]")


def catalogue(path: Path = ENGLISH) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def terms() -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue() if m.id and m.string}


# The catalogue


def test_the_catalogues_are_complete_and_in_step_with_the_source() -> None:
    done = subprocess.run(["scripts/messages", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_placeholders_agree() -> None:
    def names(text: str) -> list[str]:
        return sorted(set(re.findall(r"\{(\w*)\}", text)))

    differ = [(zh, en) for zh, en in terms().items() if names(zh) != names(en)]
    assert differ == []


def test_translations_hold_chinese_only_beside_its_translation() -> None:
    assert [en for en in terms().values() if CHINESE.search(BESIDE.sub("", en))] == []


def test_the_compiled_catalogue_is_what_the_program_reads() -> None:
    with ENGLISH.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    differ = [zh for zh, en in terms().items() if compiled.gettext(zh) != en]
    assert differ == []
    assert languages() == (SOURCE, "en")


class Workshop:
    """A copy of what `scripts/messages` reads and writes, its catalogue made complete."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(PACKAGE, root / "plugins" / "portal")
        shutil.copytree(THEME, root / "theme")
        (root / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "messages.py", root / "scripts")
        self.po = root / ENGLISH.relative_to(ROOT)
        self.template = root / "theme" / "templates" / "new.html"
        self.run()
        self.edit(r'(msgid "(.+)"\nmsgstr) ""\n(?!")', r'\1 "\2"\n')
        self.run()

    def run(self, *options: str) -> tuple[int, str]:
        """Run the script; return its exit code and what it complains of."""
        done = subprocess.run(
            [sys.executable, "scripts/messages.py", *options],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "plugins")},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stderr

    def edit(self, pattern: str, new: str) -> None:
        """Replace text in the catalogue."""
        old = self.po.read_text(encoding="utf-8")
        changed = re.sub(pattern, new, old)
        self.po.write_text(changed, encoding="utf-8")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_the_script_passes_a_catalogue_that_is_right(workshop: Workshop) -> None:
    before = workshop.po.read_bytes()
    assert workshop.run("--check") == (0, "")
    assert workshop.run() == (0, "")
    assert workshop.po.read_bytes() == before


@pytest.mark.long
def test_a_new_string_is_taken_in_and_an_old_one_comes_back(workshop: Workshop) -> None:
    workshop.template.write_text("{{ _('没见过的话，{name}') }}", encoding="utf-8")
    status, said = workshop.run("--check")
    assert status == 1
    assert "没有译文：没见过的话，{name}" in said
    assert "portal.po: 与源码不一致，请运行 scripts/messages" in said
    assert workshop.run()[0] == 0
    workshop.edit(r'(msgid "没见过的话，\{name\}"\nmsgstr) ""', r'\1 "Never seen, {name}"')
    assert workshop.run() == (0, "")
    assert workshop.run("--check") == (0, "")
    workshop.template.unlink()
    workshop.run()
    assert '#~ msgstr "Never seen, {name}"' in workshop.po.read_text(encoding="utf-8")
    workshop.template.write_text("{{ _('没见过的话，{name}') }}", encoding="utf-8")
    assert workshop.run() == (0, "")
    assert '\nmsgstr "Never seen, {name}"' in workshop.po.read_text(encoding="utf-8")
    workshop.template.unlink()
    workshop.run("--prune")
    assert "Never seen" not in workshop.po.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pattern", "new", "said"),
    [
        (r'(msgid "行政处罚"\nmsgstr) ".*"', r'\1 ""', "没有译文：行政处罚"),
        (r'((?:#\..*\n)+)(msgid "行政处罚")', r"\1#, fuzzy\n\2", "译文待核（fuzzy）：行政处罚"),
        (r'(msgid "\{amount\} 元"\nmsgstr) ".*"', r'\1 "CNY {sum}"', "占位符不符：{amount} 元"),
        (r'(msgid "行政处罚"\nmsgstr) ".*"', r'\1 "Penalty"', "portal.mo: 与源码不一致"),
        (r'msgid "行政处罚"\nmsgstr ".*"\n', "", "portal.po: 与源码不一致"),
    ],
)
def test_the_script_finds_what_is_wrong(
    workshop: Workshop, pattern: str, new: str, said: str
) -> None:
    workshop.edit(pattern, new)
    status, complaint = workshop.run("--check")
    assert status == 1
    assert said in complaint


# Nothing escapes the catalogue: templates


KEYS = frozenset((*get_args(Stage), *END_ROUTES, *WITHDRAWAL_GROUNDS, *UNITS, *COLOURS))
"""Terms that templates compare with what the model says; that they print none, the site shows."""


def untranslated(template: str) -> list[tuple[int, str]]:
    """Return the Chinese in a template that stands outside `_("…")` and comments, and is no key."""
    found: list[tuple[int, str]] = []
    before = ["", ""]
    for line, kind, text in Environment().lex(template):
        if kind == "whitespace":
            continue
        inside = kind == "string" and (before == ["_", "("] or text[1:-1] in KEYS)
        if CHINESE.search(text) and not inside and kind != "comment":
            found.append((line, text.strip()))
        before = [before[1], text]
    return found


def test_templates_hold_no_chinese_outside_the_catalogue() -> None:
    found = {
        path.relative_to(THEME).as_posix(): faults
        for path in sorted(THEME.rglob("*.html"))
        if (faults := untranslated(path.read_text(encoding="utf-8")))
    }
    assert found == {}


COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
FOR_CHINESE = re.compile(r"[^{}]*:lang\(zh\)[^{}]*\{[^{}]*\}")


def test_scripts_and_styles_hold_no_chinese() -> None:
    """Strings for scripts stand in the page, where they are translated.

    Full-width punctuation may stand in rules of style that are for Chinese pages alone.
    """
    for path in sorted((*THEME.rglob("*.js"), *THEME.rglob("*.css"))):
        code = FOR_CHINESE.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))
        assert CHINESE.findall(code) == [], path.name


@pytest.mark.parametrize(
    "template",
    ["<p>处罚</p>", "{{ '处罚' }}", "{{ x }}（{{ n }}）", "{{ __('处罚') }}", "{{ f('罚') }}"],
)
def test_chinese_in_a_template_is_found(template: str) -> None:
    assert len(untranslated(template)) >= 1


def test_what_is_translated_and_comments_are_passed() -> None:
    assert untranslated("{# 处罚 #}{{ _('处罚') }}{{ _( \"共 {n} 条\" ) | fill(n=1) }}") == []


# Nothing escapes the catalogue: code

TO_STAFF = "said to staff, who build the site; no page shows it"
KEY = "a term compared with what records say; pages show the record's own"
MODEL = "official words that scripts/messages reads from the model itself"
TAGS = "page tags for those who collect government sites, in the words of 国办发〔2017〕47号"
ALLOWED = {
    "lifecycle/ledger.py:Ledger.take": TO_STAFF,
    "site/assemble.py": TO_STAFF,
    "site/coverage.py:COLUMNS": "columns of a table for machines",
    "site/design.py": "samples of record text on the page of the design",
    "site/editorial.py": TO_STAFF,
    "site/generator.py:_editorial_faults": TO_STAFF,
    "site/handbook.py": TO_STAFF,
    "site/markup.py:money": "ten thousands are counted in Chinese only",
    "site/markup.py:short_money": "ten thousands are counted in Chinese only",
    "site/publish.py:Publication._covers": TO_STAFF,
    "site/publish.py:Publication._units": TO_STAFF,
    "site/render.py:Renderer.feeds": TO_STAFF,
    "site/render.py:Renderer.months": TO_STAFF,
    "site/render.py:Renderer.pages": TO_STAFF,
    "site/render.py:Renderer.subjects": TO_STAFF,
    "site/serve.py": TO_STAFF,
    "site/settings.py:_day": TO_STAFF,
    "site/tags.py": TAGS,
    "lifecycle/gate.py:Gate.why_hidden": TO_STAFF,
    "lifecycle/rulebook.py": KEY,
    "lifecycle/timeliness.py": KEY,
    "lifecycle/wording.py": KEY,
    "site/preview_build.py": TO_STAFF,
    "site/preview_report.py": TO_STAFF,
    "lifecycle/state.py:_LABELS": MODEL,
    "lifecycle/state.py:_NORM_LABELS": MODEL,
    "lifecycle/state.py:_PERSON_LABELS": MODEL,
    "lifecycle/state.py:may_follow": TO_STAFF,
}
"""Chinese text in code that need not be translated, by module or place, and why."""


def loose_strings(code: str) -> Iterator[tuple[str, str]]:
    """Yield the Chinese strings of a module that are no `Phrase`, with the place of each.

    Docstrings are no strings of the program, and what is raised is said to staff.
    """
    yield from _loose(ast.parse(code), ())


def _loose(node: ast.AST, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Constant(value=str(text)):
            if HAN.search(text):
                yield ".".join(place), text
            return
        case ast.Raise() | ast.Call(func=ast.Name(id="Phrase")):
            return
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            place = (*place, name)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            place = place or (name,)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from _loose(child, place)


def test_what_code_says_on_pages_is_translated() -> None:
    loose, used = [], set()
    for room in ("site", "lifecycle"):
        for path in sorted((PACKAGE / room).glob("*.py")):
            module = f"{room}/{path.name}"
            for place, text in loose_strings(path.read_text(encoding="utf-8")):
                keys = {module, f"{module}:{place}"} & ALLOWED.keys()
                used |= keys
                loose += [] if keys else [(f"{module}:{place}", text)]
    assert loose == []
    assert sorted(ALLOWED.keys() - used) == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("def f():\n    return f'{year} 年'", "f"),
        ("class C:\n    def g(self):\n        return say('处罚')", "C.g"),
        ("LABEL = '处罚'", "LABEL"),
        ("LABELS: dict[str, str] = {'a': '处罚'}", "LABELS"),
        ("f(label=phrase('处罚'))", ""),
    ],
)
def test_a_loose_string_is_found(code: str, place: str) -> None:
    assert [where for where, _ in loose_strings(code)] == [place]


def test_phrases_docstrings_and_complaints_are_passed() -> None:
    code = '"""处罚"""\ndef f():\n    """处罚"""\n    raise E(f"没有 {x}")\nA = Phrase("处罚")'
    assert list(loose_strings(code)) == []


# Words


@pytest.fixture(scope="module")
def english() -> Language:
    return language("en")


def environment(speaks: Language) -> Environment:
    made = Environment(**markup.ENVIRONMENT)
    markup.prepare(made, speaks, {})
    return made


def rendered(speaks: Language, template: str, **values: object) -> str:
    return environment(speaks).from_string(template).render(**values)


WORDS = [
    ("{{ _('首页') }}", "首页", "Home"),
    ('{{ _( "首页" ) }}', "首页", "Home"),
    ("{{ _(label) }}", "行政处罚", "Administrative penalty"),
    ("{{ label | term }}", "行政处罚", "Administrative penalty (行政处罚)"),
    ("{{ [label] | map('term') | join }}", "行政处罚", "Administrative penalty (行政处罚)"),
    ("{{ name | term }}", "云&lt;b&gt;", '<span lang="zh-CN">云&lt;b&gt;</span>'),
    ("{{ name | han }}", "云&lt;b&gt;", '<span lang="zh-CN">云&lt;b&gt;</span>'),
    ("{{ '<i>' | han }}", "&lt;i&gt;", "&lt;i&gt;"),
    ("<p{{ han }}>", "<p>", '<p lang="zh-CN">'),
    ("{{ lang }}", "zh-CN", "en"),
    ("{{ '' | term }}{{ _('') }}", "", ""),
    ("{{ _(reason) }}", "依“云&lt;b&gt;”不公开", "Not public under “<span…>云&lt;b&gt;</span>”"),
    ("{{ _(state) }}", "[已撤回] &lt;i&gt;", "[Withdrawn] &lt;i&gt;"),
    ("{{ sum | money }}", "100,000.00 元（10 万元）", "CNY 100,000.00"),
    ("{{ '长期' | day }}", "长期", "No fixed term (长期)"),
    (
        "{{ first | day }}",
        '<time datetime="2024-05-08">2024年5月8日</time>',
        '<time datetime="2024-05-08">8 May 2024</time>',
    ),
    (
        "{{ '{d} <{n}>' | fill(d=first | day, n=name) }}",
        '<time datetime="2024-05-08">2024年5月8日</time> &lt;云&lt;b&gt;&gt;',
        '<time datetime="2024-05-08">8 May 2024</time> &lt;云&lt;b&gt;&gt;',
    ),
]


@pytest.mark.parametrize(("template", "chinese", "other"), WORDS)
def test_words(english: Language, template: str, chinese: str, other: str) -> None:
    values = {
        "label": "行政处罚",
        "name": "云<b>",
        "reason": Phrase("依“{rule}”不公开", rule="云<b>"),
        "state": Phrase("[{state}] {title}", state=Phrase("已撤回"), title="<i>"),
        "sum": Decimal("100000.00"),
        "first": date(2024, 5, 8),
    }
    assert rendered(language(SOURCE), template, **values) == chinese
    told = rendered(english, template, **values)
    assert (
        told.replace('<span lang="zh-CN">云&lt;b&gt;</span>”', "<span…>云&lt;b&gt;</span>”")
        == other
    )


def test_literals_are_translated_when_the_template_is_compiled(english: Language) -> None:
    made = environment(english)
    template = made.from_string("{{ _('首页') }} {{ _(\"检索\") }} {{ label }}")
    made.globals.pop("_")
    assert template.render(label="_('首页')") == "Home Search _(&#39;首页&#39;)"


def test_a_value_that_is_not_there_stops_the_page(english: Language) -> None:
    with pytest.raises(UndefinedError):
        rendered(english, "{{ _('第 {number} 版') | fill(number=nothing) }}")


def test_a_phrase_is_its_chinese_text_and_travels_whole() -> None:
    phrase = Phrase("{persons} {count} 名", persons=Phrase("执法人员"), count=2)
    assert phrase == "执法人员 2 名"
    assert json.dumps(phrase, ensure_ascii=False) == '"执法人员 2 名"'
    back = pickle.loads(pickle.dumps(phrase))
    assert (back, back.pattern, back.values) == (phrase, phrase.pattern, phrase.values)
    assert language("en").translate(back) == "Enforcement officers: 2"
    assert isinstance(language("en").translate(back), Markup)


# A whole site


def build(folder: Path, settings: str) -> int:
    config = folder / "pelicanconf.py"
    specimen = (SPECIMEN / "pelicanconf.py").read_text(encoding="utf-8")
    config.write_text(f"{specimen}\n{settings}", encoding="utf-8")
    return assemble(
        today=AS_OF,
        data=SPECIMEN / "data",
        content=SPECIMEN / "content",
        output=folder / "output",
        config=config,
        jobs=2,
        no_search=True,
    )


@pytest.fixture(scope="module")
def english_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("english")
    assert build(folder, 'SITENAME = "Yunxi Transparency Portal"\nPORTAL_LANG = "en"\n') == 0
    return folder / "output"


def test_a_language_that_there_is_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(tmp_path, 'PORTAL_LANG = "english"\n') == 1
    said = "设置 PORTAL_LANG 写的是“english”，没有这种语言；可以写 zh-CN、en。"
    assert said in capsys.readouterr().err


class Spoken(HTMLParser):
    """Collects the Chinese that a page says outside elements marked as Chinese."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "wbr"})
    SPOKEN = frozenset({"alt", "aria-label", "placeholder", "title"})

    def __init__(self, beside: dict[str, str]) -> None:
        super().__init__()
        self.languages: list[str] = []
        self.chinese: list[str] = []
        self.marks_in_title: list[str] = []
        self.tag = ""
        self.beside = beside

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs)
        above = self.languages[-1] if self.languages else ""
        self.languages.append(marks.get("lang") or above)
        for name in sorted(self.SPOKEN & marks.keys()):
            self.say(marks[name] or "")
        self.tag = tag
        if tag in self.VOID:
            self.languages.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.languages.pop()

    def handle_data(self, data: str) -> None:
        if self.tag == "title" and "<" in data:
            self.marks_in_title.append(data)
        self.say(data)

    def say(self, text: str) -> None:
        if CHINESE.search(text) and not self.languages[-1].startswith("zh"):
            for pair, term in self.beside.items():
                text = text.replace(pair, term) if pair in text else text
            if CHINESE.search(text):
                self.chinese.append(text.strip())


def chinese_in(html: str) -> list[str]:
    """Return the Chinese of a page that is neither marked nor beside a term of the catalogue."""
    said = terms()
    beside = {f"{en} ({zh})": en for zh, en in said.items()}
    beside |= {en: BESIDE.sub("", en) for en in said.values() if BESIDE.search(en)}
    spoken = Spoken(dict(sorted(beside.items(), key=lambda pair: -len(pair[0]))))
    spoken.feed(html)
    return [*spoken.chinese, *spoken.marks_in_title]


def test_the_english_site_speaks_chinese_only_where_it_says_so(english_site: Path) -> None:
    found = {
        path.relative_to(english_site).as_posix(): said
        for path in sorted(english_site.rglob("*.html"))
        if (said := chinese_in(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("<p>处罚</p>", 1),
        ('<p lang="zh-CN">处罚<b>罚</b></p>罚', 1),
        ("<p>Administrative penalty (行政处罚)</p>", 0),
        ("<p>Penalty (行政处罚)</p>", 1),
        ('<img alt="处罚"><p>Yes</p>', 1),
        ("<p>3（）</p>", 1),
    ],
)
def test_unmarked_chinese_is_found(body: str, count: int) -> None:
    assert len(chinese_in(f'<html lang="en">{body}</html>')) == count


def test_the_state_is_said_in_the_same_word_all_over_a_page(english_site: Path) -> None:
    page = (english_site / "decisions" / "cf-2024-n5t8w4" / "index.html").read_text("utf-8")
    said = re.sub(r"<meta [^>]*>", "", page)
    assert "[已撤回]" not in said
    assert said.count("[Withdrawn]") == 3, "title, heading and citation"


def test_data_for_machines_is_the_same_in_every_language(site: Path, english_site: Path) -> None:
    def data(folder: Path) -> dict[str, bytes]:
        files = (path for path in folder.rglob("*") if path.is_file())
        paths = (path for path in files if path.suffix not in ("", ".html", ".css"))
        found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
        others = (name for name in found if not GENERATED.match(name))
        return {name: found[name] for name in others if not name.startswith("feeds/")}  # for people

    chinese, english = data(site), data(english_site)
    name = runpy.run_path(str(SPECIMEN / "pelicanconf.py"))["SITENAME"]
    english = {
        path: text.replace(b"Yunxi Transparency Portal", name.encode())
        for path, text in english.items()
    }
    assert sorted(chinese) == sorted(english)
    assert [name for name in chinese if chinese[name] != english[name]] == []
