"""Two items with one meaning: they add length, and flatter a scale's reliability.

Likeness is the mean of two measures between 0 and 1, on questions without their everyday words:

- tokens: how many word stems the two share, out of all that they have (Jaccard);
- letters: how many runs of three letters they share (Dice), which sees "listen" in "listened".

LIMIT: see the test beside it (tests/instruments/test_likeness.py): rewordings of one question
lie above it, and all pairs of different questions of our own instrument below.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from prem.errors import Complaint, content
from prem.instruments.lints.wording import is_english, words_in
from prem.instruments.lints.wording import questions as all_questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

LIMIT = 0.6
_EVERYDAY = """
a about an and any are as at be been being by can could did do does for from had has have how if in
is it much of often on or so that the their them there they this to up was were when which while who
will with would you your yours well staff people care caring services service
"""
EVERYDAY = frozenset(_EVERYDAY.split())
_ENDINGS = re.compile(r"(?:ing|ed|es|s|ly|er|ment|ful|ness)$")


@dataclass(frozen=True, slots=True)
class Print:
    """What is compared of a question: its stems and its runs of three letters."""

    stems: frozenset[str]
    runs: Counter[str]


def stem(word: str) -> str:
    """Return a word without its ending, so that "listened" and "listens" meet."""
    lower = word.lower().replace("’", "'").partition("'")[0]
    shorter = _ENDINGS.sub("", lower)
    return shorter if len(shorter) >= 3 else lower


def print_of(question: str) -> Print:
    """Return what is compared of a question."""
    words = [word.lower() for word in words_in(question)]
    telling = [word for word in words if word not in EVERYDAY] or words
    stems = [stem(word) for word in telling]
    line = f" {' '.join(stems)} "
    return Print(frozenset(stems), Counter(line[i : i + 3] for i in range(len(line) - 2)))


def likeness(one: Print, other: Print) -> float:
    """Return how alike two questions are, from 0 (nothing shared) to 1."""
    union = one.stems | other.stems
    tokens = len(one.stems & other.stems) / len(union) if union else 1.0
    total = one.runs.total() + other.runs.total()
    letters = 2 * (one.runs & other.runs).total() / total if total else 1.0
    return (tokens + letters) / 2


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of two items with the same words on the page; warn of two that are much alike."""
    asked = [one for one in all_questions(instrument) if one.form == "page"]
    prints = [print_of(one.words) for one in asked]
    for here, there in combinations(range(len(asked)), 2):
        first, second = asked[here], asked[there]
        if first.language != second.language:
            continue
        if words_in(first.words.lower()) == words_in(second.words.lower()):
            yield content.SAME_WORDING.at(second.place, other=first.item.id)
        elif is_english(first.language):
            alike = likeness(prints[here], prints[there])
            if alike > LIMIT:
                yield content.NEAR_WORDING.at(
                    second.place, other=first.item.id, likeness=f"{alike:.2f}", limit=LIMIT
                )
