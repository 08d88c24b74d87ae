"""Double questions: "kind and on time?" has no answer where staff were the one, not the other.

"and" and "or" join two ideas, unless they stand in a name or a set phrase that is one idea.
"""

import re
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import phrases, questions
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

# One idea each, though a joining word stands in them. "you and your baby" and "you and staff"
# are one party to what is asked; "more or less" is one amount.
ONE_IDEA = (
    "you and your baby", "you and the baby", "you and staff", "you and your family",
    "mother and baby", "mum and baby", "drug and alcohol", "alcohol and drug",
    "health and social care", "rights and choices", "more or less", "once or twice",
    "whether or not", "one or more", "two or more", "now and then", "again and again",
    "before and after",
)  # fmt: skip
_ONE_IDEA = phrases(ONE_IDEA)
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
        rest = _BETWEEN.sub("between", _ONE_IDEA.sub("it", one.words))
        if join := _JOIN.search(rest):
            word = (join.group(1) or "/").lower()
            yield content.DOUBLE_QUESTION.at(one.place, word=word, excerpt=join.group(0))
