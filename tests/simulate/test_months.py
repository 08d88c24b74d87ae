"""Months of texts through the real schedule: nothing wrong; with a guard switched off, wrong.

Each mutation takes away one thing that keeps a text from going out. If the watcher saw nothing
then, its silence over the whole product would mean nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hazardous_survey import hazardous

from prem.errors import Refusal
from prem.fieldwork import apply, looking, planning, send, simulate_network, telling
from prem.fieldwork.receive import incoming, outcome, stopping
from prem.fieldwork.simulate import Simulated, check_right, play
from prem.fieldwork.simulate_part import Order
from prem.ports import frozen
from prem.storage import asked, outbox, vouchers, withdrawn
from prem.storage.keys import new_keys
from prem.surveys.load import load_survey
from prem.surveys.schedule import Happened, templates
from prem.surveys.schedule import plan as plan_of
from prem.surveys.schedule.safe import midnight
from prem.surveys.schedule.templates import Template
from prem.surveys.schedule.watch import Watcher

UNTIL = datetime(2027, 12, 1, 12, tzinfo=UTC)
STUDY = hazardous(load_survey("pregnancy-to-18-months"))
plan_module = __import__("prem.surveys.schedule.plan", fromlist=["plan"])


def played(women: int, seed: int, *, apart: bool = False) -> Simulated:
    whole = Order(seed, women, 0, women, 18, UNTIL, all_text=True, apart=apart, repeats=True)
    return play(STUDY, new_keys(), whole, ports=frozen(UNTIL))


def several() -> None:
    """Play one group after the other: not every forty women have a moment of each sort."""
    for seed in range(3, 13):
        played(40, seed=seed)


def test_no_text_is_wrong_whatever_befalls() -> None:
    done = played(80, seed=11, apart=True)
    assert done.examples == []
    assert (done.wrong.total(), done.person_months > 1200) == (0, True)
    assert done.watched > 2000
    befell = done.happened
    for what in ("webhooks doubled", "webhooks out of order", "receiver died", "worker died",
                 "wrote late", "wrote twice", "wrote crossed", "told loss", "told apart",
                 "told number", "told channel", "told stop", "told start", "provider unclear",
                 "provider dies-after", "waves finished on the page",
                 "replies that quote"):  # fmt: skip
        assert befell[what] > 0, what


def test_no_text_with_a_voucher_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    made, given = itertools.count(1), list[str]()
    first = outcome.first_voucher

    def one_more_is_left(field: Any, line: Any, survey: Any, *what: Any) -> str | None:
        vouchers.add(line, field.keys, field.number, survey.id, [f"SIM-{next(made)}"])
        code = first(field, line, survey, *what)
        given.extend([code] if code else [])
        return code

    monkeypatch.setattr(outcome, "first_voucher", one_more_is_left)
    done = played(25, seed=11)
    assert len(given) == len(set(given)) > 20
    assert done.examples == []
    assert (done.wrong.total(), done.watched > 800) == (0, True)


def test_a_wrong_text_is_one_line_and_an_error() -> None:
    done = Simulated(watched=3)
    done.wrong["baby"] += 2
    with pytest.raises(Refusal) as refused:
        check_right(done, 7)
    assert refused.value.first.kind.code == "500.710"
    assert "2 of 3 simulated texts" in str(refused.value)


class Caught(Exception):  # noqa: N818
    """The watcher saw what it was to see: no need to play on."""


def nothing(*_args: object, **_more: object) -> Any:
    return None


def without_the_stop(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(apply, "stop", nothing)
    patch.setattr(stopping, "stop", nothing)


def without_safe_hours(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plan_module, "next_safe", lambda moment, _safe: moment)
    patch.setattr(send, "next_safe", lambda moment, *_hours: moment)


def without_marks(patch: pytest.MonkeyPatch) -> None:
    real, each = incoming.mark, itertools.count()
    patch.setattr(incoming, "mark", lambda *words: real(*words, next(each)))


def without_at_most_once(patch: pytest.MonkeyPatch) -> None:
    def again(line: Any, now: int) -> int:
        sql = "UPDATE outbox SET state = 'queued', leased_until = NULL WHERE leased_until < ?"
        return int(line.write(sql, (now,)))

    patch.setattr(outbox, "lapse", again)
    patch.setattr(outbox, "report", lambda *_said: False)  # else a report settles it before
    patch.setattr(simulate_network, "FAULTS", (("dies-after", 0.05),))


def without_a_word_of_babies(patch: pytest.MonkeyPatch) -> None:
    templates.templates.cache_clear()
    patch.setattr(templates, "mentions_baby", lambda _words: False)
    patch.setattr(withdrawn, "mentions_baby", lambda _words: False)
    patch.setattr(send, "mentions_baby", lambda _words: False)


def without_windows(patch: pytest.MonkeyPatch) -> None:
    ever = midnight(date(2020, 1, 1)), midnight(date(2030, 1, 1))
    patch.setattr(plan_module, "window", lambda _point, stands: ever if stands.days else None)


def without_holds(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        looking, "planned", lambda *given: (replace(one, held="") for one in plan_of(*given))
    )


def without_a_new_number(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(telling, "_renumber", lambda *given: Happened("number", given[-1], number="00"))


def with_a_third_reminder(patch: pytest.MonkeyPatch) -> None:
    four = tuple(Template(one, False) for one in ("invitation", *["reminder"] * 3))
    patch.setattr(plan_module, "templates", lambda _survey, _language: four)


def without_the_end(patch: pytest.MonkeyPatch) -> None:
    real = planning._how_far
    patch.setattr(
        planning, "_how_far", lambda session: None if session.state == "finished" else real(session)
    )


def without_a_day_between(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plan_module, "BETWEEN_DAYS", 0)


def without_quotes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(asked, "quoted", nothing)


MUTATIONS: list[tuple[str, Callable[[pytest.MonkeyPatch], None]]] = [
    ("after-stop", without_the_stop),
    ("outside-hours", without_safe_hours),
    ("duplicate", without_marks),
    ("duplicate", without_at_most_once),
    ("baby", without_a_word_of_babies),
    ("outside-window", without_windows),
    ("held", without_holds),
    ("old-number", without_a_new_number),
    ("too-many", with_a_third_reminder),
    ("after-finish", without_the_end),
    ("pressing", without_a_day_between),
    ("misfiled", without_quotes),
]


@pytest.mark.parametrize(
    ("kind", "mutate"), MUTATIONS, ids=lambda one: getattr(one, "__name__", "")
)
def test_a_guard_that_is_switched_off_is_seen(
    monkeypatch: pytest.MonkeyPatch, kind: str, mutate: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutate(monkeypatch)

    def seeing(_watcher: Watcher, name: str, _words: str) -> None:
        if name == kind:
            raise Caught

    monkeypatch.setattr(Watcher, "_is_wrong", seeing)
    with pytest.raises(Caught):
        several()
    templates.templates.cache_clear()
