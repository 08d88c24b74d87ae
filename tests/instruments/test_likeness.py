"""Likeness is measured: rewordings lie above the limit, different questions below."""

from itertools import combinations

import pytest

from prem.instruments.lints.likeness import LIMIT, likeness, print_of, stem
from prem.instruments.load import load_instrument

REWORDED = [
    ("How well did staff listen to you?", "How well did your care team listen to what you said?"),
    ("Did staff listen to you?", "How often did you feel listened to by staff?"),
    ("How kind were the people caring for you?", "How kindly did staff treat you?"),
    ("How easy was it to get to your visits?", "How simple was it to get to your appointments?"),
    ("How much say did you have in choices?", "How much say did you have in decisions?"),
    ("How private was the room?", "How private was the place where you talked?"),
]
DIFFERENT = [
    ("Did staff explain what would happen next?", "Did staff explain what they expected of you?"),
    ("How easy was it to get to appointments?", "How easy was it to get help with benefits?"),
    ("How much do you trust the midwife?", "How much do you trust the social worker?"),
    ("How kind were staff?", "How clear were staff?"),
]


def alike(one: str, other: str) -> float:
    return likeness(print_of(one), print_of(other))


@pytest.mark.parametrize(("one", "other"), REWORDED)
def test_a_rewording_is_seen(one: str, other: str) -> None:
    assert alike(one, other) > LIMIT
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_question_is_left_alone(one: str, other: str) -> None:
    assert alike(one, other) <= LIMIT


def test_the_limit_parts_our_own_instrument() -> None:
    words = [item.words["en"] for item in load_instrument("perinatal-experience").items]
    different = [alike(one.page, other.page) for one, other in combinations(words, 2)]
    reworded = [alike(one.page, one.spoken) > LIMIT for one in words]
    assert max(different) < LIMIT - 0.05, "no pair lies even near"
    assert sum(reworded) / len(reworded) >= 0.95


def test_the_bounds_are_0_and_1() -> None:
    assert alike("How kind were staff?", "How kind were staff?") == 1
    assert alike("Kind?", "Prompt?") == 0
    assert alike("?", "?") == 1


@pytest.mark.parametrize(
    ("word", "root"),
    [("listened", "listen"), ("listens", "listen"), ("choices", "choic"), ("choice", "choic"),
     ("red", "red"), ("team’s", "team")],
)  # fmt: skip
def test_words_meet_in_their_stem(word: str, root: str) -> None:
    assert stem(word) == root
