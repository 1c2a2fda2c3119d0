"""Characters that look like others: traces of copying, scanning and copy protection (形近字).

Left what stands in the text, right what was meant. Only characters that hardly any modern text
means; what is also a word of its own (己已巳, 未末, 人入) cannot be told by a table.
"""

from __future__ import annotations

import unicodedata
from functools import cache

PAIRS = """
嘚得 鼡用 囷和 荇行 洧有 哋地 啲的 旳的 菿到 莪我 沵你 伱你 汏大 尐小 仩上 狆中 苐第 笩代 徔从
従从 経经 単单 図图 対对 実实 処处 罸罚 戸户 毎每 囯国 圀国 泩生 唍完 荿成 鈈不 丅下 亾亡 倁知 臸至
惪德 悳德 広广 囸日 団团 囲围 圧压 変变 専专 帰归 応应 択择 拠据 挙举 摂摄 斉齐 検检 権权 焼烧 発发
継继 続续 訳译 転转 辺边 逓递 鉄铁 関关 険险 駅驿 薬药 覧览 読读 説说 労劳 効效 勧劝 厳严 営营 収收
⺁厂 ⺈刀 ⺊卜 ⺌小 ⺒巳 ⺓幺 ⺔幺 ⺖心 ⺗心 ⺘手 ⺙攴 ⺠民 ⺡水 ⺢水 ⺣火 ⺥爪 ⺧牛 ⺨犬 ⺩王 ⺬示
⺮竹 ⺰丝 ⺳网 ⺷羊 ⺸羊 ⺼肉 ⻁虎 ⻂衣 ⻄西 ⻅见 ⻆角 ⻈言 ⻉贝 ⻊足 ⻋车 ⻌走 ⻍走 ⻎走 ⻐金 ⻑长
⻒长 ⻓长 ⻔门 ⻕阜 ⻖阜 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻞食 ⻟食 ⻠食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟
⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫齐 ⻬齐 ⻭齿 ⻮齿 ⻯龙 ⻰龙 ⻲龟
"""


@cache
def _table() -> dict[str, str]:
    return {pair[0]: pair[1] for pair in PAIRS.split()}


@cache
def pattern() -> str:
    """Return the regular expression class of all characters that may be looked up."""
    return f"[{''.join(_table())}\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]"


def is_radical(character: str) -> bool:
    """Whether a character is wrong even in a name: a radical or compatibility form (U+2E80 …)."""
    return unicodedata.normalize("NFKC", character) != character or "⺀" <= character <= "⿟"


def meant(character: str) -> str:
    """Return the character that was meant; the same where nothing else was."""
    normal = unicodedata.normalize("NFKC", character)
    return normal if normal != character else _table().get(character, character)
