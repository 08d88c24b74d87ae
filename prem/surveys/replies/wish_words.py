"""Words turned into the letters of their classes: misspelt, stretched and in several words too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.wish_cores import LETTERS, OTHER

_CALLS = re.compile(r"^(?:te?xt|me?ss?a?gi|sendi|contacti|botheri)")
"""What "sop" and "step" stand before where they are "stop"."""
_REPEATED = re.compile(r"([a-z])\1+")
SHORTEST_CLOSED, LONGEST_CLOSED = 8, 30
"""Letters of words that are written without spaces between."""
_BEGINS = ("stop", "dont", "leave", "nomore", "please", "pls", "quit", "remove", "takeme", "unsub")
_LONG = re.compile(
    r"\b(that|it|i|you|we|they|do|does|did|is|are|was|has|have|had|would|could|should|must)"
    r" (is|am|have|will|are|not)\b(?! to\b)"
)
_SHORT = {"is": "s", "am": "m", "have": "ve", "will": "ll", "are": "re", "not": "nt"}
_FITS = {"is": ("that", "it"), "am": ("i",), "have": ("i", "you"),
         "will": ("i", "you", "it", "they"), "are": ("you",)}  # fmt: skip
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def contracted(said: str) -> str:
    """Return words as they are said: "that is" is "thats", "do not" is "dont".

    >>> contracted("that is all i do not want")
    'thats all i dont want'
    """
    return _LONG.sub(_shortened, said)


def _shortened(found: re.Match[str]) -> str:
    who, what = found.groups()
    verb = what == "not" and who not in ("that", "it", "i", "you", "we", "they")
    return f"{who}{_SHORT[what]}" if verb or who in _FITS.get(what, ()) else found[0]


def letters(words: list[str]) -> str:
    """Return the letters of words, the longest phrases first; fillers have none.

    >>> letters("dont txt me again".split()), letters(["leeeave", "me", "alonn"])
    ('NCMA', 'LM.')
    """
    classes, longest = _classes(), _phrases_from()
    words = [word if word in classes else _unstretched(word) for word in words]
    words = [one for word in words for one in _apart(word)]
    found = []
    at = 0
    while at < len(words):
        for many in range(min(longest.get(words[at], 1), len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + many]) if many > 1 else words[at]
            if (letter := classes.get(phrase)) is not None:
                found.append(letter)
                at += many
                break
        else:
            found.append(_unknown(words[at], words[at + 1] if words[at + 1 :] else ""))
            at += 1
    return "".join(found)


def _unknown(word: str, after: str) -> str:
    """Return the letter of a word that is a slip away from one that is known."""
    is_word = word in lists.all_words("stop", "not-slips") or len(word) < len("stop")
    if word in _near_stop() and (not is_word or _CALLS.search(after)):
        return LETTERS["ends"]
    return _slipped().get(word, OTHER)


def _unstretched(word: str) -> str:
    """Return a word without the letters that are repeated, where that is a word we know."""
    if not _REPEATED.search(word) or word in _kept():
        return word
    several = (_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word))
    return next((one for one in several if one in _classes() or one in _phrases_from()), word)


def _apart(word: str) -> list[str]:
    """Return the words that one is written without spaces between, such as "leavemealone"."""
    if not SHORTEST_CLOSED <= len(word) <= LONGEST_CLOSED or not word.startswith(_BEGINS):
        return [word]
    if word in _classes():
        return [word]
    ends: list[list[str] | None] = [[], *[None] * len(word)]
    for at in range(len(word)):
        if (so_far := ends[at]) is None:
            continue
        for end in range(at + 2, len(word) + 1):
            if word[at:end] in _classes() and ends[end] is None:
                ends[end] = [*so_far, word[at:end]]
    return ends[-1] or [word]


@cache
def _kept() -> frozenset[str]:
    return lists.all_words("wish", "not-slips")


@cache
def _classes() -> dict[str, str]:
    """Return the letter of every word and phrase; a class named earlier wins."""
    found = dict.fromkeys(lists.all_words("tags"), LETTERS["fillers"])
    for name, letter in reversed(LETTERS.items()):
        found.update(dict.fromkeys(lists.all_words("wish", name), letter))
        phrases = lists.all_phrases("wish", "phrases", name)
        short = ((contracted(one), one) for one in phrases)
        found.update((new, letter) for new, one in short if " " in new or new == one)
    return found


@cache
def _phrases_from() -> dict[str, int]:
    """Return how many words a phrase may have that begins with a word."""
    found: dict[str, int] = {}
    for phrase in _classes():
        first, *more = phrase.split()
        found[first] = max(found.get(first, 1), 1 + len(more))
    return found


@cache
def _near_stop() -> frozenset[str]:
    return frozenset(_one_slip_from("stop"))


@cache
def _slipped() -> dict[str, str]:
    """Return the letter of every word that is one slip from a word whose slips are known."""
    classes, found = _classes(), dict[str, str]()
    for word in sorted(lists.all_words("wish", "slips")):
        for typed in _one_slip_from(word):
            if typed not in classes and typed not in _kept():
                found.setdefault(typed, classes[word])
    return found


def _one_slip_from(word: str) -> Iterator[str]:
    """Yield what a word becomes with one letter missing, added, wrong or swapped."""
    for at in range(len(word) + 1):
        head, rest = word[:at], word[at:]
        if rest:
            yield head + rest[1:]
            yield from (head + one + rest[1:] for one in _ALPHABET)
        if len(rest) > 1:
            yield head + rest[1] + rest[0] + rest[2:]
        yield from (head + one + rest for one in _ALPHABET)
