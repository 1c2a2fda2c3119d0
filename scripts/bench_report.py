"""What the measures found: a table to read, and one for the documentation (测量结果)."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

MEASURES = {"wall": "墙钟秒", "cpu": "处理器秒", "kernel": "其中内核", "memory": "内存 MB"}
BEGIN, END = "<!-- scripts/bench --write -->\n", "<!-- end -->\n"
HEAD = (
    "| records | what | wall | processor | memory | wall to Hugo's |\n|---|---|---|---|---|---|\n"
)


def print_table(result: dict[str, Any]) -> None:
    """Print the medians beside each other, and how the first relates to each of the others."""
    medians, output = result["medians"], result["output"]
    names = list(medians)
    print(f"\n{result['records']} 条记录，各 {len(result['runs'][names[0]])} 次，取中位数")
    ratios = [f"{names[0]}/{other}" for other in names[1:]]
    print("".join(f"{title:>16}" for title in ("", *names, *ratios)))
    for key, label in MEASURES.items():
        _row(label, [medians[name][key] for name in names])
    for key, label in (("files", "文件"), ("pages", "网页"), ("bytes", "字节")):
        _row(label, [output[name][key] for name in names])
    for key in medians[names[0]]:
        if key not in MEASURES:
            _row(key, [medians[names[0]][key]])
    for name, one in result["changes"].items():
        print(f"{name:>24}{one['wall']:>8.2f}{one['cpu']:>8.2f}{one['memory']:>8.0f}")


def _row(label: str, cells: list[Any]) -> None:
    """Print one line of the table, with the ratios."""
    wide = sum(ord(character) > 255 for character in label)
    numbers = [f"{cell:.2f}" if isinstance(cell, float) else f"{cell:,}" for cell in cells]
    ratios = [f"{cells[0] / cell:.2f}" if cell else "" for cell in cells[1:]]
    print(f"{label:>{16 - wide}}" + "".join(f"{text:>16}" for text in [*numbers, *ratios]))


def written(text: str, results: list[dict[str, Any]], *, search: bool) -> str:
    """Return the documentation with the table of these results in the place of the one it has."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    told = f"{_machine()}; the portal {'with' if search else 'without'} search.\n\n"
    rows = "".join(line for result in results for line in _lines(result))
    return f"{before}{BEGIN}\n{told}{HEAD}{rows}\n{END}{after}"


def _lines(result: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of one size: what is cold, beside its peers, then what comes after."""
    hugo = result["medians"].get("hugo", {}).get("wall")
    cold = {f"{name}, cold": one for name, one in result["medians"].items()}
    for name, one in {**cold, **result["changes"]}.items():
        ratio = f"{one['wall'] / hugo:.2f}" if hugo else ""
        cells = (f"{one['wall']:.1f} s", f"{one['cpu']:.1f} s", f"{one['memory']:,.0f} MB", ratio)
        yield f"| {result['records']:,} | {name} | {' | '.join(cells)} |\n"


def _machine() -> str:
    """Return what the machine is on which this runs."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    cores, python = len(os.sched_getaffinity(0)), platform.python_version()
    told = (_processor(), f"{cores} cores", f"{pages:.0f} GB", system, f"Python {python}")
    return f"{date.today()}: {', '.join(told)}"


def _processor() -> str:
    """Return what the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
