"""The drawing: links with names, nothing that a strict policy forbids, small, readable anywhere."""

import re
from xml.etree import ElementTree

from portal.site.chart.drawing import Wording, draw
from portal.site.chart.flow import Flow, Step, Way
from tests.site.chart.flows import flow

SVG = "{http://www.w3.org/2000/svg}"
PROCESS = Flow(
    (
        Step("发现<线索>", "开始"),
        Step("实质审查、实地核查", "判断", ("时限 20 工作日", "全过程记录")),
        Step("结案", "结束"),
    ),
    (Way(0, 1), Way(1, 2, "准予 & 发证")),
)


def test_every_step_is_a_link_with_its_whole_name() -> None:
    drawn = draw(PROCESS, Wording("流程图：许可"))
    named = re.findall(r'<a href="#step-(\d+)"[^>]*aria-label="([^"]*)"', drawn)
    assert named == [
        ("1", "1 发现&lt;线索&gt;，开始"),
        ("2", "2 实质审查、实地核查，时限 20 工作日，全过程记录，判断"),
        ("3", "3 结案，结束"),
    ]


def test_shapes_tell_the_kinds() -> None:
    root = ElementTree.fromstring(draw(PROCESS, Wording("图"), alone=True))
    shapes = [step[0] for step in root.iter(f"{SVG}a")]
    assert [shape.tag.removeprefix(SVG) for shape in shapes] == ["rect", "path", "rect"]
    assert int(shapes[0].attrib["rx"]) > 2


def test_a_page_gets_no_style_and_a_file_of_its_own_brings_one() -> None:
    inside, alone = draw(PROCESS, Wording("图")), draw(PROCESS, Wording("图"), alone=True)
    assert "style" not in inside
    assert "xmlns" in alone
    assert "<style>" in alone
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", alone)


def test_steps_without_a_place_to_lead_to_are_no_links() -> None:
    drawn = draw(PROCESS, Wording("图", href=lambda _: ""), alone=True)
    assert "<a " not in drawn
    assert drawn.count('<g role="img"') == 3


def test_twenty_steps_take_at_most_twelve_kilobytes() -> None:
    sizes = [len(draw(flow(seed, 20, 20), Wording("流程图")).encode()) for seed in range(200)]
    assert max(sizes) <= 12 * 1024
