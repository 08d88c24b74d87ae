"""The answer words themselves: whole, their beginnings, and with one small slip."""

from __future__ import annotations

import re

from prem.surveys.replies.choices import Choice, Code
from prem.surveys.replies.cleaning import one_slip, word_set, words_of

SHORTEST_START = 3
SHORTEST_SLIP = 5
# A real word that is one letter from an answer word is no slip.
_OWN_WORDS = word_set("ever lever fever sever fewer goof god food mood mostly")

_LEAD = word_set(
    "i id ill im its it is was it's say said think guess probably prob erm um er hmm well so ok "
    "they definitely def would felt feel they're theyre that thats i'd just lol yeah yes"
)
_GOES_ON = re.compile(
    r"^\s*(?:[,.;:!(-]|but\b|because\b|cos\b|coz\b|cause\b|bc\b|though\b|tho\b|although\b|"
    r"except\b|apart\b)"
)


def option_in(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Return the code that a reply's words give and what she said besides; None where unclear."""
    words = words_of(cleaned)
    for lead in range(len(words)):
        if (found := _whole(" ".join(words[lead:]), choice)) is not None:
            return found, ""
        if words[lead] not in _LEAD:
            break
    return _with_comment(cleaned, choice)


def exact(phrase: str, choice: Choice) -> Code | None:
    """Return the code of the one option with exactly these words."""
    found = [c for c, said in zip(choice.codes, choice.phrases, strict=True) if phrase in said]
    return found[0] if len(found) == 1 else None


def starting(first: str, choice: Choice) -> Code | None:
    """Return the code of the one option that begins with this word."""
    found = {
        code
        for code, phrases in zip(choice.codes, choice.phrases, strict=True)
        if any(said == first or said.startswith(f"{first} ") for said in phrases)
    }
    return found.pop() if len(found) == 1 else None


def _whole(said: str, choice: Choice) -> Code | None:
    """Read a whole message: exact words win over a beginning, a beginning over a slip."""
    if (code := exact(said, choice)) is not None:
        return code
    for fits in (_begins, _slips):
        codes = {
            code
            for code, phrases in zip(choice.codes, choice.phrases, strict=True)
            if any(fits(said, one) for one in phrases)
        }
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def _begins(said: str, meant: str) -> bool:
    return len(said) >= SHORTEST_START and said not in _OWN_WORDS and meant.startswith(said)


def _slips(said: str, meant: str) -> bool:
    """Whether every word is right or has one slip in a word of five letters or more."""
    typed, right = said.split(), meant.split()
    return len(typed) == len(right) and all(
        a == b or (len(b) >= SHORTEST_SLIP and a not in _OWN_WORDS and one_slip(a, b))
        for a, b in zip(typed, right, strict=True)
    )


def _with_comment(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Read "often, but not at night": an option's words, set off from what follows."""
    found: dict[Code, str] = {}
    for code, phrases in zip(choice.codes, choice.phrases, strict=True):
        for said in phrases:
            spaced = r"\W+".join(map(re.escape, said.split()))
            match = re.match(rf"\W*{spaced}(?!\w)(?P<rest>.*)", cleaned, re.DOTALL)
            if match and _GOES_ON.match(match["rest"]):
                found[code] = match["rest"].strip(" \t\n.,;:!()-")
    if len(found) != 1:
        return None
    code, comment = found.popitem()
    return None if _names_another(comment, code, choice) else (code, comment)


def _names_another(comment: str, code: Code, choice: Choice) -> bool:
    """Whether the rest begins with a different option: "always, never"."""
    said = " ".join(words_of(comment))
    return any(
        said == one or said.startswith(f"{one} ")
        for other, phrases in zip(choice.codes, choice.phrases, strict=True)
        for one in phrases
        if other != code
    )
