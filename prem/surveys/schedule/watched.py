"""What the watcher (watch.py) knows of a woman: what it is told, and what it saw go out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Hours:
    """Her safe hours in UK time, from `first` until before `end`, on `days` (Monday is 0)."""

    first: int = 10
    end: int = 18
    days: frozenset[int] = frozenset(range(7))

    def hold(self, moment: datetime) -> bool:
        """Whether a moment is one of them."""
        here = moment.astimezone(LONDON)
        return here.weekday() in self.days and self.first <= here.hour < self.end


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the provider took it, and under which key it went out (wave: survey/time point)."""

    to: str
    at: datetime
    words: str
    person: int
    wave: str
    template: str
    slot: str
    reference: str


@dataclass(slots=True)
class Known:
    """All that is known of one woman, and what she was sent: `causes` counts her texts that may
    still be answered, `answered` the words that did, `pressed` when she was last asked to begin or
    go on."""

    number: str
    hours: Hours
    days: dict[str, date]
    stopped: bool = False
    confirmations: int = 0
    lost: bool = False
    apart: bool = False
    holds: bool = False
    heard: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    pressed: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    causes: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    scheduled: Counter[tuple[str, str]] = field(default_factory=Counter)
    questions: dict[str, set[str]] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    keys: set[tuple[str, str, str]] = field(default_factory=set)

    def take(
        self, kind: str, day: date | None, number: str, hours: Hours | None, wave: str
    ) -> None:
        """Take in what has happened to her. ValueError of an unknown kind."""
        if kind in ("due-date", "birth") and day:
            self.days[kind] = day
        elif kind == "number":
            self.number = number
        elif kind == "safe" and hours:
            self.hours = hours
        elif kind == "finished":
            self.finished.add(wave)
        elif kind in _SIMPLE:
            for name, value in _SIMPLE[kind].items():
                setattr(self, name, value)
        elif kind not in ("moved", "channel", "language"):
            raise ValueError(kind)

    def wrote(self, at: datetime, *, again: bool) -> None:
        """Take in a text of hers, handed in for the first time or `again`."""
        self.heard = max(self.heard, at)
        self.causes += not again
        self.paused.clear()  # whether she goes on or not: from here on she may be reminded


_SIMPLE: Mapping[str, Mapping[str, object]] = {
    "loss": {"lost": True},
    "apart": {"apart": True},
    "together": {"apart": False},
    "prison": {"holds": True},
    "refuge": {"holds": True},
    "pause": {"holds": True},
    "resume": {"holds": False},
    "stop": {"stopped": True, "confirmations": 1},
    "start": {"stopped": False, "holds": False},  # she says so herself: it goes on
}
