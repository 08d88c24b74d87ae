"""The lints do not cry wolf: real questions that are in order, with the reason beside each."""

from __future__ import annotations

from typing import Any

import pytest

from prem.instruments.check import check_instrument, uncovered
from prem.instruments.lints.hard_words import syllables
from prem.instruments.lints.wording import entry, phrases, words_in
from prem.instruments.load import load_instrument, load_theory

WORDS = "small/words/en.toml"
Q1 = "How quickly did someone answer your call?"
IN_ORDER = [
    ("How well did the drug and alcohol service listen?", "422.153", "a service's name"),
    ("How easy was it to move between hospital and home?", "422.153", "one journey"),
    ("Did anyone stand by your side?", "422.153", "'and' within a word"),
    ("How well did staff look after you and your baby?", "422.153", "one party"),
    ("Once or twice, was someone kind?", "422.153", "one amount"),
    ("How much information did you get?", "422.156", "'inform' is hard, this word is not"),
    ("How well did staff know you?", "422.154", "'know' is no negation"),
    ("Could you ask whether or not to stay?", "422.154", "a set phrase"),
    ("How clean was the room?", "422.158", "clean is about the room"),
    ("Did the news affix itself to you?", "422.158", "'fix' within a word"),
    ("How used were you to the clinic?", "422.158", "'used' is not 'user'"),
    ("How much information did you get?", "422.157", "long but known to all"),
    ("How comfortable was the waiting room?", "422.157", "long but known to all"),
    ("How well did staff look after you?", "422.162", "it is she who is looked after"),
    ("Did staff agree a plan with you?", "422.161", "to agree a plan is not to agree"),
    ("How safe did you feel at home?", "422.162", "no baby in it"),
    ("How was your time in the ward with other women?", "422.162", "no baby in it"),
]


@pytest.mark.parametrize(("question", "code", "why"), IN_ORDER)
def test_a_good_question_passes(author: Any, question: str, code: str, why: str) -> None:
    author.edit(WORDS, f'page = "{Q1}"', f'page = "{question}"')
    found = check_instrument("small", author.root)
    assert found.instrument is not None
    assert code not in {one.kind.code for one in found.complaints}, why


def test_the_small_instrument_has_nothing_to_complain_of(author: Any) -> None:
    assert [str(one) for one in check_instrument("small", author.root).complaints] == []


def test_a_baby_that_is_with_her_may_be_asked_about(author: Any) -> None:
    author.edit(WORDS, f'page = "{Q1}"', 'page = "How sure are you when caring for your baby?"')
    lives = '["pregnant", "baby-with-me", "baby-not-with-me", "loss", "rather-not-say"]'
    author.edit("small/items/A1.toml", lives, '["baby-with-me"]')
    assert not check_instrument("small", author.root).complaints


def test_a_text_of_160_passes_and_of_161_does_not(author: Any) -> None:
    """The measure is the whole message: question, line breaks, numbers and options."""
    options = len("\n1 Good\n2 Fair\n3 Bad")
    for extra, bad in ((0, False), (1, True)):
        question = "Why " + "a" * (160 - options - 4 + extra)
        author.edit(WORDS, f'text = "{author.instrument().items[0].words["en"].text}"',
                    f'text = "{question}"')  # fmt: skip
        codes = {one.kind.code for one in check_instrument("small", author.root).complaints}
        assert ("422.159" in codes) is bad


def test_curly_signs_are_made_plain_before_they_are_counted(author: Any) -> None:
    author.edit(WORDS, f'text = "{Q1}"', f'text = "“How’s” it… {"a" * 80}"')
    assert not [c for c in check_instrument("small", author.root).complaints
                if c.kind.code == "422.159"]  # fmt: skip


def test_coverage_counts_a_part_that_says_the_same_elsewhere(author: Any) -> None:
    instrument, theory = author.instrument(), load_theory("small-theory", author.root)
    assert uncovered(instrument, theory) == ()
    author.edit("small/items/A1.toml", 'requirements = ["1.1"]', "requirements = []", -1)
    author.edit("small/items/general.toml", 'requirements = ["1.1"]', "requirements = []", -1)
    assert uncovered(author.instrument(), theory) == ("1", "1.1", "1.2")


@pytest.mark.parametrize(
    ("word", "count"),
    [("care", 1), ("cared", 1), ("needed", 2), ("table", 2), ("nurses", 2), ("social", 2),
     ("period", 3), ("every", 3), ("appointment", 3), ("quality", 3), ("doing", 2), ("saying", 2),
     ("professionals", 4), ("situation", 4), ("opportunity", 5), ("hospitality", 5), ("the", 1)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_words_are_counted_as_a_reader_does() -> None:
    assert words_in("I’d say: one-to-one, at 9!") == ["I’d", "say", "one-to-one", "at", "9"]


def test_phrases_are_found_whole_in_any_case_and_with_hyphens() -> None:
    table = {"hard to reach": "a", "addict*": "b"}
    pattern = phrases(table)
    assert entry(table, pattern.search("A Hard-to-reach woman").group(0)) == "a"  # type: ignore[union-attr]
    assert entry(table, pattern.search("ADDICTION").group(0)) == "b"  # type: ignore[union-attr]
    assert pattern.search("the contradicted one") is None
    with pytest.raises(KeyError):
        entry(table, "kind")


def test_our_own_instrument_has_no_error_and_few_warnings() -> None:
    found = check_instrument("perinatal-experience")
    errors = [str(one) for one in found.complaints if one.kind.severity == "error"]
    assert errors == []
    drafts = [one for one in found.complaints if one.kind.code == "422.179"]
    assert len(drafts) == 6, "each translation says that no speaker has checked it"
    assert len(found.complaints) - len(drafts) <= 10, "so many that nobody reads them"
    assert found.as_json()["items"] == len(load_instrument("perinatal-experience").items)
