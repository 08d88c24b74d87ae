"""How things are for her now, in her own words, at the question by text that asks for it."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from reply_corpus import TODAY, replies

from prem.surveys.load import load_survey
from prem.surveys.model import SITUATION
from prem.surveys.replies import Choice, Reading, read, situations
from prem.surveys.replies.choices import choice_at
from prem.surveys.session import Session

ROWS = replies("situation")
SAME = {"apart": "baby-not-with-me", "together": "baby-with-me"}
"""Events that say how things are: what follows from them is what follows from the option."""
RIGHT, WRONGLY = 98.0, 0.5


@pytest.fixture(scope="module")
def asked() -> Choice:
    survey = load_survey("pregnancy-to-18-months")
    here = Session(survey.id, survey.sites[0].id, "pregnancy", "text", "en", step=SITUATION)
    return choice_at(survey, here)


def understood(text: str, asked: Choice) -> str:
    found = read(text, asked, TODAY)
    if found.kind == "birth" and found.code:
        return f"birth:{found.code}"
    named = found.code if found.kind in ("answer", "non_answer") else found.kind
    return SAME.get(str(named), str(named))


def test_her_own_words_are_read_rightly_and_hardly_ever_wrongly(asked: Choice) -> None:
    found = [(one, understood(one.text, asked)) for one in ROWS]
    missed = [(one.text, one.means, got) for one, got in found if got != one.means]
    wrongly = [row for row in missed if row[2] in asked.codes]
    assert len(ROWS) >= 300
    assert 100 * len(missed) / len(ROWS) <= 100 - RIGHT, missed
    assert 100 * len(wrongly) / len(ROWS) <= WRONGLY, wrongly


def test_nobody_who_lost_is_taken_for_pregnant(asked: Choice) -> None:
    hurt = [one for one in ROWS if one.means in ("loss", "baby-not-with-me")]
    assert len(hurt) >= 80
    found = {understood(one.text, asked) for one in hurt}
    assert found.isdisjoint({"pregnant", "baby-with-me"})


@pytest.mark.parametrize("text", ["shes here with me", "my wee one is here with us"])
def test_her_baby_beside_her_is_no_danger_where_that_is_asked(asked: Choice, text: str) -> None:
    assert read(text, asked) == Reading("answer", "baby-with-me")
    assert read("shes here with me", replace(asked, situation=False)).kind == "unsafe"
    assert read("hes here with me", asked).kind == "unsafe", "it may be her partner"


def test_stop_and_safety_come_before(asked: Choice) -> None:
    assert read("im pregnant stop texting me", asked).kind in ("stop", "perhaps_stop")
    assert read("im pregnant and he has my phone", asked).kind == "unsafe"


def test_words_of_hers_change_no_other_question() -> None:
    question = Choice((1, 2), (frozenset({"yes"}), frozenset({"no"})))
    assert situations.situation_in([["im", "pregnant"]], question) is None


def test_no_text_takes_long(asked: Choice) -> None:
    chance, words = random.Random(1), sorted({w for one in ROWS for w in one.text.split()})
    slow = 0
    for _ in range(300):
        few = chance.sample(words, 3)
        said = [chance.choice(few) for _ in range(situations.LONGEST)]
        began = time.process_time()
        situations.situation_in([said, []], asked)
        slow += time.process_time() - began > 0.2
    assert slow == 0, "a pattern goes over the same words again and again"
