"""What click says, in Chinese, whatever the language of the machine (命令行的中文).

click passes every string through gettext, which follows the environment; clerks' machines differ,
so the strings are put in the place of gettext here. A test reads click and names what is lacking.
"""

from __future__ import annotations

import importlib

import click

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
NAMES = {click.STRING: "文字", click.INT: "整数"}
WORDS = {
    "Aborted!": "已取消。",
    "Argument {name!r} takes {nargs} values.": "“{name}”要写 {nargs} 个值。",
    "Choose from:\n\t{choices}": "可选：{choices}。",
    "Commands": "命令",
    "Confirm the action without prompting.": "不再问，直接做。",
    "Could not open file {filename!r}: {message}": "打不开文件“{filename}”：{message}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "命令“{name}”以后会取消。{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "“{name}”以后会取消。{extra_message}"
    ),
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "Do you want to continue?": "继续吗？",
    "Error: invalid input": "写得不对，请重新输入。",
    "Error: {message}": "错误：{message}",
    "Error: The two entered values do not match.": "两次输入的不一样。",
    "Got unexpected extra argument ({args})": "多写了：{args}。值里有空格的，前后加引号。",
    "Invalid value for {param_hint}: {message}": "{param_hint} 写得不对：{message}",
    "Invalid value: {message}": "写得不对：{message}",
    "Missing argument": "缺少",
    "Missing command.": "请写明用哪个命令。",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少",
    "Missing parameter: {param_name}": "缺少 {param_name}",
    "Missing {param_type}": "缺少",
    "No such command {name!r}.": "没有“{name}”这个命令。",
    "No such option {name!r}.": "没有“{name}”这个选项。",
    "Option {name!r} does not take a value.": "选项“{name}”后面不写值。",
    "Option {name!r} requires an argument.": "选项“{name}”后面要写值。",
    "Options": "选项",
    "Positional arguments": "参数",
    "Press any key to continue...": "按任意键继续……",
    "Repeat for confirmation": "再输入一次",
    "Show the version and exit.": "显示版本。",
    "Show this message and exit.": "显示本说明。",
    "Takes {nargs} values but 1 was given.": "要写 {nargs} 个值。",
    "Try '{command} {option}' for help.": "用法说明：{command} {option}",
    "Usage:": "用法：",
    "Value must be an iterable.": "要写成几个值。",
    "default: {default}": "默认 {default}",
    "deprecated": "以后会取消",
    "directory": "文件夹",
    "env var: {var}": "环境变量 {var}",
    "file": "文件",
    "path": "路径",
    "required": "必写",
    "unknown error": "原因不明",
    "{len_type} values are required, but {len_value} was given.": "要写 {len_type} 个值。",
    "{name} {filename!r} does not exist.": "没有“{filename}”这个{name}。",
    "{name} {filename!r} is a directory.": "“{filename}”是文件夹，这里应为文件。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，这里应为文件夹。",
    "{name} {filename!r} is not executable.": "“{filename}”不能运行。",
    "{name} {filename!r} is not readable.": "“{filename}”读不了，请检查权限。",
    "{name} {filename!r} is not writable.": "“{filename}”写不了，请检查权限。",
    "{value!r} does not match the format {format}.": "“{value}”应写成 {format}。",
    "{value!r} is not a valid UUID.": "“{value}”不是 UUID。",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "“{value}”不是是否；可写：{states}"
    ),
    "{value!r} is not a valid {number_type}.": "“{value}”不是{number_type}。",
    "{value!r} is not {choice}.": "“{value}”应为 {choice}。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 以内。",
}
"""What click says in what words; of singular and plural the singular."""


def _in_chinese(said: str) -> str:
    return WORDS.get(said, said)


def _of_any_number(singular: str, plural: str, number: int) -> str:
    return WORDS.get(singular, singular)


def speak() -> None:
    """Let click speak Chinese from now on."""
    for name in MODULES:
        module = importlib.import_module(f"click.{name}")
        for gettext, ours in (("_", _in_chinese), ("ngettext", _of_any_number)):
            if hasattr(module, gettext):
                setattr(module, gettext, ours)
    for kind, called in NAMES.items():
        type(kind).name = called
    click.IntRange.name = "整数"


speak()
