"""Answers put together of words that are known: what moves an option, what leaves several."""

from __future__ import annotations

import pytest
from reply_corpus import choices

from prem.surveys.replies import read

ASKED = choices()
COMPOSED = [
    ("frequency", 2, "pretty much always"),
    ("frequency", 2, "nearly every visit tbh"),
    ("frequency", 2, "id say most of my appointments"),
    ("frequency", 2, "often but not always"),
    ("frequency", 1, "every single time without fail to be fair"),
    ("frequency", 3, "it depends who was on but sometimes"),
    ("frequency", 4, "very very rarely if im honest"),
    ("quality", 1, "the care was amazing from start to finish"),
    ("quality", 5, "absolutely disgusting treatment"),
    ("extent", 2, "pretty much all of it"),
    ("amount", 4, "not a lot to be fair"),
    ("agreement", 3, "no strong opinion either way really"),
]
UNCLEAR = [
    ("frequency", "not always"),
    ("frequency", "sometimes often"),
    ("frequency", "nearly sometimes"),
    ("frequency", "is it sometimes or never"),
    ("frequency", "always late to every visit"),
    ("quality", "my midwife was good"),
    ("quality", "good midwives but terrible ward"),
    ("quality", "not very good"),
    ("extent", "yes, not at all"),
]


@pytest.mark.parametrize("row", COMPOSED, ids=[row[2] for row in COMPOSED])
def test_the_one_option_that_all_pieces_leave_is_the_answer(row):
    asked, number, text = row
    found = read(text, ASKED[asked])
    assert (found.kind, found.code) == ("answer", ASKED[asked].codes[number - 1])


@pytest.mark.parametrize("row", UNCLEAR, ids=[row[1] for row in UNCLEAR])
def test_where_several_or_none_are_left_she_is_asked_again(row):
    assert read(row[1], ASKED[row[0]]).kind == "unsure"


def test_on_what_is_no_scale_nothing_is_moved():
    from prem.surveys.replies.choices import worded

    situations = worded(("a", "b", "c"), [("I am pregnant", "My baby is with me", "Neither")], "en")
    assert read("nearly neither", situations).kind == "unsure"
