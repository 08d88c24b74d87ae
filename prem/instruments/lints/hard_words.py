"""Hard words: one that a tired reader stumbles over costs the answer to the whole question."""

import re
from collections.abc import Iterator

from prem.errors import Complaint, content
from prem.instruments.lints.wording import Wording, entry, options, phrases, questions, words_in
from prem.instruments.model import Instrument
from prem.instruments.theory import Theory

PLAINER = {
    "access": "get",
    "additional": "more",
    "advocate": "someone who speaks up for you",
    "antenatal": "in pregnancy",
    "appropriate*": "right",
    "approximately": "about",
    "assist": "help",
    "assistance": "help",
    "assisted": "helped",
    "attend*": "go to",
    "autonomy": "own choice",
    "collaborat*": "work together",
    "commence*": "start",
    "communicat*": "tell or talk",
    "component": "part",
    "comprehensive": "full",
    "concerning": "about",
    "consequently": "so",
    "consistent*": "the same",
    "continuity": "the same person",
    "coordinat*": "work together",
    "co-ordinat*": "work together",
    "demonstrate*": "show",
    "discharge*": "leave",
    "empower*": "able to decide",
    "endeavour*": "try",
    "ensure*": "make sure",
    "establish*": "set up",
    "facilitat*": "help",
    "frequently": "often",
    "holistic": "whole",
    "identif*": "find",
    "implement*": "carry out",
    "inform": "tell",
    "informed": "told",
    "initiate*": "start",
    "integrat*": "joined up",
    "intervention*": "help",
    "judgemental": "unfair",
    "multi-agency": "services together",
    "multidisciplinary": "several kinds of staff",
    "numerous": "many",
    "obtain*": "get",
    "participat*": "take part",
    "perceive*": "feel",
    "perinatal": "around the birth",
    "person-centred": "built around you",
    "postnatal": "after birth",
    "prior to": "before",
    "procedure*": "step",
    "professional*": "staff",
    "provider*": "service",
    "provision": "care",
    "purchase": "buy",
    "regarding": "about",
    "require*": "need",
    "respond*": "answer",
    "safeguarding": "keeping you or your child safe",
    "self-efficacy": "sure that you can",
    "subsequent*": "later",
    "sufficient*": "enough",
    "trauma-informed": "careful of what you have lived through",
    "utilis*": "use",
    "whilst": "while",
}
# Long, and yet every reader knows them from her own care or her own day.
_FAMILIAR = """
activities activity anybody anything comfortable communities community difficulties difficulty
disability emergency everybody everyday everyone everything experience experiences information
maternity medication necessary opportunity ordinary somebody television understanding usually
"""
FAMILIAR = frozenset(_FAMILIAR.split())
LIMIT = 4
_HARD = phrases(PLAINER)
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouysxzcgtd]ed$|[^aeiouysxzcgl]es$")
_APART = re.compile(r"(?<![tscg])i[ao](?!us)|(?<!q)ua[lt]|eo(?![up])|[^aeiouq]ui(?=n|ty)|[oy]ing")


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, 1 or more.

    Groups of vowels, less a silent ending ("care", "cares", "cared", but not "table", "needed" or
    "nurses"), more where two vowels that meet are heard apart ("social" no, "period" yes).
    Within one syllable on common words.
    """
    lower = word.lower().replace("’", "'").partition("'")[0]
    count = len(_VOWELS.findall(lower)) + len(_APART.findall(lower))
    return max(1, count - bool(_SILENT.search(lower)))


def lint(instrument: Instrument, _theory: Theory) -> Iterator[Complaint]:
    """Warn of words with a plainer one, and of words of four syllables or more."""
    for one in (*questions(instrument, english=True), *options(instrument, english=True)):
        yield from _look(one)


def _look(one: Wording) -> Iterator[Complaint]:
    told: set[str] = set()
    for found in _HARD.finditer(one.words):
        word = found.group(0)
        told.update(part.lower() for part in words_in(word))
        yield content.HARD_WORD.at(one.place, word=word, plain=entry(PLAINER, word))
    for word in words_in(one.words):
        known = word.lower() in told or word.lower() in FAMILIAR
        if not known and "-" not in word and (count := syllables(word)) >= LIMIT:
            yield content.LONG_WORD.at(one.place, word=word, found=count, limit=LIMIT)
