"""Where something fails among many texts, no other woman is harmed, and hers keep their order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from six_women import NUMBERS, got, invited, stands, texts
from texting import Phone, answers, killed_at

from prem.errors import Refusal
from prem.errors.storage import STORE_UNREACHABLE
from prem.fieldwork.deciding import Decider, Job, Turn
from prem.fieldwork.receive import outcome, receive_many, turning


@pytest.fixture
def many(phone: Phone) -> Phone:
    """Six women, invited."""
    return invited(phone)


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
