"""Why it is asked and what its words mean, beside each question; how hard the whole reads."""

from __future__ import annotations

import math

import pytest

from prem.instruments.hashing import instrument_hash, item_hash
from prem.instruments.lints.grade import LEAST, Reading, reading
from prem.instruments.lints.hard_words import syllables
from prem.instruments.load import load_instrument
from prem.surveys.load import load_survey

SHIPPED = load_instrument("perinatal-experience")
SURVEY = load_survey("pregnancy-to-18-months")
# Counted by ear, word by word.
HEARD = {
    "the": 1, "staff": 1, "care": 1, "cared": 1, "people": 2, "caring": 2, "often": 2, "safe": 1,
    "felt": 1, "appointment": 3, "hospital": 3, "medicine": 3, "family": 3, "usual": 3, "baby": 2,
    "respect": 2, "other": 2, "women": 2, "treated": 2, "believe": 2, "being": 2, "quiet": 2,
    "answer": 2, "question": 2, "private": 2, "visit": 2, "know": 1, "next": 1, "needed": 2,
    "clear": 1, "happen": 2, "social": 2, "worker": 2, "midwives": 2, "nurses": 2, "table": 2,
}  # fmt: skip


def test_each_item_says_why_and_a_word_with_a_meaning_is_explained_where_it_stands():
    for item in SHIPPED.items:
        assert SHIPPED.why(item, "en").endswith("."), item.id
    assert dict(SHIPPED.meanings("In hospital, was it private?", "en")).keys() == {
        "hospital",
        "private",
    }
    assert SHIPPED.meanings("Privately, or in hospitals?", "en") == ()
    assert SHIPPED.why(SHIPPED.items[0], "xx") == ""


def test_what_stands_beside_a_question_belongs_to_the_instrument_and_to_no_item(author):
    bare = author.instrument()
    author.edit("small/words/en.toml", "[non_answers.not-sure]",
                '[glossary]\noffice = "Where you see staff."\n[non_answers.not-sure]')  # fmt: skip
    with_meaning = author.instrument()
    assert instrument_hash(bare) != instrument_hash(with_meaning)
    assert [item_hash(i) for i in bare.items] == [item_hash(i) for i in with_meaning.items]


def test_syllables_are_counted_as_they_are_heard():
    wrong = {word: syllables(word) for word, heard in HEARD.items() if syllables(word) != heard}
    assert len(wrong) <= 2, wrong
    assert abs(sum(map(syllables, HEARD)) - sum(HEARD.values())) <= 2


def test_the_grade_is_that_of_the_formula():
    found = reading(["The cat sat on the mat. The dog ran to the big red barn!"])
    assert (found.sentences, found.words, found.syllables) == (2, 14, 14)
    assert found.grade == pytest.approx(0.39 * 7 + 11.8 * 1 - 15.59)
    assert not found.is_enough
    assert math.isnan(reading([" ", "7"]).grade)
    hard = "Interdepartmental communication necessitates considerable organisational deliberation."
    assert reading([hard] * LEAST).grade > 12


@pytest.mark.parametrize("form", ["page", "text", "spoken", "easy"])
def test_the_whole_instrument_reads_at_grade_five_or_below(form):
    found = reading(item.words["en"].question(form) for item in SHIPPED.items)
    assert found.is_enough
    assert found.grade <= 5, found


def test_easy_words_are_easier_and_reasons_and_meanings_are_easy_too():
    grades = {
        form: reading(item.words["en"].question(form) for item in SHIPPED.items).grade
        for form in ("page", "easy")
    }
    assert grades["easy"] < grades["page"]
    beside = [*SHIPPED.whys["en"].values(), *SHIPPED.glossary["en"].values()]
    assert reading(beside).is_enough
    assert reading(beside).grade <= 5


@pytest.mark.parametrize("form", ["page", "text", "easy"])
def test_the_words_around_the_questions_read_at_grade_five_or_below(form):
    found: Reading = SURVEY.reading("en", form)
    assert found.is_enough
    assert found.grade <= 5, found
