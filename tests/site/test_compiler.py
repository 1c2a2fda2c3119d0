"""Templates compiled our way say what Jinja's own say, and refuse what they refuse."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError, nodes
from jinja2.compiler import Frame
from markupsafe import Markup

from portal.site import compiler

TEMPLATES = {
    "macros": """{% macro link(url, text="<没有名称>", mark=false) -%}
<a href="{{ url }}">{{ text }}</a>{{ "!" if mark }}{% endmacro %}
{% macro box() %}<div>{{ caller("里") }}</div>{% endmacro %}
{% macro many() %}{{ varargs | join("、") }}{{ kwargs.last }}{% endmacro %}""",
    "told": """{% macro told() %}{{ name }}{% endmacro %}""",
    "base": """{% import "macros" as m %}{% block main %}{% endblock %}""",
    "page": """{% extends "base" %}{% import "macros" as m %}{% import "told" as t with context %}
{% macro own(value) %}<b>{{ value }}</b>{% endmacro %}
{% block main %}{{ m.link("/a?b&c") }}{{ m.link("/", text=name) }}{{ m.link("/", name, true) }}
{% call(word) m.box() %}{{ word }}{{ name }}{% endcall %}{{ m.many(1, name, last="末") }}{{ own(name) }}
{% for one in rows %}{{ loop.index }}{{ one.upper() }}{{ loop.cycle("奇", "偶") }}{% endfor %}
{{ name | upper }}{{ markup }}{{ none }}{{ 12 }}{{ self.foot() }}{{ own(t.told()) }}{% endblock %}
{% block foot %}{{ super() }}尾{{ name }}{% endblock %}""",
}
TEMPLATES["base"] += "{% block foot %}底{% endblock %}"
CONTEXT = {"name": "<甲>&\"'", "markup": Markup("<i>乙</i>"), "rows": ["a<", "b"], "none": None}


def environment(*, ours: bool, **more: str) -> Environment:
    loader = DictLoader({**TEMPLATES, **more})
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    if ours:
        compiler.install(made)
    return made


def test_it_says_what_jinja_says() -> None:
    own, other = (environment(ours=ours).get_template("page") for ours in (True, False))
    assert own.render(CONTEXT) == other.render(CONTEXT)
    assert "&lt;甲&gt;&amp;&#34;&#39;" in own.render(CONTEXT)


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ missing() }}",
        "{{ name.missing }}",
        "{% import 'macros' as m %}{{ m.link() }}",
        "{% import 'macros' as m %}{{ m.missing() }}",
    ],
)
def test_what_is_not_there_stops_the_page(source: str) -> None:
    template = environment(ours=True, broken=source).get_template("broken")
    with pytest.raises(UndefinedError):
        template.render(CONTEXT)


@pytest.mark.parametrize("values", ["1, 2, 3, 4", "1, colour=2"])
def test_a_macro_takes_no_more_than_it_names(values: str) -> None:
    source = f"{{% import 'macros' as m %}}{{{{ m.link({values}) }}}}"
    with pytest.raises(TypeError, match="macro 'link'"):
        environment(ours=True, broken=source).get_template("broken").render()


def test_what_is_not_escaped_is_not_compiled() -> None:
    with pytest.raises(AssertionError):
        compiler.install(Environment(autoescape=False))
    source = "{% autoescape false %}{{ name }}{% endautoescape %}"
    with pytest.raises(AssertionError):
        environment(ours=True, broken=source).get_template("broken")


def kept(folder: Path | None, language: str, source: str) -> Environment:
    """An environment that keeps what it compiles; its page is of this `source`."""
    made = environment(ours=True, page=source)
    made.bytecode_cache = compiler.Compiled(language, folder)
    return made


def test_a_template_is_compiled_once_a_language_and_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[str] = []

    class Counting(compiler.Compiler):
        """Tells which templates are compiled."""

        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
            compiled.append(str(self.name))
            super().visit_Template(node, frame)

    monkeypatch.setattr(compiler, "Compiler", Counting)
    monkeypatch.setattr(compiler, "_compiled", {})

    def said(folder: Path | None, language: str, source: str) -> str:
        compiled.clear()
        return kept(folder, language, source).get_template("page").render(CONTEXT)

    assert said(tmp_path, "zh-CN", "甲{{ name }}") == "甲&lt;甲&gt;&amp;&#34;&#39;"
    assert compiled == ["page"]
    assert said(None, "zh-CN", "甲{{ name }}") == "甲&lt;甲&gt;&amp;&#34;&#39;"
    assert compiled == []  # by this process
    assert said(None, "en", "甲{{ name }}").startswith("甲")
    assert said(None, "zh-CN", "乙{{ name }}").startswith("乙")
    assert compiled == ["page"]
    monkeypatch.setattr(compiler, "_compiled", {})
    assert said(tmp_path, "zh-CN", "甲{{ name }}").startswith("甲")
    assert compiled == []  # for the last build
    assert said(tmp_path, "zh-CN", "丙{{ name }}").startswith("丙")
    assert compiled == ["page"]
