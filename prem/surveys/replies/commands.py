"""Words that are no answer: DELETE, HELP, PAUSE and the rest. STOP is in stops.py.

Lists are of whole messages, once polite and empty words are taken away.
"""

from __future__ import annotations

import re
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.cleaning import without
from prem.surveys.replies.safety import SHORT
from prem.surveys.replies.stops import stop_words

_WHO = re.compile(
    r"^(?:(?:hi|hello|sorry|ok|erm|and|but|please|pls|wait) )*"
    r"(who (is|are|r|dis|this|u|you)|whos (this|that|it)|what is this|whats (this|about)|"
    r"why (are|r) (you|u)|how did (you|u) get|where did (you|u) get)\b"
)
LONGEST = 14
"""Words up to which a sentence may be a command and nothing else."""
LONGEST_NEED = 24
"""Words up to which a text may say that she needs help, or another time."""
_PATTERNED = ("help", "call", "link", "back", "pause")
_AND = frozenset({"and", "also", "then"})


def is_delete(words: list[str], *, open_question: bool = False) -> bool:
    """Whether her answers are to be erased, said alone, with a STOP or after a number.

    In an open question "forget it" is an answer, so there it must be said in so many words.
    """
    words = words[1:] if words and words[0].isdigit() else words
    left = without(words, _polite() | stop_words() | _AND)
    kinds = _kinds("commands-when-open" if open_question and len(left.split()) == 1 else "commands")
    said = " ".join(words)
    if kinds.get(left) != "delete" and kinds.get(said) != "delete":
        return not open_question and bool(
            lists.sentences("command-patterns", "delete").search(said)
        )
    return not open_question or left.split()[0] not in ("forget", "wipe", "remove", "get")


def command(words: list[str], *, open_question: bool = False) -> tuple[str, str] | None:
    """Return the kind of a command and its code (of a language), or None."""
    said, left = " ".join(words), without(words, _polite())
    if open_question:
        kinds = _kinds("commands-when-open")
        meant = kinds.get(said) or kinds.get(left)
        return (meant, "") if meant else None
    kinds = _kinds("commands")
    kind = kinds.get(said) or kinds.get(left)
    if kind is not None:
        return kind, ""
    if len(words) <= SHORT and _WHO.search(said):
        return "help", ""
    for kind in _PATTERNED if len(words) <= LONGEST else ():
        if lists.sentences("command-patterns", kind).search(said):
            return kind, ""
    if (code := _instead_of_english(words)) is not None:
        return "language", code
    language = without(words, _polite() | lists.all_words("languages", "around"))
    return ("language", _languages()[language]) if language in _languages() else None


def needs(words: list[str]) -> str | None:
    """Return "help" or "pause" where a text that is nothing else says so in words of her own."""
    said = " ".join(words)
    if len(words) > LONGEST_NEED:
        return None
    if lists.sentences("command-patterns", "in-need").search(said):
        return "help"
    return "pause" if lists.sentences("command-patterns", "postponed").search(said) else None


@cache
def _polite() -> frozenset[str]:
    return lists.all_words("polite")


@cache
def _kinds(table: str) -> dict[str, str]:
    """Return what each whole message means; the order in the files is that of preference."""
    return {
        said: kind
        for known in reversed(lists.every())
        for kind in reversed(list(known.names(table)))
        for said in known.phrases(table, kind)
    }


def _instead_of_english(words: list[str]) -> str | None:
    """Return the language that is asked for as English is not understood."""
    if not {"english", "inglish"}.intersection(words) or len(words) > LONGEST:
        return None
    others = {_languages()[one] for one in words if one in _languages()} - {"en"}
    denies = not {"not", "no", "dont", "cant", "bad", "little", "instead"}.isdisjoint(words)
    return others.pop() if len(others) == 1 and denies else None


@cache
def _languages() -> dict[str, str]:
    return {
        said: code
        for known in lists.every()
        for code in known.names("languages")
        if code != "around"
        for said in known.phrases("languages", code)
    }
