"""Every question may be passed over, in four ways; a missing answer is asked about once."""

from __future__ import annotations

import pytest

from prem.instruments.model import NON_ANSWERS
from prem.storage.rows import answer_rows
from prem.surveys.engine import start, step
from prem.surveys.events import AnswerGiven, AskedAgain
from prem.surveys.reply import Begin, Chosen, Declined, Empty, Skip, Unread
from prem.surveys.screens import screen


def at_items(study, time_point="weeks-0-12"):
    session = start(study, site="site-1", time_point=time_point, language="en", form="full")
    for reply in (Begin(), Chosen("yes"), Chosen("yes")):
        session, _ = step(study, session, reply, None)
    return session


@pytest.mark.parametrize("form", ["page", "easy", "text"])
def test_every_question_offers_skip_and_three_ways_of_not_answering(study, form):
    session, seen = at_items(study), 0
    while session.state == "open":
        shown = screen(study, session, form)
        assert shown.can_skip, shown.step
        if shown.kind == "choice":
            assert tuple(one.value for one in shown.non_answers) == NON_ANSWERS
            said = [one.words for one in (*shown.options, *shown.non_answers)]
            assert len({words.lower() for words in said}) == len(said), shown.step
            seen += 1
        session, _ = step(study, session, Skip(session.step), None)
    assert seen > 25


def test_the_four_are_told_apart_where_they_are_kept(app, study, new_token, woman, read):
    page, given = woman.at_first_item(new_token()), {}
    for answer in (*NON_ANSWERS, ""):
        given[read.step(page)] = answer or "skipped"
        page = woman.sends(page, answer, action="continue" if answer else "skip")
    rows = answer_rows(app.house.stores.answers, study.id)
    assert {row.item: row.non_answer for row in rows} == given


def test_a_missing_answer_is_asked_about_once_at_every_question(study):
    session, asked = at_items(study), {}
    session, _ = step(study, session, Skip(), None)
    while session.state == "open":
        at = session.step
        session, events = step(study, session, Empty(at, insists=session.asked_again), None)
        asked[at] = asked.get(at, 0) + sum(isinstance(one, AskedAgain) for one in events)
    questions = [one for one in asked if one in study.items]
    assert {asked[one] for one in questions if study.items[one].kind == "choice"} == {1}
    assert {asked[one] for one in questions if study.items[one].kind == "open"} == {0}
    assert {session.responses[one] for one in questions} == {"skipped"}


@pytest.mark.parametrize("reply", [Skip(), Declined("not-sure"), Declined("rather-not-say")])
def test_even_her_situation_may_be_passed_over(study, reply):
    session, _ = step(study, at_items(study), reply, None)
    assert session.situation == "rather-not-say"
    assert session.step in study.items


def test_what_is_no_answer_counts_as_none(study):
    session, _ = step(study, at_items(study), Skip(), None)
    for reply in (Unread(), Chosen(99), Chosen(True), Chosen("yes"), Declined("nothing")):
        after, events = step(study, session, reply, None)
        assert not any(isinstance(one, AnswerGiven) for one in events), reply
        assert after.responses == session.responses
