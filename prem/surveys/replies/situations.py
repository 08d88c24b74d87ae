"""How things are for her now, in her own words: read at the question that asks for it, alone.

She tells it in all manner of sentences, with a story around it. So cues are looked for (content:
surveys/_replies, [situation]), and a text is read where all of them say one thing; what speaks of
two situations, of another woman, or of where she herself is, is asked again. A wrong situation
brings questions that hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from prem.surveys.replies import life
from prem.surveys.replies.choices import Choice, Code

LONGEST = 30
"""Words up to which a text is looked at."""
BIRTH, _ELSEWHERE = "birth", "baby-not-with-me"
_HAPPY = frozenset({"pregnant", "baby-with-me", BIRTH})
"""What is never guessed where a word of a loss stands beside it."""


def situation_in(spellings: Iterable[list[str]], choice: Choice) -> Code | None:
    """Return the one situation that a text tells, or "birth" where it tells of one and no more;
    None where that is unclear, or is not asked.

    `spellings`: its words as typed, and as they are written out; all of them count together.
    """
    several = [" ".join(words) for words in spellings if 0 < len(words) <= LONGEST]
    if not choice.situation or any(_pattern("unclear").search(said) for said in several):
        return None
    found = set[Code]().union(*(_told(said, choice) for said in several))
    found = found - {BIRTH} or found
    if found <= _HAPPY and any(_pattern("perhaps-loss").search(said) for said in several):
        return None
    return found.pop() if len(found) == 1 else None


def _told(said: str, choice: Choice) -> set[Code]:
    said = _pattern("her-own-place").sub(" ", said)
    away = _pattern("not-with-me").search(said)
    said = _pattern("not-with-me").sub(" ", said)
    found = {code for code in (*choice.codes, BIRTH) if _pattern("cues", str(code)).search(said)}
    return found | {_ELSEWHERE} if away else found


def is_with_her(words: list[str], choice: Choice) -> bool:
    """Whether "shes here with me" is said of her baby, where that is asked."""
    return choice.situation and bool(_pattern("here-with-me").fullmatch(" ".join(words)))


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    return re.compile("|".join(life.filled("situation", *path)) or r"(?!)")
