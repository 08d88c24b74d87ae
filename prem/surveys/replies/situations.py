"""How things are for her now, in her own words: read at the question that asks for it, alone.

She tells it in all manner of sentences, with a story around it. So cues are looked for (content:
surveys/_replies, [situation]), and a text is read where all of them say one thing; what speaks of
two situations, of another woman, or of where she herself is, is asked again. A wrong situation
brings questions that hurt.
"""

from __future__ import annotations

import re
from functools import cache

from prem.surveys.replies import life
from prem.surveys.replies.choices import Choice, Code

LONGEST = 30
"""Words up to which a text is looked at."""
BIRTH, _ELSEWHERE = "birth", "baby-not-with-me"


def situation_in(words: list[str], choice: Choice) -> Code | None:
    """Return the one situation that a text tells, or "birth" where it tells of one and no more;
    None where that is unclear, or is not asked."""
    if not choice.situation or not 0 < len(words) <= LONGEST:
        return None
    said = " ".join(words)
    if _pattern("unclear").search(said):
        return None
    said = _pattern("her-own-place").sub(" ", said)
    away = _pattern("not-with-me").search(said)
    said = _pattern("not-with-me").sub(" ", said)
    found = {code for code in (*choice.codes, BIRTH) if _pattern("cues", str(code)).search(said)}
    found |= {_ELSEWHERE} if away else set()
    several = found - {BIRTH} or found
    return several.pop() if len(several) == 1 else None


def is_with_her(words: list[str], choice: Choice) -> bool:
    """Whether "shes here with me" is said of her baby, where that is asked."""
    return choice.situation and bool(_pattern("here-with-me").fullmatch(" ".join(words)))


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    return re.compile("|".join(life.filled("situation", *path)) or r"(?!)")
