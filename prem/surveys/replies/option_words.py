"""The answer words themselves: whole, their beginnings, what means the same, one small slip.

A whole message must be the option, so that "not good" is never "good".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from prem.surveys.replies import lists
from prem.surveys.replies.choices import Choice, Code
from prem.surveys.replies.cleaning import one_slip, words_of

LONGEST_WORDS = 100
SHORTEST_START = 3
MOST_AROUND = 8
"""Words before and after an option that are looked past; so the time is bounded."""
SHORTEST_SLIP = 5
SHORTEST_CLOSED = 5
SHORTEST_IN_SEVERAL = 4
_YES = frozenset({"yes", "yeah"})
# A real word that is one letter from an answer word is no slip.
_OWN_WORDS = frozenset(
    ["ever", "lever", "fever", "sever", "fewer", "goof", "god", "food", "mood", "mostly", "agreed",
     "not", "only", "quite", "worse"]
)  # fmt: skip
_GOES_ON = re.compile(
    r"^\s*(?:[,.;:!(-]|(?:but|because|cos|coz|cause|bc|though|tho|although|except|apart|from|when|"
    r"ond|achos|now|if)\b)"
)
_FACES = ("😀😃😄😁😍🥰🤩", "🙂", "😐😶😑", "🙁☹😟😞", "😢😭😡😠🤬😩")
_TYPED = {":d": "😀", ":)": "🙂", ":-)": "🙂", ":|": "😐", ":(": "🙁", ":-(": "🙁", ":'(": "😢"}


def option_in(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Return the code that a reply's words give and what she said besides; None where unclear."""
    words = words_of(cleaned)
    around = lists.all_words("around-options")
    for lead in range(min(len(words), MOST_AROUND)):
        if lead and words[lead - 1] in _YES and words[lead] == "not":
            break
        for end in range(len(words), max(lead, len(words) - MOST_AROUND), -1):
            if (found := _whole(" ".join(words[lead:end]), choice)) is not None:
                return found, ""
            if words[end - 1] not in around:
                break
        if words[lead] not in around:
            break
    if len(words) > 1 and set(words) == {words[0]}:
        return option_in(words[0], choice)  # "always always"
    return _with_comment(cleaned, choice)


def face_in(cleaned: str, choice: Choice) -> Code | None:
    """Return the code of a face sent alone, where the options run from a smile to tears."""
    if not choice.faces:
        return None
    alone = re.sub(r"(?<=\W)\s*x+$", "", cleaned).strip()
    signs = [c for c in _TYPED.get(alone, alone) if not c.isspace()]
    places = {place for sign in signs for place, kind in enumerate(_FACES) if sign in kind}
    known = all(any(sign in kind for kind in _FACES) for sign in signs)
    return choice.codes[places.pop()] if known and len(places) == 1 else None


def exact(phrase: str, choice: Choice) -> Code | None:
    """Return the code of the one option with exactly these words."""
    return _one(choice, choice.phrases, lambda said: said == phrase)


def starting(first: str, choice: Choice) -> Code | None:
    """Return the code of the one option that begins with this word."""
    return _one(choice, choice.phrases, lambda said: said == first or said.startswith(f"{first} "))


def _one(
    choice: Choice, phrases: tuple[frozenset[str], ...], fits: Callable[[str], bool]
) -> Code | None:
    """Return the code of the one option with a phrase that fits; None where two have one."""
    found = _fitting(choice, phrases, fits)
    return found.pop() if len(found) == 1 else None


def _fitting(
    choice: Choice, phrases: tuple[frozenset[str], ...], fits: Callable[[str], bool]
) -> set[Code]:
    pairs = zip(choice.codes, phrases, strict=False)
    return {code for code, said in pairs if any(map(fits, said))}


def _whole(said: str, choice: Choice) -> Code | None:
    """Read a whole message: exact words win over a beginning, a beginning over a slip."""
    if len(said) > LONGEST_WORDS:
        return None
    if (code := exact(said, choice)) is not None:
        return code
    closed = said.replace(" ", "")
    own = frozenset().union(*choice.phrases)
    tries = (
        (choice.also, lambda one: one == said),
        (choice.phrases, lambda one: _begins(said, one)),
        (choice.phrases, lambda one: _closes(closed, one)),
        (choice.also, lambda one: _closes(closed, one)),
        (choice.phrases, lambda one: _slips(said, one, own)),
        (choice.also, lambda one: _slips(said, one, own)),
    )
    for phrases, fits in tries:
        if codes := _fitting(choice, phrases, fits):
            return codes.pop() if len(codes) == 1 else None
    return None


def _begins(said: str, meant: str) -> bool:
    return len(said) >= SHORTEST_START and said not in _OWN_WORDS and meant.startswith(said)


def _closes(closed: str, meant: str) -> bool:
    """Whether it is the words with a space too few or too many: "not atall"."""
    return len(closed) >= SHORTEST_CLOSED and meant.replace(" ", "") == closed


def _slips(said: str, meant: str, own: frozenset[str]) -> bool:
    """Whether every word is right or has one slip in a word of five letters or more.

    In an option of several words one word of four letters may have the only slip. Another
    option's own word is no slip ("not never").
    """
    typed, right = said.split(), meant.split()
    if len(typed) != len(right):
        return False
    wrong = [(a, b) for a, b in zip(typed, right, strict=True) if a != b]
    shortest = SHORTEST_IN_SEVERAL if len(right) > 1 and len(wrong) == 1 else SHORTEST_SLIP
    if not all(len(b) >= shortest and one_slip(a, b) for a, b in wrong):
        return False
    if any(a in own for a, _ in wrong):
        return False
    return all(a not in _OWN_WORDS or (len(right) > 1 and a == "god") for a, b in wrong)


def _with_comment(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Read "often, but not at night": an option's words, set off from what follows."""
    found: dict[Code, str] = {}
    longest = 0
    for code, said in _every(choice):
        spaced = r"\W+".join(map(re.escape, said.split()))
        match = re.match(rf"\W*{spaced}(?!\w)(?P<rest>.*)", cleaned, re.DOTALL)
        if match and len(said) >= longest and _GOES_ON.match(match["rest"]):
            if len(said) > longest:
                found, longest = {}, len(said)
            found[code] = match["rest"].strip(" \t\n.,;:!()-")
    if len(found) != 1:
        return None
    code, comment = found.popitem()
    return None if _names_another(comment, code, choice) else (code, comment)


def _every(choice: Choice) -> Iterator[tuple[Code, str]]:
    for several in (choice.phrases, choice.also):
        for code, phrases in zip(choice.codes, several, strict=False):
            yield from ((code, said) for said in sorted(phrases))


def _names_another(comment: str, code: Code, choice: Choice) -> bool:
    """Whether the rest begins with a different option: "always, never", "good but bad"."""
    words = words_of(comment)
    if set(choice.codes) == {"yes", "no"}:
        return any(other != code and one in words for other, one in _every(choice))
    if words[:1] == ["but"]:
        words = words[1:]
    said = " ".join(words)
    return any(
        other != code and (said == one or said.startswith(f"{one} "))
        for other, one in _every(choice)
    )
