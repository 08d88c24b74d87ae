"""How a simulated woman uses her phone: what she makes of a text, and what she writes, and when.

She sees words and nothing else; she answers the last question that she saw, at once, late, twice,
in the wrong order or never. Pure. All shares are assumptions, made so that every way is walked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from prem.instruments.message import options_of, text_of
from prem.surveys.model import CONSENT, OPENING, SITUATION, Survey
from prem.surveys.population_course import Visit
from prem.surveys.population_replies import meant
from prem.surveys.population_texts import (
    STORIES,
    wrote_non_answer,
    wrote_nothing_clear,
    wrote_number,
    wrote_stop,
)
from prem.surveys.reply import Chosen, Declined, Wrote
from prem.surveys.wording import consent_text, situation_text

MINUTE, HOUR, DAY = 60, 3600, 86400
IGNORES = {"invitation": 0.35, "reminder": 0.5}
LEAVES = 0.03  # a question, in the middle
PATIENCE = 3  # "could not read that", until she puts her phone away
LATE, TWICE, CROSSED = 0.03, 0.015, 0.02
WISHES = (("HELP", 0.01), ("BACK", 0.01), ("PAUSE", 0.01), ("LINK", 0.02))
YES = ("yes", "Yes", "ok", "YES please", "aye")


@dataclass(frozen=True, slots=True)
class Writes:
    """A text that she will write after so many seconds; `what` names the hazard for the counts."""

    after: int
    words: str
    what: str = ""


@dataclass(slots=True)
class Phone:
    """Her phone: her visits by wave, what she was asked last, how much she answered, and how often
    in a row she was told that she was not understood."""

    visits: Mapping[str, Visit]
    chance: Random
    step: str = ""
    wave: str = ""
    baffled: int = 0
    answered: Counter[str] = field(default_factory=Counter)


def reads(survey: Survey, language: str, phone: Phone, wave: str, words: str) -> list[Writes]:
    """Return what she will write because of a text that came; nothing where it asks nothing."""
    visit, chance = phone.visits.get(wave), phone.chance
    what = meaning(survey, language).get(words, "")
    if visit is None or visit.ends == "never" or what in ("", "over"):
        return []
    if what in ("invitation", "reminder"):
        if chance.random() < IGNORES[what]:
            return []
        phone.wave = wave
        return [Writes(_delay(chance), chance.choice(YES))]
    if what == "paused":
        return [Writes(chance.randrange(HOUR, 20 * DAY), "yes", "paused")]
    phone.baffled = phone.baffled + 1 if what == "again" else 0
    if phone.baffled > PATIENCE:
        return []
    if what not in ("again", "help"):
        phone.step, phone.wave = what, wave
    if not phone.step:
        return []
    return list(_replies(survey, language, phone, visit, again=what == "again"))


@lru_cache(maxsize=8)
def meaning(survey: Survey, language: str) -> Mapping[str, str]:
    """Return what each text of a survey means to her: a step, or what else it is."""
    words = survey.words[language]
    found = dict.fromkeys((words.text[key] for key in ("end", "declined", "stopped")), "over")
    found |= {
        words.text[key]: "again" for key in ("again", "again-yes-no", "again-skip", "again-stop")
    }
    found |= {words.text[key]: key for key in ("invitation", "reminder", "paused", "help")}
    found |= {consent_text(words): CONSENT, situation_text(words): SITUATION}
    return found | {text_of(item, language): item.id for item in survey.items.values()}


def _replies(
    survey: Survey, language: str, phone: Phone, visit: Visit, *, again: bool
) -> Iterator[Writes]:
    chance, wait = phone.chance, _delay(phone.chance)
    if visit.ends == "stopped" and phone.answered[phone.wave] >= visit.stops_after:
        yield Writes(wait, wrote_stop(chance), "stop")
        return
    if not again:
        if chance.random() < LEAVES:
            return
        for wish, share in WISHES:
            if chance.random() < share:
                yield Writes(wait, wish, wish.lower())
                return
    words = _answer(survey, language, phone, visit, again=again)
    phone.answered[phone.wave] += 1
    what = "late" if wait > 8 * HOUR else ""
    if phone.step == SITUATION and visit.situation == "baby-with-me":
        what = "together"
    dice = chance.random()
    if dice < CROSSED:  # two at once, and the second comes first
        yield Writes(wait, chance.choice(STORIES), "crossed")
        yield Writes(wait + 1, words, what)
    else:
        yield Writes(wait, words, what)
        if dice > 1 - TWICE:
            yield Writes(wait + chance.randrange(1, 20), words, "twice")


def _answer(survey: Survey, language: str, phone: Phone, visit: Visit, *, again: bool) -> str:
    step, chance = phone.step, phone.chance
    if not again and (unclear := wrote_nothing_clear(chance)):
        return unclear
    if step == OPENING:
        return chance.choice(YES)
    said = meant(survey, step, visit, chance)
    if isinstance(said, Chosen):
        number, words = _option(survey, language, step, str(said.value))
        return str(number) if again else wrote_number(number, words, chance)
    if isinstance(said, Declined):
        return wrote_non_answer(said.non_answer, chance)
    return said.text if isinstance(said, Wrote) else "skip"


def _option(survey: Survey, language: str, step: str, value: str) -> tuple[int, str]:
    """Return the number and the words of an option in the list that she was texted."""
    words = survey.words[language]
    options: Sequence[tuple[str, str]]
    if step == CONSENT:
        options = [("yes", words.text["consent-yes"]), ("no", words.text["consent-no"])]
    elif step == SITUATION:
        options = [(name, said["text"]) for name, said in words.situations.items()]
    else:
        listed = options_of(survey.items[step], language, "text")
        options = [(str(one.code), one.words) for one in listed]
    place = [name for name, _ in options].index(value)
    return place + 1, options[place][1]


def _delay(chance: Random) -> int:
    """Seconds until she writes: most at once, some after hours, a few after days."""
    dice = chance.random()
    if dice < LATE:
        return chance.randrange(8 * HOUR, 12 * DAY)
    if dice < 0.15:
        return chance.randrange(10 * MINUTE, 8 * HOUR)
    return chance.randrange(8, 5 * MINUTE)
