"""Random processes that the model accepts, the same for the same seed."""

from __future__ import annotations

from random import Random

from portal.site.chart.flow import Flow, Step, Way

WORDS = (
    "听取陈述申辩的人应当在告知后五日内提出经负责人批准可以延长期限届满"
    "仍不履行决定依法申请人民法院强制执行送达公示备案"
)
FACTS = ("时限 20 工作日", "时限 90 日", "法制审核", "全过程记录", "Time limit: 20 working days")


def flow(seed: int, least: int = 5, most: int = 40) -> Flow:
    """A process of `least` to `most` steps: a tree from the start, skips, loops and repeated ways."""
    random = Random(seed)
    count = random.randint(least, most)
    steps = [Step(words(random, 2, 12 if random.random() < 0.8 else 30), "开始", facts(random))]
    for _ in range(1, count):
        kind = random.choices(("办理", "判断", "结束"), (6, 3, 2))[0]
        steps.append(
            Step(words(random, 2, 12 if random.random() < 0.8 else 30), kind, facts(random))
        )
    ways = [way(random, parent(random, number), number) for number in range(1, count)]
    for _ in range(random.randint(0, count // 2)):
        ways.append(way(random, random.randrange(count), random.randrange(count)))
    for _ in range(random.randint(0, 2)):
        again = random.choice(ways)
        ways.append(way(random, again.source, again.target))
    return Flow(tuple(steps), tuple(ways))


def parent(random: Random, number: int) -> int:
    """Mostly the step before, sometimes one a little earlier, seldom any."""
    chance = random.random()
    if chance < 0.65:
        return number - 1
    return random.randrange(max(0, number - 5) if chance < 0.9 else 0, number)


def way(random: Random, source: int, target: int) -> Way:
    """A way under a condition as often as not, sometimes a very long one."""
    condition = words(random, 2, 30 if random.random() < 0.15 else 10)
    return Way(source, target, condition if random.random() < 0.5 else "")


def words(random: Random, least: int, most: int) -> str:
    """Chinese text of `least` to `most` characters, with a stop or Latin text here and there."""
    text = "".join(random.choice(WORDS) for _ in range(random.randint(least, most)))
    if len(text) > 8 and random.random() < 0.4:
        text = f"{text[:5]}，{text[6:]}"
    return f"{text[:-2]} ISO 9001" if random.random() < 0.05 else text


def facts(random: Random) -> tuple[str, ...]:
    """None to three facts in small type."""
    return tuple(random.sample(FACTS, random.choice((0, 0, 1, 1, 2, 3))))
