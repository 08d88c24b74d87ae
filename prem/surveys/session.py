"""One woman's way through one survey at one time point: where she is and what she has answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from prem.surveys.model import CONSENT, OPENING, SITUATION

FRONT = (OPENING, CONSENT, SITUATION)
State = Literal["new", "open", "paused", "stopped", "declined", "finished"]
Response = int | str
"""An option's code; a non-answer's id; "skipped"; or "written" (the words lie sealed apart)."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How she answers, and what she was told: all of it may be stored, none of it says who she is.

    `agreed` is the version of the words that she said yes to (Survey.consents); `easy`: easy read
    and large type; `helped`: someone helps her and may see what she says; `kiosk`: on a tablet of
    a clinic; `warned`: the heavy parts that she was told of. `aside`, where it is a number: what
    she says in this sitting does not count, for someone is looking; only so many of her responses
    stand, and the others are asked anew when she next opens her link. `language` is the one that
    she asked for herself, by text. `stop_asked` is the step at which she was last asked whether
    she means to stop. `rested`: it is paused because she was reminded, and not by her.
    """

    agreed: str = ""
    easy: bool = False
    helped: bool = False
    kiosk: bool = False
    warned: tuple[str, ...] = ()
    aside: int | None = None
    language: str = ""
    stop_asked: str = ""
    rested: bool = False

    def dump(self) -> dict[str, Any]:
        """Return what is not as at first."""
        found = {name: value for name in _NAMES if (value := getattr(self, name))}
        return found if self.aside is None else {**found, "aside": self.aside}

    @property
    def mode(self) -> str | None:
        """Return how this turn was answered, such as "easy+helped"; None for the usual way."""
        if not (self.easy or self.helped or self.kiosk):
            return None
        modes = [name for name in ("easy", "helped", "kiosk") if getattr(self, name)]
        return "+".join(modes)


USUAL = Ways()
_NAMES = tuple(one.name for one in fields(Ways))
_NOTHING: Mapping[str, Response] = MappingProxyType({})
# Made once, as a turn is dumped each time; nothing in it can hold itself.
_as_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_from_json = json.JSONDecoder().raw_decode  # of what was dumped here: no white space stands about


class Session(NamedTuple):
    """Immutable, and a tuple, as several are made in each turn. What does not change in a session
    stands first; then what a turn may change.

    `situation` routes and is never stored with answers: `dump` leaves it out, and who loads a
    session hands it in again (web: sealed in her cookie; text: the contacts store), or the
    engine asks anew. `sitting` counts how often she left, from 0 to 255 and round: what was opened
    before opens nothing then. The first `kept` responses are of an earlier sitting, or from before
    a break.
    """

    survey: str
    site: str
    time_point: str
    form: str
    language: str
    state: State = "new"
    step: str = "opening"
    path: tuple[str, ...] = ()
    responses: Mapping[str, Response] = _NOTHING
    asked_again: bool = False
    situation: str | None = None
    sitting: int = 0
    kept: int = 0
    ways: Ways = USUAL

    @property
    def stop_asked(self) -> bool:
        """Whether the last text to her asked whether she means to stop."""
        return self.asked_again and self.ways.stop_asked == self.step

    def given(self, item: str) -> Response | None:
        """Return the response to show again: one of an earlier sitting or break is kept unshown."""
        response = self.responses.get(item)
        if response is None or item in islice(self.responses, self.kept):
            return None
        return response

    def dump(self) -> str:
        """Return what a turn may change, without the situation, as compact JSON.

        Most often the path is the front and what she responded to, and only its length is kept.
        """
        size, derived = len(self.path), FRONT + tuple(self.responses)
        path = size if derived[:size] == self.path else list(self.path)
        parts: list[Any] = [self.state, self.step, path, dict(self.responses), self.asked_again]
        ways = _dumped(self.ways)
        if self.sitting or self.kept or ways:
            parts += [self.sitting, self.kept]
        if ways:
            parts.append(ways)
        return _as_json(parts)

    def restored(self, dumped: str, situation: str | None = None) -> Session:
        """Return this session with what `dump` gave, and the situation if it is known."""
        parts: list[Any] = _from_json(dumped)[0]
        parts += [0, 0, {}][len(parts) - 5 :]
        state, step, path, responses, asked_again, sitting, kept, dumped_ways = parts
        short = isinstance(path, int)
        ways = _ways(**dumped_ways) if dumped_ways else USUAL
        return Session(
            self.survey,
            self.site,
            self.time_point,
            self.form,
            ways.language or self.language,
            state,
            step,
            (FRONT + tuple(responses))[:path] if short else tuple(path),
            responses,
            asked_again,
            situation,
            sitting,
            kept,
            ways,
        )


@lru_cache(maxsize=256)
def _dumped(ways: Ways) -> Mapping[str, Any]:
    return ways.dump()


def _ways(warned: Iterable[str] = (), **others: Any) -> Ways:
    return _made(warned=tuple(warned), **others)


_made = lru_cache(maxsize=256)(Ways)
"""Few ways are taken by many women; what is kept here says nothing of any of them."""
