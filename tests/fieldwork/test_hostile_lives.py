"""Stories of lives that go crosswise: two surveys at once, a page in another language, two hands
at one moment, a call that rings on an old number."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from calling import TO_ITEMS, Caller, told
from texting import Phone, answers

from prem.fieldwork.deciding import Job, Turn
from prem.fieldwork.references import session_of
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.instruments.model import FORMS
from prem.storage import askings, happened, people, sessions
from prem.storage.askings import Asking
from prem.storage.line import Line
from prem.storage.stores import Stores
from prem.surveys.reply import Switch
from prem.surveys.schedule import Happened, Safe
from prem.surveys.schedule.standing import standing

NEW = "+447700900199"
FIRST = "07700 900123"


def two_surveys(phone: Phone) -> Phone:
    [one] = phone.field.surveys.values()
    other = replace(one, id="other-survey", hash="other")
    phone.field = replace(phone.field, surveys={one.id: one, other.id: other})
    return phone


def days(phone: Phone, many: int) -> None:
    for _ in range(many * 4):
        phone.now += timedelta(hours=6)
        tick(phone.field, phone.now)
        phone.deliver()


def states_of(phone: Phone) -> dict[str, str]:
    field = phone.field
    line = field.stores.contacts.reader
    [person] = people.everyone(line)
    asked = line.query("SELECT survey, time_point FROM asking")
    ids = {session_of(field.keys, Asking(person.id, one, at, 0)): one for one, at in asked}
    known = sessions.load(field.stores.answers.reader, list(ids))
    return {ids[at]: field.decider.restored(row, None).state for at, row in known.items()}


def test_both_of_two_surveys_can_be_answered_by_text(sqlite_phone: Callable[[], Phone]) -> None:
    """Two invitations at once, one YES: the reminder of the other one asks for the other one."""
    phone = two_surveys(sqlite_phone()).enrolled()
    tick(phone.field, phone.now)
    phone.deliver()
    assert phone.got == ["invitation text"] * 2
    phone.writes("yes", "1", "baby-with-me text", "2", "3", "5")
    days(phone, 8)
    assert phone.got[-2:] == ["end text", "reminder text"]
    phone.writes("yes", "1", "2", "3", "5")
    assert sorted(states_of(phone).values()) == ["finished", "open"]
    days(phone, 8)  # left in the middle: the next reminder goes on there
    assert phone.got[-1] == "reminder text"
    phone.writes("yes", "1")
    assert states_of(phone) == dict.fromkeys(phone.field.surveys, "finished")
    assert len(answers(phone)) == 3


def with_romanian_pages(phone: Phone) -> Phone:
    """Let the survey have pages in Romanian, and neither texts nor calls."""
    [one] = phone.field.surveys.values()
    instrument, gone = one.instrument, ("text", "spoken")
    items = tuple(
        replace(item, words={**item.words, "ro": item.words["en"]}) for item in instrument.items
    )
    said = {**instrument.non_answers, "ro": instrument.non_answers["en"]}
    instrument = replace(
        instrument,
        items=items,
        languages=("en", "ro"),
        non_answers=said,
        fewer_forms={"ro": tuple(form for form in FORMS if form not in gone)},
    )
    romanian = replace(one.words["en"], text={}, voice={}, forms=("page", "easy"))
    words = {**one.words, "ro": romanian}
    both = replace(one, instrument=instrument, hash="ro", languages=("en", "ro"), words=words)
    phone.field = replace(phone.field, surveys={one.id: both})
    return phone


def turns_the_page_romanian(phone: Phone) -> None:
    field = phone.field
    [person] = people.everyone(field.stores.contacts.reader)
    asking = askings.latest(field.stores.contacts.reader, person.id)
    assert asking
    number = session_of(field.keys, asking)
    [turn] = field.decider.do([Job(number, None, Switch(language="ro"), phone.now, channel="web")])
    assert isinstance(turn, Turn)
    assert turn.session.language == "ro"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2", "Did staff ask before they held your baby?"),
        ("always", "Did staff ask before they held your baby?"),
        ("stop", "stopped text"),
        ("help", "help text"),
        ("call", "help text"),
        ("link", "Here: "),
        ("hello there", "again text"),
        ("pause", "paused text"),
        ("delete", "deleted text"),
        ("my baby died", "noted-sorry text"),
        ("polski", "no-language text"),
    ],
)
def test_texts_are_answered_after_a_page_in_a_language_without_texts(
    sqlite_phone: Callable[[], Phone], words: str, said: str
) -> None:
    phone = with_romanian_pages(sqlite_phone()).invited()
    phone.writes("yes", "1", "baby-with-me text")
    turns_the_page_romanian(phone)
    before = len(phone.got)
    phone.writes(words)
    assert [text.startswith(said) for text in phone.got[before:]] == [True]


def test_a_call_goes_on_after_a_page_in_a_language_without_calls(caller: Caller) -> None:
    with_romanian_pages(caller)
    caller.rung()
    caller.picks_up()
    caller.presses(*TO_ITEMS)
    turns_the_page_romanian(caller)
    assert "Did staff ask before they held your baby?" in caller.presses("2")
    assert caller.answer.language == "en"


def test_two_who_tell_of_her_at_once_are_both_heard(stores: Stores, phone: Phone) -> None:
    """Staff tell her new site while she chooses her hours; on PostgreSQL the two would overlap."""
    field = phone.enrolled().field
    [person] = people.everyone(stores.contacts.reader)
    safe = Happened("safe", phone.now, safe=Safe(20, 21))
    moved = Happened("moved", phone.now, site="south")
    other = Line(stores.contacts.driver)

    def tells() -> None:
        with other.transaction() as line:
            happened.add(line, field.keys, field.number, person.id, moved, "staff")

    with stores.contacts.writer.transaction() as line:
        happened.add(line, field.keys, field.number, person.id, safe, "tap")
        thread = threading.Thread(target=tells)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join()
    other.close()
    row = people.get(stores.contacts.reader, person.id)
    assert (row.safe_from, row.safe_to, row.site) == (20, 21, "south")


@pytest.mark.parametrize("before_it", [(), ("5",), ("5", "1", "1")])
def test_a_call_to_her_old_number_ends_at_the_next_key(
    caller: Caller, before_it: tuple[str, ...]
) -> None:
    """Whoever holds that phone now hears nothing more, and a STOP there is not hers."""
    caller.rung()
    caller.picks_up()
    caller.presses(*before_it)
    before = told(caller)
    tell(caller.field, FIRST, Told("number", number=NEW), caller.now)
    assert caller.presses("9") == []
    assert not caller.on
    [her] = people.everyone(caller.field.stores.contacts.reader)
    assert told(caller) == before
    found = happened.of(caller.field.stores.contacts.reader, caller.field.keys, [her.id])[her.id]
    assert not standing("", found).stopped


def test_a_text_of_a_time_point_that_the_survey_has_no_more_is_taken_back(phone: Phone) -> None:
    phone.enrolled()
    tick(phone.field, phone.now)  # queued, and no sender came
    [one] = phone.field.surveys.values()
    points = tuple(point for point in one.time_points if point.id != "weeks-0-12")
    other = replace(one, time_points=points, hash="without")
    phone.field = replace(phone.field, surveys={one.id: other})
    tick(phone.field, phone.now)
    phone.deliver()
    assert phone.got == []


@pytest.mark.parametrize(
    ("words", "said"), [("stop", ["stopped text"]), ("not safe", []), ("wrong number", [])]
)
def test_a_stop_before_anything_was_asked_is_confirmed_once_if_safe(
    phone: Phone, words: str, said: list[str]
) -> None:
    phone.enrolled()
    assert phone.writes(words) == "stopped"
    assert phone.writes("stop") == "stopped"
    assert phone.got == said
    assert tick(phone.field, phone.now) == 0


def test_a_life_told_in_a_language_that_lost_its_texts_harms_nobody(phone: Phone) -> None:
    phone.enrolled()
    phone.field.stores.contacts.writer.write("UPDATE person SET language = 'ro'")
    assert phone.writes("I had the baby") == "quiet"
    assert phone.writes("stop") == "stopped"
    assert phone.got == []
