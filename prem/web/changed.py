"""Her own page for what has changed in her life, /q/changed: "Has something changed?"

    GET   the form, the same for every woman: what she told before is shown to nobody; once, right
          after she told us something, what follows from it
    POST  notes what she tells: 303 to the same address, so that her browser keeps nothing of what
          was sent; 422 with what to do where nothing, or no day that can be, is said

It opens in her sitting alone, and only where the schedule texts her.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.types import Receive

from prem.errors import Refusal
from prem.errors.telling import DAY_MISSING
from prem.errors.web import OLD_PAGE
from prem.fieldwork.changed import KINDS, Change, check, tell
from prem.surveys.model import Survey
from prem.surveys.schedule.model import DATED, HOLDS
from prem.surveys.session import Session
from prem.web.clothes import plain
from prem.web.forms import check_origin, read_form
from prem.web.marking import HOLE, Holed, pack_around
from prem.web.packing import Encoding, Packed, pack, redirect
from prem.web.pages import SHOWN
from prem.web.support import lines_at
from prem.web.when import texted_woman

if TYPE_CHECKING:
    from prem.web.cookie import CookieSeal, Seat
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


class Changed:
    """Shows and takes the form."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        self._house, self._pages, self._seal = house, pages, seal
        self._clothes = plain(house.templates, "when.css", "changed.css")
        self._page = lru_cache(maxsize=64)(self.placed)

    async def answer(
        self,
        method: str,
        headers: Mapping[bytes, bytes],
        receive: Receive,
        encoding: Encoding,
    ) -> Packed | None:
        """Answer a request; None where the page opens for nobody."""
        if method == "POST":
            return await self.take(headers, receive, encoding)
        return await self.show(headers, encoding)

    async def show(self, headers: Mapping[bytes, bytes], encoding: Encoding) -> Packed | None:
        """Return the form, or once what follows from a tap; None where it opens for nobody."""
        now = self._house.ports.now()
        found = await texted_woman(self._house, self._seal, headers, now)
        if found is None:
            return None
        seat, session, _ = found
        if seat.fault < FROM:
            return self._marked(self._page(_place(session), "form", encoding), seat)
        page = self._marked(self._page(_place(session), FOLLOWS[seat.fault - FROM], encoding), seat)
        return page.adding(self._seal.header(replace(seat, fault=0), now))

    async def take(
        self, headers: Mapping[bytes, bytes], receive: Receive, encoding: Encoding
    ) -> Packed | None:
        """Note what she tells; None where it opens for nobody."""
        check_origin(headers)
        form, now = await read_form(headers, receive), self._house.ports.now()
        found = await texted_woman(self._house, self._seal, headers, now)
        if found is None:
            return None
        seat, session, person = found
        if form.get("mark") != self._seal.mark(seat):
            raise OLD_PAGE.refuse()
        filled = Filled.of(form)
        change = change_of(filled, self._house.surveys[session.survey], now)
        if isinstance(change, str):
            return self._marked(self.placed(_place(session), change, encoding, filled), seat)
        house, number = self._house, self._house.ports.number
        situation = await asyncio.to_thread(
            tell, house.stores, house.keys, number, person, change, now
        )
        fault = FROM + FOLLOWS.index(follows(change.kind))
        new = replace(seat, situation=situation or seat.situation, fault=fault)
        return _ON.adding(self._seal.header(new, now))

    def placed(
        self,
        place: tuple[str, str, str],
        state: str,
        encoding: Encoding,
        filled: Filled = Filled(),
    ) -> Packed | Holed:
        """Return the page: "form", one of `FAULTS`, or one of `FOLLOWS`.

        `place` is survey, site and language.
        """
        name, site, language = place
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

    def _marked(self, page: Packed | Holed, seat: Seat) -> Packed:
        return page.marked(self._seal.mark(seat))


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


def _place(session: Session) -> tuple[str, str, str]:
    return session.survey, session.site, session.language
