"""What the clock reads and writes: events, safe moments, planned texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/London")
Kind = Literal[
    "enrolled",                                             # how she is reached, all of it
    "due-date", "birth",                                    # the days that windows hang on
    "loss", "apart",                                        # nothing of a baby from here on
    "no-loss", "together",                                  # that was a mistake; her baby is back
    "moved",                                                # another site cares for her
    "prison", "refuge", "pause", "resume",                  # texts are held, and go on
    "stop", "start",                                        # texts end; only she takes it back
    "unsafe",                                               # another may have her phone
    "safe", "language", "channel", "number",                # how she is reached, one by one
    "invited", "reminded", "began", "paused", "finished",   # her way through one time point
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
DATED, WAVES = ("due-date", "birth"), ("invited", "reminded", "began", "paused", "finished")
HOLDS = ("pause", "prison", "refuge")
REACHED = ("enrolled", "moved", "safe", "language", "channel", "number")
"""The kinds from which the person's row follows."""
_NEEDS = {"moved": ("site",), "safe": ("safe",), "language": ("language",),
          "channel": ("channel",), "number": ("number",),
          "enrolled": ("site", "safe", "language", "channel", "number")}  # fmt: skip
Source = Literal["", "staff", "text", "answer", "tap", "page", "schedule"]
"""Who told: "text" and "page" are of her own accord; "answer" and "tap" answer the question of how
things are for her, by text or call and on the page."""


@dataclass(frozen=True, slots=True)
class Safe:
    """When her phone is safe, in UK time: from the hour `first` until before `end`, on `days`
    (Monday is 0)."""

    first: int = 10
    end: int = 18
    days: frozenset[int] = frozenset(range(7))

    def __post_init__(self) -> None:
        """Refuse hours and days in which no moment is."""
        if not 0 <= self.first < self.end <= 24 or not self.days or not self.days <= set(range(7)):
            raise ValueError("no moment would be safe")


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: `at` is when it was known (aware). `day` belongs to a due date or a birth,
    `time_point` to an event of a wave, `site` to a move, `safe`, `language`, `channel` and
    `number` (the mark of her phone number in hex) to how she is reached; ValueError where one is
    missing. `source` says who told.

    "apart": her baby is not with her, by removal or otherwise. "paused": she texted PAUSE in the
    middle of a wave. "finished": nothing more is asked there, whether all was answered or she
    said no.
    """

    kind: Kind
    at: datetime
    day: date | None = None
    time_point: str = ""
    site: str = ""
    safe: Safe | None = None
    language: str = ""
    channel: str = ""
    number: str = ""
    source: Source = ""

    def __post_init__(self) -> None:
        """Refuse an event that says too little, or at an hour of no zone."""
        missing = (
            (self.kind in DATED and self.day is None)
            or (self.kind in WAVES and not self.time_point)
            or any(not getattr(self, name) for name in _NEEDS.get(self.kind, ()))
        )
        if missing or self.at.tzinfo is None:
            raise ValueError(f"an event {self.kind} says too little")


@dataclass(frozen=True, slots=True)
class Woman:
    """A woman by reference, with all that has happened, in any order."""

    person: int
    site: str
    language: str
    safe: Safe
    events: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A text that will go out unless something happens: once for its `key`.

    `due` is a safe moment; from `expires` on it would come too late. `held` says why it waits
    ("pause", "prison", "refuge"), with `due` as it would be if texts went on now.
    """

    person: int
    wave: str
    template: str
    slot: int
    due: datetime
    expires: datetime
    held: str = ""

    @property
    def key(self) -> tuple[int, str, str, int]:
        """Person, wave (survey/time point), template, slot: no two texts share one."""
        return self.person, self.wave, self.template, self.slot
