"""Many texts in one go: as one by one, in one commit a store, and none harms another."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from texting import ENROLMENT, Phone, answers, killed_at

from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.errors.storage import STORE_UNREACHABLE
from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.enrol import enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import outcome, receive_many, turning
from prem.fieldwork.tick import tick
from prem.ports import Ports
from prem.settings import Settings
from prem.storage import outbox, people, stops
from prem.storage.keys import Keys
from prem.storage.stores import open_stores
from prem.surveys.model import Survey

NUMBERS = [f"+4477009002{n:02d}" for n in range(6)]
_ids = itertools.count(1)


@pytest.fixture
def many(phone: Phone) -> Phone:
    """Six women, invited."""
    return invited(phone)


def invited(phone: Phone) -> Phone:
    [survey] = phone.field.surveys.values()
    for number in NUMBERS:
        enrol(phone.field, survey, replace(ENROLMENT, phone=number))
    assert tick(phone.field, phone.now) == len(NUMBERS)
    phone.deliver()
    return phone


def texts(*words: str, numbers: Sequence[str] = NUMBERS) -> list[Inbound]:
    """Return a text of each number, or several of one."""
    said = words * len(numbers) if len(words) == 1 else words
    sent = itertools.cycle(numbers)
    return [Inbound("sms", f"MM{next(_ids)}", next(sent), text) for text in said]


def got(phone: Phone) -> dict[str, list[str]]:
    threads = phone.console.threads
    return {number: [one.text for one in threads.get(number, [])] for number in NUMBERS}


def stands(phone: Phone, number: str) -> bool:
    index = people.index_of(phone.field.keys, people.number_from(number))
    return stops.stands(phone.field.stores.contacts.reader, index)


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


def test_a_stop_is_durable_before_anything_else_is_done(
    many: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = texts("yes", "yes", "STOP", "yes", "delete it all", "yes")
    with killed_at(monkeypatch, Decider, "do"):
        receive_many(many.field, came, many.now)
    assert [stands(many, number) for number in NUMBERS] == [False, False, True, False, True, False]
    told = receive_many(many.field, came, many.now)
    assert told == ["answered", "answered", "stopped", "answered", "stopped", "answered"]


def test_a_crash_between_the_stores_is_mended_for_a_whole_group(
    many: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("yes", "1", "baby-with-me text"):
        receive_many(many.field, texts(words), many.now)
        many.deliver()
    came = texts("2", "3 now and then", "STOP", "skip", "nonsense", "delete my answers")
    before = got(many)
    with killed_at(monkeypatch, outcome, "letters"):
        receive_many(many.field, came, many.now)
    kept = answers(many)
    assert sorted(kept, key=str) == [
        ("S5-1", 3, None),
        ("S5-1", 4, None),
        ("S5-1", None, "skipped"),
    ]
    many.deliver()
    assert got(many) == before  # nothing went out by half
    told = ["answered", "answered", "stopped", "answered", "answered", "stopped"]
    assert receive_many(many.field, came, many.now) == told
    assert receive_many(many.field, came, many.now) == ["repeat"] * 6
    assert answers(many) == kept
    many.deliver()
    said = [len(got(many)[number]) - len(before[number]) for number in NUMBERS]
    assert said == [1] * 6


def test_a_fault_with_one_woman_harms_no_other(
    many: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, hurt = (
        outcome.carry_out,
        many.field.stores.contacts.reader.query("SELECT min(id) FROM person")[0][0],
    )

    def faulty(texted: outcome.Texted, *rest: object) -> None:
        if texted.person == hurt:
            raise KeyError("a fault of ours")
        real(texted, *rest)  # type: ignore[arg-type]

    came = texts("yes")
    with monkeypatch.context() as patch:
        patch.setattr(outcome, "carry_out", faulty)
        told = receive_many(many.field, came, many.now)
    failed = [place for place, how in enumerate(told) if how != "answered"]
    assert [type(told[place]) for place in failed] == [KeyError]
    again = receive_many(many.field, came, many.now)
    assert [again[place] for place in failed] == ["answered"]
    assert sorted(map(str, again)) == ["answered"] + ["repeat"] * 5
    many.deliver()
    assert {len(one) for one in got(many).values()} == {3}


def test_missing_words_for_one_woman_harm_no_other(
    many: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = turning.wording.messages, [True]

    def flaky(*words: object) -> tuple[str, ...]:
        if broken and broken.pop():
            raise KeyError("a word of one language is missing")
        return real(*words)  # type: ignore[arg-type]

    came = texts("yes")
    with monkeypatch.context() as patch:
        patch.setattr(turning.wording, "messages", flaky)
        told = receive_many(many.field, came, many.now)
    assert [how == "answered" for how in told] == [False, True, True, True, True, True]
    assert receive_many(many.field, came, many.now) == ["answered"] + ["repeat"] * 5


def test_after_a_text_that_failed_hers_wait_but_for_a_stop(
    many: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(_: Decider, jobs: Sequence[object]) -> list[Refusal]:
        return [STORE_UNREACHABLE.refuse(store="answers")] * len(jobs)

    came = texts("yes", "1", "stop", numbers=NUMBERS[:1])
    with monkeypatch.context() as patch:
        patch.setattr(Decider, "do", unreachable)
        told = receive_many(many.field, came[:2], many.now)
        assert [isinstance(how, Refusal) for how in told] == [True, True]
        assert not stands(many, NUMBERS[0])
        receive_many(many.field, came, many.now)
    assert stands(many, NUMBERS[0])
    assert receive_many(many.field, came, many.now) == ["stopped", "stopped", "stopped"]
    many.deliver()
    assert got(many)[NUMBERS[0]][-1] == "stopped text"


@pytest.mark.parametrize("stop", [(), ("stop",)])
def test_a_text_behind_one_that_failed_is_not_taken_before_it_but_a_stop_is(
    many: Phone, monkeypatch: pytest.MonkeyPatch, stop: tuple[str, ...]
) -> None:
    """Alone it would answer another's question: both come again, in their order."""
    real, broken = Decider.do, [True]

    def flaky(decider: Decider, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        if broken and broken.pop():
            return [STORE_UNREACHABLE.refuse(store="answers")] * len(jobs)
        return real(decider, jobs)

    monkeypatch.setattr(Decider, "do", flaky)
    came = texts("yes", "1", *stop, numbers=NUMBERS[:1])
    told = receive_many(many.field, came, many.now)
    assert [isinstance(how, Refusal) for how in told] == [True, True] + [False] * len(stop)
    assert stands(many, NUMBERS[0]) == bool(stop)
    again = "stopped" if stop else "answered"
    assert receive_many(many.field, came[:2], many.now) == [again, again]
    many.deliver()
    last = got(many)[NUMBERS[0]][-1]
    assert last == "stopped text" if stop else last != "invitation text"


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
