"""An answer put together of words that are known: "nearly every visit tbh", "often, not always".

A message is cut into pieces, the longest first: an option's words or what means the same; such
words with a word before them that moves them ("nearly always" is the option after "always"); and
words that change nothing. Every piece leaves some options; the answer is the one that all leave.
A word that is none of these, and there is no answer: nothing is guessed.

The words are content: surveys/_replies, [compose].
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby

from prem.surveys.replies import lists, option_words
from prem.surveys.replies.choices import YES_NO, Choice, Code
from prem.surveys.replies.cleaning import one_slip, words_of
from prem.surveys.replies.option_index import Index, index_of

LONGEST = 24
"""Words of a message that may be an answer and nothing else."""
LONGEST_PIECE = 6
LAST_WORDS = 6
"""Words before an answer at the end that may leave it unclear."""
SHORTEST_SLIP = 5
SCALE = 5
"""Options of a scale; on any other nothing is moved."""


def composed(cleaned: str, choice: Choice) -> Code | None:
    """Return the code of the one option that all pieces of a message leave, None where unclear."""
    words = [one for one, _ in groupby(words_of(cleaned))]  # "very very rarely"
    if not 1 < len(words) <= LONGEST or choice.rating or choice.codes == YES_NO:
        return None
    if words[0] in lists.all_words("compose", "questions"):
        return None
    if words[0] == "well" and not _WAITING.isdisjoint(words):
        return None  # "well it depends"
    index = index_of(choice)
    if len(choice.codes) == SCALE:
        words = _counted(" ".join(words), index).split()
    words = [_righted(one, choice) for one in words]
    left = set(range(len(choice.codes)))
    left -= {len(left) - 1} if not _said("yes").isdisjoint(words) else set()
    left -= {0} if not _said("no").isdisjoint(words) else set()
    found = at = 0
    while at < len(words):
        for end in range(min(len(words), at + LONGEST_PIECE), at, -1):
            piece = " ".join(words[at:end])
            if (places := _places(piece, choice, index)) is not None:
                left &= places
                found += 1
            elif not _changes_nothing(piece):
                continue
            at = end
            break
        else:
            return None
    return choice.codes[left.pop()] if found and len(left) == 1 else None


def without_spans(cleaned: str) -> str:
    """Return a text without how long it was: "not once in 9 months"."""
    return lists.pattern("compose", "spans").sub("", cleaned).strip()


def concluded(cleaned: str, choice: Choice) -> Code | None:
    """Return the code of an answer that ends a story: "did they hell. never", "..., so rarely".

    It is a sentence by itself, or follows "so"; or follows "sorry" or "i mean", which take back
    what was before. Without a "so" no other option is named before it.

    """
    head, sign, said = _ending(cleaned)
    if not sign and (after := _after_comma(cleaned, choice)) is not None:
        return after
    words = words_of(said)
    if not sign or not 0 < len(words) <= LONGEST_PIECE or choice.rating:
        return None
    if "?" in cleaned or words[0] in lists.all_words("compose", "questions"):
        return None
    index = index_of(choice)
    places = _head(" ".join(words), choice, index)
    code = choice.codes[places.pop()] if places and len(places) == 1 else composed(said, choice)
    if sign == "sorry" and code is None and (found := option_words.option_in(said, choice)):
        code = found[0]
    if sign in ("so", "sorry") or code is None:
        return code
    before = f" {' '.join(words_of(head))} "
    named = (f" {one} " in before for one in index.others(code) if not one.isdigit())
    return None if any(named) or _said("no").issuperset(words_of(head)) else code


def _after_comma(cleaned: str, choice: Choice) -> Code | None:
    """Return the code of an option by itself at the end: "like a dream, very well"."""
    head, sign, said = cleaned.rpartition(",")
    before = words_of(head)
    if (_said("yes") | _said("no")).issuperset(before) or "?" in cleaned:
        return None
    if not sign or not _unsure().isdisjoint(before[-LAST_WORDS:]) or choice.codes == YES_NO:
        return None
    found = option_words.option_in(said.strip(), choice)
    if found is None and (code := composed(said, choice)) is not None:
        found = code, ""
    if found is None or found[1] or len(words_of(said)) > LONGEST_PIECE:
        return None
    named = f" {' '.join(before)} "
    others = index_of(choice).others(found[0])
    return None if any(f" {one} " in named for one in others if not one.isdigit()) else found[0]


@cache
def _unsure() -> frozenset[str]:
    return lists.all_words("compose", "unsure") | lists.all_words("compose", "questions")


def _ending(cleaned: str) -> tuple[str, str, str]:
    """Return what is before the end of a text, what parts them, and the end."""
    found = None
    for found in _parts_end().finditer(cleaned):  # noqa: B007 - the last one
        pass
    if found is None or not found.end() < len(cleaned):
        return "", "", ""
    sign = "sorry" if found["sorry"] else "so" if found["so"] else "."
    return cleaned[: found.start()], sign, cleaned[found.end() :]


@cache
def _parts_end() -> re.Pattern[str]:
    so = lists.alternatives(lists.all_words("compose", "so"))
    sorry = lists.alternatives(lists.all_phrases("compose", "sorry"))
    return re.compile(
        rf"\W+(?P<sorry>{sorry})\b\W*(?=\w)|\W+(?P<so>{so})\b\W*(?=\w)|\s*[.;!\n]+\s*(?=\w)"
    )


def _places(piece: str, choice: Choice, index: Index) -> set[int] | None:
    """Return the places of the options that a piece leaves; None where it says nothing of them."""
    if (places := _head(piece, choice, index)) is not None:
        return places
    for kind in _MOVES if len(choice.codes) == SCALE else ():
        for moves in sorted(lists.all_phrases("compose", kind), key=len, reverse=True):
            if piece.startswith(f"{moves} "):
                moved = piece[len(moves) + 1 :]
                places = _head(moved, choice, index)
                if kind == "not" and moved in _NONE and places == {SCALE - 1}:
                    return set(range(SCALE - 1))  # "next to nothing but not nothing"
                return _moved(kind, places) if places is not None else None
    return None


def _head(said: str, choice: Choice, index: Index) -> set[int] | None:
    codes = index.own.whole.get(said) or index.also.whole.get(said) or index.degrees.get(said)
    return {choice.codes.index(code) for code in codes} if codes else None


_WAITING = frozenset({"depends", "depended", "varied", "varies"})
_NONE = frozenset({"never", "nothing", "none"})
_MOVES = ("nearly", "hardly", "not")


def _moved(kind: str, places: set[int]) -> set[int]:
    """Return where a word before moves one option of five; nowhere where that is unclear."""
    place = next(iter(places)) if len(places) == 1 else SCALE
    moved = {
        "nearly": {0: {1}, SCALE - 1: {SCALE - 2}},
        "hardly": {0: {3}, 1: {3}},
        "not": {0: {1, 2, 3}},
    }
    return moved[kind].get(place, set())


def _righted(word: str, choice: Choice) -> str:
    """Return an option's long word for one that is a slip from it, and is no word we know."""
    long, known = _words_of_options(choice)
    if len(word) < SHORTEST_SLIP - 1 or word in known or _changes_nothing(word):
        return word
    meant = {one for one in long if one_slip(word, one) and word[:-1] != one}
    return meant.pop() if len(meant) == 1 else word


@lru_cache(maxsize=1024)
def _words_of_options(choice: Choice) -> tuple[frozenset[str], frozenset[str]]:
    """Return the long words of the options, and all that means the same."""
    index = index_of(choice)
    own = {one for said in index.own.whole for one in said.split() if len(one) >= SHORTEST_SLIP}
    return frozenset(own), frozenset(one for said in index.also.whole for one in said.split())


def _said(meant: str) -> frozenset[str]:
    """Return the words of a yes, which is never the last option, or of a no, never the first."""
    return lists.all_words("compose", meant)


def _changes_nothing(piece: str) -> bool:
    return piece in _nothing()


@cache
def _nothing() -> frozenset[str]:
    words = lists.all_words("compose", "around") | lists.all_words("around-options")
    words |= _said("yes") | _said("no")
    return words | lists.all_phrases("compose", "phrases")


def _counted(said: str, index: Index) -> str:
    """Return a message with what counts visits by the option that it means: "most visits"."""
    if "always" not in index.own.whole:
        return said
    for means, pattern in _counts():
        said = pattern.sub(means, said)
    return said


@cache
def _counts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (means, re.compile("|".join(several)))
        for one in lists.every()
        for means, several in one.names("compose", "counts").items()
    )
