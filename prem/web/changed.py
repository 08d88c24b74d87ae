"""Her own page for what has changed in her life, /q/changed: "Has something changed?"

    GET   the form, the same for every woman; once, right after she told us something, what
          follows from it
    POST  notes what she tells: 303 to the same address, so that her browser keeps nothing of what
          was sent; 422 with what to do where nothing, or no day that can be, is said

For whom it opens: texted.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from prem.errors import Refusal
from prem.errors.telling import DAY_MISSING
from prem.fieldwork.changed import KINDS, Change, check, tell
from prem.surveys.model import Survey
from prem.surveys.schedule.model import DATED, HOLDS
from prem.web.clothes import plain
from prem.web.marking import HOLE, Holed, pack_around
from prem.web.packing import Encoding, Packed, pack, redirect
from prem.web.pages import SHOWN
from prem.web.support import lines_at
from prem.web.texted import Her, OwnForm, Spot

if TYPE_CHECKING:
    from prem.web.cookie import CookieSeal
    from prem.web.house import House
    from prem.web.pages import Pages

CHANGED = "/q/changed"
FOLLOWS = ("noted", "sorry", "waits", "again")
"""What she is told after a tap: it is noted; we are sorry; texts wait; texts go on."""
FAULTS = ("none", "day", "birth", "due-date")
"""Why the form comes back: nothing is chosen; there is no such day; it is none for a birth; it is
none for a due date."""
FROM = 4
"""Where `FOLLOWS` begins among the faults of a seat (0 to 7): below, a question tells its own."""

_ON = redirect(CHANGED)
_TAKEN, _LONGEST_ID = 10, 80
"""Letters that are read of a field."""


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """What stands in the form, as it was typed."""

    what: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    site: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Filled:
        """Return what a form says."""
        what, day, month, year = (
            form.get(name, "").strip()[:_TAKEN] for name in ("what", "day", "month", "year")
        )
        return cls(what, day, month, year, form.get("site", "")[:_LONGEST_ID])


class Changed(OwnForm):
    """Shows and takes the form."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        super().__init__(house, pages, seal)
        self._clothes = plain(house.templates, "when.css", "changed.css")
        self._page = lru_cache(maxsize=64)(self.placed)

    def _shown(self, her: Her, now: datetime, encoding: Encoding) -> Packed:
        told = her.seat.fault >= FROM
        state = FOLLOWS[her.seat.fault - FROM] if told else "form"
        page = self._marked(self._page(her.spot, state, encoding), her)
        return page.adding(self._seal.told(her.seat, now)) if told else page

    async def _taken(
        self, her: Her, form: Mapping[str, str], now: datetime, encoding: Encoding
    ) -> Packed:
        filled = Filled.of(form)
        change = change_of(filled, her.survey, now)
        if isinstance(change, str):
            return self._marked(self.placed(her.spot, change, encoding, filled), her)
        house = self._house
        situation = await asyncio.to_thread(
            tell, house.stores, house.keys, house.ports.number, her.person, change, now
        )
        fault = FROM + FOLLOWS.index(follows(change.kind))
        new = replace(her.seat, situation=situation or her.seat.situation, fault=fault)
        return _ON.adding(self._seal.header(new, now))

    def placed(
        self,
        spot: Spot,
        state: str,
        encoding: Encoding,
        filled: Filled = Filled(),
    ) -> Packed | Holed:
        """Return the page: "form", one of `FAULTS`, or one of `FOLLOWS`."""
        name, site, language = spot
        survey = self._house.surveys[name]
        html = self._pages.placed(
            "changed.html",
            language,
            lines_at(survey, site, language),
            clothes=self._clothes,
            state=state,
            fault=state if state in FAULTS else "",
            filled=filled,
            sites=survey.sites if len(survey.sites) > 1 else (),
            mark=HOLE,
        )
        packing = pack if state in FOLLOWS else pack_around
        return packing(html, self._clothes.headers(), 422 if state in FAULTS else SHOWN, encoding)


def follows(kind: str) -> str:
    """Return which of `FOLLOWS` she is told after a tap.

    >>> [follows(kind) for kind in ("birth", "apart", "refuge", "resume")]
    ['noted', 'sorry', 'waits', 'again']
    """
    if kind in ("loss", "apart"):
        return "sorry"
    return "waits" if kind in HOLDS else "again" if kind == "resume" else "noted"


def change_of(filled: Filled, survey: Survey, now: datetime) -> Change | str:
    """Return what a form tells, or its fault. A site that is none counts as none that she named:
    staff ask."""
    kind = next((one for one in KINDS if one == filled.what), None)
    if kind is None:
        return "none"
    if kind == "moved":
        known = [site.id for site in survey.sites]
        return Change(kind, site=filled.site if filled.site in known else "")
    if kind not in DATED or not (filled.day or filled.month or filled.year):
        return _possible(Change(kind), now)
    day = day_of(filled)
    return "day" if day is None else _possible(Change(kind, day=day), now)


def _possible(change: Change, now: datetime) -> Change | str:
    try:
        check(change, now)
    except Refusal as refusal:
        return "day" if refusal.first.kind is DAY_MISSING else change.kind
    return change


def day_of(filled: Filled) -> date | None:
    """Return the day that is typed, in digits of any script; None where it is none.

    >>> day_of(Filled(day="1", month="02", year="27")), day_of(Filled("", "31", "2", "2027"))
    (datetime.date(2027, 2, 1), None)
    """
    typed = (filled.year, filled.month, filled.day)
    if not all(one.isdecimal() for one in typed):
        return None
    year, month, day = map(int, typed)
    try:
        return date(year + 2000 if len(filled.year) == 2 else year, month, day)
    except (ValueError, OverflowError):
        return None
