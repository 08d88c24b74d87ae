"""What staff tell of a woman: what happened first, then her number. Nothing of hers is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from fastapi import APIRouter
from starlette.responses import Response

from prem.errors import Refusal
from prem.fieldwork.telling import Told, sentences, tell
from prem.fieldwork.telling_checked import NEEDS
from prem.surveys.model import Survey
from prem.surveys.schedule.model import Kind
from prem.web.house import House
from prem.web.staffpage import slip, staff_page
from prem.web.workshop.signing import Form, RunsStudy, TheHouse

router = APIRouter(prefix="/women")

# What staff may tell: a kind, how it reads on the page, and what follows from it.
TOLD: tuple[tuple[Kind, str, str], ...] = (
    ("due-date", "A due date, or a new one", "Questions for pregnancy follow it."),
    ("birth", "Her baby was born", "Questions after birth follow the day."),
    ("loss", "She lost her baby", "No text mentions a baby. What hangs on the due date ends."),
    ("apart", "Her baby is not with her", "No text mentions a baby."),
    ("together", "Her baby is with her again", "Texts are as before."),
    ("no-loss", "A loss was told by mistake", "Texts are as before."),
    ("moved", "Another site cares for her", "Her next questions count for that site."),
    ("prison", "She is in prison", "Texts wait until they may go on."),
    ("refuge", "She is in a refuge", "Texts wait until they may go on."),
    ("pause", "She wants a break", "Texts wait until they may go on."),
    ("resume", "Texts may go on", "Ends a break, prison or refuge."),
    ("safe", "When a text is OK", "Texts come on these days, in these hours."),
    ("language", "Her language", "Texts are in it from now on."),
    ("channel", "How she is reached", "By text, WhatsApp or call."),
    ("number", "She has a new number", "Nothing ever goes to the old one again."),
    ("stop", "She wants no more texts", "Only she can take it back, by START."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The form for one kind: which fields it has, and the words to choose from in lists."""

    kind: str
    title: str
    follows: str
    needs: tuple[str, ...]
    sites: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]
    channels: tuple[str, ...]


@router.get("")
def ask(house: TheHouse, person: RunsStudy, what: str = "") -> Response:
    """Ask what happened; then, for that, the number and what belongs to it."""
    return _page(house, asked_of(house.surveys, what))


@router.post("")
def note(house: TheHouse, person: RunsStudy, form: Form) -> Response:
    """Note it and say what follows; a slip comes back with what was typed."""
    asked = asked_of(house.surveys, form.get("kind", ""))
    told = Told(**{one.name: form.get(one.name, "").strip() for one in fields(Told)})
    try:
        found = tell(house.field, form.get("phone", ""), told, house.ports.now())
    except Refusal as refusal:
        wrong = slip(refusal).first.sentence
        return _page(house, asked, form, status=refusal.status, error=wrong)
    return _page(house, None, said=sentences(found))


def asked_of(surveys: Mapping[str, Survey], what: str) -> Asked | None:
    """Return the form for a kind; None where there is no such kind."""
    for kind, title, follows in TOLD:
        if kind == what:
            return Asked(
                kind,
                title,
                follows,
                NEEDS[kind],
                tuple((site.id, site.title) for one in surveys.values() for site in one.sites),
                tuple(dict.fromkeys(n for one in surveys.values() for n in one.languages)),
                tuple(dict.fromkeys(n for one in surveys.values() for n in one.channels)),
            )
    return None


def _page(
    house: House,
    asked: Asked | None,
    form: Mapping[str, str] | None = None,
    *,
    status: int = 200,
    error: str = "",
    said: list[str] | None = None,
) -> Response:
    return staff_page(
        house,
        "desk-women.html",
        status=status,
        here="desk",
        asked=asked,
        told=TOLD,
        form=form or {},
        error=error,
        said=said or [],
    )
