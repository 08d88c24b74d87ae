"""The schedule at work: reminders, holds, a date that changes, a START that is replayed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from example_survey import example_item
from texting import PHONE, Phone, answers

from prem.channels.model import Inbound
from prem.fieldwork.planning import coming
from prem.fieldwork.receive import receive_text
from prem.fieldwork.tick import tick
from prem.storage import happened, people, stops
from prem.surveys.model import Survey
from prem.surveys.schedule import Happened

YES, REMIND = "invitation text", "reminder text"


def goes_on(phone: Phone, days: int) -> None:
    """Let days pass, hour by hour, with the worker at work."""
    for _ in range(days * 24):
        phone.now += timedelta(hours=1)
        tick(phone.field, phone.now)
        phone.deliver()


def born(phone: Phone, person: int, day: date) -> None:
    field = phone.field
    with field.stores.contacts.writer.transaction() as line:
        event = Happened("birth", phone.now, day=day)
        happened.add(line, field.keys, field.number, person, event, "staff")


def survey_of(phone: Phone) -> Survey:
    return next(iter(phone.field.surveys.values()))


def test_who_does_not_reply_is_reminded_twice_and_no_more(phone: Phone) -> None:
    phone.invited()
    goes_on(phone, 30)
    assert phone.got == [YES, REMIND, REMIND]


def test_who_has_finished_is_not_reminded(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone().invited()
    phone.writes("yes", "1", "baby-with-me text", "2", "3", "5")
    assert phone.got[-1] == "end text"
    got = len(phone.got)
    goes_on(phone, 30)
    assert len(phone.got) == got


def test_who_left_in_the_middle_is_reminded_and_yes_goes_on_there(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone().invited()
    phone.writes("yes", "1", "baby-with-me text", "2")
    left_at = phone.got[-1]
    goes_on(phone, 10)
    assert phone.got[-1] == REMIND
    phone.writes("yes")
    assert phone.got[-1] == left_at


def test_her_yes_to_a_reminder_is_no_answer_to_what_was_asked_before_it(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    survey = survey_of(phone)
    asked = example_item("S1-1", "Did staff ask first?", ("Yes", "In part", "No"))
    items = [asked if one.id == asked.id else one for one in survey.instrument.items]
    whole = replace(survey, instrument=replace(survey.instrument, items=tuple(items)))
    phone.field = replace(phone.field, surveys={whole.id: whole})
    phone.invited().writes("yes", "1", "baby-with-me text", "2")
    assert "ask first" in phone.got[-1]
    goes_on(phone, 8)
    phone.writes("yes")
    assert phone.got[-2] == REMIND
    assert "ask first" in phone.got[-1]  # asked again, and open
    assert [item for item, *_ in answers(phone)] == ["S5-1"]


def test_another_version_of_a_survey_is_looked_at_for_everyone(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone().enrolled()  # four weeks after a birth
    survey, field = survey_of(phone), phone.field
    points = [replace(one, from_week=max(one.from_week, 9)) for one in survey.time_points]
    later = replace(survey, hash="later", time_points=tuple(points))
    phone.field = replace(field, surveys={later.id: later})
    assert tick(phone.field, phone.now) == 0
    assert tick(field, phone.now) == 1  # not only when the other one would have had her looked at


def test_who_stays_away_in_the_middle_is_reminded_twice_and_no_more(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone().invited()
    phone.writes("yes", "1", "baby-with-me text", "2")
    goes_on(phone, 8)
    [second] = coming(phone.field, survey_of(phone), phone.now, 10)
    assert (second.template, second.held) == ("reminder", "")  # she did not pause: we let it rest
    goes_on(phone, 30)
    assert phone.got[-2:] == [REMIND, REMIND]
    assert phone.got.count(REMIND) == 2


def test_a_pause_after_a_reminder_in_the_middle_is_confirmed_and_holds(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone().invited()
    phone.writes("yes", "1", "baby-with-me text", "2")
    goes_on(phone, 8)
    phone.writes("pause", "pause")
    assert phone.got[-2:] == [REMIND, "paused text"]  # said once
    goes_on(phone, 30)
    assert phone.got.count(REMIND) == 1


@pytest.mark.parametrize("word", ["pause", "stop", "no"])
def test_who_paused_stopped_or_declined_is_not_reminded(
    sqlite_phone: Callable[[], Phone], word: str
) -> None:
    phone = sqlite_phone().invited()
    phone.writes("yes", word)
    goes_on(phone, 30)
    assert REMIND not in phone.got


def test_reminders_come_in_her_safe_hours_over_the_clock_change(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    phone.now = datetime(2027, 3, 26, 3, tzinfo=UTC)  # the clocks go forward on the 28th
    phone.enrolled()
    line = phone.field.stores.contacts.writer
    [person] = people.everyone(line)
    born(phone, person.id, date(2027, 3, 10))
    goes_on(phone, 12)
    sent = [bubble.text for bubble in phone.console.threads[PHONE]]
    assert sent == [YES, REMIND]
    rows = line.query("SELECT due FROM outbox ORDER BY due")
    assert [datetime.fromtimestamp(due, UTC).hour for (due,) in rows] == [10, 9]


def test_a_date_that_changes_moves_what_is_pending(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone().enrolled()
    field, survey = phone.field, survey_of(phone)
    line = field.stores.contacts.writer
    [person] = people.everyone(line)
    before = coming(field, survey, phone.now, 31)
    assert [one.template for one in before] == ["invitation", "reminder", "reminder"]
    born(phone, person.id, phone.now.date() + timedelta(weeks=30))
    assert coming(field, survey, phone.now, 31) == []
    assert tick(field, phone.now) == 0


def test_the_plan_is_what_then_goes_out(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone().enrolled()
    planned = coming(phone.field, survey_of(phone), phone.now, 30)
    tick(phone.field, phone.now)
    phone.deliver()
    goes_on(phone, 30)
    rows = phone.field.stores.contacts.reader.query(
        "SELECT person, wave, template, due FROM outbox ORDER BY due"
    )
    assert [(r[0], r[1], r[2]) for r in rows] == [p.key[:3] for p in planned]
    late = [due - p.due.timestamp() for (*_, due), p in zip(rows, planned, strict=True)]
    assert all(0 <= seconds < 3600 for seconds in late)


def test_a_worker_that_comes_again_queues_no_second_reminder(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone().invited()
    phone.now += timedelta(days=8)
    for _ in range(3):
        tick(phone.field, phone.now)
    assert phone.deliver() == 1
    rows = phone.field.stores.contacts.reader.query(
        "SELECT count(*) FROM outbox WHERE template = 'reminder'"
    )
    assert rows == [(1,)]


def test_a_start_that_comes_again_months_later_lifts_no_later_stop(phone: Phone) -> None:
    line = phone.field.stores.contacts.reader
    phone.invited().writes("stop")
    [[index]] = line.query("SELECT phone_index FROM stopped")
    phone.writes("start", id_="SM-start")
    assert not stops.stands(line, bytes(index))
    phone.writes("stop")
    for days in (31, 200):
        phone.now += timedelta(days=days)
        tick(phone.field, phone.now)  # forgets what is old
        again = Inbound("sms", "SM-start", PHONE, "start")
        assert receive_text(phone.field, again, phone.now) == "repeat"
        assert stops.stands(line, bytes(index))


@pytest.mark.parametrize(("weeks", "sent"), [(2, "weeks-0-12"), (30, "months-3-12")])
def test_a_sender_that_comes_back_before_the_clock_sends_nothing_that_is_over(
    phone: Phone, weeks: int, sent: str
) -> None:
    """A worker's sender and its clock start at once; what waited for weeks may be over by now."""
    phone.enrolled()
    assert tick(phone.field, phone.now) == 1
    phone.now += timedelta(weeks=weeks)
    assert phone.deliver() == 0
    tick(phone.field, phone.now)
    phone.now += timedelta(seconds=30)
    tick(phone.field, phone.now)
    phone.deliver()
    went = phone.field.stores.contacts.reader.query("SELECT wave FROM outbox WHERE state = 'sent'")
    assert went == [(f"example-survey/{sent}",)]
    assert len(phone.got) == 1
