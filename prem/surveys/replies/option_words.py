"""The answer words themselves: whole, their beginnings, what means the same, one small slip.

A whole message must be the option, so that "not good" is never "good".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from prem.surveys.replies import lists
from prem.surveys.replies.choices import Choice, Code
from prem.surveys.replies.cleaning import one_slip, words_of
from prem.surveys.replies.lists import alternatives
from prem.surveys.replies.option_index import Index, Phrases, index_of, spaced

LONGEST_WORDS = 100
SHORTEST_START = 3
MOST_AROUND = 8
"""Words before and after an option that are looked past; so the time is bounded."""
SHORTEST_SLIP = 5
SHORTEST_REMARK = 2
"""Words that a remark of its own has more than; fewer are a tone."""
SHORTEST_CLOSED = 5
SHORTEST_OTHER = 3
SHORTEST_IN_SEVERAL = 4
_NO = frozenset({"not", "no", "nah", "nope"})
PLAIN_YES = frozenset({"yes", "yeah", "yh", "aye", "yep", "yup", "yea", "ye", "yeh"})
# A real word that is one letter from an answer word is no slip.
_OWN_WORDS = frozenset(
    ["ever", "lever", "fever", "sever", "fewer", "goof", "god", "food", "mood", "mostly", "agreed",
     "not", "only", "quite", "worse", "what"]
)  # fmt: skip
_SIGN = re.compile(r"\s*[,.;:!(-]")
_TONE = re.compile(
    r"(?:\s+(?:hun|tbh|lol|mate|love|really|yeah|yh|aye|honestly|haha|x+|babe|pal|hen|bab|like|man|"
    r"innit|init|la|lad|tho|though|thx|thanks|cheers|ta|tbf|imo|easy|easily|personally|overall|"
    r"to be (?:fair|honest)|if im honest|in all honesty|i (?:think|suppose|guess|reckon|would say)|"
    r"id say|i d say|for me|for sure|no doubt|defo|definitely))+(?=\W)"
)
"""What may stand between an option and a remark."""
_LEAD = re.compile(
    r"\W*(?:(?:i d|id|i would|i|ill|im gonna|gonna|have to|probably|prob|just|honest to god|"
    r"honestly|tbh|hm+|um+|erm*|oh|well|aye|yeah|yes|yh|to be (?:honest|fair)|in all honesty|"
    r"say|put|go(?: with| for)?|pick|choose|it was|they were|overall|for me|my answer is|so|"
    r"right|swear (?:down|to god)|(?:one )?hundred per ?cent|ten out of ten|"
    r"10 out of 10|10/10)\b\W*)+"
)
"""What leads to an option that a remark follows: "id go poor the midwife was nice but"."""
_FIRST = re.compile(r"\W*(\w+)")
_FACES = ("😀😃😄😁😍🥰🤩", "🙂", "😐😶😑", "🙁☹😟😞", "😢😭😡😠🤬😩")
_TYPED = {":d": "😀", ":)": "🙂", ":-)": "🙂", ":|": "😐", ":(": "🙁", ":-(": "🙁", ":'(": "😢"}


def option_in(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Return the code that a reply's words give and what she said besides; None where unclear."""
    words = words_of(cleaned)
    remarked = _with_comment(cleaned, choice)
    if remarked is not None and len(remarked[1].split()) > SHORTEST_REMARK:
        return remarked  # all of it may be words that change nothing: "though they said they would"
    around = lists.all_words("around-options")
    for lead in range(min(len(words), MOST_AROUND)):
        if lead and words[lead - 1] in PLAIN_YES and words[lead] in _NO:
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
    if len(words) > 1 and words[0] in lists.all_words("yes-no", "no"):
        last = _whole(" ".join(words[1:]), choice)
        if last is not None and last == choice.codes[-1] != "no":
            return last, ""  # "nah never": a no says it once more
    if remarked is None and len(words) > 1 and words[0] in PLAIN_YES and words[1] not in _NO:
        then = _with_comment(cleaned.partition(words[0])[2], choice)
        denied = then is not None and choice.phrases[-1] == {"no"} and then[0] == choice.codes[-1]
        return None if denied else then  # "yes. they never did"
    led = _LEAD.match(cleaned) if remarked is None and "yes" not in choice.codes else None
    return _with_comment(cleaned[led.end() :], choice) if led else remarked


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
    return _only(index_of(choice).own.whole.get(phrase))


def same(words: list[str], choice: Choice) -> bool:
    """Whether a message in words means the same as one option: "zero" where one is "nothing"."""
    codes = index_of(choice).also.whole.get(" ".join(words))
    return codes is not None and not words[0].isdigit()


def starting(first: str, choice: Choice) -> Code | None:
    """Return the code of the one option that begins with this word."""
    found = {
        code
        for said, code in index_of(choice).by_first.get(first, ())
        if said in index_of(choice).own.whole
    }
    return _only(found)


def _only(codes: set[Code] | None) -> Code | None:
    return next(iter(codes)) if codes is not None and len(codes) == 1 else None


def _whole(said: str, choice: Choice) -> Code | None:
    """Read a whole message: exact words win over a beginning, a beginning over a slip."""
    if len(said) > LONGEST_WORDS:
        return None
    index = index_of(choice)
    if (
        codes := index.own.whole.get(said) or index.also.whole.get(said) or index.degrees.get(said)
    ) is not None:
        return _only(codes)
    closed = said.replace(" ", "")
    tries: tuple[Callable[[], set[Code] | None], ...] = (
        lambda: _begun(said, index),
        lambda: index.own.closed.get(closed) if len(closed) >= SHORTEST_CLOSED else None,
        lambda: index.also.closed.get(closed) if len(closed) >= SHORTEST_CLOSED else None,
        lambda: _slipped(said, index.own, index),
        lambda: _slipped(said, index.also, index),
    )
    for codes_of in tries:
        if codes := codes_of():
            return _only(codes)
    return None


def _begun(said: str, index: Index) -> set[Code]:
    if len(said) < SHORTEST_START or said in _OWN_WORDS:
        return set()
    own = index.own.whole.items()
    return set().union(*(codes for meant, codes in own if meant.startswith(said)))


def _slipped(said: str, phrases: Phrases, index: Index) -> set[Code]:
    typed = said.split()
    return {code for meant, code in phrases.like(typed) if _slips(typed, meant, index)}


def _slips(typed: list[str], right: tuple[str, ...], index: Index) -> bool:
    """Whether every word is right or has one slip in a word of five letters or more.

    In an option of several words one word of four letters may have the only slip. Another
    option's own word is no slip ("not never").
    """
    wrong = [(a, b) for a, b in zip(typed, right, strict=True) if a != b]
    shortest = SHORTEST_IN_SEVERAL if len(right) > 1 and len(wrong) == 1 else SHORTEST_SLIP
    if not all(len(b) >= shortest and one_slip(a, b) for a, b in wrong):
        return False
    if any(a in index.own.whole for a, _ in wrong):
        return False
    return all(a not in _OWN_WORDS or (len(right) > 1 and a == "god") for a, b in wrong)


def _with_comment(cleaned: str, choice: Choice) -> tuple[Code, str] | None:
    """Read "often, but not at night": an option's words, set off from what follows."""
    first = _FIRST.match(cleaned)
    if lists.sentences("remarks", "turned").search(cleaned):
        return None  # "not once did they let me down"
    found: dict[Code, str] = {}
    longest = 0
    for said, code in index_of(choice).by_first.get(first[1], ()) if first else ():
        if len(said) < longest or not (match := _begins_with(said, cleaned)):
            continue
        rest = cleaned[match.end() :]
        several = (rest, _TONE.sub("", rest, count=1))
        if any(_goes_on(said, one, feels=choice.faces) for one in several):
            if len(said) > longest:
                found, longest = {}, len(said)
            found[code] = rest.strip(" \t\n.,;:!()-")
    if len(found) != 1:
        return None
    code, comment = found.popitem()
    if words_of(comment)[-1:] in ([], ["what"], ["who"], ["which"]) and comment:
        return None  # "agree with what" asks us
    return None if _names_another(comment, code, choice) else (code, comment)


def _begins_with(said: str, cleaned: str) -> re.Match[str] | None:
    if not all(word in cleaned for word in said.split()):
        return None
    return spaced(said).match(cleaned)


def _goes_on(said: str, rest: str, *, feels: bool) -> bool:
    """Whether a remark begins there. "Everything they said" is a noun and its clause, no remark."""
    if _SIGN.match(rest):
        return True
    if said == "well" or said.endswith(("last", "last one")):
        return False  # "well it depends", "the last one was useless"
    begins = _begins_remark().match(rest)
    if not begins:
        return False
    if said.endswith("nothing") and begins[0].strip() == "but":
        return False  # "nothing but the food bank"
    if begins["clause"]:
        plain = feels and begins["clause"] != "the"
        return plain or " " in said  # "very poor i felt invisible", and not "never i felt"
    quantity = said not in ("not at all", "only a little") and said.rpartition(" ")[
        2
    ] in lists.all_words("remarks", "quantities")
    return not (quantity and begins["who"])


@cache
def _begins_remark() -> re.Pattern[str]:
    on, who, clause = (
        alternatives(lists.all_phrases("remarks", key))
        for key in ("begin", "begin-with-someone", "begin-clause")
    )
    return re.compile(rf"\s*(?:(?:{on})|(?P<who>{who})|(?P<clause>{clause}))\b")


def _names_another(comment: str, code: Code, choice: Choice) -> bool:
    """Whether the rest begins with a different option: "always, never", "good but bad"."""
    words = words_of(comment)
    others = index_of(choice).others(code)
    if set(choice.codes) == {"yes", "no"}:
        return any(one in words for one in others)
    if words[:1] in (["but"], ["no"]):
        words = words[1:]
    if words[:1] == ["sorry"]:  # "always sorry never" takes it back
        return any(f" {one} " in f" {' '.join(words)} " for one in others)
    said = " ".join(words)
    if len(words) <= SHORTEST_OTHER and any(one in words for one in others):
        return True  # "always but also never"
    return any(said == one or said.startswith(f"{one} ") for one in others)
