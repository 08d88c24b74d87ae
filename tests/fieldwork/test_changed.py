"""What she taps on "Has something changed?" makes the events that her texts and staff make."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta

import pytest
from texting import PHONE, Phone

from prem.errors import Refusal
from prem.fieldwork.changed import KINDS, Change, news, tell
from prem.fieldwork.planning import coming
from prem.fieldwork.tick import tick
from prem.settings import Settings
from prem.storage import events, happened
from prem.storage.stores import Stores, open_stores
from prem.surveys.schedule import Happened, Safe
from prem.surveys.schedule.model import Kind

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ENROLLED = Happened(
    "enrolled", NOW - timedelta(days=9), site="north", language="en", channel="sms", number="ab",
    safe=Safe(),
)  # fmt: skip


def tapped(phone: Phone, kind: Kind, day: date | None = None, site: str = "") -> str:
    field = phone.field
    change = Change(kind, day, site)
    return tell(field.stores, field.keys, field.number, phone.person.id, change, phone.now)


def life(phone: Phone) -> list[tuple[str, str]]:
    """What happened since she was enrolled: the kind, and who told."""
    her = phone.person.id
    found = happened.of(phone.field.stores.contacts.reader, phone.field.keys, [her])[her]
    return [(one.kind, one.source) for one in found[2:]]


def planned(phone: Phone, days: int = 400) -> list[str]:
    """What is planned and not held, by template."""
    survey = next(iter(phone.field.surveys.values()))
    return [one.template for one in coming(phone.field, survey, phone.now, days) if not one.held]


@pytest.mark.parametrize(
    ("kind", "day", "goes_on"),
    [
        ("birth", date(2026, 11, 1), True),
        ("due-date", date(2027, 2, 1), True),
        ("loss", None, True),
        ("apart", None, True),
        ("moved", None, True),
        ("prison", None, False),
        ("refuge", None, False),
        ("pause", None, False),
    ],
)
def test_each_tap_is_one_event_however_often(
    her: Phone, kind: Kind, day: date | None, goes_on: bool
) -> None:
    assert planned(her)
    for _ in range(3):
        tapped(her, kind, day)
        her.now += timedelta(minutes=1)
    assert life(her) == [(kind, "page")]
    assert bool(planned(her)) is goes_on


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("im in prison", "prison"),
        ("i am in a refuge", "refuge"),
        ("i lost my baby", "loss"),
        ("they took my baby", "apart"),
        ("ive moved", "moved"),
    ],
)
def test_each_text_is_one_event_however_often_and_whoever_told_of_it(
    her: Phone, words: str, kind: Kind
) -> None:
    her.writes(words, words)
    assert life(her) == [(kind, "text")]
    tapped(her, kind)
    assert life(her) == [(kind, "text")]


def test_pressed_by_many_fingers_at_once_it_is_one_event(phone: Phone) -> None:
    phone.enrolled()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda kind: tapped(phone, kind), [*["refuge"] * 6, *["apart"] * 6]))
    assert sorted(life(phone)) == [("apart", "page"), ("refuge", "page")]


@pytest.mark.parametrize("kind", ["refuge", "apart"])
def test_of_two_programs_the_second_waits_and_notes_it_no_more(
    phone: Phone, store_settings: Settings, kind: Kind
) -> None:
    field, her, other = phone.enrolled().field, phone.person.id, open_stores(store_settings)
    with ThreadPoolExecutor(1) as pool:
        with field.stores.contacts.writer.transaction() as line:
            happened.add(line, field.keys, field.number, her, Happened(kind, phone.now), "page")
            second = pool.submit(
                tell, other, field.keys, field.number, her, Change(kind), phone.now
            )
            assert wait([second], timeout=0.3).not_done
        second.result(20)
    other.close()
    assert life(phone) == [(kind, "page")]


@pytest.mark.parametrize("kind", ["together", "resume"])
def test_what_holds_already_is_no_event(her: Phone, kind: Kind) -> None:
    tapped(her, kind)
    assert life(her) == []


@pytest.mark.parametrize("hold", ["prison", "refuge", "pause"])
def test_texts_wait_and_go_on_by_a_tap(her: Phone, hold: Kind) -> None:
    tapped(her, hold)
    her.waits(2)
    assert her.got == []
    tapped(her, "resume")
    tapped(her, "resume")
    assert life(her) == [(hold, "page"), ("resume", "page")]
    her.waits(1)
    assert len(her.got) == 1


def test_one_tap_ends_all_that_holds(her: Phone) -> None:
    for kind in ("prison", "pause", "prison"):
        tapped(her, kind)
    assert [kind for kind, _ in life(her)] == ["prison", "pause"]
    tapped(her, "resume")
    assert planned(her)


def test_what_waits_in_the_outbox_is_taken_back(her: Phone) -> None:
    assert tick(her.field, her.now) == 1
    tapped(her, "prison")
    assert her.deliver() == 0
    her.waits(2)
    assert her.got == []


def test_a_birth_of_no_day_is_of_today_where_none_is_known(her: Phone) -> None:
    tapped(her, "birth")
    assert life(her) == []  # she is enrolled by a birth
    before = Happened("due-date", NOW, day=date(2026, 11, 30))
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    assert news(Change("birth"), (ENROLLED, before), late) == Happened(
        "birth", late, day=date(2026, 7, 2)
    )


def test_another_day_is_another_event(her: Phone) -> None:
    for day in (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 2)):
        tapped(her, "birth", day=day)
    assert life(her) == [("birth", "page")] * 2


@pytest.mark.parametrize(
    ("kind", "day", "code"),
    [
        ("birth", date(2027, 1, 1), "422.365"),
        ("birth", date(1999, 1, 1), "422.365"),
        ("birth", date(9999, 12, 31), "422.365"),
        ("due-date", date(2029, 1, 1), "422.365"),
        ("due-date", date(1, 1, 1), "422.365"),
        ("due-date", None, "422.364"),
    ],
)
def test_a_day_that_cannot_be_changes_nothing(
    her: Phone, kind: Kind, day: date | None, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        tapped(her, kind, day=day)
    assert refused.value.first.kind.code == code
    assert life(her) == []


def test_a_loss_that_staff_told_stays(her: Phone) -> None:
    assert her.is_told_of("loss")
    assert tapped(her, "together") == "loss"
    assert life(her) == [("loss", "staff")]


def test_a_slip_of_hers_is_taken_back_by_her_next_tap(her: Phone) -> None:
    assert tapped(her, "loss") == "loss"
    assert tapped(her, "together") == "baby-with-me"
    assert tapped(her, "apart") == "baby-not-with-me"
    assert life(her) == [("loss", "page"), ("no-loss", "page"), ("apart", "page")]


def test_who_is_asked_by_text_is_asked_what_fits_from_here_on(phone: Phone) -> None:
    phone.invited().writes("yes", "1", "baby-with-me text")
    tapped(phone, "loss")
    line, her = phone.field.stores.contacts.reader, phone.person.id
    assert events.situation(line, phone.field.keys, her) == "loss"


def test_who_was_asked_nothing_by_text_is_asked_there_how_things_are(her: Phone) -> None:
    tapped(her, "loss")
    line, keys = her.field.stores.contacts.reader, her.field.keys
    assert events.situation(line, keys, her.person.id) is None


def test_she_moves_and_staff_see_where_she_named_no_place(her: Phone) -> None:
    survey = next(iter(her.field.surveys.values()))
    other = next(one.id for one in survey.sites if one.id != "north")
    tapped(her, "moved", site="north")
    assert life(her) == []  # she is cared for there
    tapped(her, "moved")
    assert her.person.site == "north"
    tapped(her, "moved", site=other)
    assert her.person.site == other
    assert life(her) == [("moved", "page")] * 2
    assert planned(her)
    assert news(Change("moved"), (), NOW) is None  # nobody knows from where


def test_after_stop_a_tap_is_noted_and_nothing_goes_out(her: Phone) -> None:
    her.writes("STOP")
    got = len(her.got)
    for kind in KINDS:
        tapped(her, kind, day=her.now.date() if kind in ("birth", "due-date") else None)
    told = ["stop", "due-date", "loss", "apart", "no-loss", "together", "moved", "prison", "refuge"]
    assert [kind for kind, _ in life(her) if kind != "birth"] == [*told, "pause", "resume"]
    her.waits(9)
    assert len(her.got) == got
    assert planned(her) == []


def test_nothing_of_it_can_be_read_anywhere(
    her: Phone, every_text: Callable[[Stores], str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tapped(her, "refuge")
    tapped(her, "loss")
    assert [kind for kind, _ in life(her)] == ["refuge", "loss"]
    assert "refuge" not in repr(Change("refuge"))
    for word in ("refuge", "loss", "tap", PHONE):
        assert word not in every_text(her.field.stores) + caplog.text


def test_an_answer_that_she_is_pregnant_takes_back_no_removal_that_she_told_here(
    her: Phone,
) -> None:
    tapped(her, "apart")
    her.writes("yes", "1", "pregnant text")
    assert life(her) == [("apart", "page")]
