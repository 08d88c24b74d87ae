"""What she taps on the page reaches the clock, and neither store learns of the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from texting import PHONE, Phone

from prem.channels.model import Inbound
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.receive import receive_text
from prem.fieldwork.references import token_of
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import askings, happened, people
from prem.storage.stores import Stores
from prem.surveys.reply import Back, Chosen

REMIND = "reminder text"


@pytest.fixture
def her(sqlite_phone: Callable[[], Phone]) -> Phone:
    return sqlite_phone().invited()


def taps(phone: Phone, *situations: str, token: str = "") -> None:
    """Open her link and tell each situation in turn, on the page."""
    asyncio.run(_taps(phone, token or own_token(phone), situations))


async def _taps(phone: Phone, token: str, situations: tuple[str, ...]) -> None:
    field = phone.field
    interviews = Interviews(field.stores, field.surveys, field.keys)
    begun = await interviews.begin(token, phone.now)
    assert begun is not None
    number, known = begun.session_id, None
    for step, said in (("opening", "yes"), ("consent", "yes")):
        turn = await interviews.receive(number, known, Chosen(said, step=step), phone.now)
    for situation in situations:
        for _ in range(9):
            if turn is not None and turn.session.step == "situation":
                break
            turn = await interviews.receive(number, known, Back(), phone.now)
        told = Chosen(situation, step="situation")
        turn = await interviews.receive(number, known, told, phone.now)
        known = situation
    interviews.close()


def own_token(phone: Phone) -> str:
    line = phone.field.stores.contacts.reader
    [person] = people.everyone(line)
    asking = askings.latest(line, person.id)
    assert asking is not None
    return token_of(phone.field.keys, asking)


def life(phone: Phone) -> list[tuple[str, str]]:
    line = phone.field.stores.contacts.reader
    [person] = people.everyone(line)
    found = happened.of(line, phone.field.keys, [person.id])[person.id]
    return [(one.kind, one.source) for one in found[2:]]


def babyless(phone: Phone) -> bool:
    return phone.stands.babyless


@pytest.mark.parametrize(("situation", "kind"), [("loss", "loss"), ("baby-not-with-me", "apart")])
def test_what_she_taps_reaches_the_clock_once(her: Phone, situation: str, kind: str) -> None:
    taps(her, situation, situation)
    taps(her, situation)
    assert life(her) == [(kind, "tap")]
    assert babyless(her)


def test_what_she_texts_of_her_situation_reaches_it_too(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "baby-not-with-me text")
    assert life(phone) == [("apart", "answer")]


def test_a_slip_is_taken_back_by_her_next_tap(her: Phone) -> None:
    taps(her, "loss", "baby-with-me")
    assert life(her) == [("loss", "tap"), ("no-loss", "tap")]
    assert not babyless(her)


def test_what_staff_told_of_a_loss_is_not_taken_back_by_a_tap(her: Phone) -> None:
    tell(her.field, "07700 900123", Told("loss"), her.now)
    taps(her, "baby-with-me", "pregnant", "rather-not-say")
    assert life(her) == [("loss", "staff")]


def test_a_baby_that_came_back_is_together_with_her(her: Phone) -> None:
    tell(her.field, "07700 900123", Told("apart"), her.now)
    taps(her, "baby-with-me")
    assert life(her) == [("apart", "staff"), ("together", "tap")]


def test_who_came_by_a_poster_is_nobody_the_clock_knows(her: Phone) -> None:
    async def by_poster() -> None:
        field = her.field
        interviews = Interviews(field.stores, field.surveys, field.keys)
        begun = await interviews.join(next(iter(interviews._doors)), her.now)
        assert begun is not None
        number = begun.session_id
        for step, said in (("opening", "yes"), ("consent", "yes"), ("situation", "loss")):
            await interviews.receive(number, None, Chosen(said, step=step), her.now)
        interviews.close()

    asyncio.run(by_poster())
    assert life(her) == []


def test_nothing_of_it_can_be_read_anywhere(
    her: Phone, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    taps(her, "loss")
    assert life(her) == [("loss", "tap")]
    everything = every_text(her.field.stores) + caplog.text
    for word in ("loss", "apart", "tap", "baby-not-with-me"):
        assert word not in everything


def test_a_store_that_does_not_answer_costs_her_no_page(
    her: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(askings, "of_wave", None)
    taps(her, "loss")
    assert life(her) == []
    assert "did not reach the clock: TypeError" in caplog.text
    assert "loss" not in caplog.text


@pytest.mark.parametrize("by", ["page", "text"])
def test_who_finishes_while_a_reminder_waits_is_not_reminded(her: Phone, by: str) -> None:
    her.now += timedelta(days=7)
    tick(her.field, her.now)  # and the provider is away
    waiting = "SELECT state FROM outbox WHERE template = 'reminder'"
    assert her.field.stores.contacts.reader.query(waiting) == [("queued",)]
    if by == "page":
        asyncio.run(_declines(her, own_token(her)))
    else:
        for number, words in enumerate(("yes", "no")):
            came = Inbound("sms", f"SM-{number}", PHONE, words)
            receive_text(her.field, came, her.now)
    assert her.field.stores.contacts.reader.query(waiting) == [("cancelled",)]
    her.deliver()
    assert REMIND not in her.got


async def _declines(phone: Phone, token: str) -> None:
    field = phone.field
    interviews = Interviews(field.stores, field.surveys, field.keys)
    begun = await interviews.begin(token, phone.now)
    assert begun is not None
    for step, said in (("opening", "yes"), ("consent", "no")):
        await interviews.receive(begun.session_id, None, Chosen(said, step=step), phone.now)
    interviews.close()


@pytest.mark.parametrize(("begins", "opens"), [(True, True), (False, False)])
def test_what_she_began_never_expires_and_a_link_unused_does(
    her: Phone, begins: bool, opens: bool
) -> None:
    async def by_link() -> bool:
        field, token = her.field, own_token(her)
        interviews = Interviews(field.stores, field.surveys, field.keys)
        if begins:
            begun = await interviews.begin(token, her.now)
            assert begun is not None
            said = Chosen("yes", step="opening")
            await interviews.receive(begun.session_id, None, said, her.now)
        her.now += timedelta(days=500)
        again = await interviews.begin(token, her.now)
        interviews.close()
        return again is not None

    assert asyncio.run(by_link()) == opens


def test_what_staff_told_of_her_baby_is_taken_back_by_her_baby_being_with_her_alone(
    her: Phone,
) -> None:
    her.is_told_of("apart")
    taps(her, "pregnant")
    assert life(her) == [("apart", "staff")]
    assert babyless(her)


def test_what_she_tapped_herself_is_taken_back_by_being_pregnant(her: Phone) -> None:
    taps(her, "baby-not-with-me", "pregnant")
    assert life(her) == [("apart", "tap"), ("together", "tap")]
    assert not babyless(her)


@pytest.mark.parametrize("by", ["tap", "text"])
def test_what_she_texted_of_her_own_accord_is_not_taken_back_by_being_pregnant(
    her: Phone, by: str
) -> None:
    her.writes("they took my baby")
    if by == "tap":
        taps(her, "pregnant")
    else:
        her.writes("yes", "1", "pregnant text")
    assert life(her) == [("apart", "text")]
    assert babyless(her)


def test_a_page_never_waits_for_taps_that_nobody_carries(
    her: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prem.fieldwork.taps.WAITING", 0)
    taps(her, "loss")
    assert life(her) == []
