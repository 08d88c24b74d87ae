"""What women are told beside how prem is set up: where they differ, nothing starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prem.analysis.disclosure_table import SMALLEST
from prem.errors import Complaint, Place, Refusal
from prem.errors.survey import BROKEN_PROMISE
from prem.settings import Settings
from prem.surveys.keeping import OPEN_DAYS
from prem.surveys.keys import PROMISES
from prem.surveys.model import Survey


def broken_promises(survey: Survey, settings: Settings) -> Iterator[Complaint]:
    """Yield each number that this survey's opening tells and that prem would not keep.

    Of a provider of texts the days count only where one is chosen; it may keep them for fewer.
    """
    kept = survey.promises
    if kept["smallest_group"] != SMALLEST:
        yield _told(survey, "smallest_group", SMALLEST, "the release of results")
    if kept["link_days"] != OPEN_DAYS:
        yield _told(survey, "link_days", OPEN_DAYS, "a link")
    for name in ("twilio", "notify"):
        if name in (settings.sms, settings.whatsapp, settings.voice):
            days = getattr(settings, f"{name}_keeps_days")
            if days is None or days > kept["provider_days"]:
                found = "nothing" if days is None else days
                yield _told(survey, "provider_days", found, f"PREM_{name.upper()}_KEEPS_DAYS")


def keep_promises(surveys: Iterable[Survey], settings: Settings) -> None:
    """Refuse to go on (422.222) where women would be told what is not so."""
    broken = [one for survey in surveys for one in broken_promises(survey, settings)]
    if broken:
        raise Refusal.of(broken)


def _told(survey: Survey, name: str, found: int | str, where: str) -> Complaint:
    place = Place(file=f"surveys/{survey.id}/survey.toml", field=f"promises.{name}")
    said, what = survey.promises[name], PROMISES[name]
    return BROKEN_PROMISE.at(place, said=said, what=what, found=found, where=where)
