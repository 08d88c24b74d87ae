"""Numbers in a reply: "2", "2.", "number two", "2 but only once". Never a guess.

A number that counts or rates something ("2 weeks", "4/5", "2 or 3") is nobody's answer. Number
words are those of one language; what stands around a number is known in all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.lists import alternatives

_DECIMAL = re.compile(r"[.,/:⁄][0-9]|\s*[/%\\⁄]|\s*-\s*[0-9]|\s*\+\s*[0-9]?")


@dataclass(frozen=True)
class _Grammar:
    """Regular expressions of one language's number words."""

    values: dict[str, int]
    one: re.Pattern[str]
    any: re.Pattern[str]
    ends: re.Pattern[str]
    another: re.Pattern[str]
    goes_on: re.Pattern[str]
    of_ten: re.Pattern[str]
    last: re.Pattern[str]


_RATES_TWO = re.compile(
    r"\s*(?:for|from|to|at|on|in|with|before|after|during) .*\b\d+ "
    r"(?:for|from|to|at|on|in|with|before|after|during)\b"
)
_QUESTION = re.compile(r"^\W*q(?:uestion|u)?\s?\d{1,2}\W+(?=\d)|^\W*no\.?(?=\d)")
HEAD = 160
"""Letters in which a number is looked for; so the time is bounded."""


def number_in(
    cleaned: str, language: str = "en", *, rating: bool = False
) -> tuple[int, str] | None:
    """Return the one number that a reply gives and what she said besides; None where unclear.

    The number is as typed: whether it is one of the options is for the caller. `rating`: "8/10"
    and "8 out of 10" are an 8.

    >>> number_in("2 but only once"), number_in("1 or 2"), number_in("2 weeks")
    ((2, 'but only once'), None, None)
    """
    grammar = _grammar(language)
    if cleaned.startswith("no one"):
        return None  # nobody, and not the first
    cleaned = _QUESTION.sub("", cleaned, count=1)
    if rating:
        cleaned = grammar.of_ten.sub(r"\g<number> ", cleaned, count=1)
    head, later = cleaned[:HEAD], cleaned[HEAD:]
    found = grammar.one.fullmatch(head)
    if not found or found["rest"].startswith("%"):
        return None if rating else _last(cleaned, grammar)
    number, rest = found["number"], found["rest"]
    value = grammar.values[number] if number in grammar.values else int(number[:9])
    if not later and (grammar.ends.fullmatch(rest) or re.fullmatch(rf"[,!.]?\s+{number}\W*", rest)):
        return value, ""
    if not _is_comment(number, rest, grammar):
        return None
    return value, (rest + later).strip(' \t\n.,;:!)(]-"*')


def _last(cleaned: str, grammar: _Grammar) -> tuple[int, str] | None:
    """Return the number that ends a story, set off from it and the only one in it: "soz had to
    feed the cat, number two", "sorry was asleep. 2". All of the text is said besides."""
    found = grammar.last.search(cleaned[-HEAD:])
    if found is None or len(grammar.any.findall(cleaned)) > 1:
        return None
    number = found["number"]
    return grammar.values[number] if number in grammar.values else int(number), cleaned


def has_number(cleaned: str, language: str = "en") -> bool:
    """Whether a reply holds any number, in digits or as a word of its own."""
    return bool(_grammar(language).any.search(cleaned))


def _is_comment(number: str, rest: str, grammar: _Grammar) -> bool:
    """Whether what follows a number is said besides, and does not make it another number."""
    if _DECIMAL.match(rest) or grammar.another.match(rest):
        return False
    if _RATES_TWO.match(rest):  # "8 for the midwives 2 for the hospital"
        return False
    following = [w for w in re.findall(r"[^\W\d_]+", rest[:80]) if w not in ("and", "a")]
    if following and following[0] in lists.all_words("number-words", "counts"):
        return False
    # "one of them", "second time": a number word must be set off from what follows.
    return number not in grammar.values or bool(grammar.goes_on.match(rest))


@cache
def _grammar(language: str) -> _Grammar:
    values = {k: int(v) for k, v in lists.by_preference(language)[0].names("numbers").items()}
    word = alternatives(frozenset(values))
    lead, joins, on = (
        alternatives(lists.all_words("number-words", key)) for key in ("lead", "joins", "goes-on")
    )
    ends = alternatives(lists.all_phrases("number-words", "ends"))
    names, sets = (
        alternatives(lists.all_phrases("number-words", key)) for key in ("names", "sets-off")
    )
    of = "|".join(
        re.escape(o) for one in lists.every() for o in one.patterns("number-words", "out-of")
    )
    ten = "|".join([*(k for k, v in values.items() if v == 10), "10"])
    flags = re.DOTALL
    return _Grammar(
        values,
        re.compile(
            rf"\W*(?<![-−–—+£$€<])(?:(?:{lead})\b[\s.,:;!-]*)*[^\w\-−–—+£$€<]*(?<![.,])_*"
            rf"(?P<number>(?:{word})\b|[0-9]+(?![0-9]))(?P<rest>.*)",
            flags,
        ),
        re.compile(rf"\d|\b(?:{word})\b"),
        re.compile(rf"(?:\s*(?:{ends}|x+)\b)*[\W_]*(?:x+)?[\W_]*", flags),
        re.compile(
            rf"(?!\W*not? one\b)\W*(?:(?:{joins})(?:\b|(?=\d))\W*)*(?:(?:{names})\W+)?"
            rf"(?:\d+|(?:{word})\b)"
        ),
        re.compile(rf"\s*(?:[-,.;:!()]|(?:{on})\b)"),
        re.compile(rf"(?P<number>\b[0-9]+|\b(?:{word}))\s*(?:{of})\s*(?:{ten})\b(?!\s*[/%.,]\d)"),
        re.compile(
            rf"(?:[.,!;:)\n]|\b(?:{sets})\b)\s*(?:(?:{names})\W*(?=\w)|(?=\d))"
            rf"(?P<number>(?:{word})|\d{{1,2}})\b(?:\s*(?:{ends}|x+)\b)*[\W_]*$"
        ),
    )
