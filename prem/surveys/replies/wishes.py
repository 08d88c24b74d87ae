"""A wish to stop, by what it is made of and not by how it is worded: a small scored grammar.

Every word of a text is put in one class, and each class is one letter; the words are content
(surveys/_replies, [wish]), so "cud u quit sendin me these" and "gonnae no text us" become "kUSCMD"
and "koCM" (wish_words.py). Words that change nothing are dropped; one that no class knows is ".".

A wish has a core (wish_cores.py): a verb of ending and what is ended, a refusal and what is
refused, leaving alone, taking off a list, weariness of us, and so on. A core weighs 3, or 2 where
it is often no wish ("i cant do this"). What stands around it in its clause takes away from that:

- before it, somebody else ("they", "was", "told me"): 3; words of no class: 1, but
  nothing where "you" is there: she is speaking to us;
- after it, somebody else, or what goes on from it ("enough"): 2; more than three words of no
  class: 1;
- in the clauses before, somebody else, with "and" or "but" between ("i asked them to X and Y"): 2;
- a negation before a verb of ending or of leaving alone turns it into its opposite: all of it;
- after "if" or "when" it is no wish.

So it is a wish only where it is addressed to us and not told of others. From `SURE` it is a STOP;
from `PERHAPS` she is asked once, plainly; below it is nothing.
Pure; the time is bounded by `LONGEST` words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from prem.surveys.replies import lists, wish_cores
from prem.surveys.replies.wish_cores import OTHER
from prem.surveys.replies.wish_words import contracted, letters

SURE, PERHAPS = 3, 2
LONGEST = 60
"""Words and signs of a text that are looked at, half of them from its end."""
MOST_UNKNOWN = 3
_SIGN = re.compile(r"[^\W_]+|[.,;:!?\n()/]")
_NUMBERED = re.compile(r"^\W*\d\d?\b(?:\W|(?:now|and|then|n|but)\b)*(?=\w)")
"""An answer before a wish: "3 now dont text me again"."""
_ENDS = frozenset(".!?;\n")
_ASKING = frozenset({"so", "please", "pls", "plz"})
_SIGNS = _ENDS | {","}
_NO_CORE = ".jHIpkUDEPM"
"""Letters of which no core is made."""


def wish(cleaned: str) -> int:
    """Return how surely a cleaned text asks us to stop: `SURE` and more, `PERHAPS`, or less.

    >>> wish("cud u quit sendin me these"), wish("they wouldnt quit texting me")
    (3, 0)
    """
    best = 0
    told, quoted = "", False
    clauses = list(_clauses(_NUMBERED.sub("", cleaned)))
    every = [letters(words) for words, _, _ in clauses]
    to_tell = any("2" in one for one in every)
    for at, (_, before, after) in enumerate(clauses):
        last, then = (every[at + on] if 0 <= at + on < len(every) else "" for on in (-1, 1))
        said = wish_cores.OURS.sub("", every[at])
        told = told if before in _joining() else ""
        if before in _between("ifs") and (later := _later(said)):
            said, before = later, ""
        weighs = _told_us(every[at], said, then, after, told=bool(told))
        if weighs is None:
            weighs = _clause(_to_us(said) if to_tell else said, before, after)
            asked = before in _between("please") and not wish_cores.QUOTED.search(last)
            weighs -= 2 if (told and not asked) or (quoted and before == ",") else 0
        if said == "N" and before in _ASKING and wish_cores.SO_DONT.match(last):
            weighs = SURE  # "every time you text i cry so please dont"
        if before == "so" and wish_cores.SO_THAT.search(said) and wish_cores.ASKED_US.match(last):
            weighs = SURE
        best = max(best, min(weighs, SURE), SURE if PERHAPS == best == weighs else 0)  # said twice
        if before not in _between("goes-on") and wish_cores.ANOTHER_WAY.search(said):
            return 0
        quoted = bool(wish_cores.QUOTED.search(every[at])) or (quoted and after not in _ENDS)
        told = "" if weighs >= PERHAPS else told or "".join(wish_cores.OF_OTHERS.findall(said))
    return best


def _to_us(said: str) -> str:
    """Return a clause without those who should have told us what follows: "she was to tell you"."""
    return wish_cores.TOLD_FIRST.sub("", said) or said


def quotes(cleaned: str) -> bool:
    """Whether what others said stands before a comma: "he kept saying 2, stop texting me"."""
    head, comma, _ = cleaned.partition(", ")
    said = letters(head.split()[-LONGEST // 2 :]) if comma else ""
    return bool(wish_cores.QUOTED.search(said))


def _later(said: str) -> str:
    """Return what comes of an "if": "if you text again i will report you"."""
    cut = said.find("I", said.find("U")) if "U" in said else 0
    return said[cut:] if cut > 0 else ""


def _told_us(every: str, said: str, then: str, after: str, *, told: bool) -> int | None:
    """Return what a clause weighs that goes on with an "if", or says what was said before."""
    if after in _between("ifs") and wish_cores.IF_SO.search(said):
        return SURE if then.startswith("U") else 0
    if said != every and "H" in then:
        return 0  # "i said stop but he didnt"
    again = said != every and not told and wish_cores.SAID.match(said)
    return SURE if again or wish_cores.STILL.search(every) else None


def _clause(said: str, before: str, after: str) -> int:
    if before in _between("ifs") or not said.strip(_NO_CORE):
        return 0
    goes_on = "&" if after in _between("goes-on") else ""
    return max(map(_weight, (said + goes_on, *_cut(said))))


def names_us(cleaned: str) -> bool:
    """Whether a text speaks of our texts, of us, or of an end, and not only of what she does.

    >>> names_us("no more texts"), names_us("i wont be doing any more")
    (True, False)
    """
    said = (letters(words) for words, _, _ in _clauses(cleaned))
    return any(map(wish_cores.NAMES_US.search, said))


def is_only_wish(cleaned: str) -> bool:
    """Whether a text is a wish to stop and nothing else, where her own words are asked for.

    Every word has to be of a class, none of others, and our texts or a list have to be meant.

    >>> is_only_wish("dont text me again"), is_only_wish("stop asking me the same thing")
    (True, False)
    """
    said = "".join(letters(words) for words, _, _ in _clauses(cleaned))
    meant = wish_cores.ABOUT_US.search(said) and not wish_cores.ABOUT_MORE.search(said)
    return bool(meant) and wish(cleaned) >= SURE


def _clauses(cleaned: str) -> Iterator[tuple[list[str], str, str]]:
    """Yield the words of each clause, and the word or sign before it and after it."""
    signs = _SIGN.findall(contracted(cleaned))
    if len(signs) > LONGEST:
        signs = [*signs[: LONGEST // 2], "\n", *signs[-LONGEST // 2 :]]
    words: list[str] = []
    before = ""
    for at, sign in enumerate(signs):
        if not _parts(signs, at, words):
            words += [sign] if sign not in _between("please") else []
            continue
        if words:
            yield words, before, sign
        subject = sign in _between("subjects")
        kept = before in _between("apart") or (before in _SIGNS and sign in _between("please"))
        before = before if not words and kept else sign
        words = [sign] if subject else []
    if words:
        yield words, before, ""


def _parts(signs: list[str], at: int, words: list[str]) -> bool:
    """Whether a clause ends at a sign or a word: "would be good if" is one clause."""
    sign = signs[at]
    if not sign.isalnum():
        return True
    if sign not in _all_between():
        return False
    if sign in _between("subjects"):
        return bool(words) and words[-1] not in _between("before-subject")
    if sign == "then" and words and words[-1] in _between("before-then"):
        return False
    if sign == "if":
        return not words or words[-1] not in _between("before-if")
    if sign in _between("please"):
        return not (at + 1 < len(signs) and signs[at + 1] in _between("ways"))
    return True


@cache
def _between(what: str) -> frozenset[str]:
    return lists.all_words("wish", "between", what)


@cache
def _joining() -> frozenset[str]:
    """Return what may stand between clauses that tell of the same."""
    return frozenset().union(*map(_between, ("joins", "please", "ifs", "subjects")))


@cache
def _all_between() -> frozenset[str]:
    return frozenset().union(
        *map(_between, ("joins", "please", "ifs", "goes-on", "apart", "subjects"))
    )


def _cut(said: str) -> tuple[str, ...]:
    """Return what stands before a second "I" of a clause: "leave me alone i mean it"."""
    at = said.find("I", 1)
    return (said[:at],) if at > 0 and not wish_cores.OURS.match(said[at:]) else ()


@lru_cache(maxsize=4096)
def _weight(said: str) -> int:
    """Return what the best core of a clause weighs, less what stands around it."""
    best = 0
    for core in wish_cores.CORES:
        if core.weight <= best:
            continue
        for found in core.pattern.finditer(said):
            head, tail = said[: found.start()], said[found.end() :]
            near = head[max(head.rfind("I"), head.rfind("k"), 0) :]
            if core.before is not None and not core.before.search(near):
                continue
            if core.before is None and _not_so(near, said):
                continue
            best = max(best, core.weight - _cost(head, near, tail))
    return best


def _not_so(near: str, said: str) -> bool:
    return bool(wish_cores.NOT_SO.search(near)) and not wish_cores.TURNED.search(said)


def _cost(head: str, near: str, tail: str) -> int:
    cost = 0 if "U" in head else min(near.count(OTHER), 1)
    if "H" in head or "s" in head:
        cost += 3
    if "H" in tail or wish_cores.GOES_ON.match(tail):
        cost += 2
    return cost + (tail.count(OTHER) > MOST_UNKNOWN)
