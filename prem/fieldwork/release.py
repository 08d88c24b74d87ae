"""Freeze a release: take what the answers store holds by the last whole week, pass it through the
gate with all earlier releases beside it, and keep it. It is never computed again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from prem.analysis.release import Answer, Before, Contact, Design, Snapshot, figures
from prem.analysis.release_document import (
    Document,
    Heading,
    document_of,
    groups_of,
    last_renewal,
    numbers_of,
)
from prem.errors.release import NOTHING_TO_RELEASE
from prem.fieldwork.days import week_of
from prem.storage import released, releases
from prem.storage.releases import StoredRelease
from prem.storage.rows import answer_rows
from prem.storage.stores import Stores
from prem.surveys.model import Survey
from prem.surveys.population import MARK

_DISPOSITION = {"finished": "finished", "stopped": "stopped", "declined": "declined"}


def release(stores: Stores, survey: Survey, *, now: datetime) -> StoredRelease:
    """Make, keep and return the survey's next release, of the weeks that are over.

    Where simulated women answered, theirs are the only answers in it, and it says so. Refuses
    (422.700) a survey without answers.
    """
    weeks = _Weeks(stores, survey)
    through = last_whole_week(now)
    taken = weeks.snapshot(through)
    if not taken.answers:
        raise NOTHING_TO_RELEASE.refuse(survey=survey.id, week=through)
    earlier = [json.loads(one.document) for one in releases.all(stores.workshop, survey.id)]
    design = Design(
        survey.instrument,
        tuple(site.id for site in survey.sites),
        tuple(point.id for point in survey.time_points),
    )
    found = figures(design, taken, _before(survey, weeks, earlier))
    heading = _heading(survey, len(earlier) + 1, now, through, weeks)
    document = json.dumps(document_of(heading, found, earlier), ensure_ascii=False, indent=1)
    number = releases.save(stores.workshop, survey.id, document, now)
    return releases.one(stores.workshop, survey.id, number)


@dataclass(frozen=True, slots=True)
class Book:
    """A release as it stands in a list; `women` in words, from the frozen figure."""

    number: int
    through: str
    women: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """A survey with its releases, the newest first."""

    survey: str
    title: str
    books: tuple[Book, ...]


def shelves(stores: Stores, surveys: Mapping[str, Survey]) -> list[Shelf]:
    """Return what is frozen, by survey."""
    return [
        Shelf(
            survey.id,
            survey.title,
            tuple(_book(one) for one in reversed(releases.all(stores.workshop, survey.id))),
        )
        for survey in surveys.values()
    ]


def released_of(stores: Stores, survey: str, number: int) -> StoredRelease:
    """Return one frozen release; Refusal 404.623 where there is none."""
    return releases.one(stores.workshop, survey, number)


def _book(stored: StoredRelease) -> Book:
    document = json.loads(stored.document)
    whole = document["figures"][0]["groups"][0]  # women, all sites, all time points
    women = f"about {whole['women']} women" if "women" in whole else "women: withheld"
    return Book(stored.number, document["through"], women, document["simulated"])


def last_whole_week(now: datetime) -> str:
    """Return the ISO week that ended before today's began."""
    return week_of(now - timedelta(days=now.isoweekday()))


class _Weeks:
    """The answers store, as it was at the end of any week."""

    def __init__(self, stores: Stores, survey: Survey) -> None:
        self._store, self._survey = stores.answers, survey.id
        made_under = released.versions(self._store, survey.id)
        self.simulated = any(version.endswith(MARK) for version in made_under)
        self.snapshot = cache(self._snapshot)
        self.fingerprint = cache(self._fingerprint)

    def _snapshot(self, week: str) -> Snapshot:
        answers = (
            Answer(row.respondent, row.site, row.time_point, row.item, row.code)
            for row in answer_rows(self._store, self._survey, week)
            if row.code is not None and self._belongs(row.survey_version)
        )
        contacts = (
            Contact(row.respondent, row.site, row.time_point, disposition_of(row.state))
            for row in released.begun_sessions(self._store, self._survey, week)
            if self._belongs(row.survey_version)
        )
        return Snapshot(tuple(answers), tuple(contacts))

    def _fingerprint(self, week: str) -> str:
        # Nobody can guess what it is of: respondents are random 63-bit numbers.
        held = self.snapshot(week)
        rows = sorted(repr(row) for row in (*held.answers, *held.contacts))
        return sha256("\n".join(rows).encode()).hexdigest()

    def _belongs(self, version: str) -> bool:
        return version.endswith(MARK) == self.simulated


def disposition_of(state: str) -> str:
    """Return how a session stands from its state as dumped."""
    return _DISPOSITION.get(json.loads(state)[0], "unfinished")


def _before(survey: Survey, weeks: _Weeks, earlier: Sequence[Document]) -> Callable[[str], Before]:
    def before(name: str) -> Before:
        frozen = {group: numbers_of(entry) for group, entry in groups_of(earlier, name).items()}
        last = last_renewal(earlier, name)
        if last is None:
            return Before(None, False, frozenset(), frozen)
        then, renewed = last
        week = then["through"]
        altered = weeks.fingerprint(week) != then["fingerprint"] or _differs(survey, then)
        return Before(weeks.snapshot(week), altered, renewed, frozen)

    return before


def _differs(survey: Survey, then: Document) -> bool:
    """Whether sites, time points or the instrument are not those of an earlier release."""
    places = ([site.id for site in survey.sites], [point.id for point in survey.time_points])
    were = tuple([one["id"] for one in then[what]] for what in ("sites", "time_points"))
    return places != were or survey.instrument.hash != then["instrument"]["hash"]


def _heading(survey: Survey, number: int, now: datetime, through: str, weeks: _Weeks) -> Heading:
    return Heading(
        survey={
            "id": survey.id,
            "title": survey.title,
            "version": survey.version,
            "hash": survey.hash,
        },
        instrument=survey.instrument,
        number=number,
        made=now.date().isoformat(),
        through=through,
        simulated=weeks.simulated,
        fingerprint=weeks.fingerprint(through),
        sites={site.id: site.title for site in survey.sites},
        time_points={point.id: point.title for point in survey.time_points},
    )
