"""The rules that a file must keep before it is a record (文件规则)."""

from __future__ import annotations

from portal.problem import Rule

ENCODING = Rule("encoding", "文件必须是 UTF-8 编码。")
CONTROL = Rule("control-character", "文件里不能有控制字符、零宽字符、双向控制符和私用区字符。")
SIZE = Rule("size", "一个文件不超过 1 MiB。")
YAML = Rule("yaml", "文件必须是写法正确的 YAML。")
DEPTH = Rule("depth", "YAML 嵌套不超过 20 层。")
DUPLICATE_KEY = Rule("duplicate-key", "同一层里一个字段只能写一次。")
YAML_FEATURE = Rule("yaml-feature", "不使用锚点、别名、标签、合并键、指令和多个文档。")
EMPTY = Rule("empty-value", "没有的内容就不写这一行；字段名后面必须有值。")
FILE = Rule("file", "数据文件夹里只放普通的 .yaml 文件，能读，不用符号链接。")
FOLDER = Rule("folder", "第一层文件夹是记录类型；一个文件夹里至多 1,000 个文件。")
ID = Rule("id", "文件名就是记录编号：小写字母开头、连字符分段，全站唯一，永不改变。")

MISSING = Rule("missing-field", "必填的字段不能缺。")
UNKNOWN = Rule("unknown-field", "只能写该类记录已有的字段。")
MALFORMED = Rule("malformed", "字段的写法要合规定。")
CREDIT_CODE = Rule("credit-code", "统一社会信用代码的校验码要对。", "GB 32100—2015")
CHANGE_KIND = Rule("change-kind", "变更的种类只有规定的十种。")
WAS_FIELD = Rule(
    "was-field", "原值（was）、预定值（set）、新增（added）和隐去（withheld）只能写该类记录的字段。"
)
REMOVED_FIELDS = Rule("removed-fields", "已删除的记录不能再留有内容。", "个人信息保护法第四十七条")
ACT_FIELD = Rule("act-field", "许可、处罚等专用字段只用于该类行为。", "发改办财金〔2018〕424号")
PROCESS_GRAPH = Rule("process-graph", "流程的环节和走向要接得上，有且只有一个开始。")
DISCRETION_RANGE = Rule(
    "discretion-range",
    "裁量阶次的名称不重复；罚款幅度至少有一端，下限不大于上限，金额和倍数分开写。",
    "行政处罚法第三十四条",
)
MODEL = Rule("model-version", "数据的模型版本要与程序一致。")

RULES = (
    ENCODING,
    CONTROL,
    SIZE,
    YAML,
    DEPTH,
    DUPLICATE_KEY,
    YAML_FEATURE,
    EMPTY,
    FILE,
    FOLDER,
    ID,
    MISSING,
    UNKNOWN,
    MALFORMED,
    CREDIT_CODE,
    CHANGE_KIND,
    WAS_FIELD,
    REMOVED_FIELDS,
    ACT_FIELD,
    PROCESS_GRAPH,
    DISCRETION_RANGE,
    MODEL,
)
# A required field is named while the file is read; the rest of this rule is checked later.
ADDED_FIELD = Rule("added-field", "新增（added）的字段改后必须有值；必填字段不能写作新增。")
BY_NAME = {rule.name: rule for rule in (*RULES, ADDED_FIELD)}
