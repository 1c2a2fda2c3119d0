"""Rules for what git must witness: history is added to, never rewritten (佐证规则)."""

from __future__ import annotations

from portal.model.shape import Loc
from portal.problem import Rule

Finding = tuple[Rule, Loc, str]
"""The rule that is broken, where in the record, and what is said of it."""

HISTORY = Rule(
    "evidence-history",
    "已合并的变更照原样保留，不改、不删、不换次序；只有新写的隐去（withheld）和删除（removed）"
    "可以从旧变更里拿掉原值和说明。",
)
VALUE = Rule("evidence-value", "已合并的记录，字段有改动就要有一项新的变更声明它。")
FORMER = Rule(
    "evidence-former",
    "新变更的原值（was、added）要与改动前的记录一致；隐去原值（withheld），要真有原值可隐去。",
)
RECORD_FILE = Rule("evidence-file", "已公开的记录不能删去文件、改编号，也不能换到别的类型。")
DATE = Rule("evidence-date", "新变更的日期，不早于合并之日的前三天。")
ENTRY = Rule(
    "evidence-entry",
    "进入 git 时已有历史的记录，此前的变更是自己申报的，没有佐证。",
    severity="warning",
)
UNREADABLE = Rule(
    "evidence-unreadable",
    "改动前不合规、读不出来的记录，无法证明改了什么，由人核对。",
    severity="warning",
)
CONFLICT = Rule("evidence-conflict", "记录里不能留有合并冲突的标记。")
MODEL = Rule(
    "evidence-model", "升级数据模型的提交，每条记录只能是旧文件迁移的结果，不能同时改动内容。"
)
PURGE = Rule(
    "evidence-purge",
    "依法从 git 历史里清除过的记录，以 purges.yaml 里的清除说明代替证明。",
    severity="warning",
)
LIVE = Rule("evidence-live", "线上网站必须出自主干上的提交。")
CLOCK = Rule(
    "evidence-clock",
    "主干上的提交日期依次不减；倒退的，不能证明变更是何时作出的。",
    severity="warning",
)

RULES: tuple[Rule, ...] = (
    HISTORY,
    VALUE,
    FORMER,
    RECORD_FILE,
    DATE,
    ENTRY,
    UNREADABLE,
    CONFLICT,
    MODEL,
    PURGE,
    LIVE,
    CLOCK,
)
