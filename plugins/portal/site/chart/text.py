"""How wide text is and where it breaks, by our own measure: no font of the machine (文字).

A Chinese character takes one em, another 0.56 em, which is a little more than digits and small
letters take in the fonts of the theme. Lines break as 《标点符号用法》 (GB/T 15834—2011, 5.1) has it:
no line begins with a closing mark, none ends with an opening one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import ceil

NARROW = 0.56
"""What a character that is not Chinese takes, in em."""
CLOSING = "，。；：、？！）」』】》〉”’…—·,.;:?!)]}%"
OPENING = "（「『【《〈“‘([{"
WORDS = """
或者 以及 并且 不予 应当 可以 不得 需要 无须 必须 要求 申请 许可 处罚 强制 执行 决定 检查 审核 审查 审批 批准
核查 核实 复核 复查 受理 立案 结案 归档 送达 告知 通知 公告 公示 公开 陈述 申辩 听证 笔录 调查 取证 证据 证件
事实 理由 依据 法定 依法 违法 涉嫌 犯罪 移送 司法 机关 法院 人民 期限 逾期 届满 延长 义务 履行 补正 材料 整改
改正 改变 实施 解除 查封 扣押 冻结 财物 没收 销毁 补偿 征收 征用 评估 符合 条件 标准 属于 职权 范围 负责人 当事人
执法人员 工作日 利害关系 主体 名单 列入 移出 修复 信用 异议 错误 成立 情形 一般 重大 复杂 问题 发现
完毕 到场 补办 手续 登记 清点 应急 使用 及时 返还 交付 公平 合理 诉讼 复议 搬迁 出示 取得 缴纳 罚款 银行 决定书 清单
制作 通知书 备案 权利 放弃 主持人 指定 举行 时间 地点 提出 意见 方案 论证 公布 征求 修改 社会 稳定 风险 组织 作出
当场 口头 现场 随机 抽取 责令 计划 制定 颁发 撤销 注销 变更 延续 加处 滞纳金 拍卖 划拨 代履行 拆除 协议 订立 转移
隐匿 立即 强制执行 不属于 不符合 不需要
""".split()  # noqa: SIM905 - reads better than a hundred quoted words
"""Words that are not broken where a line can break elsewhere."""
RAGGED = 6.0
"""What a line that does not end with a mark costs, in squares of an em."""
_ATOM = re.compile(
    rf"[{re.escape(OPENING)}]*(?:[!-ჿ]+|{'|'.join(sorted(WORDS, key=len, reverse=True))}|.)[{re.escape(CLOSING)}]*"
)


def _wide(character: str) -> bool:
    return character >= "\u1100"


@lru_cache(maxsize=8192)
def measure(text: str) -> float:
    """Return the width of `text` in em."""
    wide = sum(map(_wide, text))
    return wide + NARROW * (len(text) - wide)


@lru_cache(maxsize=4096)
def wrapped(text: str, limit: float) -> tuple[str, ...]:
    """Return `text` in as few lines of at most `limit` em as it takes.

    Of all ways to break it, the one whose lines are about as long and end with a mark, if they can:
    the least sum of squares, as in D. E. Knuth, M. F. Plass, "Breaking Paragraphs into Lines" (1981).
    """
    atoms = [piece for atom in _ATOM.findall(text.strip()) for piece in _pieces(atom, limit)]
    if measure(text.strip()) <= limit or len(atoms) < 2:
        return tuple(filter(None, (text.strip(),)))
    widths = [measure(atom) for atom in atoms]
    least = _least(widths, limit)
    ends = _breaks(atoms, widths, limit, sum(widths) / least, least)
    lines = ("".join(atoms[begin:end]).strip() for begin, end in pairwise((0, *ends)))
    return tuple(filter(None, lines))


def _least(widths: Sequence[float], limit: float) -> int:
    """Return how many lines it takes at least."""
    count, used = 1, 0.0
    for width in widths:
        if used and used + width > limit:
            count, used = count + 1, 0.0
        used += width
    return count


def _breaks(
    atoms: Sequence[str], widths: Sequence[float], limit: float, mean: float, count: int
) -> tuple[int, ...]:
    """Return after how many atoms each of `count` lines ends."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, count + 1):
        further: dict[int, tuple[float, tuple[int, ...]]] = {}
        for begin, (paid, ends) in best.items():
            used = 0.0
            for end in range(begin + 1, len(atoms) + 1):
                used += widths[end - 1]
                if used > limit:
                    break
                ragged = 0 if atoms[end - 1][-1] in CLOSING + " " or line == count else RAGGED
                price = paid + (used - mean) ** 2 + ragged
                if end not in further or price < further[end][0]:
                    further[end] = (price, (*ends, end))
        best = further
    return best[len(atoms)][1]


def _pieces(atom: str, limit: float) -> list[str]:
    """Cut what is longer than a line, such as an address of the web."""
    if measure(atom) <= limit:
        return [atom]
    count = ceil(measure(atom) / limit) + 1
    size = max(1, len(atom) // count)
    return [atom[at : at + size] for at in range(0, len(atom), size)]
