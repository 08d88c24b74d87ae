"""The demo's phones, the worker that serves them, and the clock that is moved by hand.

What is written goes the same way as a text from a provider: `receive_text`, then the worker's
round; what a phone does with a text comes back as a provider's report.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

from prem.channels.bells import Bells
from prem.channels.console import PHONES, Bubble, Console, Line
from prem.channels.model import Channel, Inbound, Said
from prem.channels.window import ends
from prem.errors import Refusal
from prem.errors.phones import NO_MOMENT, NO_NUMBER_LEFT, NOT_A_DEMO
from prem.errors.storage import ALREADY_ENROLLED, HAS_STOPPED
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.planning import coming
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import report
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.work import Work
from prem.storage import heard, outbox, people, stops, waiting
from prem.storage.line import Line as StoreLine
from prem.storage.people import Number, Person
from prem.storage.waiting import Waits
from prem.surveys.model import BY_TEXT, Survey
from prem.surveys.schedule import Planned
from prem.surveys.schedule.model import HOME

# Numbers that Ofcom keeps for films and plays: none belongs to anyone.
NUMBERS = tuple(f"+44770090{tail:04d}" for tail in range(1000))
AHEAD = 600
"""Days to look ahead: all eighteen months."""
_STEPS = 2000
_SAYS: Mapping[Line, Said] = {"on": "delivered", "gone": "failed"}
Move = Literal["hour", "day", "next", "now"]


class Clock(Protocol):
    """A clock that can be moved: there is one in the demo only."""

    @property
    def moved(self) -> timedelta:
        """How far it is from the real one."""

    def now(self) -> datetime:
        """Return the moment, in UTC."""

    def move_to(self, moment: datetime | None) -> None:
        """Let it go on from this moment; with None from the real one."""


@dataclass(frozen=True, slots=True)
class Written:
    """What she sends: `media` came with it, `quote` is the reference of the text of ours that it
    answers, "" where she picked none."""

    text: str
    channel: str = "sms"
    media: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class OnPhone:
    """A phone with all that its screen shows. `states` are by reference; `person` is None where
    nobody is enrolled with it; `session_ends` is when WhatsApp's 24 hours are over; `rings`: a call
    waits to be picked up."""

    number: str
    thread: tuple[Bubble, ...]
    states: Mapping[str, str]
    line: Line
    person: Person | None
    stopped: bool
    waiting: tuple[Waits, ...]
    planned: tuple[Planned, ...]
    session_ends: datetime | None
    rings: bool = False


class Phones:
    """The phones of a demo. Every call may block; one at a time."""

    def __init__(self, field: Field, token: Callable[[], str], clock: Clock) -> None:
        self.field, self.clock, self.console = field, clock, Console()
        self.bells = Bells()
        channels: dict[str, Channel] = {
            "sms": self.console,
            "whatsapp": self.console.whatsapp,
            "voice": self.bells,
        }
        self._work = Work(field, channels, clock.now, threads=1)
        self._token, self._told, self._hands = token, set[str](), threading.RLock()

    def found(self) -> Phones:
        """Lay out the phones of earlier runs, their screens empty. Refuses (409.464) a store with
        numbers that real phones may have: it is no demo's."""
        keys = self.field.keys
        for person in people.everyone(self._line):
            number = people.number_despite_stop(self._line, keys, person.id)
            if number is not None and not people.DRAMA.fullmatch(number.e164):
                raise NOT_A_DEMO.refuse()
            if number is not None and len(self.console.threads) < PHONES:
                self.console.threads[number.e164] = []
        return self

    @property
    def survey(self) -> Survey | None:
        """The first survey that is asked by text."""
        return next((one for one in self.field.surveys.values() if one.asks_on(BY_TEXT)), None)

    def add(self, survey: Survey, woman: Enrolment) -> str:
        """Enrol a woman at the first free number, let the schedule look at her; return it."""
        with self._hands:
            for number in NUMBERS:
                if number in self.console.threads:
                    continue
                try:
                    enrol(self.field, survey, replace(woman, phone=number))
                except Refusal as refusal:  # a number of an earlier run of the demo
                    if refusal.first.kind not in (ALREADY_ENROLLED, HAS_STOPPED):
                        raise
                    continue
                self.console.threads[number] = []
                self.round()
                return number
        raise NO_NUMBER_LEFT.refuse()

    def write(self, number: str, written: Written) -> None:
        """Hand a text in as her provider would, and send what is due after it."""
        with self._hands:
            now, channel, quote = self.clock.now(), written.channel, written.quote
            words = (one.text for one in self.console.threads[number] if one.reference == quote)
            bubble = Bubble(
                "in", written.text, now, channel, media=written.media,
                quote=next(words, "") if quote else "",
            )  # fmt: skip
            self.console.put(number, bubble)
            came = Inbound(
                channel, self._token(), number, written.text, media=bool(written.media),
                quoted=quote if bubble.quote else "",
            )  # fmt: skip
            receive_text(self.field, came, now)
            self.round()

    def tell(self, number: str, kind: str) -> None:
        """Note what staff would tell of her: today's birth, a loss, a break and so on."""
        with self._hands:
            now = self.clock.now()
            day = f"{now.astimezone(HOME):%Y-%m-%d}" if kind == "birth" else ""
            tell(self.field, number, Told(kind, day=day), now)
            self.round()

    def turn(self, number: str, line: Line) -> None:
        """Switch a phone on or off, or let its number be gone."""
        with self._hands:
            self.console.lines[number] = line
            self.round()

    def round(self) -> None:
        """Do what the worker does, then report what became of the texts."""
        with self._hands:
            self._work.round()
            for number, thread in list(self.console.threads.items()):
                says = _SAYS.get(self.console.lines.get(number, "on"))
                for bubble in thread:
                    if says and bubble.reference and bubble.reference not in self._told:
                        self._told.add(bubble.reference)
                        self._report(bubble, says)

    def move(self, how: Move) -> None:
        """Move the clock, stopping at every moment on the way at which something is planned."""
        with self._hands:
            if how == "now":
                self.clock.move_to(None)
                self.round()
                return
            target = self._target(how)
            for _ in range(_STEPS):
                moment = self.next_moment()
                if moment is None or moment >= target:
                    break
                self.clock.move_to(moment)
                self.round()
            self.clock.move_to(target)
            self.round()

    def next_moment(self) -> datetime | None:
        """Return when the next text is planned or waits until; None where nothing is."""
        now = self.clock.now()
        moments = [one.due for one in waiting.waiting(self._line)]
        moments += [one.due for one in self._planned() if not one.held]
        return min((one.astimezone(UTC) for one in moments if one > now), default=None)

    def look(self) -> list[OnPhone]:
        """Return all phones, the one with the newest text first."""
        with self._hands:
            planned, waits = self._planned(), waiting.waiting(self._line)
            return [self._look(one, waits, planned) for one in reversed(self.console.threads)]

    def seen(self) -> str:
        """Return what changes where any text came, what became of it, or which phone rings."""
        threads, bells = self.console.threads, self.bells
        texts = sum(map(len, list(threads.values())))
        return f"{texts}.{len(threads)}.{len(self._told)}.{bells.count}.{len(bells.rings)}"

    @property
    def _line(self) -> StoreLine:
        return self.field.stores.contacts.reader

    def _target(self, how: Move) -> datetime:
        if how != "next":
            return self.clock.now() + timedelta(hours=1 if how == "hour" else 24)
        moment = self.next_moment()
        if moment is None:
            raise NO_MOMENT.refuse()
        return moment

    def _planned(self) -> list[Planned]:
        now = self.clock.now()
        surveys = self.field.surveys.values()
        return [one for survey in surveys for one in coming(self.field, survey, now, AHEAD)]

    def _report(self, bubble: Bubble, says: Said) -> None:
        field = self.field
        its = bubble.reference  # the provider of these phones knows it by no other id
        report(field.stores, field.keys, bubble.channel, its, says, own_id=its)

    def _look(self, number: str, waits: list[Waits], planned: list[Planned]) -> OnPhone:
        keys, thread = self.field.keys, tuple(self.console.threads[number])
        index = people.index_of(keys, Number(number))
        person = people.find(self._line, index)
        own = person.id if person else -1
        marks = {
            one.reference: outbox.provider_mark(keys, one.channel, one.reference)
            for one in thread
            if one.reference
        }
        known = waiting.states(self._line, list(marks.values()))
        at = heard.last(self._line, own)
        return OnPhone(
            number,
            thread,
            {reference: known.get(its, "") for reference, its in marks.items()},
            self.console.lines.get(number, "on"),
            person,
            stops.stands(self._line, index),
            tuple(one for one in waits if one.person == own),
            tuple(one for one in planned if one.person == own),
            None if at is None else ends(datetime.fromtimestamp(at, UTC)),
            number in self.bells.rings,
        )
