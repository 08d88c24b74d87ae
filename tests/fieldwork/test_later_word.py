"""Of what she said and what staff told, the later counts; but after a loss or a removal nothing
that mentions a baby goes to her, whoever said what, in whatever order and by whatever way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from calling import Caller
from texting import ENROLMENT, PHONE, Phone

from prem.channels.model import Inbound
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import receive_text
from prem.fieldwork.situations import told as told_by
from prem.fieldwork.situations import told_by_many
from prem.fieldwork.telling import Told, tell
from prem.storage import events, happened, outbox
from prem.surveys.schedule.model import Source

WITH_ME, WITHOUT, LOSS = "2", "3", "4"
OF_A_BABY = "Did staff ask before they held your baby?"


def kept(phone: Phone) -> str | None:
    return events.situation(phone.field.stores.contacts.reader, phone.field.keys, phone.person.id)


def staff(phone: Phone, kind: str) -> None:
    phone.now += timedelta(minutes=1)
    tell(phone.field, PHONE, Told(kind), phone.now)


def says(phone: Phone, situation: str, source: Source) -> None:
    """Have her say it on the page ("tap") or by text."""
    phone.now += timedelta(minutes=1)
    field = phone.field
    with field.stores.contacts.writer.transaction() as line:
        told_by(line, field.keys, field.number, phone.person.id, situation, phone.now, source)


def goes_on(phone: Phone) -> list[str]:
    """Let her answer all that is asked, and return what she got after it; nothing was withheld at
    the last moment, for then she would wait for a question that never comes."""
    before = len(phone.got)
    phone.writes("1", "1", "1", "1", "1")
    assert "cancelled" not in outbox.counts(phone.field.stores.contacts.reader)
    return phone.got[before:]


@pytest.mark.parametrize(
    ("told", "fits"), [("loss", "loss"), ("apart", "baby-not-with-me"), ("together", None)]
)
def test_what_staff_tell_after_her_own_word_counts(
    phone: Phone, told: str, fits: str | None
) -> None:
    phone.invited().writes("yes", "1", WITHOUT if told == "together" else WITH_ME)
    staff(phone, told)
    assert kept(phone) == fits
    if fits:
        assert not [text for text in goes_on(phone) if OF_A_BABY in text]


def test_what_she_wrote_before_a_removal_was_known_takes_nothing_back(phone: Phone) -> None:
    phone.invited()
    wrote, field, person = phone.now, phone.field, phone.person.id
    staff(phone, "apart")
    for moment, apart in ((wrote, True), (phone.now + timedelta(minutes=1), False)):
        with field.stores.contacts.writer.transaction() as line:
            said, at = {person: "baby-with-me"}, {person: moment}
            told_by_many(line, field.keys, field.number, said, phone.now, "text", at)
            assert happened.stands(line, field.keys, person).apart == apart


@pytest.mark.parametrize("told", ["loss", "apart"])
def test_she_was_asked_before_staff_told_and_answers_after_it(phone: Phone, told: str) -> None:
    phone.invited().writes("yes", "1")
    assert "situation text" in phone.got[-1]
    staff(phone, told)
    phone.writes(WITH_ME)
    if told == "loss":  # only staff can say that this was a mistake
        assert kept(phone) == "loss"
        assert not [text for text in goes_on(phone) if OF_A_BABY in text]
    else:  # her baby is with her again: she says so herself, and later
        assert kept(phone) == "baby-with-me"
        assert [text for text in goes_on(phone) if OF_A_BABY in text]


def test_she_says_that_her_baby_is_back_after_staff_told_of_a_loss(phone: Phone) -> None:
    phone.invited().writes("yes", "1", WITH_ME)
    staff(phone, "loss")
    phone.writes("my baby is back with me")
    assert kept(phone) == "loss"
    assert not [text for text in goes_on(phone) if OF_A_BABY in text]


def test_she_goes_back_and_chooses_again_after_staff_told_of_a_loss(phone: Phone) -> None:
    phone.invited().writes("yes", "1", WITH_ME)
    staff(phone, "loss")
    phone.writes("back", WITH_ME)
    assert kept(phone) == "loss"
    assert not [text for text in goes_on(phone) if OF_A_BABY in text]


@pytest.mark.parametrize("words", ["i lost my baby", LOSS])
def test_that_she_says_it_too_makes_what_staff_told_of_a_loss_no_slip_of_hers(
    phone: Phone, words: str
) -> None:
    phone.invited().writes("yes", "1")
    staff(phone, "loss")
    phone.writes(words)
    says(phone, "baby-with-me", "tap")
    assert happened.stands(
        phone.field.stores.contacts.reader, phone.field.keys, phone.person.id
    ).lost
    assert not [text for text in goes_on(phone) if OF_A_BABY in text]


@pytest.mark.parametrize(("told", "slip"), [("loss", "baby-with-me"), ("apart", "pregnant")])
def test_what_staff_tell_after_she_did_is_no_slip_of_hers_any_more(
    phone: Phone, told: str, slip: str
) -> None:
    phone.invited().writes("yes", "1", LOSS if told == "loss" else WITHOUT)
    staff(phone, told)
    staff(phone, told)
    says(phone, slip, "tap")
    field = phone.field
    life = happened.of(field.stores.contacts.reader, field.keys, [phone.person.id])[phone.person.id]
    assert [(one.kind, one.source) for one in life[2:]] == [(told, "answer"), (told, "staff")]


@pytest.mark.parametrize("told", ["loss", "apart"])
def test_her_own_later_word_takes_back_her_own_earlier_one(phone: Phone, told: str) -> None:
    phone.invited().writes("yes", "1", LOSS if told == "loss" else WITHOUT)
    says(phone, "baby-with-me", "tap")
    assert kept(phone) == "baby-with-me"


@pytest.mark.parametrize("by", ["answer", "tap"])
def test_her_next_word_takes_back_a_loss_that_she_texted_of_her_own_accord(
    phone: Phone, by: Source
) -> None:
    phone.invited().writes("yes", "1", "i lost my baby")
    assert kept(phone) == "loss"
    says(phone, "baby-with-me", by)
    assert kept(phone) == "baby-with-me"


def test_what_she_wrote_before_she_told_of_a_loss_and_comes_after_it_takes_nothing_back(
    phone: Phone,
) -> None:
    phone.invited().writes("yes", "1")
    wrote = phone.now
    phone.now += timedelta(hours=2)
    says(phone, "loss", "tap")
    late = Inbound("sms", "SM-tunnel", PHONE, WITH_ME, at=wrote)
    assert receive_text(phone.field, late, phone.now) == "answered"
    assert happened.stands(
        phone.field.stores.contacts.reader, phone.field.keys, phone.person.id
    ).lost
    assert kept(phone) == "loss"


@pytest.mark.parametrize("by", ["answer", "tap"])
def test_being_pregnant_takes_back_her_answer_to_the_same_question(phone: Phone, by: str) -> None:
    phone.invited().writes("yes", "1", WITHOUT)
    says(phone, "pregnant", by)
    assert kept(phone) == "pregnant"


def test_her_tap_does_not_take_back_what_staff_told_of_a_loss(phone: Phone) -> None:
    phone.invited().writes("yes", "1", WITH_ME)
    staff(phone, "loss")
    says(phone, "baby-with-me", "tap")
    assert kept(phone) == "loss"
    says(phone, "baby-with-me", "answer")  # as where both were written at one moment
    assert kept(phone) == "loss"


def test_a_tap_of_who_is_not_asked_by_text_keeps_nothing(phone: Phone) -> None:
    phone.invited()
    says(phone, "baby-with-me", "tap")
    assert kept(phone) is None


def test_a_tap_that_is_carried_late_takes_back_nothing_that_she_told_since(phone: Phone) -> None:
    phone.invited().writes("yes", "1", WITH_ME)
    field, tapped = phone.field, phone.now
    says(phone, "loss", "page")
    with field.stores.contacts.writer.transaction() as line:
        told_by(line, field.keys, field.number, phone.person.id, "baby-with-me", tapped, "tap")
    assert kept(phone) == "loss"
    assert happened.stands(field.stores.contacts.reader, field.keys, phone.person.id).lost


def test_on_a_call_too(caller: Caller) -> None:
    caller.rung().picks_up()
    asked = caller.presses("5", "1", "1")
    assert "situation said" in asked
    staff(caller, "loss")
    heard = caller.presses("2")  # her baby is with her, she says
    assert kept(caller) == "loss"
    while caller.on:
        heard += caller.presses("1")
    assert len(heard) > 1
    assert not [line for line in heard if OF_A_BABY in line]


def writes_before_a_removal_and_arrives_after_it(phone: Phone, words: str) -> None:
    phone.invited().writes("yes", "1")
    wrote = phone.now
    phone.now += timedelta(hours=2)
    staff(phone, "apart")
    late = Inbound("sms", "SM-tunnel", PHONE, words, at=wrote)
    assert receive_text(phone.field, late, phone.now) == "answered"


@pytest.mark.parametrize("words", ["my baby is back with me", WITH_ME])
def test_what_she_wrote_before_a_removal_and_comes_after_it_takes_nothing_back(
    phone: Phone, words: str
) -> None:
    writes_before_a_removal_and_arrives_after_it(phone, words)
    assert kept(phone) == "baby-not-with-me"
    assert not [text for text in goes_on(phone) if OF_A_BABY in text]


def test_the_very_next_question_fits_what_was_known_since_she_wrote(phone: Phone) -> None:
    [survey] = phone.field.surveys.values()
    first = replace(survey, forms={**survey.forms, "text": ("S1-1", "overall")})  # of a baby
    phone.field = replace(phone.field, surveys={first.id: first})
    writes_before_a_removal_and_arrives_after_it(phone, WITH_ME)
    phone.deliver()
    assert "How was your care, all in all?" in phone.got[-1]


def test_a_birth_of_no_day_is_of_the_day_on_which_she_wrote(phone: Phone) -> None:
    survey = next(iter(phone.field.surveys.values()))
    due = phone.now.date() + timedelta(weeks=2)
    enrol(phone.field, survey, replace(ENROLMENT, birth=None, due_date=due))
    late = Inbound("sms", "SM-tunnel", PHONE, "had the baby", at=phone.now - timedelta(days=9))
    assert receive_text(phone.field, late, phone.now) == "answered"
    line = phone.field.stores.contacts.reader
    life = happened.of(line, phone.field.keys, [phone.person.id])[phone.person.id]
    assert life[-1].day == phone.now.date() - timedelta(days=9)
