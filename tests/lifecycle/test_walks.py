"""Random processes: every walk along the ways is a right trace, nothing unavoidable is missed unnoticed."""

from __future__ import annotations

import random

import pytest

from portal.model.process import Process
from portal.source import Item
from tests.checks.records import decision, rules
from tests.lifecycle.processes import PROCESS, model, node, process


def walk(flow: Process, dice: random.Random) -> list[str]:
    """A walk of at most twenty steps along the ways of a process, from its start."""
    keys = [flow.start]
    while len(keys) < 20 and (ways := flow.leaving(keys[-1])):
        keys.append(dice.choice(ways).target)
    return keys


def tangled(dice: random.Random) -> Item:
    """A process of up to ten steps, all of them reached, with ways back and ways under conditions."""
    keys = "甲乙丙丁戊己庚辛壬癸"[: dice.randint(3, 10)]
    ways = [f"{dice.choice(keys[:place])}{keys[place]}" for place in range(1, len(keys))]
    ways += [f"{dice.choice(keys)}{dice.choice(keys)}:若" for _ in range(dice.randint(0, 6))]
    kinds = ["开始", *(dice.choice(("办理", "判断")) for _ in keys[1:])]
    nodes = [node(key, kind) for key, kind in zip(keys, kinds, strict=True)]
    return process(*nodes, ways=" ".join(dict.fromkeys(ways)))


@pytest.mark.parametrize("seed", range(100))
def test_every_walk_along_the_ways_is_a_right_trace(seed: int) -> None:
    dice = random.Random(seed)
    flow = tangled(dice)
    keys = walk(model(flow), dice)
    trace = [{"stage": key, "date": "2024-04-01"} for key in keys]
    assert not {
        rule for rule in rules(flow, decision(process=PROCESS, trace=trace)) if "trace" in rule
    }


@pytest.mark.parametrize("seed", range(100))
def test_no_step_that_cannot_be_avoided_is_missed_unnoticed(seed: int) -> None:
    dice = random.Random(seed)
    flow = tangled(dice)
    keys = walk(model(flow), dice)
    must = model(flow).unavoidable(keys[0], keys[-1], frozenset())
    for missed in must:
        trace = [{"stage": key, "date": "2024-04-01"} for key in keys if key != missed]
        assert rules(flow, decision(process=PROCESS, trace=trace)) & {
            "trace-passed-over",
            "trace-order",
        }
