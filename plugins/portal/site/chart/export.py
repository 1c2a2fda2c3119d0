"""The chart of one record as a file of its own, as the public sees it (导出)."""

from __future__ import annotations

from portal.lifecycle import Gate
from portal.site.chart.drawing import Wording, draw
from portal.site.chart.reading import flow_of
from portal.site.language import SOURCE, language


class NotDrawn(Exception):
    """There is no chart to show; the message says why, in the words of whoever asked."""


def stand_alone(gate: Gate, record_id: str) -> str:
    """Return the chart of a record as SVG with its own style, in Chinese; or raise NotDrawn."""
    view = gate.view(record_id)
    if view is None:
        known = record_id in gate.corpus.items
        raise NotDrawn(
            f"{record_id} 没有公开，不能导出；公众看不到的，流程图也不给。"
            if known
            else f"没有编号为 {record_id} 的记录，或者它有错误；请运行 portal check。"
        )
    flow = flow_of(view.fields, language(SOURCE))
    if flow is None:
        raise NotDrawn(f"{record_id} 是{view.type_label}，公众看到的内容里没有环节，画不出流程图。")
    wording = Wording(f"流程图：{view.heading}", href=lambda _: "")
    return str(draw(flow, wording, alone=True)) + "\n"
