"""Forms of her own that open where the schedule texts her: what /q/when and /q/changed share.

    GET   the form; what she told or chose before is shown to nobody
    POST  with the mark of her sitting: what she sent is taken; an old mark is refused (422.450)

They open in her sitting alone: who has left, or was never texted, finds nothing there.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.types import Receive

from prem.errors.web import OLD_PAGE
from prem.surveys.model import BY_PHONE, Survey
from prem.surveys.session import Session
from prem.web.forms import check_origin, read_form
from prem.web.marking import Holed
from prem.web.packing import Encoding, Packed

if TYPE_CHECKING:
    from prem.web.cookie import CookieSeal, Seat
    from prem.web.house import House
    from prem.web.pages import Pages

Spot = tuple[str, str, str]
"""Survey, site and language: what the words around a form follow from."""


def texted(survey: Survey, session: Session) -> bool:
    """Whether a session is one that the schedule invited to by text, as far as its form tells.

    Where texts and pages ask the same form, it does not, and the forms are offered to nobody.
    """
    by_text = {survey.form_of_channel[one] for one in survey.asks_on(BY_PHONE)}
    return session.form in by_text and session.form != survey.form_of_channel.get("web")


@dataclass(frozen=True, slots=True, repr=False)
class Her:
    """Who asks: her seat, the survey of her session, the words around her, her reference."""

    seat: Seat
    survey: Survey
    spot: Spot
    person: int


class OwnForm(ABC):
    """Shows and takes a form of hers."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        self._house, self._pages, self._seal = house, pages, seal

    async def answer(
        self, method: str, headers: Mapping[bytes, bytes], receive: Receive, encoding: Encoding
    ) -> Packed | None:
        """Answer a request; None where the form opens for nobody."""
        sent = method == "POST"
        if sent:
            check_origin(headers)
        form = await read_form(headers, receive) if sent else {}
        now = self._house.ports.now()
        her = await self._who(headers, now)
        if her is None:
            return None
        if not sent:
            return self._shown(her, now, encoding)
        if form.get("mark") != self._seal.mark(her.seat):
            raise OLD_PAGE.refuse()
        return await self._taken(her, form, now, encoding)

    @abstractmethod
    def _shown(self, her: Her, now: datetime, encoding: Encoding) -> Packed:
        """Return the form as it stands for every woman."""

    @abstractmethod
    async def _taken(
        self, her: Her, form: Mapping[str, str], now: datetime, encoding: Encoding
    ) -> Packed:
        """Keep what she sent, and return what follows."""

    def _marked(self, page: Packed | Holed, her: Her) -> Packed:
        return page.marked(self._seal.mark(her.seat))

    async def _who(self, headers: Mapping[bytes, bytes], now: datetime) -> Her | None:
        seat = self._seal.read(headers.get(b"cookie"), now)
        house = self._house
        session = await house.interviews.show(seat.session_id, None) if seat else None
        if seat is None or session is None or session.sitting != seat.sitting:
            return None
        survey = house.surveys[session.survey]
        if not texted(survey, session):
            return None
        line, whose = house.stores.contacts.reader, house.interviews.whose
        person = await asyncio.to_thread(whose.person_of, line, session, seat.session_id, now)
        spot = (session.survey, session.site, session.language)
        return None if person is None else Her(seat, survey, spot, person)
