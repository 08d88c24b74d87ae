"""What becomes of a text that waits while nobody sends, and when she is looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from texting import ENROLMENT, Phone

from prem.fieldwork.enrol import enrol
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.planning import coming
from prem.fieldwork.references import token_of
from prem.fieldwork.tick import tick
from prem.storage import askings, outbox
from prem.surveys.model import Survey

REMIND = "reminder text"


@pytest.fixture
def her(sqlite_phone: Callable[[], Phone]) -> Phone:
    """Enrolled four weeks after a birth; her invitation is queued, and no sender is there."""
    phone = sqlite_phone().enrolled()
    assert tick(phone.field, phone.now) == 1
    return phone


def survey_of(phone: Phone) -> Survey:
    [survey] = phone.field.surveys.values()
    return survey


def states(phone: Phone) -> dict[str, int]:
    return outbox.counts(phone.field.stores.contacts.reader)


def passes(phone: Phone, **time: int) -> None:
    """Let time pass, at the end of which the clock looks and nobody sends."""
    phone.now += timedelta(**time)
    tick(phone.field, phone.now)


def test_no_second_text_is_queued_behind_one_that_waits(her: Phone) -> None:
    for _ in range(9):
        passes(her, days=1)  # a reminder would be due after a week
    assert states(her) == {"queued": 1}


def test_her_reminder_comes_a_week_after_the_text_went_out_and_not_after_it_was_due(
    her: Phone,
) -> None:
    passes(her, days=3)
    assert her.deliver() == 1
    [first, *_] = coming(her.field, survey_of(her), her.now, 30)
    assert first.template == "reminder"
    assert abs(first.due - her.now - timedelta(days=7)) < timedelta(minutes=1)


def test_what_a_sender_has_in_hand_is_taken_back_when_its_window_is_over(her: Phone) -> None:
    """As where that sender died, and none came after it."""
    line, now = her.field.stores.contacts.writer, int(her.now.timestamp())
    [_] = outbox.lease(line, her.field.keys, now, ["sms"], seconds=30, most=9)
    passes(her, weeks=10)
    passes(her, minutes=1)
    assert states(her)["cancelled"] == 1


def test_nothing_goes_after_midnight_of_a_window_that_shuts_whenever_it_was_looked_at(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    phone.now = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    born = phone.now.date() - timedelta(weeks=79) + timedelta(days=1)  # the last of all windows
    whole = replace(ENROLMENT, birth=born, safe_from=0, safe_to=24)
    enrol(phone.field, survey_of(phone), whole)
    assert tick(phone.field, phone.now) == 1
    [anew] = (replace(one, hash="anew") for one in phone.field.surveys.values())
    phone.field = replace(phone.field, surveys={anew.id: anew})  # so that all are looked at
    passes(phone, minutes=10)
    assert states(phone) == {"queued": 1}
    phone.now += timedelta(minutes=21)
    assert phone.deliver() == 0


def test_who_goes_on_by_her_link_after_a_pause_is_reminded_again(her: Phone) -> None:
    """Nothing tells the clock that she went on: it looks."""
    her.deliver()
    her.writes("yes", "1", "baby-with-me text", "pause")
    her.waits(8)
    assert REMIND not in her.got
    asking = askings.latest(her.field.stores.contacts.reader, her.person.id)
    assert asking is not None
    asyncio.run(_opens(her, token_of(her.field.keys, asking)))
    her.waits(8)
    assert her.got.count(REMIND) == 1


async def _opens(phone: Phone, token: str) -> None:
    interviews = Interviews(phone.field.stores, phone.field.surveys, phone.field.keys)
    assert await interviews.begin(token, phone.now) is not None
    interviews.close()


def test_a_survey_that_texts_nobody_any_more_plans_nothing(her: Phone) -> None:
    her.deliver()
    pages = replace(survey_of(her), hash="pages", channels=("web",))
    assert coming(her.field, survey_of(her), her.now, 30)
    assert coming(replace(her.field, surveys={pages.id: pages}), pages, her.now, 30) == []
