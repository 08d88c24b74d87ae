"""What concerns her safety or another's privacy: read before everything else, STOP too.

What somebody says to us of herself is a list (surveys/_replies); what another person says who
holds her phone is here, for it takes grammar.
"""

from __future__ import annotations

import re

from prem.surveys.replies import lists

SHORT = 6
"""Words up to which a phrase is the message itself and not part of a story."""

_PARTNER = (
    r"(wife|wifes|missus|mrs|girlfriend|girlfriends|gf|gfs|fiancee|fiancees|partner|partners|"
    r"bird|birds|misses|husband|husbands|boyfriend|boyfriends|bf|bfs|hubby|hubbys)"
)
_KIN = (
    r"(mum|mums|mam|mams|mother|mothers|dad|dads|father|fathers|daughter|daughters|sister|sisters|"
    r"brother|brothers|son|sons|nan|nans|friend|friends|mate|mates|aunt|aunts|auntie|cousin)"
)
# Another person has her phone and says so. "This is his mum" may be hers to say, of her baby.
_ANOTHER = re.compile(
    r"\b(this is|its|im|i am|thats) (her|(?!his|this|its|babys|childs)\w+s) "
    rf"({_PARTNER}|{_KIN}|ex)\b|"
    rf"^her ({_PARTNER}|{_KIN}) (here|speaking)\b|"
    r"\b(stop|quit|you|u|ya|who|whos|this|dont|not) (text|txt|messag|msg|contact|bother|ring|call)"
    rf"(e|ing)? (my|our) ({_PARTNER}|{_KIN})\b|"
    rf"^(\w+ )?leave (my|our) ({_PARTNER}|{_KIN}) alone\b|"
    r"\b(this is|its|thats|this phone is|belongs to) (my|our|his) "
    rf"{_PARTNER}( phone| mobile| number)?$"
)
_WRONG_NUMBER = re.compile(
    r"\b((?<!gave me the )(?<!gave me a )(?<!rang the )(?<!rang a )(?<!given the )(?<!called the )"
    r"(?<!pressed )(?<!pressed the )"
    r"wrong (number|person|phone|num|numba|nmber|no)|"
    r"(?<!have )(?<!got )(not|isnt|aint) (her|his|their) (phone|number)|"
    rf"(this is|its|thats) (his|(my|our|her|his) ({_PARTNER}|{_KIN})) (phone|mobile|number)|"
    rf"belongs to (my|our|her|his) ({_PARTNER}|{_KIN})|"
    r"(doesnt|does not|no longer) (have|has|use) this (phone|number)|"
    r"(this is|its) not \w+s (phone|number)|(number (has )?)?changed hands|"
    r"(no ?one|nobody|no) (\w+ )?(called|named|of that name|by that name))\b"
)


def is_crisis(said: str) -> bool:
    """Whether a message speaks of taking or harming her own life."""
    return bool(lists.pattern("safety", "crisis").search(said))


def concern(words: list[str], *, open_question: bool = False) -> str | None:
    """Return what concerns her safety or another's privacy: "help", "unsafe", "wrong_number".

    Someone else with her phone is looked for in a message of any length; a phrase such as "not
    safe" only in a short one, for a longer one may be an answer about care. In an open question
    both are ("they took my phone on the ward").
    """
    said = " ".join(words)
    if is_crisis(said):
        return "help"
    held = lists.sentences("safety", "phone").search(said)
    if held and (not open_question or len(words) <= SHORT + 2):
        return "unsafe"
    if len(words) <= SHORT and lists.sentences("safety", "short").search(said):
        return "unsafe"
    if not open_question and len(words) <= 3 * SHORT and _watched(words):
        return "unsafe"
    if len(words) <= 2 * SHORT and _ANOTHER.search(said):
        return "unsafe"
    longest = SHORT if open_question else 2 * SHORT
    longest = longest if open_question else 4 * SHORT
    return "wrong_number" if len(words) <= longest and _strange(said) else None


def _watched(words: list[str]) -> bool:
    """Whether somebody looks at her phone: who, looks and what stand near, in that order."""
    who, looks, phone, this, peers, others = (
        lists.all_words("safety", "watched", part)
        for part in ("who", "looks", "phone", "this", "peers", "not")
    )
    if who.isdisjoint(words) or not others.isdisjoint(words):
        return False
    for at, word in enumerate(words):
        if word not in looks or who.isdisjoint(words[max(at - 4, 0) : at]):
            continue
        after = words[at + 1 : at + 4]
        mine = {"my", "this", "the", "these", "all"}.intersection(after)
        if mine and not phone.isdisjoint(after):
            return True
        if word in peers and not this.isdisjoint(after[:2]):
            return True
    return False


def _strange(said: str) -> bool:
    more = lists.sentences("safety", "wrong-number")
    return bool(_WRONG_NUMBER.search(said) or more.search(said))
