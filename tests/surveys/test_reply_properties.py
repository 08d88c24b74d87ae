"""What holds for any text: a reading, soon, and never a code that the question has not."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reply_corpus import choices, replies

from prem.surveys.replies import read
from prem.surveys.replies.cleaning import LONGEST
from prem.surveys.replies.lists import every
from prem.surveys.replies.read import KINDS

CHOICES = choices()
CORPUS = [one.text for one in replies()]
ODD = (
    "\x00\u200b\u200d\u202e\u2066\ufeff\ufe0f\u20e3\u0301\u0640👩‍👩‍👧🏽٣１①½ßﬁŞ'’\"“«\n\t .,;:!?-/"
)
WORDS = st.sampled_from(
    ["stop", "2", "not", "or", "always", "very", "he has my phone", "yes", "no"]
)
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=ODD + "123stopaeiou "),
    st.sampled_from(CORPUS),
    st.lists(st.one_of(WORDS, st.text(alphabet=ODD, max_size=3)), max_size=12).map(" ".join),
    st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")),
)
EXACT = ["STOP", "stop", "StopAll", "UNSUBSCRIBE", "optout", "stopio", "stopiwch"]
PROVIDERS = [*EXACT, "cancel", "END", "quit", "Revoke"]
AROUND = st.text(alphabet=" .,!?-_*\"'()[]#:;\n\t\u200b\u200d\ufeff\u202e😡🙏👎", max_size=6)


@given(TEXTS, st.sampled_from(sorted(CHOICES)))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_reading_within_the_question(text, asked):
    choice = CHOICES[asked]
    found = read(text, choice)
    assert found.kind in KINDS
    if found.kind == "answer":
        assert found.code in (("written",) if choice.open else choice.codes)
    if found.kind == "non_answer":
        assert found.code in ("skipped", "not-sure", "rather-not-say", "not-about-me")
    assert len(found.comment) <= len(text)


@given(AROUND, st.sampled_from(PROVIDERS), AROUND, st.sampled_from(sorted(CHOICES)))
@settings(max_examples=200, deadline=None)
def test_a_stop_word_alone_stops_whatever_signs_stand_around_it(before, word, after, asked):
    if asked == "open" and word not in EXACT:
        return  # "end" may be an answer there
    assert read(f"{before}{word}{after}", CHOICES[asked]).kind == "stop"


@given(st.integers(min_value=0, max_value=10**30), st.sampled_from(["frequency", "rating"]))
@settings(max_examples=200, deadline=None)
def test_a_number_that_is_no_option_is_never_made_into_one(number, asked):
    choice = CHOICES[asked]
    found = read(str(number), choice)
    last = choice.first + len(choice.codes)
    if choice.first <= number < last:
        assert found.code == choice.codes[number - choice.first]
    else:
        assert found.kind in ("unsure", "non_answer")


LONG = {
    "one letter": "s" * 65_536,
    "one digit": "1" * 65_536,
    "spaces": " " * 65_536,
    "lead-ins": "i think " * 8_192,
    "stops": "dont stop " * 6_554,
    "reactions": 'Liked "' * 9_363,
    "options": "always, " * 8_192,
    "accents": "é\u0301" * 32_768,
    "points": "2. " * 21_846,
    "words of the lists": "i dont want to " * 4_370,
    "ends": "2" + " please" * 9_362,
}


@pytest.mark.parametrize("kind", sorted(LONG))
def test_a_very_long_text_takes_no_longer(kind):
    """Only the first letters are read, so time is bounded; the measure is against a tenth of it."""
    for asked in ("frequency", "open"):
        taken = min(_seconds(LONG[kind], asked) for _ in range(3))
        assert taken < 0.05, (kind, asked, taken)
        shorter = min(_seconds(LONG[kind][:LONGEST], asked) for _ in range(3))
        assert taken < 3 * shorter + 0.03


def _seconds(text: str, asked: str) -> float:
    began = process_time()
    read(text, CHOICES[asked])
    return process_time() - began


def test_the_lists_of_every_language_have_the_same_parts():
    english, *others = every()
    optional = {"places", "polite", "same", "same-as", "languages", "situation"}
    optional |= {"spelt", "command-patterns", "non-answer-patterns"}
    asked_in = [one for one in others if one.language == "cy"]
    assert asked_in
    assert all(set(english.table) - set(one.table) <= optional for one in asked_in)
    for other in others:
        assert {"language", "stop", "yes-no", "non-answers", "same"} <= set(other.table)
        assert set(other.table) <= set(english.table), other.language
        for part in ("stop", "yes-no", "non-answers", "number-words", "wish", "commands"):
            known = set(other.table.get(part, ()))
            assert known <= set(english.table[part]), (other.language, part)
