"""Enrolling a woman who agreed to be texted: her number, her site, her day, and when it is safe."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.responses import Response

from prem.errors import Refusal
from prem.errors.telling import NOT_AGREED, TEXTS_NOBODY
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.telling import follows, sentences
from prem.fieldwork.telling_checked import date_of, safe_of
from prem.surveys.model import BY_PHONE, Survey
from prem.web.house import House
from prem.web.staffpage import slip, staff_page
from prem.web.workshop.signing import Form, RunsStudy, TheHouse

router = APIRouter(prefix="/enrol")


@router.get("")
def ask(house: TheHouse, person: RunsStudy) -> Response:
    """Ask for what is needed to text her."""
    return _page(house, {})


@router.post("")
def keep(house: TheHouse, person: RunsStudy, form: Form) -> Response:
    """Enrol her and say what is planned; a slip comes back with what was typed."""
    now = house.ports.now()
    try:
        survey = _survey(house, form)
        reference = enrol(house.field, survey, _enrolment(survey, form), now)
    except Refusal as refusal:
        wrong = slip(refusal).first.sentence
        return _page(house, form, status=refusal.status, error=wrong)
    said = sentences(follows(house.field, reference, now), "She is enrolled.")
    return _page(house, {}, said=said)


def _survey(house: House, form: Mapping[str, str]) -> Survey:
    """Return the survey that was chosen; the only one where there is one."""
    known = _texting(house)
    return next((one for one in known if one.id == form.get("survey")), known[0])


def _texting(house: House) -> list[Survey]:
    found = [one for one in house.surveys.values() if one.asks_on(BY_PHONE)]
    if not found:
        raise TEXTS_NOBODY.refuse()
    return found


def _enrolment(survey: Survey, form: Mapping[str, str]) -> Enrolment:
    typed = {name: value.strip() for name, value in form.items()}
    if typed.get("agreed") != "yes":
        raise NOT_AGREED.refuse()
    safe = safe_of(typed.get("days", ""), typed.get("hours", ""))
    language = typed.get("language") or survey.languages[0]
    due, birth = typed.get("due", ""), typed.get("birth", "")
    return Enrolment(
        typed.get("phone", ""),
        typed.get("site", ""),
        survey.consent_versions.get(language, ""),
        language,
        typed.get("channel") or "sms",
        date_of(due) if due else None,
        date_of(birth) if birth else None,
        safe.first,
        safe.end,
        safe.days,
    )


def _page(
    house: House,
    form: Mapping[str, str],
    *,
    status: int = 200,
    error: str = "",
    said: list[str] | None = None,
) -> Response:
    surveys = _texting(house)
    return staff_page(
        house,
        "desk-enrol.html",
        status=status,
        here="desk",
        surveys=surveys,
        sites=[site for one in surveys for site in one.sites],
        languages=list(dict.fromkeys(name for one in surveys for name in one.languages)),
        channels=[one for one in BY_PHONE if any(one in s.channels for s in surveys)],
        form=form,
        error=error,
        said=said or [],
    )
