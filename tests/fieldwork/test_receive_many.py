"""Many texts in one go: as one by one, and in one commit a store."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from six_women import NUMBERS, got, invited, stands, texts
from texting import Phone, answers

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_many
from prem.ports import Ports
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.keys import Keys
from prem.storage.stores import open_stores
from prem.surveys.model import Survey


@pytest.fixture
def many(phone: Phone) -> Phone:
    """Six women, invited."""
    return invited(phone)


def test_a_group_is_one_commit_a_store(many: Phone) -> None:
    said: list[str] = []
    contacts, given_ = many.field.stores.contacts.writer, many.field.stores.answers.writer
    contacts.watch = given_.watch = said.append
    assert receive_many(many.field, texts("yes"), many.now) == ["answered"] * 6
    contacts.watch = given_.watch = None
    assert sum(one.startswith("BEGIN") for one in said) == 1
    assert sum(one.strip().startswith("INSERT INTO turn") for one in said) == 1
    # BEGIN, marks, texts of this hour, (the last number,) letters, COMMIT; turns
    assert len(said) == (7 if contacts.driver.kind == "sqlite" else 6)
    many.deliver()
    assert {tuple(one[1:]) for one in got(many).values()} == {
        ("opening text", "consent text\n1 Yes\n2 No")
    }


def test_one_womans_texts_are_taken_in_order(many: Phone) -> None:
    for words in ("yes", "1", "baby-with-me text"):
        receive_many(many.field, texts(words), many.now)
        many.deliver()
    one = texts("2", "3 sorry", "4 but only once", "1", numbers=NUMBERS[:1])
    others = texts("5", numbers=NUMBERS[1:])
    mixed = [text for pair in itertools.zip_longest(one, others) for text in pair if text]
    assert receive_many(many.field, mixed, many.now) == ["answered"] * len(mixed)
    # None of hers is an answer to the next question, which had not reached her.
    assert sorted(answers(many)) == [("S5-1", 1, None)] * 5 + [("S5-1", 5, None)]
    many.deliver()
    assert {len(one) for one in got(many).values()} == {6}


def test_each_is_told_what_became_of_it(many: Phone) -> None:
    first, second, third, *_ = NUMBERS
    came = [
        Inbound("sms", "M1", first, "STOP"),
        Inbound("sms", "M2", second, "yes"),
        Inbound("sms", "M2", second, "yes"),
        Inbound("sms", "M3", first, "hello"),
        Inbound("sms", "M4", "82228", "hello"),
        Inbound("sms", "M5", "+447700900999", "hello"),
        Inbound("sms", "M6", first, "START"),
        Inbound("sms", "M2", third, "yes"),  # one id for two women
        Inbound("sms", "M7", "+447700900998", "stop"),
    ]
    told = ["stopped", "answered", "repeat", "stopped", "unknown", "unknown"]
    told += ["stopped", "answered", "stopped"]
    assert receive_many(many.field, came, many.now) == told
    assert not stands(many, first)
    assert stands(many, "+447700900998")
    assert receive_many(many.field, came[:3], many.now) == ["repeat"] * 3


def test_two_programs_that_are_handed_the_same_count_it_once(
    store_settings: Settings, survey: Survey, keys: Keys, ports: Ports, now: datetime
) -> None:
    rooms = [
        Field(open_stores(store_settings), {survey.id: survey}, keys, ports.number)
        for _ in range(2)
    ]
    phone = invited(Phone(rooms[0], now))
    for words in ("yes", "1", "4", "2"):
        came = texts(words)
        told: list[list[object]] = [[], []]

        def take(place: int, came: list[Inbound] = came, told: list[list[object]] = told) -> None:
            told[place] += receive_many(rooms[place], came, now)

        threads = [threading.Thread(target=take, args=(place,)) for place in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for pair in zip(*told, strict=True):
            assert sorted(map(str, pair)) == ["answered", "repeat"]
        phone.deliver()
    assert answers(phone) == [("S5-1", 4, None)] * 6
    assert {len(one) for one in got(phone).values()} == {6}
    for room in rooms:
        room.stores.close()


WORDS = ("yes", "1", "2 but", "skip", "back", "stop", "start", "pause", "help", "??", "delete", "")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    said=st.lists(st.tuples(st.sampled_from(NUMBERS[:3]), st.sampled_from(WORDS)), max_size=24),
    cuts=st.lists(st.integers(1, 9), max_size=8),
    doubled=st.integers(0, 3),
)
def test_any_texts_in_any_groups_do_what_they_do_one_by_one(
    sqlite_phone: Callable[[], Phone], said: list[tuple[str, str]], cuts: list[int], doubled: int
) -> None:
    came = [Inbound("sms", f"M{n}", number, text) for n, (number, text) in enumerate(said)]
    came += came[-doubled:] if doubled else []
    alone, grouped = invited(sqlite_phone()), invited(sqlite_phone())
    one_by_one = [how for one in came for how in receive_many(alone.field, [one], alone.now)]
    in_groups, left = [], came
    for size in [*cuts, len(came)]:
        in_groups += receive_many(grouped.field, left[:size], grouped.now)
        left = left[size:]
    assert in_groups == one_by_one
    assert sorted(answers(grouped), key=str) == sorted(answers(alone), key=str)
    for phone in (alone, grouped):
        phone.deliver()
    assert got(grouped) == got(alone)
    counts = [outbox.counts(one.field.stores.contacts.reader) for one in (alone, grouped)]
    assert counts[0] == counts[1]
    assert [stands(alone, n) for n in NUMBERS] == [stands(grouped, n) for n in NUMBERS]
