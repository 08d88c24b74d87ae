"""How she is reached: hours, site, number, STOP; and what cannot be told at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from texting import ENROLMENT, PHONE, TYPED, Phone

from prem.channels.console import Console
from prem.channels.model import Inbound, Outgoing
from prem.errors import Refusal
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import receive_text
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import happened, heard, outbox, people, stops
from prem.surveys.schedule.standing import standing

NEW = "+447700900199"
YES, REMIND = "invitation text", "reminder text"


def test_her_own_days_and_hours_hold_and_drop_nothing(her: Phone) -> None:
    assert her.is_told_of("safe", days="sat", hours="20-21")
    her.waits(2)
    assert her.got == []
    her.now = her.now.replace(day=21, hour=20, minute=5)  # Saturday
    tick(her.field, her.now)
    her.deliver()
    assert her.got == [YES]


def test_a_text_that_waits_moves_to_the_new_hours(her: Phone) -> None:
    tick(her.field, her.now)
    assert her.is_told_of("safe", days="thu", hours="8-9")
    her.deliver()
    tick(her.field, her.now)
    her.deliver()
    assert her.got == []
    her.now = her.now.replace(day=19, hour=8, minute=1)  # Thursday
    tick(her.field, her.now)
    her.deliver()
    assert her.got == [YES]


def test_another_site_is_in_her_row_and_in_the_next_session(her: Phone) -> None:
    assert her.is_told_of("moved", site="south")
    tick(her.field, her.now)
    assert her.field.stores.answers.reader.query("SELECT site FROM session") == [("south",)]


def test_nothing_goes_to_the_old_number_ever(phone: Phone) -> None:
    phone.invited().writes("yes")
    field, line = phone.field, phone.field.stores.contacts.reader
    old = people.everyone(line)[0]
    before = len(phone.got)
    assert tell(field, TYPED, Told("number", number=NEW), phone.now).new
    phone.waits(30)
    assert phone.writes("1") in ("unknown", "stopped")  # whoever has the old phone now
    phone.waits(1)
    assert len(phone.got) == before
    assert set(texts_to(phone, NEW)) == {REMIND}
    assert stops.stands(line, old.phone_index)
    row = people.get(line, old.id)
    found = happened.of(line, field.keys, [old.id])[old.id]
    assert standing("", found).number == row.phone_index.hex()
    with pytest.raises(Refusal, match=r"409\.343"):
        tell(field, NEW, Told("number", number=TYPED), phone.now)


def test_words_by_whatsapp_from_the_old_phone_open_no_session_with_the_new_one(her: Phone) -> None:
    line = her.field.stores.contacts.writer
    [person] = people.everyone(line)
    heard.note(line, person.id, int(her.now.timestamp()))
    assert her.is_told_of("number", number=NEW)
    assert line.query("SELECT count(*) FROM heard") == [(0,)]


def texts_to(phone: Phone, number: str) -> list[str]:
    return [bubble.text for bubble in phone.console.threads.get(number, [])]


def test_a_reply_that_waits_goes_to_no_number_of_hers(phone: Phone) -> None:
    phone.invited()
    for number, words in enumerate(("yes", "1")):
        receive_text(phone.field, Inbound("sms", f"SM-{number}", PHONE, words), phone.now)
    before = len(phone.got)
    assert phone.is_told_of("number", number=NEW)
    phone.deliver()
    assert len(phone.got) == before
    assert texts_to(phone, NEW) == []


def test_a_reply_that_a_sender_has_in_hand_goes_to_no_number_of_hers(phone: Phone) -> None:
    """She has another number while the text before it goes out."""
    receive_text(phone.invited().field, Inbound("sms", "SM-1", PHONE, "yes"), phone.now)

    class Slow(Console):
        def send(self, one: Outgoing) -> None:
            super().send(one)
            assert phone.is_told_of("number", number=NEW)

    phone.console = Slow()
    phone.channels = {"sms": phone.console}
    assert phone.deliver() == 1  # of two
    assert len(phone.got) == 1
    assert texts_to(phone, NEW) == []


def test_a_stop_stays_with_her_and_with_the_old_number(her: Phone) -> None:
    line = her.field.stores.contacts.reader
    tick(her.field, her.now)
    her.deliver()
    her.writes("stop")
    tell(her.field, TYPED, Told("number", number=NEW), her.now)
    her.waits(30)
    assert texts_to(her, NEW) == []
    index = people.index_of(her.field.keys, people.number_from(NEW))
    assert stops.stands(line, index)


def test_a_number_that_is_someone_elses_changes_nothing(her: Phone) -> None:
    enrol(
        her.field, next(iter(her.field.surveys.values())), replace(ENROLMENT, phone="07700 900124")
    )
    line = her.field.stores.contacts.reader
    before = line.query("SELECT id, phone_index, phone FROM person ORDER BY id")
    with pytest.raises(Refusal, match=r"409\.342"):
        her.is_told_of("number", number="07700 900124")
    with pytest.raises(Refusal, match=r"422\.368"):
        her.is_told_of("number", number=TYPED)
    assert line.query("SELECT id, phone_index, phone FROM person ORDER BY id") == before
    assert line.query("SELECT count(*) FROM stopped") == [(0,)]


def test_staff_can_stop_it_for_her(her: Phone) -> None:
    tick(her.field, her.now)
    found = tell(her.field, TYPED, Told("stop"), her.now)
    assert (found.taken_back, found.stopped, found.next) == (1, True, None)
    assert outbox.counts(her.field.stores.contacts.reader) == {"cancelled": 1}
    her.waits(30)
    assert her.got == []


NONSENSE = [
    (Told("birth", day="2026-11-19"), "422.365", "a birth in the future"),
    (Told("birth", day="2021-01-01"), "422.365", "a birth years ago"),
    (Told("due-date", day="2029-11-18"), "422.365", "a due date three years off"),
    (Told("due-date", day="2026-02-30"), "422.363", "no day at all"),
    (Told("due-date", day="18/11/2026"), "422.363", "a day in another spelling"),
    (Told("birth", day="2026-W45-1"), "422.363", "a week"),
    (Told("birth", day="20261101"), "422.363", "a day without lines"),
    (Told("birth"), "422.364", "no day"),
    (Told("loss", day="2026-11-01"), "422.366", "more than is asked"),
    (Told("moved", site="nrth"), "422.369", "a slip"),
    (Told("moved"), "422.367", "no site"),
    (Told("language", language="xx"), "422.369", "a language without words"),
    (Told("channel", channel="web"), "422.369", "no texts go that way"),
    (Told("safe", days="never", hours="9-17"), "422.360", "no day of the week"),
    (Told("safe", days="mon", hours="17-9"), "422.344", "hours the wrong way round"),
    (Told("safe", days="mon", hours="9-25"), "422.344", "no such hour"),
    (Told("number", number="12"), "422.340", "no phone"),
    (Told("start"), "422.362", "only she takes a STOP back"),
    (Told("invited"), "422.362", "only the schedule says that"),
    (Told("x" * 5000), "422.362", "a novel"),
]


@pytest.mark.parametrize(("nonsense", "code", "why"), NONSENSE)
def test_nonsense_is_refused_calmly_and_changes_nothing(
    her: Phone, nonsense: Told, code: str, why: str
) -> None:
    line = her.field.stores.contacts.reader
    before = line.query("SELECT count(*) FROM happened")
    with pytest.raises(Refusal) as refused:
        tell(her.field, TYPED, nonsense, her.now)
    assert refused.value.first.kind.code == code, why
    assert len(str(refused.value)) < 300
    assert line.query("SELECT count(*) FROM happened") == before


def test_an_unknown_number_is_refused_without_showing_it(her: Phone) -> None:
    with pytest.raises(Refusal, match=r"404\.361") as refused:
        tell(her.field, "07700 900777", Told("loss"), her.now)
    assert "900777" not in str(refused.value)


def test_a_language_that_is_only_on_pages_is_not_texted(her: Phone) -> None:
    [survey] = her.field.surveys.values()
    words = {**survey.words, "ro": replace(survey.words["en"], text={}, forms=("page",))}
    both = replace(survey, hash="ro", languages=("en", "ro"), words=words)
    field = replace(her.field, surveys={survey.id: both})
    with pytest.raises(Refusal, match=r"422\.371.*accepted there: en"):
        tell(field, TYPED, Told("language", language="ro"), her.now)
    with pytest.raises(Refusal, match=r"422\.341"):
        enrol(field, both, replace(ENROLMENT, phone=NEW, language="ro"))
    line = her.field.stores.contacts.writer
    line.write("UPDATE person SET language = 'ro'")  # the survey lost its words meanwhile
    assert tick(field, her.now) == 0
    assert line.query("SELECT next_look FROM person") == [(None,)]
