"""The seat in the cookie: opens for this server, for a while, unchanged; else it is not there."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from prem.instruments.model import SITUATIONS
from prem.web.cookie import LIFE_MINUTES, SKEW_MINUTES, CookieSeal, Seat
from prem.web.marking import MARK

NOW = datetime(2026, 11, 18, 12, 30, tzinfo=UTC)
SEAL = CookieSeal(b"k" * 32, random.Random(1), secure=False)


def _sent_back(seat: Seat, seal: CookieSeal = SEAL) -> bytes:
    return seal.header(seat, NOW)[1].split(b";")[0]


@pytest.mark.parametrize("situation", [None, *SITUATIONS])
@pytest.mark.parametrize(("number", "sitting"), [(0, 0), (1, 255), (2**63 - 1, 7)])
def test_what_is_sealed_is_read(number, situation, sitting):
    seat = Seat(number, situation, sitting)
    assert SEAL.read(b"a=1; " + _sent_back(seat) + b"; b=2", NOW) == seat


def test_all_cookies_have_one_length_and_none_comes_twice():
    made = {_sent_back(Seat(n, s)) for n in (1, 2**62) for s in (None, *SITUATIONS) for _ in "ab"}
    assert len({len(one) for one in made}) == 1
    assert len(made) == 24


def test_a_form_is_marked_by_session_and_sitting_alone():
    seats = [Seat(7, None), Seat(8, None), Seat(7, None, 1)]
    marks = [SEAL.mark(seat) for seat in seats]
    assert len(set(marks)) == 3
    assert {len(mark) for mark in marks} == {MARK}
    assert SEAL.mark(Seat(7, "loss")) == marks[0]
    assert CookieSeal(b"x" * 32, random.Random(1), secure=False).mark(seats[0]) != marks[0]


def test_any_changed_letter_closes_it():
    sealed = _sent_back(Seat(7, "pregnant"))
    for at in range(2, len(sealed)):
        changed = sealed[:at] + (b"A" if sealed[at : at + 1] != b"A" else b"B") + sealed[at + 1 :]
        assert SEAL.read(changed, NOW) is None


def test_another_key_does_not_open_it():
    other = CookieSeal(b"x" * 32, random.Random(1), secure=False)
    assert other.read(_sent_back(Seat(7, None)), NOW) is None


@pytest.mark.parametrize("header", [None, b"", b"s=", b"s", b"s=%%%", b"t=x", b"s=\xff", b"s=AAAA"])
def test_what_is_no_seat_is_none(header):
    assert SEAL.read(header, NOW) is None


def test_it_opens_for_half_a_day():
    sealed = _sent_back(Seat(7, None))
    last = NOW + timedelta(minutes=LIFE_MINUTES - 1)
    assert SEAL.read(sealed, last) == Seat(7, None)
    assert SEAL.read(sealed, last + timedelta(minutes=1)) is None
    # Another server's clock may be a little behind, and no more than that.
    assert SEAL.read(sealed, NOW - timedelta(minutes=SKEW_MINUTES)) == Seat(7, None)
    assert SEAL.read(sealed, NOW - timedelta(minutes=SKEW_MINUTES + 1)) is None
