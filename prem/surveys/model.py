"""What a survey is, once compiled: an instrument with sites, time points, channels and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from prem.instruments.model import Instrument

Channel = Literal["web", "sms", "whatsapp", "voice", "paper"]
CHANNELS: tuple[Channel, ...] = ("web", "sms", "whatsapp", "voice", "paper")
Nation = Literal["england", "scotland", "wales", "northern-ireland"]

OPENING, CONSENT, SITUATION, END = "opening", "consent", "situation", "end"


@dataclass(frozen=True, slots=True)
class SupportLine:
    """A line to call: shown with a tel: link. `nation` is empty where it serves all of the UK."""

    id: str
    name: str
    phone: str
    about: str
    nation: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of care, with the profile by which results may be compared."""

    id: str
    title: str
    nation: Nation
    profile: Mapping[str, str]
    support: tuple[SupportLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TimePoint:
    """When it is asked: a window in whole weeks around an anchor date (due date or birth)."""

    id: str
    title: str
    anchor: Literal["due-date", "birth"]
    from_week: int
    to_week: int


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """All words of a survey in one language that are not an item's. See surveys/README.md.

    `page` and `text` map a key ("opening", "consent", "situation", "stopped", ...) to words;
    `situations` maps a situation id to its option words by form ("page", "text", "easy").
    """

    page: Mapping[str, str]
    text: Mapping[str, str]
    situations: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey version, compiled once. `forms` says which item ids a channel asks, in order."""

    id: str
    title: str
    version: str
    hash: str
    instrument: Instrument
    sites: tuple[Site, ...]
    time_points: tuple[TimePoint, ...]
    channels: tuple[Channel, ...]
    forms: Mapping[str, tuple[str, ...]]
    form_of_channel: Mapping[str, str]
    languages: tuple[str, ...]
    words: Mapping[str, SurveyWords]
    support: tuple[SupportLine, ...]

    def site(self, site_id: str) -> Site:
        """Return the site of this id; KeyError where there is none."""
        return next(s for s in self.sites if s.id == site_id)
