"""Every real reply of the tables gets the reading that stands beside it.

The tables are tests/reply_answers.py (numbers and words), tests/reply_wishes.py (what is no
answer) and tests/reply_questions.py (other questions).
"""

from __future__ import annotations

from datetime import date

import pytest
from example_survey import example_instrument, example_item
from reply_answers import NUMBERS, WORDS
from reply_life import LIFE
from reply_questions import AT_GOOD, AT_OPEN, AT_THREE, AT_YES_NO
from reply_wishes import (
    COMMANDS,
    NON_ANSWERS,
    PERHAPS,
    SAFETY,
    SOMEONE_ELSE,
    STOPS,
    STOPS_BY_STRUCTURE,
    STOPS_IN_MORE_WORDS,
)

from prem.surveys.replies import Choice, Reading, choice_of, read
from prem.surveys.replies.read import KINDS

INSTRUMENT = example_instrument()
OFTEN = choice_of(INSTRUMENT.item("S5-1"), INSTRUMENT, "en")
GOOD = choice_of(INSTRUMENT.item("overall"), INSTRUMENT, "en")
OPEN = choice_of(INSTRUMENT.item("open"), INSTRUMENT, "en")
YES_NO_ITEM = example_item("x", "Was it so?", ("Yes, fully", "Yes, partly", "No"))
THREE = choice_of(YES_NO_ITEM, INSTRUMENT, "en")
CONSENT = Choice(("yes", "no"), (frozenset({"yes"}), frozenset({"no"})))

LIFE_DAY = date(2026, 11, 21)
TABLE = [
    *NUMBERS, *WORDS, *NON_ANSWERS, *STOPS, *STOPS_IN_MORE_WORDS, *SAFETY, *SOMEONE_ELSE, *COMMANDS,
    *PERHAPS, *STOPS_BY_STRUCTURE,
]  # fmt: skip


def _ids(rows):
    return [f"{row[0]!r}: {row[-1]}" for row in rows]


def _check(row, choice):
    text, kind, code, comment, _ = row
    found = read(text, choice)
    if kind in ("unsafe", "wrong_number", "help"):  # these keep her words for who sees to them
        assert found.kind == kind
        return
    assert found == Reading(kind, code, comment)


def test_the_table_is_long_enough_and_says_nothing_twice():
    texts = [row[0] for row in TABLE]
    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)
    assert {row[1] for row in (*TABLE, *LIFE)} == set(KINDS)


@pytest.mark.parametrize("row", LIFE, ids=_ids(LIFE))
def test_what_has_happened_is_heard(row):
    text, kind, code, told, _ = row
    found = read(text, OFTEN, LIFE_DAY)
    assert (found.kind, found.code, found.told) == (kind, code, told)


@pytest.mark.parametrize("row", LIFE, ids=_ids(LIFE))
def test_what_has_happened_is_no_event_where_her_own_words_are_asked_for(row):
    found = read(row[0], OPEN, LIFE_DAY)
    assert (found.kind, found.code, found.told) == ("answer", "written", row[3])


def test_a_day_is_known_only_where_today_is():
    assert read("had her tuesday", OFTEN) == Reading("birth")


@pytest.mark.parametrize("row", TABLE, ids=_ids(TABLE))
def test_a_reply_to_a_question(row):
    _check(row, OFTEN)


@pytest.mark.parametrize("row", AT_YES_NO, ids=_ids(AT_YES_NO))
def test_a_reply_to_yes_or_no(row):
    _check(row, CONSENT)


@pytest.mark.parametrize("row", AT_THREE, ids=_ids(AT_THREE))
def test_a_reply_where_options_begin_with_yes_and_no(row):
    _check(row, THREE)


@pytest.mark.parametrize("row", AT_GOOD, ids=_ids(AT_GOOD))
def test_a_reply_where_options_share_words(row):
    _check(row, GOOD)


@pytest.mark.parametrize("row", AT_OPEN, ids=_ids(AT_OPEN))
def test_a_reply_to_an_open_question(row):
    _check(row, OPEN)


def test_every_option_of_the_real_instrument_reads_as_itself():
    from prem.instruments.load import load_instrument

    instrument = load_instrument("perinatal-experience")
    for item in instrument.items:
        choice = choice_of(item, instrument, "en")
        words = item.words["en"]
        for form in (words.options, words.text_options, words.easy_options):
            for number, (code, said) in enumerate(zip(item.codes, form, strict=True), start=1):
                assert read(said, choice) == Reading("answer", code), (item.id, said)
                assert read(f"{number}", choice) == Reading("answer", code)
        for one in instrument.non_answers["en"] if item.codes else ():
            for said in one.forms.values():
                assert read(said, choice) == Reading("non_answer", one.id), (item.id, said)


def test_a_very_long_text_is_read_quickly_and_kept_whole():
    story = "it was a long day " * 2000
    assert read(story, OPEN).comment == story.strip()
    assert read(story, OFTEN) == Reading("unsure")
    assert read("2 but " + story, OFTEN).comment.startswith("but it was")
