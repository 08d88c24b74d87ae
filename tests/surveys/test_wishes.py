"""A wish to stop by its structure: the same wishes in other sentences, and told of others."""

from __future__ import annotations

import re
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_corpus import choices, replies

from prem.surveys.replies import read
from prem.surveys.replies.lists import all_words, every
from prem.surveys.replies.wish_cores import LETTERS
from prem.surveys.replies.wishes import LONGEST, PERHAPS, SURE, is_only_wish, wish

_WORDS = frozenset().union(*(sorted(all_words("wish", name))[:4] for name in LETTERS)) | {"baby"}
OFTEN = choices()["frequency"]
WISHES = sorted(
    {
        one.text.lower()
        for one in replies()
        if one.means == "stop" and one.asked != "open" and 3 <= len(one.text.split()) <= 7
    }
)
IN_A_SENTENCE = (
    "hi {}", "sorry but {}", "look {}", "{} thank you", "{} its doing my head in", "{} i mean it",
    "{} im busy with the baby", "can i just say {}", "for the last time {}", "right {}",
    "i dont know who this is but {}",
)  # fmt: skip
TOLD_OF_OTHERS = (
    "they told me to {}", "she said {}", "my midwife said {}", "i told them {}",
    "he kept saying {}", "social worker told me to {}", "i heard her say {}",
)  # fmt: skip
SENTENCES = re.compile(r"[.!?]+ \w")
"""Where a wish has two: "she said enough now. no more" may be hers from the full stop on."""
ENDS = ("stop", "delete", "unsafe", "wrong_number")


def readings(frames, wishes=WISHES):
    chance = Random(5)
    texts = [frame.format(one) for one in wishes for frame in chance.sample(frames, 3)]
    return [(text, read(text, OFTEN).kind) for text in texts]


def test_a_wish_is_heard_in_sentences_that_nobody_wrote_down():
    found = readings(IN_A_SENTENCE)
    assert len(found) > 1000
    missed = [text for text, kind in found if kind not in ENDS]
    assert len(missed) <= 0.04 * len(found), missed[:20]


def test_the_same_words_told_of_others_stop_nothing():
    found = readings(TOLD_OF_OTHERS, [one for one in WISHES if not SENTENCES.search(one)])
    assert len(found) > 1000
    false = [text for text, kind in found if kind == "stop"]
    assert len(false) <= 0.01 * len(found), false[:20]


@pytest.mark.parametrize(
    "text",
    ["pls quit it with the msgs", "cud u not", "id like off this please", "no mair texts hen"],
)
def test_a_wish_weighs_enough(text):
    assert wish(text) >= SURE


@pytest.mark.parametrize("text", ["too many texts", "i cant do this", "last one", "this is a scam"])
def test_what_may_be_one_weighs_less(text):
    assert wish(text) == PERHAPS


@pytest.mark.parametrize(
    "text",
    ["", "...", "?!", "when i stop", "if they text me", "dont stop", "please dont take me off this",
     "they never stop texting", "i dont want another baby", "dont text. ring me", "2 or 3"],
)  # fmt: skip
def test_what_is_none_weighs_nothing(text):
    assert wish(text) < PERHAPS


def test_in_an_open_answer_only_our_texts_are_meant():
    assert is_only_wish("no more texts please")
    assert not is_only_wish("no more lies")
    assert not is_only_wish("dont talk about me behind my back")


def test_of_a_long_text_the_beginning_and_the_end_are_looked_at():
    story = "it was a long day. " * LONGEST
    assert wish(f"stop texting me. {story}") >= SURE
    assert wish(f"{story} now stop texting me") >= SURE
    assert wish(f"{story} stop texting me. {story}") < PERHAPS


def test_every_class_of_the_lists_is_one_that_the_grammar_knows():
    for one in every():
        table = one.table.get("wish", {})
        known = set(LETTERS) | {"phrases", "between", "slips", "not-slips"}
        assert set(table) <= known, one.language
        assert set(table.get("phrases", {})) <= set(LETTERS), one.language


@given(st.lists(st.sampled_from(sorted(_WORDS)), max_size=60).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_any_words_in_any_order_are_weighed_soon(text):
    began = process_time()
    assert wish(text) in range(SURE + 1)
    is_only_wish(text)
    assert process_time() - began < 0.05


STORIES = (
    "i dont go there any more", "they gave up on me", "i had to block the social worker",
    "please stop them sharing my notes", "i unsubscribed from the baby app", "i told him to do one",
    "no texts no calls nothing from them", "i wanted them to leave me alone",
)  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("sentence", ["{}", "often, {}", "5 {}", "{} so rarely", "{}. never"])
def test_a_story_beside_an_answer_stops_nothing(story, sentence):
    assert read(sentence.format(story), OFTEN).kind not in ENDS


@pytest.mark.parametrize(
    "text",
    ["stop for today i will carry on tomorrow", "can we stop there and do the rest on monday"],
)
def test_what_goes_on_later_is_put_off_and_stops_nothing(text):
    assert read(text, OFTEN).kind == "pause"


def test_what_somebody_should_have_told_us_is_hers_to_us():
    assert wish("my worker was meant to tell you i dont want these any more") >= SURE
    assert wish("my worker told me i dont want these any more") < PERHAPS


def test_ending_it_is_no_wish_to_stop_texts_where_it_may_be_her_life():
    assert read("i feel like ending it", OFTEN).kind == "help"
    assert read("end it", OFTEN).kind == "stop"
