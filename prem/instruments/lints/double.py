"""Double questions: "kind and on time?" has no answer where staff were the one, not the other.

"and" and "or" join two ideas, unless they stand in a name or a set phrase that is one idea.
"""

import re
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import phrases, questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

# One idea each, though a joining word stands in them: a name, an amount, a set phrase.
ONE_IDEA = (
    "mother and baby", "mum and baby", "drug and alcohol", "alcohol and drug", "drugs and alcohol",
    "health and social care", "accident and emergency", "bed and breakfast", "friends and family",
    "family and friends", "more or less", "once or twice", "sooner or later", "one or more",
    "two or more", "a week or two", "a day or two", "whether or not", "yes or no", "now and then",
    "again and again", "over and over", "back and forth", "ups and downs", "day and night",
    "day or night", "before and after", "come and go", "pros and cons",
)  # fmt: skip
_ONE_IDEA = phrases(ONE_IDEA)
# Two who are one party to what is asked: "you and your baby", "you and staff".
_PARTY = re.compile(
    r"\byou and (?:(?:your|the) )?(?:own )?(?:new )?(?:baby|babies|child|children|family|partner|"
    r"staff|midwife|doctor|nurse|team|care team)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween(?:\s+[\w’']+){1,4}\s+and\b", re.IGNORECASE)
_JOIN = re.compile(
    r"(?:[\w’'-]+\s+)?\b(and|or|as well as|and/or|nor)\b(?:\s+[\w’'-]+)?|\w/\w", re.I
)


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Complain of two question marks, or of two things joined, in one question."""
    for one in questions(instrument, english=True):
        marks = one.words.count("?")
        if marks > 1:
            yield content.TWO_QUESTIONS.at(one.place, found=marks)
        if one.item.kind == "open":
            continue  # it asks for whatever she wants to say: "good or bad" narrows nothing
        rest = one.words
        for pattern in (_ONE_IDEA, _PARTY, _BETWEEN):
            rest = pattern.sub("it", rest)
        if join := _JOIN.search(rest):
            word = (join.group(1) or "/").lower()
            yield content.DOUBLE_QUESTION.at(one.place, word=word, excerpt=join.group(0))
