"""Caps on spending fail closed: what is over one is held, told by its state, and not lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from texting import ENROLMENT, Phone

from prem.channels.console import Console
from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.fieldwork.caps import KEPT_DAYS, Caps, allowed
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import outbox, people
from prem.storage.people import Number


class Costly(Console):
    """A console whose texts cost money, so that the caps hold."""

    costs = True


def invited(phone: Phone, *numbers: str) -> Costly:
    survey = next(iter(phone.field.surveys.values()))
    for number in numbers:
        enrol(phone.field, survey, replace(ENROLMENT, phone=number, safe_from=10, safe_to=18))
    assert tick(phone.field, phone.now) == len(numbers)
    return Costly()


def send(phone: Phone, channel: Costly, caps: Caps) -> int:
    field = phone.field
    return send_due(field.stores, {"sms": channel}, field.keys, phone.now, caps)


def states(phone: Phone) -> dict[str, int]:
    return outbox.counts(phone.field.stores.contacts.reader)


MOBILES = [f"+447400{n}23456" for n in range(1, 5)]
"""All of one block of numbers, +447400."""


@pytest.mark.parametrize(
    ("number", "caps", "may"),
    [
        ("+447400123456", Caps(), True),
        ("+447400123456", Caps(regions=frozenset({"IE"})), False),
        ("+447400123456", Caps(kinds=frozenset({"fixed_line"})), False),
        ("+353850123456", Caps(), False),
        ("+353850123456", Caps(regions=frozenset({"GB", "IE"})), True),
        ("+447700900123", Caps(), False),  # kept for films: nobody has it
        ("+447624123456", Caps(), False),  # the Isle of Man, under the same +44
        ("+447012345678", Caps(), False),  # a personal number, dear to call
        ("+449012345678", Caps(), False),  # premium rate
        ("+441212345678", Caps(), False),  # a landline
        ("+4474", Caps(), False),
        ("nonsense", Caps(), False),
    ],
)
def test_where_a_text_may_go(number: str, caps: Caps, may: bool) -> None:
    assert allowed(caps, Number(number)) == may


def test_a_region_that_is_not_allowed_is_held_until_it_is(phone: Phone) -> None:
    channel = invited(phone, "+353850123456", MOBILES[0])
    assert send(phone, channel, Caps()) == 1
    assert states(phone) == {"sent": 1, "held": 1}
    for _ in range(3):
        phone.now += timedelta(days=1)
        assert send(phone, channel, Caps()) == 0
    phone.now += timedelta(days=1)
    assert send(phone, channel, Caps(regions=frozenset({"GB", "IE"}))) == 1
    assert states(phone) == {"sent": 2}


@pytest.mark.parametrize(
    ("caps", "goes_on_after"),
    [
        (Caps(pence_a_text=7, pence_a_day=14), timedelta(days=1)),
        (Caps(a_prefix_an_hour=2), timedelta(hours=1)),
    ],
)
def test_over_a_cap_the_rest_waits_for_its_time(
    phone: Phone, caps: Caps, goes_on_after: timedelta
) -> None:
    channel = invited(phone, *MOBILES)
    assert send(phone, channel, caps) == 2
    assert send(phone, channel, caps) == 0
    assert states(phone) == {"sent": 2, "held": 2}
    phone.now += goes_on_after
    assert send(phone, channel, caps) == 2
    assert states(phone) == {"sent": 4}
    assert all(len(thread) == 1 for thread in channel.threads.values())


def test_a_block_of_numbers_has_a_cap_of_its_own(sqlite_phone: Callable[[], Phone]) -> None:
    phone, other = sqlite_phone(), "+447500123456"
    channel = invited(phone, *MOBILES, other)
    assert send(phone, channel, Caps(a_prefix_an_hour=1)) == 2
    assert len(channel.threads) == 2
    assert other in channel.threads


def test_what_was_spent_is_forgotten_after_days(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone()
    assert send(phone, invited(phone, MOBILES[0]), Caps()) == 1
    line = phone.field.stores.contacts.reader
    for days, rows in ((0, 3), (KEPT_DAYS, 3), (1, 0)):  # a cap a day, an hour, a number
        phone.now += timedelta(days=days)
        send(phone, Costly(), Caps())
        assert line.query("SELECT count(*) FROM spent") == [(rows,)]


def test_a_number_gets_so_many_a_day(sqlite_phone: Callable[[], Phone]) -> None:
    phone, caps = sqlite_phone(), Caps(a_number_a_day=3)
    channel = invited(phone, *MOBILES[:1])
    for n, word in enumerate(["", "yes", "1", "1", "3", "2"]):
        if word:
            receive_text(phone.field, Inbound("sms", f"SM{n}", MOBILES[0], word), phone.now)
        send(phone, channel, caps)
    assert len(channel.threads[MOBILES[0]]) == 3
    assert states(phone)["held"] >= 1
    assert send(phone, invited(phone, MOBILES[1]), caps) == 1  # another woman's is her own


@pytest.mark.parametrize(
    "caps", [Caps(pence_a_day=0), Caps(a_number_a_day=0), Caps(a_prefix_an_hour=0)]
)
def test_a_cap_of_nothing_lets_nothing_out(sqlite_phone: Callable[[], Phone], caps: Caps) -> None:
    phone = sqlite_phone()
    channel = invited(phone, *MOBILES)
    assert send(phone, channel, caps) == 0
    assert states(phone) == {"held": 4}
    assert not channel.threads


def test_what_is_held_goes_out_in_her_safe_hours(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone()
    phone.now = phone.now.replace(hour=17, minute=50)
    channel = invited(phone, *MOBILES)
    caps, hours = Caps(a_prefix_an_hour=1), []
    for _ in range(48):
        hours += [phone.now.hour] * send(phone, channel, caps)
        phone.now += timedelta(hours=1)
    assert hours == [17, 10, 11, 12]


def test_a_reply_that_is_held_goes_out_in_her_safe_hours_too(
    sqlite_phone: Callable[[], Phone],
) -> None:
    phone = sqlite_phone()
    phone.now = phone.now.replace(hour=17, minute=50)
    channel, hours = invited(phone, MOBILES[0]), []
    assert send(phone, channel, Caps()) == 1
    receive_text(phone.field, Inbound("sms", "SM1", MOBILES[0], "yes"), phone.now)
    assert send(phone, channel, Caps(a_prefix_an_hour=0)) == 0
    for _ in range(20 * 6):
        phone.now += timedelta(minutes=10)
        hours += [phone.now.hour] * send(phone, channel, Caps())
    assert hours == [10, 10]


def test_after_a_stop_nothing_comes_late(sqlite_phone: Callable[[], Phone]) -> None:
    phone = sqlite_phone()
    channel = invited(phone, *MOBILES[:1])
    assert send(phone, channel, Caps(pence_a_day=0)) == 0
    receive_text(phone.field, Inbound("sms", "SM1", MOBILES[0], "stop"), phone.now)
    assert send(phone, channel, Caps(pence_a_day=0)) == 0  # its confirmation, too, is over the cap
    assert states(phone) == {"cancelled": 2}
    for _ in range(48):
        phone.now += timedelta(hours=1)
        assert send(phone, channel, Caps()) == 0


def test_two_senders_together_stay_under_a_cap(phone: Phone, now: datetime) -> None:
    """What one reserves the other cannot spend: it is one statement of the database."""
    from prem.storage import spent

    line = phone.field.stores.contacts.writer
    spends = [spent.spend(line, b"c" * 32, 3, 10, 5) for _ in range(5)]
    assert spends == [True, True, True, False, False]
    assert not spent.spend(line, b"d" * 32, 11, 10, 5)
    assert spent.forget(line, 6) == 1
    assert spent.spend(line, b"c" * 32, 3, 10, 6)


ABROAD = "+353850123456"


def _number(field: Field, person: int) -> str:
    found = people.number_despite_stop(field.stores.contacts.reader, field.keys, person)
    assert found
    return found.e164


def test_nobody_is_enrolled_whose_texts_would_be_held_for_ever(phone: Phone) -> None:
    survey = next(iter(phone.field.surveys.values()))
    ours, theirs = Caps(), Caps(regions=frozenset({"GB", "IE"}))
    field, abroad = replace(phone.field, caps=ours), replace(ENROLMENT, phone=ABROAD)
    with pytest.raises(Refusal, match=r"422\.348.* IE .*PREM_TEXT_REGIONS=GB") as refused:
        enrol(field, survey, abroad)
    assert ABROAD not in str(refused.value)
    her = replace(ENROLMENT, phone=MOBILES[0])
    person = enrol(field, survey, her)
    with pytest.raises(Refusal, match=r"422\.348"):
        tell(field, MOBILES[0], Told("number", number=ABROAD), phone.now)
    assert _number(field, person) == MOBILES[0]
    tell(replace(field, caps=theirs), MOBILES[0], Told("number", number=ABROAD), phone.now)
    assert _number(field, person) == ABROAD
