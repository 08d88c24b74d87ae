"""The reader against the labelled replies of tests/corpus: its targets, kind by kind."""

from __future__ import annotations

from collections import Counter

import pytest
from reply_corpus import (
    HELD_OUT,
    PARTS,
    READERS,
    Score,
    choices,
    first_number,
    ours,
    replies,
    score,
    stops,
    told,
    whole_string,
)

from prem.surveys.replies import Choice, read
from prem.surveys.replies.life import KINDS as LIFE

ROWS = replies()
SCORES = score(ours, ROWS)
RIGHT, WRONGLY = 98.0, 0.5
RECALL, FALSE = 99.5, 0.1
ALIKE = {"well": "quality", "told-yes-no": "yes-no", "gate": "yes-no"}
"""Other words for a kind that we have: forty replies each, too few for a share of their own."""
FEW_RIGHT = 92.0
FLOORS = {
    "held-out-2": {"right": 81.5, "coded wrongly": 0.5, "STOP": 91.5, "false STOP": 0.3},
    "held-out-3": {"right": 75.0, "coded wrongly": 1.1, "STOP": 80.5, "false STOP": 0.3},
    "held-out-4": {"right": 75.5, "coded wrongly": 0.2, "STOP": 76.0, "false STOP": 1.5},
}
"""What the held-out parts give, in percent, rounded: a change that makes new words fare worse is
seen here. No target of ours is met by them."""


def test_the_corpus_is_long_varied_and_says_nothing_twice():
    assert len(ROWS) >= 1500
    assert set(SCORES) == set(choices())
    assert max(Counter((one.asked, one.text) for one in ROWS).values()) == 1
    stops_meant = [one for one in ROWS if one.family == "stop" and one.means == "stop"]
    look_like = [one for one in ROWS if one.family == "not-stop"]
    assert len(stops_meant) >= 500
    assert len(look_like) >= 300


@pytest.mark.parametrize("kind", sorted(SCORES.keys() - ALIKE))
def test_every_kind_of_question_is_read_rightly(kind):
    every = [one for asked, one in SCORES.items() if ALIKE.get(asked, asked) == kind]
    share = 100 / sum(one.replies for one in every)
    assert share * sum(one.right for one in every) >= RIGHT, every
    assert share * sum(one.coded_wrongly for one in every) <= WRONGLY, every


@pytest.mark.parametrize("asked", sorted(ALIKE))
def test_few_replies_in_other_words_are_read_rightly_too(asked):
    found = SCORES[asked].shares()
    assert found["right_percent"] >= FEW_RIGHT, found
    assert found["coded_wrongly_percent"] <= WRONGLY, found


def test_a_loss_told_anywhere_is_heard_and_no_other_is():
    asked = choices()
    missed = [one for one in ROWS if ours(one.text, asked[one.asked]).told != told(one)]
    assert missed == []
    assert sum(one.family == "life" for one in ROWS) >= 150


def test_what_has_happened_is_no_event_where_her_own_words_are_asked_for():
    own_words = Choice(open=True)
    kinds = {ours(one.text, own_words).kind for one in ROWS if one.family == "life"}
    assert kinds.isdisjoint(LIFE)


def test_what_she_says_besides_is_kept():
    kept, given = (
        sum(getattr(s, k) for s in SCORES.values()) for k in ("comments_kept", "comments")
    )
    assert given >= 100
    assert kept / given >= 0.95


def test_stop_is_heard_and_little_else_is_taken_for_it():
    found = stops(ours, ROWS)
    assert found["others"] >= 1000
    assert found["recall_percent"] >= RECALL, found
    assert found["false_stops_percent"] <= FALSE, found


@pytest.mark.parametrize("part", HELD_OUT)
def test_words_that_the_reader_was_never_mended_on_fare_no_worse_than_measured(part):
    rows, floor = replies(part), FLOORS[part]
    assert part not in PARTS
    every = score(ours, rows).values()
    share = 100 / len(rows)
    assert share * sum(one.right for one in every) >= floor["right"]
    assert share * sum(one.coded_wrongly for one in every) <= floor["coded wrongly"]
    found = stops(ours, rows)
    assert found["stops"] >= 70
    assert found["recall_percent"] >= floor["STOP"], found
    assert found["false_stops_percent"] <= floor["false STOP"], found


def test_the_plain_stops_stop_at_every_question():
    plain = ["STOP", "stop.", "Stop texting me", "unsubscribe", "stp", "leave me alone", "stopiwch"]
    for asked, choice in choices().items():
        for text in plain if asked != "open" else [*plain[:4], "stopiwch"]:
            assert read(text, choice).kind == "stop", (asked, text)


def test_what_looks_like_a_stop_is_none_where_her_own_words_are_asked_for():
    own_words = Choice(open=True)
    taken = [one.text for one in ROWS if one.family == "not-stop"]
    false = [text for text in taken if read(text, own_words).kind == "stop"]
    assert false == []


@pytest.mark.parametrize("baseline", [whole_string, first_number])
def test_the_reader_is_better_than_the_baselines_on_every_kind(baseline):
    theirs = score(baseline, ROWS)
    assert {k for k, s in theirs.items() if s.right >= SCORES[k].right} == set()
    assert stops(baseline, ROWS)["recall_percent"] < RECALL


def test_a_reader_that_guesses_would_fail_here():
    """The measure itself: a reader that always gives the first option codes wrongly."""
    found = score(lambda text, choice: READERS["whole string"]("1", choice), ROWS)
    assert found["frequency"].shares()["coded_wrongly_percent"] > 50
    assert isinstance(found["frequency"], Score)
