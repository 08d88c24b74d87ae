"""Ways not to answer, and yes and no, in their many spellings."""

from __future__ import annotations

from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.cleaning import without
from prem.surveys.replies.lists import Lists

SKIPPED = "skipped"
LONGEST = 15
"""Words up to which a sentence may be a non-answer and nothing else."""
PASSED_OVER = frozenset({"skip", "skip it", "skip this", "skip please", "pass", "next"})
"""What passes over an open question, where anything else is hers to say."""

_TONES = "🏻🏼🏽🏾🏿! "


def non_answer_in(words: list[str], known: Lists, *, patterns: bool = True) -> str | None:
    """Return "skipped" or a non-answer's id where the whole message means it.

    `patterns`: those of whole sentences too, which are of every language at once.
    """
    meant, said = _meant(known.language), " ".join(words)
    around = known.words("non-answers", "around")
    listed = meant.get(said) or meant.get(without(words, around))
    return listed or (_patterned(said, len(words)) if patterns else None)


def _patterned(said: str, words: int) -> str | None:
    if words > LONGEST:
        return None
    kinds = ("not-sure", "rather-not-say", "not-about-me", SKIPPED)
    several = (one for one in kinds if lists.sentences("non-answer-patterns", one).search(said))
    return next(several, None)


@cache
def _meant(language: str) -> dict[str, str]:
    known = lists.by_preference(language)[0]
    kinds = known.table.get("non-answers", {})
    return {
        said: kind
        for kind in reversed(list(kinds))
        if kind != "around"
        for said in known.phrases("non-answers", kind)
    }


def yes_or_no(words: list[str], cleaned: str, known: Lists) -> str | None:
    """Return "yes" or "no" where the whole message means it, else None.

    >>> english = lists.every()[0]
    >>> yes_or_no(["yeah", "please"], "yeah please", english)
    'yes'
    """
    if not words:
        sign = cleaned.strip(_TONES)[:1]
        for meant in ("yes", "no"):
            if sign and sign in lists.all_signs("yes-no", f"{meant}-signs"):
                return meant
        return None
    said = " ".join(words)
    if said in known.phrases("yes-no", "refused"):
        return "no"
    if said in known.phrases("yes-no", "agreed"):
        return "yes"
    yes, no, around = (known.words("yes-no", key) for key in ("yes", "no", "around"))
    if words[0] in no and all(word in around or word in no for word in words):
        return "no"
    if len(words) > 1 and words[0] in yes | no:
        first, rest = "yes" if words[0] in yes else "no", words[1:]
        if yes_or_no(rest, " ".join(rest), known) == first:
            return first
    is_yes = any(word in yes for word in words)
    if not is_yes and any(word in no for word in words):
        return "no" if all(word in around or word in no for word in words) else None
    return "yes" if is_yes and all(word in around or word in yes for word in words) else None


def says_both(words: list[str], known: Lists) -> bool:
    """Whether a message holds a yes and a no ("yeah no")."""
    return all(not known.words("yes-no", key).isdisjoint(words) for key in ("yes", "no"))
