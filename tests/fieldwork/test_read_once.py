"""Her session is read once for a text; what was written since then is never written over."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from texting import Phone

from prem.errors.storage import STORE_UNREACHABLE
from prem.fieldwork.deciding import Decider, Job, Turn
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
