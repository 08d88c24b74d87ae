"""The presenter of the phone simulator: decides what each phone's screen shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from prem.channels.console import Bubble
from prem.fieldwork.phones import OnPhone
from prem.surveys.model import Survey
from prem.surveys.schedule import Planned
from prem.surveys.schedule.model import HOME

SHOWN = 12
"""Phones side by side on a desk; the others are in the list."""
QUOTABLE = 8
"""Texts of ours that a reply by WhatsApp may quote."""
_ADDRESS = re.compile(r"https?://\S+")
_STATES = {
    "sending": ("", "on its way"),
    "sent": ("✓", "sent"),
    "delivered": ("✓✓", "delivered"),
    "failed": ("!", "not delivered"),
    "unknown": ("?", "perhaps sent"),
}
_APPS = {"sms": "Text messages", "whatsapp": "WhatsApp"}
_LINES = {"on": "", "off": "switched off", "gone": "number gone"}
_HELD = {"pause": "held: she paused", "prison": "held: prison", "refuge": "held: refuge"}
_TEMPLATES = {
    "invitation": "Invitation",
    "reminder": "Reminder",
    "turn": "Next text",
    "call": "The call that she asked for",
    "stop-confirmed": "Confirms her STOP",
}


@dataclass(frozen=True, slots=True)
class BubbleView:
    """A text on the screen: hers or ours, at what time, as words and links in turn.

    `ticks` and `became` say what became of one of ours.
    """

    hers: bool
    time: str
    parts: tuple[tuple[str, bool], ...]
    ticks: str
    became: str
    template: bool
    media: str
    quote: str


@dataclass(frozen=True, slots=True)
class DayView:
    """The texts of one day."""

    day: str
    bubbles: tuple[BubbleView, ...]


@dataclass(frozen=True, slots=True)
class NextView:
    """A text to come: when, which, why it waits."""

    when: str
    what: str
    held: str


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A phone as the page shows it; `key` names it in an address, without its whole number.

    `session` says how long WhatsApp's session is open; `quotable` are the texts that a reply
    may quote, by reference, the newest first; `note` what is special about this phone now.
    """

    key: str
    number: str
    open: bool
    channel: str
    app: str
    site: str
    last: str
    days: tuple[DayView, ...]
    session: str
    quotable: tuple[tuple[str, str], ...]
    line: str
    note: str
    coming: tuple[NextView, ...]
    rings: bool


def key_of(number: str) -> str:
    """Return a number's last six digits, which tell the phones of the simulator apart.

    >>> key_of("+447700900123")
    '900123'
    """
    return number[-6:]


def phone_view(
    phone: OnPhone, surveys: Mapping[str, Survey], *, is_open: bool, now: datetime
) -> PhoneView:
    """Return what the page shows of a phone."""
    person, thread = phone.person, phone.thread
    channel = person.channel if person else (thread[-1].channel if thread else "sms")
    channel = channel if channel in _APPS else "sms"  # who is rung can write texts all the same
    last = thread[-1].text.splitlines()[0] if thread and thread[-1].text else ""
    ours = [bubble for bubble in thread if bubble.reference]
    return PhoneView(
        key_of(phone.number),
        spoken(phone.number),
        is_open,
        channel,
        _APPS.get(channel, channel),
        _site(surveys, person.site if person else ""),
        last[:40],
        tuple(_days(thread, phone.states)),
        _session(phone, now) if channel == "whatsapp" else "",
        tuple((one.reference, one.text[:60]) for one in reversed(ours[-QUOTABLE:])),
        phone.line,
        "She said STOP: nothing more goes out." if phone.stopped else _LINES[phone.line],
        tuple(_coming(phone, surveys)),
        phone.rings,
    )


def spoken(number: str) -> str:
    """Return a number as people in the UK write it.

    >>> spoken("+447700900123")
    '07700 900123'
    """
    return f"0{number[3:7]} {number[7:]}" if number.startswith("+44") else number


def moment(at: datetime) -> str:
    """Return a moment by UK time.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 7, 6, 9, 30, tzinfo=UTC))
    'Mon 6 Jul 2026, 10:30'
    """
    here = at.astimezone(HOME)
    return f"{here:%a} {here.day} {here:%b %Y, %H:%M}"


def moved(by: timedelta) -> str:
    """Return how far the clock was moved.

    >>> moved(timedelta(days=1, hours=3, seconds=2))
    '1 day 3 hours ahead'
    >>> moved(timedelta(seconds=-7300))
    '2 hours behind'
    >>> moved(timedelta(seconds=40))
    ''
    """
    hours = round(abs(by.total_seconds()) / 3600)
    parts = [_count(hours // 24, "day"), _count(hours % 24, "hour")]
    said = " ".join(part for part in parts if part)
    return said and f"{said} {'ahead' if by > timedelta() else 'behind'}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}" if number else ""


def _site(surveys: Mapping[str, Survey], name: str) -> str:
    titles = {site.id: site.title for survey in surveys.values() for site in survey.sites}
    return titles.get(name, name)


def _days(thread: Iterable[Bubble], states: Mapping[str, str]) -> Iterator[DayView]:
    for day, bubbles in groupby(thread, lambda one: one.at.astimezone(HOME).date()):
        yield DayView(
            f"{day:%A} {day.day} {day:%B}", tuple(_bubble(one, states) for one in bubbles)
        )


def _bubble(bubble: Bubble, states: Mapping[str, str]) -> BubbleView:
    ticks, became = _STATES.get(states.get(bubble.reference, ""), ("", ""))
    return BubbleView(
        bubble.direction == "in",
        f"{bubble.at.astimezone(HOME):%H:%M}",
        _parts(bubble.text),
        ticks,
        became,
        bubble.template,
        bubble.media,
        bubble.quote[:80],
    )


def _session(phone: OnPhone, now: datetime) -> str:
    if phone.session_ends is None or phone.session_ends <= now:
        return "No session is open: only a template may be sent."
    return f"Session open until {moment(phone.session_ends)}."


def _coming(phone: OnPhone, surveys: Mapping[str, Survey]) -> Iterator[NextView]:
    for one in phone.waiting:
        held = "held by a cap" if one.held else "waits"
        yield NextView(moment(one.due), _TEMPLATES.get(one.template, one.template), held)
    for planned in phone.planned:
        what = _TEMPLATES.get(planned.template, planned.template)
        point = _time_point(surveys, planned)
        yield NextView(moment(planned.due), f"{what}, {point}", _HELD.get(planned.held, ""))


def _time_point(surveys: Mapping[str, Survey], planned: Planned) -> str:
    survey, _, name = planned.wave.partition("/")
    points = surveys[survey].time_points if survey in surveys else ()
    return next((one.title for one in points if one.id == name), name)


def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a text into words and addresses, each with whether it is an address."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [(text[at : found.start()], False), (found.group(), True)]
        at = found.end()
    parts.append((text[at:], False))
    return tuple((words, link) for words, link in parts if words)
