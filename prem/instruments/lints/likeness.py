"""Two items with one meaning: they add length, and flatter a scale's reliability.

Likeness is the mean of two measures between 0 and 1, on questions without their everyday words:

- tokens: how many word stems the two share (Dice: twice the shared, out of both counts), where
  a few words that mean the same in care count as one;
- letters: how many runs of three letters they share (Dice), which sees "listen" in "listened".

LIMIT lies between two measured groups, which tests/instruments/test_likeness.py holds: different
questions of our own instrument reach 0.49 at most, two of one kind ("did staff explain ...") 0.56,
and nineteen of twenty rewordings (the page form and the spoken form of one item) 0.59 and more.
It sees wording, not meaning: two questions with one meaning and no word in common pass, and it is
the women and the correlations of their answers that find those.
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

LIMIT = 0.58
_EVERYDAY = """
a about an and any are as at be been being by can could did do does for from had has have how if in
is it much of often on or so that the their them there they this to up was were when which while who
will with would you your yours well treat treated said say team staff people care caring cared
service services
"""
EVERYDAY = frozenset(_EVERYDAY.split())
SAME = {
    "decision": "choice", "decisions": "choice", "visit": "appointment", "visits": "appointment",
    "room": "place", "space": "place", "fast": "quick", "speak": "talk", "spoke": "talk",
    "told": "tell", "said": "say", "felt": "feel", "kindly": "kind", "simple": "easy",
}  # fmt: skip
_ENDINGS = re.compile(r"(?:ing|ed|es|s|ly|er|ment|ful|ness)$")


@dataclass(frozen=True, slots=True)
class Print:
    """What is compared of a question: its stems and its runs of three letters."""

    stems: frozenset[str]
    runs: Counter[str]


def stem(word: str) -> str:
    """Return a word without its ending, so that "listened" and "listens" meet."""
    lower = word.lower().replace("’", "'").partition("'")[0]
    shorter = _ENDINGS.sub("", lower).removesuffix("e")
    return shorter if len(shorter) >= 3 else lower


def print_of(question: str) -> Print:
    """Return what is compared of a question."""
    words = [word.lower() for word in words_in(question)]
    telling = [word for word in words if word not in EVERYDAY] or words
    stems = [stem(SAME.get(word, word)) for word in telling]
    line = f" {' '.join(stems)} "
    return Print(frozenset(stems), Counter(line[i : i + 3] for i in range(len(line) - 2)))


def likeness(one: Print, other: Print) -> float:
    """Return how alike two questions are, from 0 (nothing shared) to 1."""
    tokens = _dice(len(one.stems & other.stems), len(one.stems) + len(other.stems))
    letters = _dice((one.runs & other.runs).total(), one.runs.total() + other.runs.total())
    return (tokens + letters) / 2


def _dice(shared: int, both: int) -> float:
    """Return the share that two counts have in common; 1 where both are empty."""
    return 2 * shared / both if both else 1.0


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
