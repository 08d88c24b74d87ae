"""Her own page for safe days and hours, /q/when: "When is it OK to text you?"

    GET   the form, the same for every woman
    POST  keeps what she chose, and says so; 422 with what to do where nothing is chosen

For whom it opens: texted.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from prem.fieldwork.safe_times import choose
from prem.surveys.schedule import Safe
from prem.web.clothes import plain
from prem.web.marking import HOLE, Holed, pack_around
from prem.web.packing import Encoding, Packed, pack
from prem.web.placing import SOURCE
from prem.web.support import lines_at
from prem.web.texted import Her, OwnForm, Spot
from prem.web.tongue import day_names

if TYPE_CHECKING:
    from prem.web.cookie import CookieSeal
    from prem.web.house import House
    from prem.web.pages import Pages

WHEN = "/q/when"


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


class When(OwnForm):
    """Shows and takes the form."""

    def __init__(self, house: House, pages: Pages, seal: CookieSeal) -> None:
        super().__init__(house, pages, seal)
        self._clothes = plain(house.templates, "when.css")
        self._page = lru_cache(maxsize=64)(self.placed)

    def _shown(self, her: Her, now: datetime, encoding: Encoding) -> Packed:
        return self._marked(self._page(her.spot, Chosen(), "form", encoding), her)

    async def _taken(
        self, her: Her, form: Mapping[str, str], now: datetime, encoding: Encoding
    ) -> Packed:
        chosen = _chosen(form)
        state = "days" if not chosen.days else "hours" if chosen.first >= chosen.end else "saved"
        if state == "saved":
            safe, house = Safe(chosen.first, chosen.end, chosen.days), self._house
            await asyncio.to_thread(
                choose, house.stores, house.keys, house.ports.number, her.person, safe, now
            )
            chosen = Chosen()
        return self._marked(self._page(her.spot, chosen, state, encoding), her)

    def placed(self, spot: Spot, chosen: Chosen, state: str, encoding: Encoding) -> Packed | Holed:
        """Return the page: "form", "days" (none chosen), "hours" (none between), or "saved"."""
        survey, site, language = spot
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


def _chosen(form: Mapping[str, str]) -> Chosen:
    """Return what a form says; what is no hour counts as one at which no time is left."""
    days = frozenset(day for day in range(7) if form.get(f"day{day}"))
    return Chosen(days, _hour(form.get("first", ""), 0, 24), _hour(form.get("end", ""), 1, 0))


def _hour(typed: str, least: int, other: int) -> int:
    fits = typed.isascii() and typed.isdigit() and len(typed) <= 2
    return int(typed) if fits and least <= int(typed) <= least + 23 else other
