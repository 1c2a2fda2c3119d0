"""Templates compiled our way say what Jinja's own say, and refuse what they refuse."""

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from portal.site import compiler

TEMPLATES = {
    "macros": """{% macro link(url, text="<没有名称>", mark=false) -%}
<a href="{{ url }}">{{ text }}</a>{{ "!" if mark }}{% endmacro %}
{% macro box() %}<div>{{ caller("里") }}</div>{% endmacro %}
{% macro many() %}{{ varargs | join("、") }}{{ kwargs.last }}{% endmacro %}""",
    "base": """{% import "macros" as m %}{% block main %}{% endblock %}""",
    "page": """{% extends "base" %}{% import "macros" as m %}
{% macro own(value) %}<b>{{ value }}</b>{% endmacro %}
{% block main %}{{ m.link("/a?b&c") }}{{ m.link("/", text=name) }}{{ m.link("/", name, true) }}
{% call(word) m.box() %}{{ word }}{{ name }}{% endcall %}{{ m.many(1, name, last="末") }}{{ own(name) }}
{% for one in rows %}{{ loop.index }}{{ one.upper() }}{{ loop.cycle("奇", "偶") }}{% endfor %}
{{ name | upper }}{{ markup }}{{ none }}{{ 12 }}{{ self.foot() }}{% endblock %}
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
