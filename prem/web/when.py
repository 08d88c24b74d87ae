"""Her own page for safe days and hours, /q/when: "When is it OK to text you?"

    GET   the form, the same for every woman: what she chose before is shown to nobody
    POST  keeps what she chose, and says so; 422 with what to do where nothing is chosen

It opens in her sitting alone, and only where the schedule texts her.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from starlette.types import Receive

from prem.errors.web import OLD_PAGE
from prem.fieldwork.safe_times import choose
from prem.surveys.model import BY_PHONE, Survey
from prem.surveys.schedule import Safe
from prem.surveys.session import Session
from prem.web.clothes import plain
from prem.web.forms import check_origin, read_form
from prem.web.marking import HOLE, Holed, pack_around
from prem.web.packing import Encoding, Packed, pack
from prem.web.placing import SOURCE
from prem.web.support import lines_at
from prem.web.tongue import day_names

if TYPE_CHECKING:
    from prem.web.cookie import CookieSeal, Seat
    from prem.web.house import House
    from prem.web.pages import Pages


def texted(survey: Survey, session: Session) -> bool:
    """Whether a session is one that the schedule invited to by text, as far as its form tells.

    Where texts and pages ask the same form, it does not, and the page is offered to nobody.
    """
    by_text = {survey.form_of_channel[one] for one in BY_PHONE if one in survey.form_of_channel}
    return session.form in by_text and session.form != survey.form_of_channel.get("web")


async def texted_woman(
    house: House, seal: CookieSeal, headers: Mapping[bytes, bytes], now: datetime
) -> tuple[Seat, Session, int] | None:
    """Return the seat, the session and the reference of who asks, where she sits in her own
    sitting and the schedule texts her; None where one is missing."""
    seat = seal.read(headers.get(b"cookie"), now)
    session = await house.interviews.show(seat.session_id, None) if seat else None
    if seat is None or session is None or session.sitting != seat.sitting:
        return None
    if not texted(house.surveys[session.survey], session):
        return None
    line, whose = house.stores.contacts.reader, house.interviews.whose
    person = await asyncio.to_thread(whose.person_of, line, session, seat.session_id, now)
    return None if person is None else (seat, session, person)


def spoken(hour: int, language: str = SOURCE) -> str:
    """Return an hour as people say it in English; elsewhere as clocks and phones show it.

    >>> [spoken(hour) for hour in (0, 9, 12, 18, 24)]
    ['midnight', '9 am', '12 noon', '6 pm', 'midnight']
    >>> spoken(9, "ur"), spoken(24, "pl")
    ('09:00', '24:00')
    """
    if language != SOURCE:
        return f"{hour:02}:00"
    if hour in (0, 24):
        return "midnight"
    return "12 noon" if hour == 12 else f"{hour} am" if hour < 12 else f"{hour - 12} pm"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands in the form: days (Monday is 0), the first hour and the one after the last."""

    days: frozenset[int] = frozenset(range(7))
    first: int = 10
    end: int = 18


class When:
    """Shows and takes the form."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        self._house, self._pages, self._seal = house, pages, seal
        self._clothes = plain(house.templates, "when.css")
        self._page = lru_cache(maxsize=64)(self._placed)

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
        """Return the form; None where it opens for nobody."""
        found = await texted_woman(self._house, self._seal, headers, self._house.ports.now())
        if found is None:
            return None
        seat, session, _ = found
        place = (session.survey, session.site, session.language)
        return self._marked(self._page(place, Chosen(), "form", encoding), seat)

    async def take(
        self, headers: Mapping[bytes, bytes], receive: Receive, encoding: Encoding
    ) -> Packed | None:
        """Keep what she chose; None where it opens for nobody."""
        check_origin(headers)
        form, now = await read_form(headers, receive), self._house.ports.now()
        found = await texted_woman(self._house, self._seal, headers, now)
        if found is None:
            return None
        seat, session, person = found
        if form.get("mark") != self._seal.mark(seat):
            raise OLD_PAGE.refuse()
        place, chosen = (session.survey, session.site, session.language), _chosen(form)
        state = "form" if not chosen.days else "hours" if chosen.first >= chosen.end else "saved"
        if state == "saved":
            safe = Safe(chosen.first, chosen.end, chosen.days)
            house = self._house
            await asyncio.to_thread(
                choose, house.stores, house.keys, house.ports.number, person, safe, now
            )
            chosen = Chosen()
        elif state == "form":
            state = "days"
        return self._marked(self._page(place, chosen, state, encoding), seat)

    def _placed(
        self, place: tuple[str, str, str], chosen: Chosen, state: str, encoding: Encoding
    ) -> Packed | Holed:
        """Return the page: "form", "days" (none chosen), "hours" (none between), or "saved"."""
        survey, site, language = place
        html = self._pages.placed(
            "when.html",
            language,
            lines_at(self._house.surveys[survey], site, language),
            clothes=self._clothes,
            state=state,
            chosen=chosen,
            names=day_names(language),
            spoken=partial(spoken, language=language),
            mark=HOLE,
        )
        packing = pack if state == "saved" else pack_around
        return packing(
            html, self._clothes.headers(), 422 if state in ("days", "hours") else 200, encoding
        )

    def _marked(self, page: Packed | Holed, seat: Seat) -> Packed:
        return page.marked(self._seal.mark(seat))


def _chosen(form: Mapping[str, str]) -> Chosen:
    """Return what a form says; what is no hour counts as one at which no time is left."""
    days = frozenset(day for day in range(7) if form.get(f"day{day}"))
    return Chosen(days, _hour(form.get("first", ""), 0, 24), _hour(form.get("end", ""), 1, 0))


def _hour(typed: str, least: int, other: int) -> int:
    fits = typed.isascii() and typed.isdigit() and len(typed) <= 2
    return int(typed) if fits and least <= int(typed) <= least + 23 else other
