"""Her session is read once for a text; what was written since then is never written over. What many
women tell in one and the same turn is written by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from texting import ENROLMENT, Phone

from prem.channels.model import Inbound
from prem.errors.storage import STORE_UNREACHABLE
from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import receive_many
from prem.fieldwork.tick import tick
from prem.storage import events, happened, people
from prem.surveys.reply import Chosen

LOG = "SELECT seq, channel FROM turn WHERE session = ? ORDER BY seq"


def test_a_session_that_went_on_since_it_was_read_is_read_anew(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("yes")
    do, of = Decider.do, list[int]()

    def after_the_page(decider: Decider, jobs: Sequence[Job]) -> list[Turn | BaseException | None]:
        of.append(jobs[0].session_id)
        [turn] = do(decider, [Job(of[0], None, Chosen("yes"), phone.now)])
        assert isinstance(turn, Turn)
        return do(decider, jobs)

    monkeypatch.setattr(Decider, "do", after_the_page)
    assert phone.writes("1") == "answered"
    reader = phone.field.stores.answers.reader
    assert reader.query(LOG, of) == [(1, "sms"), (2, "sms"), (3, "web"), (4, "sms")]


def test_a_turn_that_was_not_written_leaves_no_trace_in_what_was_read(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.invited().writes("yes")
    decide, times = Decider._decide, list[int]()

    def hung_up(decider: Decider, jobs: Sequence[Job]) -> object:
        decided = decide(decider, jobs)
        times.append(len(times))
        if len(times) == 1:
            raise STORE_UNREACHABLE.refuse(store="answers")
        return decided

    monkeypatch.setattr(Decider, "_decide", hung_up)
    assert phone.writes("1") == "answered"
    rows = phone.field.stores.answers.reader.query("SELECT seq FROM turn ORDER BY seq")
    assert (len(times), rows) == (2, [(1,), (2,), (3,)])


def test_situations_of_many_are_two_statements_and_each_is_hers(phone: Phone) -> None:
    field, said = phone.field, list[str]()
    numbers = [f"+4477009003{n:02d}" for n in range(4)]
    for number in numbers:
        enrol(field, next(iter(field.surveys.values())), replace(ENROLMENT, phone=number))
    assert tick(field, phone.now) == len(numbers)
    phone.deliver()
    for words in ("yes", "1"):
        came = [Inbound("sms", f"{words}{number}", number, words) for number in numbers]
        assert receive_many(field, came, phone.now) == ["answered"] * 4
        phone.deliver()
    words = ["baby-with-me text", "baby-not-with-me text", "loss text", "baby-with-me text"]
    came = [Inbound("sms", n, n, one) for n, one in zip(numbers, words, strict=True)]
    line = field.stores.contacts.writer
    line.watch = said.append
    assert receive_many(field, came, phone.now) == ["answered"] * 4
    line.watch = None
    assert sum("INTO situation" in one for one in said) == 1
    assert sum("FROM happened" in one for one in said) <= 1 + 2  # and what follows a new event
    ids = [_id(phone, number) for number in numbers]
    kept = events.situations(line, field.keys, ids)
    assert [kept[one] for one in ids] == [one.removesuffix(" text") for one in words]
    lives = happened.of(line, field.keys, ids)
    kinds = [{event.kind for event in lives[one]} & {"apart", "loss"} for one in ids]
    assert kinds == [set(), {"apart"}, {"loss"}, set()]


def _id(phone: Phone, number: str) -> int:
    index = people.index_of(phone.field.keys, people.number_from(number))
    found = people.find(phone.field.stores.contacts.reader, index)
    assert found is not None
    return found.id
