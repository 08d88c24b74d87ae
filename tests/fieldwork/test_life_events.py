"""What staff tell reaches the clock, and everything pending is planned again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from texting import ENROLMENT, TYPED, Phone

from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.said_did import TEMPLATE
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import next_moment, tick
from prem.storage import happened, outbox, people
from prem.storage.outbox import Letter
from prem.surveys.model import Survey

NEW = "+447700900199"
YES, REMIND = "invitation text", "reminder text"


def survey_of(phone: Phone) -> Survey:
    return next(iter(phone.field.surveys.values()))


def states(phone: Phone) -> dict[str, int]:
    return outbox.counts(phone.field.stores.contacts.reader)


@pytest.mark.parametrize("hold", ["prison", "refuge", "pause"])
def test_what_waits_is_taken_back_and_comes_after_the_hold(phone: Phone, hold: str) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)  # queued, and no sender came
    assert states(phone) == {"queued": 1}
    found = tell(phone.field, TYPED, Told(hold), phone.now)
    assert (found.new, found.taken_back, found.next and found.next.held) == (True, 1, hold)
    assert states(phone) == {"cancelled": 1}
    phone.waits(3)
    assert phone.got == []
    assert phone.is_told_of("resume")
    phone.waits(1)
    assert phone.got == [YES]
    phone.waits(20)
    assert phone.got == [YES, REMIND, REMIND]


def test_a_loss_ends_what_hangs_on_the_due_date_though_it_is_queued(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    due = phone.now.date() + timedelta(weeks=10)
    enrol(phone.field, survey_of(phone), replace(ENROLMENT, birth=None, due_date=due))
    tick(phone.field, phone.now)
    assert phone.is_told_of("loss")
    phone.waits(30)
    assert phone.got == []
    assert states(phone) == {"cancelled": 1}


def test_what_was_sent_is_not_sent_again_when_all_is_planned_anew(her: Phone) -> None:
    tick(her.field, her.now)
    her.deliver()
    for kind in ("pause", "resume", "apart", "together", "prison", "resume"):
        assert her.is_told_of(kind)
        her.waits(1)
    assert her.got == [YES]
    her.waits(20)
    assert her.got == [YES, REMIND, REMIND]


def test_a_birth_opens_its_windows_and_a_new_date_moves_them(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    enrol(phone.field, survey_of(phone), replace(ENROLMENT, birth=None))
    assert (tick(phone.field, phone.now), next_moment(phone.field)) == (0, None)
    born = phone.now.date() - timedelta(days=30)
    assert phone.is_told_of("birth", day=born.isoformat())
    assert tick(phone.field, phone.now) == 1
    later = phone.now.date() - timedelta(days=3)  # another day was right: nothing is due now
    found = tell(phone.field, TYPED, Told("birth", day=later.isoformat()), phone.now)
    assert found.taken_back == 1
    assert states(phone) == {"cancelled": 1}


def test_what_is_told_twice_is_one_event(her: Phone) -> None:
    line = her.field.stores.contacts.reader
    [person] = people.everyone(line)
    day = her.now.date().isoformat()
    once: dict[str, dict[str, str]] = {
        "prison": {},
        "loss": {},
        "apart": {},
        "birth": {"day": day},
        "safe": {"days": "mon-fri", "hours": "9-17"},
        "stop": {},
    }
    for kind, more in once.items():
        assert her.is_told_of(kind, **more)
        assert not her.is_told_of(kind, **more)
    found = happened.of(line, her.field.keys, [person.id])[person.id]
    assert [one.kind for one in found] == ["enrolled", "birth", *once]


@pytest.mark.parametrize("word", ["loss", "apart"])
def test_a_reply_that_waits_and_mentions_a_baby_goes_to_nobody(her: Phone, word: str) -> None:
    [person] = people.everyone(her.field.stores.contacts.reader)
    letters = [
        Letter(person.id, "a/b", "turn", f"{n}.00", text, int(her.now.timestamp()))
        for n, text in enumerate(["How is your baby?", "Would you like to say more?"])
    ]
    numbered = [(her.field.number(), letter) for letter in letters]
    outbox.queue(her.field.stores.contacts.writer, her.field.keys, numbered)
    assert her.is_told_of(word)
    assert happened.stands(her.field.stores.contacts.reader, her.field.keys, person.id).babyless
    assert states(her) == {"cancelled": 1, "queued": 1}  # taken back at once, and not when due
    her.deliver()
    assert her.got == ["Would you like to say more?"]


def test_what_was_queued_after_it_is_stopped_at_the_moment_of_sending(her: Phone) -> None:
    [person] = people.everyone(her.field.stores.contacts.reader)
    assert her.is_told_of("loss")
    letter = Letter(person.id, "a/b", "turn", "1.00", "And your baby?", int(her.now.timestamp()))
    line = her.field.stores.contacts.writer
    outbox.queue(line, her.field.keys, [(her.field.number(), letter)])
    her.deliver()
    assert her.got == []
    assert states(her) == {"cancelled": 1}
    assert her.is_told_of("no-loss")
    again = replace(letter, slot="2.00")
    outbox.queue(line, her.field.keys, [(her.field.number(), again)])
    her.deliver()
    assert her.got == ["And your baby?"]


def test_news_waits_through_a_hold_and_is_not_lost(her: Phone) -> None:
    [person] = people.everyone(her.field.stores.contacts.reader)
    news = Letter(person.id, "a/said", TEMPLATE, "1", "What came of it", int(her.now.timestamp()))
    line = her.field.stores.contacts.writer
    outbox.queue(line, her.field.keys, [(her.field.number(), news)])
    assert her.is_told_of("refuge")
    her.waits(5)
    assert her.got == []
    assert her.is_told_of("resume")
    her.waits(1)
    assert sorted(her.got) == sorted([YES, "What came of it"])


def test_a_wave_in_the_middle_goes_on_as_fits_her_life(her: Phone) -> None:
    """She said that her baby is with her; a question follows that only those are asked."""
    tick(her.field, her.now)
    her.deliver()
    her.writes("yes", "1", "baby-with-me text")
    assert her.is_told_of("apart")
    her.writes("2")
    assert "How was your care" in her.got[-1]
    assert "held" not in "".join(her.got)


def test_she_joins_at_any_time_point_and_misses_any(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone()
    born = phone.now.date() - timedelta(weeks=60)  # the last window is open, the others are over
    enrol(phone.field, survey_of(phone), replace(ENROLMENT, birth=born))
    assert tick(phone.field, phone.now) == 1
    waves = phone.field.stores.contacts.reader.query("SELECT time_point FROM asking")
    assert waves == [("months-12-18",)]


def test_a_survey_that_changes_has_everyone_looked_at(her: Phone) -> None:
    field, survey = her.field, survey_of(her)
    tick(field, her.now)
    her.deliver()
    line = field.stores.contacts.writer
    assert next_moment(field) == int((her.now + timedelta(days=7)).timestamp())
    line.write("UPDATE person SET next_look = NULL")
    changed = Field(
        field.stores, {survey.id: replace(survey, hash="anew")}, field.keys, field.number
    )
    assert next_moment(changed) is None
    tick(changed, her.now)
    assert next_moment(changed) == int((her.now + timedelta(days=7)).timestamp())


def test_a_text_that_waits_past_its_window_is_taken_back(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    born = phone.now.date() - timedelta(weeks=12, days=4)  # the window's last days
    enrol(phone.field, survey_of(phone), replace(ENROLMENT, birth=born))
    assert tick(phone.field, phone.now) == 1
    for _ in range(4):
        phone.now += timedelta(days=1)
        tick(phone.field, phone.now)  # and no sender comes
    waiting = phone.field.stores.contacts.reader.query(
        "SELECT wave, state FROM outbox ORDER BY wave DESC"
    )
    assert (f"{survey_of(phone).id}/weeks-0-12", "cancelled") in waiting


def test_what_waits_in_the_last_window_of_all_is_taken_back_too(
    sqlite_phone: Callable[[], Phone],
) -> None:
    """Nothing is planned after it that would have her looked at; the sender may come first."""
    phone = sqlite_phone()
    born = phone.now.date() - timedelta(weeks=78, days=4)
    enrol(phone.field, survey_of(phone), replace(ENROLMENT, birth=born))
    assert tick(phone.field, phone.now) == 1
    phone.now += timedelta(days=4)
    assert phone.deliver() == 0
    tick(phone.field, phone.now)
    assert (phone.deliver(), phone.got) == (0, [])
    states = phone.field.stores.contacts.reader.query("SELECT state FROM outbox")
    assert states == [("cancelled",)]


def test_a_woman_told_of_while_she_is_looked_at_is_not_texted(
    her: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss is told between the clock's look and its write: the look does not count."""
    import prem.fieldwork.tick as tick_room

    real = tick_room.look

    def looks_and_then(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(tick_room, "look", real)
        her.is_told_of("prison")

    monkeypatch.setattr(tick_room, "look", looks_and_then)
    assert tick(her.field, her.now) == 0
    her.deliver()
    assert her.got == []
    assert her.is_told_of("resume")
    assert tick(her.field, her.now) == 1
    her.deliver()
    assert her.got == [YES]
