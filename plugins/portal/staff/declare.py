"""Declare a change of a record: compare, ask, refuse, show, write; never commit (声明变更)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from portal.lifecycle.state import ALLOWED, STATES
from portal.model.changes import Published, Scheduled
from portal.model.shape import shape_of
from portal.staff.admitted import changed, drafted, labels, refuse_idle, refuse_parts
from portal.staff.assign import assigned
from portal.staff.edit import NotEditable, put_back
from portal.staff.opened import Content, Opened, Standing, opened
from portal.staff.questions import declared, missing
from portal.staff.remove import remains
from portal.staff.rewrite import rewritten
from portal.staff.talk import NotWritten, Talk
from portal.staff.trial import Trial
from portal.staff.wish import Wish, next_step, unharmed
from portal.staff.withhold import blanked
from portal.staff.writer import order


def carried_out(wish: Wish, *, yes: bool, dry_run: bool) -> bool:
    """Declare what `wish` asks for and say what comes next; return whether it was written."""
    with unharmed():
        here = declare(wish, Talk(yes, dry_run))
    if here:
        next_step(here, wish.kind)
    return here is not None


def declare(wish: Wish, talk: Talk) -> Opened | None:
    """Write the change that `wish` asks for into the record's file; return the file where it was written.

    Raises :class:`NotWritten` where the rules or the file refuse it.
    """
    here = opened(wish.root, wish.record_id, wish.former)
    refuse_parts(here, wish.withholding.fields)
    now = assigned(here.model, here.content, wish.sets, wish.unset)
    is_draft = not now.get("changes") or wish.kind is Published
    stands = drafted(here, now, wish) if is_draft else changed(here, now, wish)
    trial = Trial(wish.root, here, wish.as_of, wish.since)
    if not is_draft:
        trial.may_follow(stands.now, wish.name, wish.day)
    if stands.settled:
        day = stands.settled["effective"]
        talk.say(f"预定变更已于 {day} 生效，一并写进 changes（amended）。")
    stands = _called_off(wish, stands, talk)
    trial.tell_differences(talk, stands)
    refuse_idle(here, wish, stands)
    if still := [n for n in wish.withholding.fields if n in stands.now and n not in stands.edited]:
        talk.say(
            f"  请注意：{labels(here, still)}现在的值没有改，仍会公开；要改请先改文件或用 --set。"
        )
    target = _answered(wish, here, stands, trial, talk)
    text = _remaining(here, target) if wish.removes else _text(wish, here, target)
    with talk.kept():
        return here if trial.conclude(text, talk) else None


def _called_off(wish: Wish, stands: Standing, talk: Talk) -> Standing:
    """Return how the record stands without an amendment that can no longer come, and say so."""
    plan = stands.now.get("scheduled")
    if not plan or wish.name not in STATES or wish.name in ALLOWED["amended"]:
        return stands
    talk.say(f"定于 {plan['effective']} 生效的预定变更不会再生效，一并取消（删去 scheduled）。")
    left = {name: value for name, value in stands.now.items() if name != "scheduled"}
    return replace(stands, now=left)


def _text(wish: Wish, here: Opened, target: Content) -> str:
    """Return the file so changed that it says `target`."""
    try:
        bare = blanked(here.text, wish.withholding.places(here.content))
        if here.former:
            same = [name for name in target if target[name] == here.former.get(name)]
            again = [n for n in same if n != "changes" and target[n] != here.content.get(n)]
            bare = put_back(bare, here.former_text, again) if again else bare
        return rewritten(bare, order(here.model), target)
    except NotEditable as error:
        raise NotWritten(f"{here.shown}：{error}") from None


def _remaining(here: Opened, target: Content) -> str:
    """Return the file of what stays when the last change of `target` removes the record."""
    record, _ = here.model.read(target)
    assert record is not None
    before = record.model_copy(update={"changes": record.changes[:-1]})
    return remains(before, target["changes"])


def _answered(wish: Wish, here: Opened, stands: Standing, trial: Trial, talk: Talk) -> Content:
    """Return the content with the change in it, once nothing more is to be asked.

    What the rules ask of this record beyond the model, they say themselves.
    """
    given = dict(wish.given)
    also: set[str] = set()
    asked: set[str] = set()
    while True:
        open_ones = missing(wish.kind, given, also)
        still = [(one, must) for one, must in open_ones if must or one.parameter not in asked]
        asked |= {question.parameter for question, _ in still}
        given |= talk.ask(still)
        if any(must for _, must in missing(wish.kind, given, also)):
            continue  # a group that was begun is to be completed
        target = _target(wish, stands, given)
        lacking = trial.lacking(target, set(shape_of(wish.kind)))
        lacking -= {parameter.split("__")[0] for parameter in given}
        if lacking <= also:
            return target
        also |= lacking


def _target(wish: Wish, stands: Standing, given: Mapping[str, str]) -> Content:
    """Return the content that the file shall have."""
    if wish.kind is Published:
        first = {"kind": wish.name, "date": wish.day, **declared(wish.kind, given)}
        return {**stands.now, "changes": [first]}
    changes = wish.withholding.applied(stands.now["changes"])
    if _is_put_off(wish, given):
        return {**_scheduled(wish, stands, given), "changes": changes}
    told = {
        "kind": wish.name,
        "date": wish.day,
        **declared(wish.kind, given),
        **_touched(wish, stands),
    }
    return {**stands.now, "changes": [*changes, told]}


def _touched(wish: Wish, stands: Standing) -> Content:
    """Return the former values of what changed; those that nobody may see again only by name."""
    withheld = wish.withholding.fields
    open_names = [name for name in stands.edited if name not in withheld]
    told = {
        "was": {name: stands.before[name] for name in open_names if name in stands.before},
        "added": [name for name in open_names if name not in stands.before],
        "withheld": list(withheld),
    }
    return {name: value for name, value in told.items() if value}


def _is_put_off(wish: Wish, given: Mapping[str, str]) -> bool:
    """Return whether the change takes effect later, and so is only scheduled."""
    takes_effect = wish.kind.EDITS and shape_of(wish.kind)["effective"].required
    return takes_effect and given.get("effective", "") > wish.day


def _scheduled(wish: Wish, stands: Standing, given: Mapping[str, str]) -> Content:
    """Return the content as it stays until the day, with what is set from then on."""
    if "scheduled" in stands.now:
        day = stands.now["scheduled"]["effective"]
        raise NotWritten(f"已有一个 {day} 生效的预定变更，至多一个；请先改或删去 scheduled。")
    if gone := [name for name in stands.edited if name not in stands.now]:
        raise NotWritten(f"预定变更只能写新值，不能删去字段：{'、'.join(gone)}。")
    told = declared(wish.kind, given)
    if extra := [n for n in told if n not in Scheduled.model_fields and n != "date"]:
        raise NotWritten(f"预定变更不写 {'、'.join(extra)}；到生效那天再用更正补充。")
    before = {n: stands.before[n] for n in stands.edited if n in stands.before}
    now = {n: v for n, v in stands.now.items() if n in before or n not in stands.edited}
    coming = {name: stands.now[name] for name in stands.edited}
    rest = {name: value for name, value in told.items() if name not in ("date", "effective")}
    scheduled = {"effective": given["effective"], "set": coming, **rest}
    return {**now, **before, "scheduled": scheduled}
