"""Texts in the order in which they came: each woman's one after the other, all women's at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.receive import outcome, stopping
from prem.fieldwork.receive.erasing import erased
from prem.fieldwork.receive.incoming import Incoming, addressed, look_up
from prem.fieldwork.receive.outcome import Outcome, Received
from prem.fieldwork.receive.together import together
from prem.fieldwork.receive.turning import turned, unasked

Found = Received | BaseException


def receive_text(field: Field, came: Inbound, now: datetime) -> Received:
    """Take in a text that a provider handed over (again): "answered" when it was a turn.

    "repeat": dealt with before; "unknown": no woman of ours; "stopped": STOP, now or before, and
    nothing more was asked; "quiet": nothing is being asked. Refuses (503) when a store cannot
    write, so that the provider tries again.
    """
    [how] = receive_many(field, [came], now)
    if isinstance(how, BaseException):
        raise how
    return how


def receive_many(field: Field, came: Sequence[Inbound], now: datetime) -> list[Found]:
    """Take in many texts and return for each, in order, what `receive_text` would.

    What it would raise stands in the text's place, and harms no other woman's. One woman's texts
    are taken in the order given; where one failed, those after it fail too, but for a STOP: the
    provider hands them over again, and none is taken for an answer to another's question.
    """
    found: list[Found] = ["unknown"] * len(came)
    waiting = []
    for place, one in enumerate(came):
        try:
            text = addressed(field, one, now)
        except Exception as error:  # a text that nobody foresaw harms no other
            found[place] = error
            continue
        if text is not None:
            waiting.append((place, text))
    failed: dict[bytes, BaseException] = {}
    while waiting:
        first: dict[bytes, tuple[int, Incoming]] = {}
        later = []
        for place, text in waiting:
            if first.setdefault(text.index, (place, text))[0] != place:
                later.append((place, text))
        dealt_with = _round(field, [text for _, text in first.values()], failed, now)
        for (place, text), how in zip(first.values(), dealt_with, strict=True):
            found[place] = how
            if isinstance(how, BaseException):
                failed[text.index] = how
        waiting = later
    return found


def _round(
    field: Field, texts: Sequence[Incoming], failed: dict[bytes, BaseException], now: datetime
) -> list[Found]:
    """Take in texts of different women, STOPs first, then one commit a store."""
    try:
        look_up(field, texts, now)
        stopping.read_first(field, [text for text in texts if not text.repeat])
    except Exception as error:
        return [error] * len(texts)
    done: dict[bytes, Outcome | BaseException] = {}
    _stop(field, texts, done, now)
    for text in texts:
        if not text.repeat and text.index not in done:
            before = None if text.hearing.stops else failed.get(text.index)
            found = before or _without_turn(field, text, now)
            if found is not None:
                done[text.index] = found
    asked = [text for text in texts if not text.repeat and text.index not in done]
    for text, one in zip(asked, turned(field, asked, now), strict=True):
        done[text.index] = one
    return _written(field, texts, done, now)


def _stop(
    field: Field,
    texts: Sequence[Incoming],
    done: dict[bytes, Outcome | BaseException],
    now: datetime,
) -> None:
    stops = [text for text in texts if text.hearing.stops and not text.repeat]
    entered = together(lambda some: stopping.enter(field, some, now), stops)
    for text, how in zip(stops, entered, strict=True):
        if isinstance(how, BaseException):
            done[text.index] = how


def _without_turn(field: Field, text: Incoming, now: datetime) -> Outcome | BaseException | None:
    """Return what becomes of a text that no question waits for; None where it is a turn."""
    stopping_ = text.hearing.stops
    if not stopping_:
        text.starts = (text.silenced or text.hearing.reading.kind == "start") and (
            text.hearing.starts(silenced=text.silenced)
        )
        if text.silenced and not text.starts:
            return Outcome(text, "stopped", text.hearing.told)
    if text.person is None:
        return Outcome(text, "stopped" if stopping_ else "unknown")
    if text.hearing.reading.kind == "delete":
        return erased(field, text, now)
    return unasked(field, text, text.person) if text.asking is None else None


def _written(
    field: Field,
    texts: Sequence[Incoming],
    done: dict[bytes, Outcome | BaseException],
    now: datetime,
) -> list[Found]:
    told: dict[bytes, Found] = {
        index: one for index, one in done.items() if isinstance(one, BaseException)
    }
    good = [one for one in done.values() if isinstance(one, Outcome)]
    for one, how in zip(good, together(partial(outcome.write, field, now=now), good), strict=True):
        told[one.text.index] = how
    return [told.get(text.index, "repeat") for text in texts]
