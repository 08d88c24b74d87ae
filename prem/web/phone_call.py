"""The call view of the demo's phones: a phone rings, she picks up, presses keys, hears, hangs up.

Each step goes to `receive_call`, as Twilio's webhook does; what it says is shown as words, and can
be heard: by its recording where there is one, else by the browser's own speech.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from prem.channels.bells import Ring
from prem.errors.phones import BAD_PHONE_FORM
from prem.errors.voice import NO_CALL
from prem.errors.web import NO_TEXTS
from prem.fieldwork.calls import Answer, Came, receive_call
from prem.fieldwork.enrol import Enrolment
from prem.fieldwork.phones import Phones
from prem.fieldwork.ringing import VOICE
from prem.fieldwork.send import report
from prem.instruments.recordings import Recordings
from prem.web.house import House
from prem.web.phone import acting, number_of
from prem.web.phone_view import key_of, spoken
from prem.web.safety import page_headers
from prem.web.style import script_of, style_of

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#")
NAMES = {"*": "star", "#": "hash"}
ACTIONS = ("pick up", "mailbox", "reject", "ring", "silence", "hang up", "press")
Ask = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class OnCall:
    """A call on a phone: what it said last, what was pressed; over where it has no token."""

    call: str
    reference: str
    answer: Answer
    pressed: list[str] = field(default_factory=list)

    @property
    def on(self) -> bool:
        """Whether it goes on."""
        return bool(self.answer.token)


@dataclass(frozen=True, slots=True)
class Heard:
    """A line on the screen: its words, the address of its recording, if there is one, and whether
    it names the key of what stands before it."""

    words: str
    address: str
    key: bool


class Calls:
    """The calls on a demo's phones; every method may block."""

    def __init__(self, phones: Phones, token: Callable[[], str]) -> None:
        self.phones, self._token = phones, token
        self.calls: dict[str, OnCall] = {}

    def ring(self, number: str) -> Ring | None:
        """Return what rings on a phone that is not on a call."""
        call = self.calls.get(number)
        return None if call and call.on else self.phones.bells.rings.get(number)

    def state(self, number: str) -> str:
        """Return what a phone does now, in a word or three."""
        call = self.calls.get(number)
        if self.ring(number) is not None:
            return "rings"
        return "on the call" if call and call.on else "quiet"

    def do(self, number: str, action: str, key: str = "") -> None:
        """Do what her thumb does; Refusal 404 where there is no such call."""
        {
            "pick up": self._pick_up,
            "mailbox": self._mailbox,
            "reject": self._reject,
            "ring": self._ring_us,
            "hang up": self._hang_up,
        }.get(action, lambda one: self._press(one, "" if action == "silence" else key))(number)
        self.phones.round()

    def add(self) -> str:
        """Enrol a woman who is rung, and let the schedule look at her; return her number."""
        for survey in self.phones.field.surveys.values():
            if VOICE in survey.channels:
                due = self.phones.clock.now().date() + timedelta(weeks=10)
                consent, site = survey.consent_versions["en"], survey.sites[0].id
                woman = Enrolment(
                    "", site, consent, channel=VOICE, due_date=due, safe_from=0, safe_to=24
                )
                return self.phones.add(survey, woman)
        raise NO_TEXTS.refuse()

    def _pick_up(self, number: str, *, machine: bool = False) -> None:
        ring = self._taken(number)
        call = self._token()
        came = Came(call, ring.token, ring.reference, machine=machine)
        self.calls[number] = OnCall(call, ring.reference, self._received(came))

    def _mailbox(self, number: str) -> None:
        self._pick_up(number, machine=True)

    def _reject(self, number: str) -> None:
        self._report(self._taken(number).reference, "failed")

    def _ring_us(self, number: str) -> None:
        call = self._token()
        self.calls[number] = OnCall(call, "", self._received(Came(call, sender=number)))

    def _press(self, number: str, key: str) -> None:
        on = self.calls.get(number)
        if on is None or not on.on:
            raise NO_CALL.refuse()
        on.pressed.append(key)
        on.answer = self._received(Came(on.call, on.answer.token, key=key))
        if not on.on:
            self._report(on.reference, "sent")

    def _hang_up(self, number: str) -> None:
        on = self.calls.pop(number, None)
        if on is not None:
            self._report(on.reference, "sent")

    def _taken(self, number: str) -> Ring:
        ring = self.phones.bells.rings.pop(number, None)
        if ring is None:
            raise NO_CALL.refuse()
        return ring

    def _received(self, came: Came) -> Answer:
        return receive_call(self.phones.field, came, self.phones.clock.now())

    def _report(self, reference: str, said: str) -> None:
        field = self.phones.field
        if reference:
            report(field.stores, field.keys, VOICE, reference, said)  # type: ignore[arg-type]


def call_routes(house: House) -> list[Route]:
    """Return the routes of the call view; none outside a demo."""
    if house.phones is None:
        return []
    calls = Calls(house.phones, house.ports.token)
    return [
        Route("/phone/call", _shown(house, calls), methods=["GET"]),
        Route("/phone/call", _done(calls, _did), methods=["POST"]),
        Route("/phone/call/new", _done(calls, lambda one, form: one.add()), methods=["POST"]),
        Route("/phone/call/seen", _seen(calls), methods=["GET"]),
    ]


def _shown(house: House, calls: Calls) -> Ask:
    async def shown(request: Request) -> Response:
        asked, threads = request.query_params.get("phone", ""), calls.phones.console.threads
        number = number_of(calls.phones, asked) if asked else next(reversed(threads), "")
        return _page(house, _values(house.recordings, calls, number))

    return shown


def _values(recordings: Recordings, calls: Calls, number: str) -> dict[str, object]:
    """Return what the template places."""
    on = calls.calls.get(number)
    return {
        "phones": [
            (key_of(one), spoken(one), one == number, calls.state(one))
            for one in sorted(calls.phones.console.threads)
        ],
        "key": key_of(number),
        "number": spoken(number),
        "ringing": calls.ring(number) is not None,
        "on": on,
        "heard": _heard(recordings, on.answer) if on else [],
        "pressed": " ".join(one or "(nothing)" for one in on.pressed) if on else "",
        "keys": [(one, NAMES.get(one, "")) for one in KEYS],
        "seen": _state(calls),
    }


def _heard(recordings: Recordings, answer: Answer) -> list[Heard]:
    clips = ((line, recordings.of(line)) for line in answer.lines)
    return [
        Heard(line.words, clip[-1].address if clip else "", line.name.startswith("press-"))
        for line, clip in clips
    ]


def _page(house: House, values: Mapping[str, object]) -> Response:
    style = style_of(house.templates, "staff.css", "phone.css", "phone-call.css")
    script = script_of(house.templates, "phone-call.js")
    html = house.templates.get_template("phone-call.html").render(
        style=style.css, script=script.code, demo=True, here="phone", **values
    )
    headers = page_headers([style.source], scripts=[script.source])
    headers["content-security-policy"] += "; media-src 'self'"
    return HTMLResponse(html, headers=headers)


def _did(calls: Calls, form: Mapping[str, str]) -> str:
    number, key = number_of(calls.phones, form.get("phone", "")), form.get("key", "")
    action = "press" if key else form.get("action", "")
    for field_, word, accepted in (("action", action, ACTIONS), ("key", key, ("", *KEYS))):
        if word not in accepted:
            said = ", ".join(one for one in accepted if one)
            raise BAD_PHONE_FORM.refuse(field=field_, accepted=said)
    calls.do(number, action, key)
    return number


def _done(calls: Calls, do: Callable[[Calls, Mapping[str, str]], str]) -> Ask:
    return acting(lambda form: f"/phone/call?phone={key_of(do(calls, form))}#call")


def _seen(calls: Calls) -> Ask:
    async def seen(request: Request) -> Response:
        return PlainTextResponse(_state(calls), headers={"cache-control": "no-store"})

    return seen


def _state(calls: Calls) -> str:
    """Return what changes where another phone rings, or rings no more."""
    bells = calls.phones.bells
    return f"{bells.count}.{len(bells.rings)}.{len(calls.phones.console.threads)}"
