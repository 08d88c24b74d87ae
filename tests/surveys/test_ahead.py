"""The questions ahead: what comes next whatever she answers, and nothing of what she said."""

from __future__ import annotations

import random

import pytest

from prem.instruments.model import NON_ANSWERS, SITUATIONS
from prem.surveys import engine
from prem.surveys.ahead import onward, screens_ahead
from prem.surveys.load import load_survey
from prem.surveys.model import Survey
from prem.surveys.reply import Back, Begin, Chosen, Declined, Leave, Reply, Skip, Wrote
from prem.surveys.screens import screen
from prem.surveys.session import Session
from prem.surveys.way import due_step


@pytest.fixture(scope="module")
def study() -> Survey:
    return load_survey("pregnancy-to-18-months", None)


def _begun(study: Survey, situation: str, time_point: str, now: object) -> Session:
    session = engine.start(
        study, site=study.sites[0].id, time_point=time_point, language="en", form="full"
    )
    for reply in (
        Begin(),
        Chosen("yes", step="opening"),
        Chosen("yes", step="consent"),
        Chosen(situation, step="situation"),
    ):
        session, _ = engine.step(study, session, reply, now)
    return session


def _replies(study: Survey, step: str) -> list[Reply]:
    """Everything that she can answer at an item."""
    item = study.items[step]
    if item.kind == "open":
        return [Wrote("They listened.", step), Skip(step)]
    coded = [Chosen(code, step=step) for code in item.codes]
    return [*coded, *(Declined(one, step) for one in NON_ANSWERS), Skip(step)]


def test_no_answer_changes_what_comes_next(study, now):
    """On random ways with steps back, at every item: each reply leads where the page said."""
    chance, looked, brought = random.Random(7), 0, 0
    for situation in SITUATIONS:
        for time_point in study.time_points:
            session = _begun(study, situation, time_point.id, now)
            for _ in range(70):
                step = due_step(study, session)
                if step in study.items:
                    ahead = screens_ahead(onward(study, session))
                    looked += 1
                    for reply in _replies(study, step) if ahead else ():
                        after, _ = engine.step(study, session, reply, now)
                        assert screen(study, after) == ahead[0], (step, reply)
                        brought += 1
                    one = Back() if chance.random() < 0.2 else chance.choice(_replies(study, step))
                else:
                    one = Skip(step) if step != "consent" else Chosen("yes", step=step)
                session, _ = engine.step(study, session, one, now)
                if session.state == "finished":
                    break
    assert looked > 300
    assert brought > 2_000


def test_all_the_way_from_the_first_question(study, now):
    session = _begun(study, "pregnant", "pregnancy", now)
    ahead = screens_ahead(onward(study, session))
    walked = [session]
    while len(walked) <= len(ahead):
        step = due_step(study, walked[-1])
        walked.append(engine.step(study, walked[-1], Skip(step), now)[0])
    assert [one.step for one in ahead] == [due_step(study, one) for one in walked[1:]]
    assert len(ahead) > 5


def test_nothing_is_ahead_where_no_question_is_due(study, now):
    session = _begun(study, "pregnant", "pregnancy", now)
    lost = session._replace(situation=None)
    left, _ = engine.step(study, session, Leave(), now)
    for one in (lost, left, session._replace(step="end"), session._replace(step="consent")):
        assert screens_ahead(onward(study, one)) == ()


def test_where_she_stands_holds_no_answer(study, now):
    session = _begun(study, "pregnant", "pregnancy", now)
    first = session.step
    one, _ = engine.step(study, session, Chosen(4, step=first), now)
    other, _ = engine.step(study, session, Declined("not-sure", first), now)
    assert onward(study, one) == onward(study, other)
    assert hash(onward(study, one)) == hash(onward(study, other))
    assert onward(study, one) != onward(study, session)
    assert set(onward(study, one).session.responses.values()) == {""}
    assert not [s for s in screens_ahead(onward(study, one)) for o in s.options if o.checked]


def test_no_page_brings_more_than_so_many(study, now):
    way = onward(study, _begun(study, "pregnant", "pregnancy", now))
    assert len(screens_ahead(way, most=3)) == 3
    assert screens_ahead(way, most=3) == screens_ahead(way)[:3]
