"""Numbers in a reply: "2", "2.", "number two", "2 but only once". Never a guess.

A number that counts or rates something ("2 weeks", "4/5", "2 or 3") is nobody's answer.
"""

from __future__ import annotations

import re

from prem.surveys.replies.cleaning import word_set

NUMBERS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip

_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_LEAD = (
    r"(?:(?:i|id|ill|im|its|it|is|was|my|the|say|said|think|guess|go|going|with|for|a|an|prob|"
    r"probably|maybe|erm|um|umm|er|hmm|well|so|ok|yeah|yes|no|nr|num|number|option|opt|answer|ans|"
    r"reply|choose|pick|put|definitely|def|would|be|please|pls|like|sorry|sry|meant|hi|hello)"
    r"\b[\s.,:;!-]*)*"
)
_ONE = re.compile(
    rf"{_LEAD}[\s#(\[\"“”'*=.>_]*(?P<number>(?:{_WORD})\b|[0-9]+(?![0-9]))(?P<rest>.*)", re.DOTALL
)
_DECIMAL = re.compile(r"[.,/:][0-9]|\s*[/%\\]|\s*-\s*[0-9]|\s*\+\s*[0-9]?")
_ENDS = re.compile(r"(?:\s*(?:one|please|pls|plz|ok|okay|thanks|thank you|ta|x+|i think|i guess|"
                   r"for me|love|hun|then)\b)?[\W_]*(?:x+)?[\W_]*", re.DOTALL)  # fmt: skip
_ANOTHER = re.compile(
    rf"\W*(?:(?:or|and|to|n|maybe|sometimes|then|also|possibly|even|between|in|no|not|actually|"
    rf"sorry|i|meant|mean|its|a|like|bit|of)\b\W*)*(?:\d+|(?:{_WORD})\b)"
)
_COUNTS = word_set(
    "of out week weeks wk wks day days month months mth mths year years yr yrs hour hours hr hrs "
    "minute minutes min mins time times people person midwife midwives nurse nurses doctor doctors "
    "staff women woman kids kid children child baby babies star stars am pm percent point points "
    "st nd rd th more different other others visit visits appointment appointments app apps calls "
    "texts workers worker social pound pounds quid miles mile"
)
_GOES_ON = re.compile(r"\s*(?:[-,.;:!()]|but\b|because\b|cos\b|coz\b|cause\b|bc\b|though\b|tho\b|"
                      r"although\b|as\b|since\b|except\b|apart\b|only\b)")  # fmt: skip


def number_in(cleaned: str) -> tuple[int, str] | None:
    """Return the one number that a reply gives and what she said besides; None where unclear.

    The number is as typed: whether it is one of the options is for the caller.

    >>> number_in("2 but only once"), number_in("1 or 2"), number_in("2 weeks")
    ((2, 'but only once'), None, None)
    """
    found = _ONE.fullmatch(cleaned)
    if not found:
        return None
    number, rest = found["number"], found["rest"]
    value = NUMBERS[number] if number in NUMBERS else int(number[:9])
    if _ENDS.fullmatch(rest) or rest.split() == [number]:
        return value, ""
    if not _is_comment(number, rest):
        return None
    return value, rest.strip(' \t\n.,;:!)(]-"*')


def has_number(cleaned: str) -> bool:
    """Whether a reply holds any number, in digits or as a word of its own."""
    return bool(re.search(rf"\d|\b(?:{_WORD})\b", cleaned))


def _is_comment(number: str, rest: str) -> bool:
    """Whether what follows a number is said besides, and does not make it another number."""
    if _DECIMAL.match(rest) or _ANOTHER.match(rest):
        return False
    following = re.findall(r"[a-z]+", rest)
    if following and following[0] in _COUNTS:
        return False
    # "one of them", "second time": a number word must be set off from what follows.
    return number not in NUMBERS or bool(_GOES_ON.match(rest))
