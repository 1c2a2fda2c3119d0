"""Questions for the search of a site, drawn from what it publishes; the same seed, the same ones (抽样)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from stdnum.cn import uscc

from portal.site.search.fold import fold, fold_key, table
from portal.site.selftest.public import Told
from portal.site.selftest.truth import Truth, domain_of

SHARES = {
    "identifier": 1000,
    "fragment": 1000,
    "long": 300,
    "character": 200,
    "term": 200,
    "variant": 500,
    "words": 300,
    "minus": 200,
    "filtered": 200,
    "alike": 100,
    "mistyped": 100,
    "nobody": 50,
    "gone": 100,
}
"""How many of each kind a whole test asks: identifiers; fragments of 2 to 8 characters and of 9 to
24; single characters; legal terms; identifiers and fragments otherwise written; two and three words,
every other time with facets; a word without another; an identifier with a facet; names that differ
from others in marks alone; credit codes with one wrong character, and right ones that nobody has;
the ids of what is gone, and pieces of them."""

KINDS = tuple(SHARES)
WRONG_CODE = "校验码不对|没有字母"
NO_BEARER = "校验码正确"
_CODE = re.compile(r"[0-9A-Z]{18}")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKS = re.compile(r"[()（）·]")

_TERMS = """
听证 责令改正 罚款 警告 没收违法所得 吊销许可证 行政处罚决定书 行政复议 行政诉讼 当事人 执法人员 现场检查 陈述申辩
从轻处罚 减轻处罚 不予处罚 首次被查处 立案 调查取证 法制审核 集体讨论 送达 强制执行 行政许可 许可证 延续 变更 注销 撤销
信用修复 移出名单 公示期 异议 更正 撤回 云溪市 有限公司 中华人民共和国行政处罚法 第四十八条 网络安全 食品 消防 生态环境
"""
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_BRACKETS = ("〔〕", "[]", "（）", "()", "【】")


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed and chosen, and what must be found.

    `words` are folded, all of them must stand in what is found, and none of those in `without`;
    `of` is the identifier asked for, folded as identifiers are; `hint` is a pattern of what must be
    said of a code that nobody has.
    """

    kind: str
    query: str
    words: tuple[str, ...]
    of: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Sampler:
    """Draws questions from the records of a site."""

    truth: Truth
    dice: random.Random

    def questions(self, scale: float = 1.0) -> Iterator[Question]:
        """Yield the questions of every kind, `scale` times as many as a whole test has.

        There are none of a kind for which the site has nothing to ask.
        """
        if not self.truth.living:
            return
        for kind in KINDS:
            make: Callable[[], Question | None] = getattr(self, f"_{kind}")
            for _ in range(max(1, round(SHARES[kind] * scale))):
                if question := make():
                    yield question

    def _record(self) -> Told:
        return self.dice.choice(self.truth.living)

    def _name_of(self, record: Told) -> str:
        """Return an identifier or a full name of a record."""
        return self.dice.choice([*record.names, ("id", record.id)])[1]

    def _identifier(self) -> Question:
        name = self._name_of(self._record())
        return Question("identifier", name, (fold(name),), of=fold_key(name))

    def _run(self, least: int, most: int) -> str:
        """Return some characters that stand together in a text of a record."""
        while True:
            if run := self._run_of(self._record(), least, most):
                return run

    def _run_of(self, record: Told, least: int, most: int) -> str:
        """Return some characters of one text of `record`; nothing where it is too short for that."""
        text = self.dice.choice(record.text.split("\n"))
        length = min(self.dice.randint(least, most), len(text))
        begin = self.dice.randrange(len(text) - length + 1) if text else 0
        run = text[begin : begin + length]
        return run if length >= least and asked_as_written(run) else ""

    def _piece(self, kind: str, least: int, most: int) -> Question:
        run = self._run(least, most)
        return Question(kind, run, (run,))

    def _fragment(self) -> Question:
        return self._piece("fragment", 2, 8)

    def _long(self) -> Question:
        return self._piece("long", 9, 24)

    def _character(self) -> Question:
        return self._piece("character", 1, 1)

    def _term(self) -> Question:
        term = self.dice.choice(_TERMS.split())
        return Question("term", term, (fold(term),))

    def _variant(self) -> Question:
        asked = self._identifier() if self.dice.random() < 0.5 else self._fragment()
        return Question("variant", self._otherwise(asked.query), asked.words, asked.of)

    def _otherwise(self, text: str) -> str:
        """Return `text` as others write it; it folds to the same."""
        ways = (self._traditional, self._wide, self._bracketed, self._spaced)
        for way in self.dice.sample(ways, self.dice.randint(1, len(ways))):
            text = way(text)
        return text

    def _traditional(self, text: str) -> str:
        traditional, simplified = table()
        back = dict(zip(simplified, traditional, strict=True))
        return "".join(back.get(character, character) for character in text)

    def _wide(self, text: str) -> str:
        return text.upper().translate(_WIDE)

    def _bracketed(self, text: str) -> str:
        pair = self.dice.choice(_BRACKETS)
        return re.sub(r"[(（〔\[【]", pair[0], re.sub(r"[)）〕\]】]", pair[1], text))

    def _spaced(self, text: str) -> str:
        """Return `text` in quotes with a space in it: without them it would be two words."""
        place = self.dice.randrange(len(text))
        return f"“{text[:place]} {text[place:]}”"

    def _words(self) -> Question:
        """Return two or three words of one record, as often as not with what it is counted under."""
        record = self._record()
        lines = [line for line in record.text.split("\n") if len(line) > 3]
        words: list[str] = []
        while len(words) < self.dice.randint(2, 3):
            line = self.dice.choice(lines)
            begin = self.dice.randrange(len(line) - 2)
            run = line[begin : begin + self.dice.randint(2, 4)]
            if asked_as_written(run):
                words.append(run)
        chosen = {}
        if self.dice.random() < 0.5:
            picked = self.dice.sample(record.choices, self.dice.randint(1, 2))
            chosen = {name: record.facets[name] for name in picked}
        return Question("words", " ".join(words), tuple(words), chosen=chosen)

    def _minus(self) -> Question:
        """Return a word of one record without a word that another with the same has."""
        word = self._run(1, 4)
        having = sorted(self.truth.having((word,), {}))
        other = self.truth.by_id[self.dice.choice(having)]
        without = self._run_of(other, 2, 4) or self._run(2, 4)
        return Question("minus", f"{word} -{without}", (word,), without=(without,))

    def _filtered(self) -> Question:
        """Return an identifier with one of the choices under which its record is counted."""
        record = self._record()
        name = self._name_of(record)
        facet = self.dice.choice(record.choices)
        return Question("filtered", name, (fold(name),), chosen={facet: record.facets[facet]})

    def _alike(self) -> Question | None:
        """Return a name as others are but for its marks; or one with marks, without them."""
        if self.truth.alike:
            name = self.dice.choice(self.truth.alike)
        elif self._marked:
            name = _MARKS.sub("", self.dice.choice(self._marked))
        else:
            return None
        return Question("alike", name, (fold(name),), of=fold_key(name))

    @cached_property
    def _marked(self) -> list[str]:
        return sorted(name for name in self.truth.names if _MARKS.search(name))

    @cached_property
    def _codes(self) -> list[str]:
        names = {name for one in self.truth.living for _, name in one.names}
        return sorted(name for name in names if _CODE.fullmatch(name) and uscc.is_valid(name))

    def _mistyped(self) -> Question | None:
        return self._of_nobody("mistyped", self._wrong, WRONG_CODE) if self._codes else None

    def _wrong(self) -> str:
        code, place = self.dice.choice(self._codes), self.dice.randrange(18)
        other = self.dice.choice(_DIGITS.replace(code[place], ""))
        return f"{code[:place]}{other}{code[place + 1 :]}"

    def _nobody(self) -> Question:
        return self._of_nobody("nobody", self._right, NO_BEARER)

    def _right(self) -> str:
        code = f"91{self.dice.randrange(110000, 660000)}MA{self.dice.randrange(10**7):07d}"
        return f"{code}{uscc.calc_check_digit(code)}"

    def _of_nobody(self, kind: str, make: Callable[[], str], hint: str) -> Question:
        """Return a code that stands nowhere."""
        while True:
            code = make()
            if not self.truth.having((fold(code),), {}) and not self.truth.meant(code):
                return Question(kind, code, (fold(code),), of=fold_key(code), hint=hint)

    def _gone(self) -> Question | None:
        """Return the id of what is gone, by which it is found, or a piece of it, by which it is not."""
        gone = [one.id for one in self.truth.records if one.gone]
        if not gone:
            return None
        told = self.dice.choice(gone)
        asked = self.dice.choice((told, told, told[:-1], told[3:]))
        return Question("gone", asked, (fold(asked),), of=fold_key(asked))


def asked_as_written(run: str) -> bool:
    """Whether folded text, typed into the box, is one word: no quotes, nothing around a domain."""
    plain = fold(run) == run == domain_of(run)
    return bool(run) and plain and not re.search(r"[\"“”「」『』＂]|[\ud800-\udfff]", run)
