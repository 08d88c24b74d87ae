"""STOP: exact words, near misses, whole phrases, and a STOP at the edge of a longer message.

A wish in words of her own is in wishes.py.

The words are lists of every language at once: whatever she was asked in, she may stop in any.
"""

from __future__ import annotations

import re
from functools import cache

from prem.surveys.replies import lists, wishes
from prem.surveys.replies.cleaning import clean, one_slip, without, words_of
from prem.surveys.replies.safety import is_crisis

_STRETCHED = re.compile(r"s+t+o+p+")
_LOOKALIKE = re.compile(r"[s5$][\W_\d]?t[\W_\d]?[o0][\W_\d]?p\d?")
_SENTENCES = re.compile(r"[.!?;\n]+|,\s")
_WHOLE_SENTENCES = re.compile(r"[.!?;\n]+")
LONGEST_END = 7
"""Words up to which a STOP at the very end is one: "too upsetting stop"."""
SHORTEST_LONG = 6
"""Letters from which a longer stop word, or a word of a phrase from four, may have one slip."""


def is_stop(cleaned: str, words: list[str], *, open_question: bool = False) -> bool:
    """Whether a message asks to stop. `open_question`: then only a whole message does."""
    if _polite().issuperset(words):
        return is_stop_sign(cleaned)
    if is_crisis(" ".join(words)):
        return False
    if lists.pattern("stop", "never").search(" ".join(words)):
        return False
    if _LOOKALIKE.fullmatch(without(cleaned.split(), _polite())):
        return True
    if _stops_whole(words):
        return True
    if words[0].isdigit() and words[1:]:  # "5 never again" is an answer, "5 stop" is not
        words = words[1:]
        if _words_stop(words):
            return True
    if open_question:
        return _stops_at_an_edge(cleaned, _WHOLE_SENTENCES) or wishes.is_only_wish(cleaned)
    return (
        _stops_at_an_edge(cleaned, _WHOLE_SENTENCES if wishes.quotes(cleaned) else _SENTENCES)
        or _stops_within(words)
        or _ends_so(words)
        or wishes.wish(cleaned) >= wishes.SURE
    )


def is_stop_sign(cleaned: str) -> bool:
    """Whether a message without words is the sign itself."""
    return any(sign in cleaned for sign in lists.all_signs("stop", "signs"))


def takes_back(text: str) -> bool:
    """Whether a text takes a STOP back: START and a few words like it, alone.

    Narrower than what goes on after a pause: "ok" and "im here" may be somebody else's, who found
    the phone, and after "he has my phone" nothing may be sent for them.

    >>> takes_back("START please"), takes_back("im here"), takes_back("yes")
    (True, False, False)
    """
    words = words_of(clean(text))
    return without(words, _polite()) in lists.all_phrases("stop", "taken-back")


def stop_words() -> frozenset[str]:
    """Return the words that stop alone."""
    return lists.all_words("stop", "words")


@cache
def _polite() -> frozenset[str]:
    return lists.all_words("polite")


@cache
def _around() -> frozenset[str]:
    return _polite() | lists.all_words("stop", "around")


@cache
def _beside() -> frozenset[str]:
    return _polite() | lists.all_words("stop", "beside")


@cache
def _before() -> frozenset[str]:
    return lists.all_words("stop", "before") | _polite()


def _stops_whole(words: list[str]) -> bool:
    start = next((at for at, word in enumerate(words) if word not in _before()), 0)
    several = [words, words[start:]] if start else [words]
    return any(_says_stop(some) or _words_stop(some) for some in several)


def _says_stop(words: list[str]) -> bool:
    """Whether it is a phrase, word for word or without the words around it."""
    left = without(words, _around())
    said = {" ".join(words), without(words, _polite()), without(words, _beside())}
    end = next((at for at in range(len(words), 0, -1) if words[at - 1] not in _beside()), 0)
    said |= {" ".join(words[:end])}
    said |= {left} if " " in left else set()  # "right at the end" is no "end"
    return not said.isdisjoint(_phrases()) or _phrase_slipped(left.split())


def _words_stop(words: list[str]) -> bool:
    """Whether it is stop words only, alone, repeated, spelt out or with a slip."""
    left = without(words, _around())
    repeated = left.split()
    if repeated and stop_words().issuperset(repeated):
        return True
    closed = "".join(words)
    if closed in stop_words() or (_spelt(words) and _slipped(closed)):
        return True
    return len(repeated) == 1 and _slipped(left)


def _spelt(words: list[str]) -> bool:
    """Whether it is one word, or one that a space or points came into."""
    return len(words) == 1 or all(len(one) == 1 for one in words) or words == ["st", "op"]


def _is_stretched(word: str) -> bool:
    return bool(_STRETCHED.fullmatch(word)) and word not in lists.all_words("stop", "not-slips")


def _slipped(word: str) -> bool:
    """Whether it is "stpo", "stoppp" or "unsubcribe"; never a word of its own."""
    if word in lists.all_words("stop", "not-slips"):
        return False
    return (
        bool(_STRETCHED.fullmatch(word))
        or one_slip(word, "stop")
        or any(one_slip(word, one) for one in _long(len(word)))
    )


@cache
def _long(letters: int) -> tuple[str, ...]:
    """Return the longer words that a word of so many letters may be with one slip."""
    several = (*stop_words(), *(p for p in lists.all_phrases("stop", "phrases") if " " not in p))
    near = (one for one in several if abs(len(one) - letters) <= 1)
    return tuple(sorted(one for one in near if len(one) >= SHORTEST_LONG))


def _phrase_slipped(left: list[str]) -> bool:
    """Whether a phrase of several words has one slip in one word of five letters or more."""
    if len(left) < 2:
        return False
    near = _several()
    ends = (*near.get((len(left), f"^{left[0]}"), ()), *near.get((len(left), f"{left[-1]}$"), ()))
    return any(_one_word_slipped(left, meant) for meant in ends)


def _one_word_slipped(left: list[str], meant: tuple[str, ...]) -> bool:
    wrong = [(a, b) for a, b in zip(left, meant, strict=True) if a != b]
    if len(wrong) != 1:
        return False
    typed, right = wrong[0]
    return len(right) > 4 and one_slip(typed, right) and typed not in ("leaves", "alive")


@cache
def _phrases() -> frozenset[str]:
    """Return the phrases as they stand, and without the words around where two are left."""
    whole = lists.all_phrases("stop", "phrases")
    return whole | {left for one in whole if " " in (left := without(one.split(), _around()))}


@cache
def _several() -> dict[tuple[int, str], list[tuple[str, ...]]]:
    """Return the phrases of several words by how many they are and the first, or the last."""
    found: dict[tuple[int, str], list[tuple[str, ...]]] = {}
    for words in (tuple(one.split()) for one in sorted(_phrases()) if " " in one):
        for key in (f"^{words[0]}", f"{words[-1]}$"):
            found.setdefault((len(words), key), []).append(words)
    return found


def _ends_so(words: list[str]) -> bool:
    """Whether a short message ends with STOP, and nobody and nothing else is what stops."""
    if not 1 < len(words) <= LONGEST_END or words[-1] not in stop_words():
        return False
    others = lists.all_words("stop", "not-before-end")
    return others.isdisjoint(words[:-1]) and not _negated(words[-2])


def _negated(word: str) -> bool:
    return word in lists.all_words("stop", "negations") | lists.all_words("stop", "no-end-after")


def _stops_at_an_edge(cleaned: str, sentences: re.Pattern[str]) -> bool:
    """Whether the first or the last sentence of several is a STOP by itself."""
    parts = [part for part in sentences.split(cleaned[:200] + "\n" + cleaned[-200:]) if part]
    if len(cleaned) <= 200:
        parts = [part for part in sentences.split(cleaned) if part.strip()]
    edges = [words_of(parts[place]) for place in (0, -1)] if len(parts) > 1 else []
    return any(_only_stop(words) for words in edges)


def _only_stop(words: list[str]) -> bool:
    left = without(words, _around()).split()
    return bool(left) and stop_words().issuperset(left)


def _stops_within(words: list[str]) -> bool:
    """Whether a STOP begins a message and no story goes on from it."""
    left = without(words, _polite()).split()
    if not left or not (left[0] in stop_words() or _is_stretched(left[0])):
        return False
    if left[0] in lists.all_words("stop", "past") and left[1:]:
        return False  # "unsubscribed from the baby app"
    follows = left[1] if left[1:] else ""
    some = left[1:5] if follows in lists.all_words("stop", "somebody") else left[1:2]
    return not any(map(_tells, some)) and follows not in lists.all_words("stop", "goes-on")


def _tells(word: str) -> bool:
    """Whether a word is what else may stop, and not our texts: "stop them sharing my notes"."""
    contact = lists.all_words("stop", "contact")
    story = word.endswith("ing") and word not in contact
    return story and not any(one_slip(word, one) for one in contact)
