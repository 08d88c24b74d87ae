"""The phone simulator of the demo: phones as threads of bubbles, answered by plain forms.

What is typed goes the same way as a text from a provider: `receive_text`, then `send_due`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from prem.channels.console import Bubble, Console
from prem.channels.model import Inbound
from prem.errors import Refusal
from prem.errors.storage import ALREADY_ENROLLED, HAS_STOPPED
from prem.errors.web import NO_PHONE, NO_TEXTS
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.surveys.model import Survey
from prem.web.forms import check_origin, headers_of, read_form
from prem.web.house import House
from prem.web.staffpage import staff_page

# Numbers that Ofcom keeps for films and plays: none belongs to anyone.
_NUMBERS = [f"+44770090{tail:04d}" for tail in range(1000)]
_LONGEST = 1600
_ADDRESS = re.compile(r"https?://\S+")
_WEEKS_TO_DUE = 10


@dataclass(frozen=True, slots=True)
class BubbleView:
    """A text on the screen: hers or ours, at what time, as words and links in turn."""

    hers: bool
    time: str
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class PhoneView:
    """A phone in the list; `key` names it in an address, without its whole number."""

    key: str
    number: str
    last: str
    open: bool


class Simulator:
    """What the simulator does with its phones; every call may block."""

    def __init__(self, house: House, console: Console) -> None:
        self.house, self.console = house, console
        self._field = Field(
            house.stores, house.surveys, house.keys, house.ports.number, house.settings.public_url
        )
        self._channels = {"sms": console, "whatsapp": console}

    @property
    def survey(self) -> Survey:
        """The first survey that is asked by text; Refusal where there is none."""
        for survey in self.house.surveys.values():
            if "sms" in survey.channels:
                return survey
        raise NO_TEXTS.refuse()

    def number(self, key: str) -> str:
        """Return the whole number of a phone in the list; Refusal 404 where there is none."""
        for number in self.console.threads:
            if key_of(number) == key:
                return number
        raise NO_PHONE.refuse()

    def add(self, site: str) -> str:
        """Enrol a new woman with a new phone, let the schedule invite her; return the number."""
        now, survey = self.house.ports.now(), self.survey
        due = now.date() + timedelta(weeks=_WEEKS_TO_DUE)
        for number in _NUMBERS:
            if number in self.console.threads:
                continue
            woman = Enrolment(
                number, site, survey.consent_versions["en"], due_date=due, safe_from=0, safe_to=24
            )
            try:
                enrol(self._field, survey, woman)
            except Refusal as refusal:  # a number of an earlier run of the demo
                if refusal.first.kind not in (ALREADY_ENROLLED, HAS_STOPPED):
                    raise
                continue
            tick(self._field, now)
            self._send()
            return number
        raise NO_PHONE.refuse()

    def write(self, number: str, text: str) -> None:
        """Hand a text in as her provider would, and send what is due after it."""
        now, ports = self.house.ports.now(), self.house.ports
        self.console.wrote(number, text, now)
        receive_text(self._field, Inbound("sms", ports.token(), number, text), now)
        self._send()

    def _send(self) -> None:
        while send_due(self.house.stores, self._channels, self.house.keys, self.house.ports.now()):
            pass


def phone_routes(house: House) -> list[Route]:
    """Return the simulator's routes over the console of this house."""
    if house.console is None:
        return []
    simulator = Simulator(house, house.console)
    return [
        Route("/phone", _shown(simulator), methods=["GET"]),
        Route("/phone", _written(simulator), methods=["POST"]),
        Route("/phone/new", _added(simulator), methods=["POST"]),
    ]


def key_of(number: str) -> str:
    """Return a number's last six digits, which tell the phones of the simulator apart.

    >>> key_of("+447700900123")
    '900123'
    """
    return number[-6:]


def _shown(simulator: Simulator) -> Callable[[Request], Response]:
    def shown(request: Request) -> Response:
        threads = simulator.console.threads
        numbers = list(reversed(threads))
        asked = request.query_params.get("phone", "")
        number = simulator.number(asked) if asked else next(iter(numbers), "")
        return staff_page(
            simulator.house,
            "phone.html",
            styles=("staff.css", "phone.css"),
            here="phone",
            phones=[phone_view(one, threads[one], one == number) for one in numbers],
            key=key_of(number),
            number=spoken(number),
            bubbles=list(bubble_views(threads.get(number, ()))),
            sites=simulator.survey.sites,
        )

    return shown


def _written(simulator: Simulator) -> Callable[[Request], Response]:
    async def written(request: Request) -> Response:
        form = await _form(request)
        number, text = simulator.number(form.get("phone", "")), form.get("text", "").strip()
        if text:
            await asyncio.to_thread(simulator.write, number, text[:_LONGEST])
        return _to(number)

    return written  # type: ignore[return-value]  # Starlette takes both kinds of function


def _added(simulator: Simulator) -> Callable[[Request], Response]:
    async def added(request: Request) -> Response:
        site = (await _form(request)).get("site", "")
        return _to(await asyncio.to_thread(simulator.add, site))

    return added  # type: ignore[return-value]  # as above


async def _form(request: Request) -> Mapping[str, str]:
    headers = headers_of(request.scope)
    check_origin(headers)
    return await read_form(headers, request.receive)


def _to(number: str) -> Response:
    return RedirectResponse(f"/phone?phone={key_of(number)}#reply", status_code=303)


def phone_view(number: str, thread: list[Bubble], is_open: bool) -> PhoneView:
    """Return a phone as the list shows it, with the beginning of its last text."""
    last = thread[-1].text.splitlines()[0] if thread and thread[-1].text else ""
    return PhoneView(key_of(number), spoken(number), last[:40], is_open)


def bubble_views(thread: list[Bubble] | tuple[()]) -> Iterator[BubbleView]:
    """Return the texts of a thread as the screen shows them, oldest first."""
    for bubble in thread:
        yield BubbleView(bubble.direction == "in", f"{bubble.at:%H:%M}", _parts(bubble.text))


def spoken(number: str) -> str:
    """Return a number as people in the UK write it.

    >>> spoken("+447700900123")
    '07700 900123'
    """
    return f"0{number[3:7]} {number[7:]}" if number.startswith("+44") else number


def _parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Split a text into words and addresses, each with whether it is an address."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [(text[at : found.start()], False), (found.group(), True)]
        at = found.end()
    parts.append((text[at:], False))
    return tuple((words, link) for words, link in parts if words)
