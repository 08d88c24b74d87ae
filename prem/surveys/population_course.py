"""What happens to a simulated woman: her visits, her life situation at each, how each one ends.

Shares with a source are the study's; the others are assumptions, made so that every way through
the engine is walked, and are marked as such. They are no estimate of anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from prem.instruments.model import NON_ANSWERS, Item, Sensitivity
from prem.surveys.model import Survey
from prem.surveys.population import Model, Woman, answers

LOST = (0.17, 0.13, 0.19, 0.14)
"""Lost between a round and the next (synopsis, Table 3: 36, 30, 26, 21, 18 interviews)."""
MISSED = 0.04  # assumption: a round passes without her, and she comes to the next
NEVER_OPENED = 0.02  # assumption: she means to come and does not open the link
DECLINED = 0.01  # assumption: she reads who asks, and says no
STOPPED = 0.03  # assumption: she stops at some question
SKIPPED = 0.01  # assumption, a question
WITHHELD: Mapping[Sensitivity, float] = {"low": 0.01, "medium": 0.025, "high": 0.05}  # assumption
RATHER_NOT_SAY = 0.04  # assumption: she keeps her situation to herself, at one visit
LOSS = 0.03  # assumption: some lost this baby during the study (DOMAIN); no share is given
REMOVED_AT_BIRTH = 0.30  # assumption; 21 of 26 mothers had had earlier children removed (DOMAIN)
REMOVED_LATER = 0.06
RETURNED = 0.08

Response = int | Literal["skip"] | str
"""A code, a non-answer's id, or "skip"."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One round of one woman. `ends` "never" (link unopened), "declined", "stopped", "finished";
    with "stopped" she stops at the question after `stops_after`. `responses` by item: what she
    would say to each, whether or not it is asked."""

    round: int
    time_point: str
    situation: str
    ends: Literal["never", "declined", "stopped", "finished"]
    stops_after: int
    responses: Mapping[str, Response]


def visits(survey: Survey, model: Model, woman: Woman, chance: Random) -> list[Visit]:
    """Return her rounds, in order; a round that she missed is not among them."""
    found = []
    situation = "pregnant"
    for place, point in enumerate(survey.time_points):
        situation = _next_situation(situation, point.id, chance)
        here = place - woman.entry
        if here < 0:
            continue
        if here > 0 and chance.random() < LOST[min(here, len(LOST)) - 1]:
            break
        if here > 0 and chance.random() < MISSED:
            continue
        found.append(_visit(survey, model, woman, here, point.id, situation, chance))
    return found


def _visit(
    survey: Survey,
    model: Model,
    woman: Woman,
    here: int,
    time_point: str,
    situation: str,
    chance: Random,
) -> Visit:
    told = "rather-not-say" if chance.random() < RATHER_NOT_SAY else situation
    wanted = answers(model, woman, time_point, chance)
    responses = {
        item.id: _response(item, wanted[item.id], chance)
        for item in survey.instrument.items
        if item.kind == "choice"
    }
    ends: Literal["never", "declined", "stopped", "finished"] = "finished"
    dice = chance.random()
    for share, end in ((NEVER_OPENED, "never"), (DECLINED, "declined"), (STOPPED, "stopped")):
        if dice < share:
            ends = end  # type: ignore[assignment]  # one of the four words above
            break
        dice -= share
    return Visit(here, time_point, told, ends, chance.randrange(1, 8), responses)


def _response(item: Item, code: int, chance: Random) -> Response:
    dice = chance.random()
    if dice < SKIPPED:
        return "skip"
    if dice < SKIPPED + WITHHELD[item.sensitivity]:
        return chance.choice(NON_ANSWERS)
    return code


def _next_situation(now: str, time_point: str, chance: Random) -> str:
    """How life goes on from the time point before to this one; loss has no way back."""
    dice = chance.random()
    if now == "loss" or dice < LOSS / 5:
        return "loss"
    if time_point == "pregnancy":
        return "pregnant"
    if now == "pregnant":
        return "baby-not-with-me" if dice < REMOVED_AT_BIRTH else "baby-with-me"
    if now == "baby-with-me":
        return "baby-not-with-me" if dice > 1 - REMOVED_LATER else now
    return "baby-with-me" if dice > 1 - RETURNED else now
