"""How things stand with a woman: her events, folded in the order in which they were known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from prem.surveys.schedule.model import HOLDS, REACHED, Happened, Safe


@dataclass(slots=True)
class Wave:
    """Her way through one time point: when she was texted, and how far she came."""

    texted: list[datetime] = field(default_factory=list)
    invited: bool = False
    began: bool = False
    paused: bool = False
    finished: bool = False

    def take(self, event: Happened) -> None:
        """Take in one event of this time point."""
        if event.kind in ("invited", "reminded"):
            self.texted.append(event.at)
            self.invited = True
        elif event.kind == "paused":
            self.began = self.paused = True
        elif event.kind == "began":
            self.began, self.paused = True, False
        else:
            self.finished = True


@dataclass(slots=True)
class Standing:
    """What holds after all events: `holds` are those that stand, the first of them first.

    `site`, `safe`, `language`, `channel` and `number` are empty (None) where no event says them.
    `lost_by` and `apart_by` say who told of it last, `lost_at` and `apart_at` when. `unsafe`:
    another may have her phone, until she has another number; `stopped_at` and `held_at`: when she
    last was.
    """

    site: str
    safe: Safe | None = None
    language: str = ""
    channel: str = ""
    number: str = ""
    days: dict[str, date] = field(default_factory=dict)
    holds: list[str] = field(default_factory=list)
    stopped: bool = False
    stopped_at: datetime | None = None
    held_at: datetime | None = None
    unsafe: bool = False
    lost: bool = False
    apart: bool = False
    lost_by: str = ""
    apart_by: str = ""
    lost_at: datetime | None = None
    apart_at: datetime | None = None
    waves: dict[str, Wave] = field(default_factory=dict)

    @property
    def babyless(self) -> bool:
        """Whether nothing may mention a baby."""
        return self.lost or self.apart

    def wave(self, time_point: str) -> Wave:
        """Return her way through a time point; a new one where nothing happened there."""
        return self.waves.get(time_point) or Wave()


def standing(site: str, events: Iterable[Happened]) -> Standing:
    """Fold events into how things stand; those of one moment count in the order given."""
    stands = Standing(site)
    for event in sorted(events, key=attrgetter("at")):
        _take(stands, event)
    return stands


def is_known(stands: Standing, event: Happened) -> bool:
    """Whether this is how things stand already: told twice, it is one event."""
    kind = event.kind
    if kind in HOLDS:
        return kind in stands.holds
    if event.day is not None:
        return stands.days.get(kind) == event.day
    return {
        "resume": not stands.holds,
        "loss": stands.lost,
        "no-loss": not stands.lost,
        "apart": stands.apart,
        "together": not stands.apart,
        "moved": stands.site == event.site,
        "safe": stands.safe == event.safe,
        "language": stands.language == event.language,
        "channel": stands.channel == event.channel,
    }.get(kind, False)


def _take(stands: Standing, event: Happened) -> None:
    kind = event.kind
    if event.time_point:
        stands.waves.setdefault(event.time_point, Wave()).take(event)
    elif event.day is not None:
        stands.days[kind] = event.day
    elif kind in REACHED:
        _reached(stands, event)
    elif kind in HOLDS:
        stands.holds.append(kind)
        stands.held_at = event.at
    elif kind == "resume":
        stands.holds.clear()
    elif kind == "stop":
        stands.stopped, stands.stopped_at = True, event.at
    elif kind == "start":
        stands.stopped = False
    elif kind == "unsafe":
        stands.unsafe = True
    elif kind in ("loss", "no-loss"):
        stands.lost, stands.lost_by, stands.lost_at = kind == "loss", event.source, event.at
    else:
        stands.apart, stands.apart_by, stands.apart_at = kind == "apart", event.source, event.at


def _reached(stands: Standing, event: Happened) -> None:
    stands.site = event.site or stands.site
    stands.safe = event.safe or stands.safe
    stands.language = event.language or stands.language
    stands.channel = event.channel or stands.channel
    stands.number = event.number or stands.number
    stands.unsafe = stands.unsafe and event.kind != "number"
