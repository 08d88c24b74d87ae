"""The phone simulator of the demo: phones side by side, answered by plain forms, and a clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from prem.channels.console import Line
from prem.errors.phones import BAD_MOVE, BAD_PHONE_FORM
from prem.errors.web import NO_PHONE, NO_TEXTS
from prem.fieldwork.enrol import Enrolment
from prem.fieldwork.phones import Move, OnPhone, Phones, Written
from prem.surveys.model import BY_TEXT, Survey
from prem.web.forms import check_origin, headers_of, read_form
from prem.web.house import House
from prem.web.phone_view import SHOWN, key_of, moment, moved, phone_view
from prem.web.safety import page_headers
from prem.web.staffpage import sent_on
from prem.web.style import script_of, style_of

_LONGEST = 1600
WAYS: Mapping[str, tuple[str, int]] = {
    "due-10": ("Pregnant: due in 10 weeks", 10),
    "due-30": ("Pregnant: due in 30 weeks", 30),
    "born-6": ("Baby born 6 weeks ago", -6),
    "born-30": ("Baby born 30 weeks ago", -30),
    "born-60": ("Baby born 60 weeks ago", -60),
}
HOURS: Mapping[str, tuple[str, int, int]] = {
    "any": ("at any hour", 0, 24),
    "day": ("10:00 to 18:00", 10, 18),
    "evening": ("19:00 to 21:00", 19, 21),
}
LIFE: Mapping[str, str] = {
    "birth": "Her baby was born today",
    "loss": "She lost her baby",
    "apart": "Her baby is not with her",
    "together": "Her baby is with her again",
    "pause": "She wants a break",
    "prison": "She is in prison",
    "refuge": "She is in a refuge",
    "resume": "Texts may go on",
}
Ask = Callable[[Request], Awaitable[Response]]


def phone_routes(house: House) -> list[Route]:
    """Return the simulator's routes over the phones of this house; none outside a demo."""
    phones = house.phones
    if phones is None:
        return []
    return [
        Route("/phone", _shown(house, phones), methods=["GET"]),
        Route("/phone", _done(phones, _written), methods=["POST"]),
        Route("/phone/new", _done(phones, _added), methods=["POST"]),
        Route("/phone/line", _done(phones, _turned), methods=["POST"]),
        Route("/phone/life", _done(phones, _lived), methods=["POST"]),
        Route("/phone/clock", _done(phones, _moved), methods=["POST"]),
        Route("/phone/seen", _seen(phones), methods=["GET"]),
    ]


def number_of(phones: Phones, key: str) -> str:
    """Return the whole number of a phone; Refusal 404 where there is none."""
    for number in phones.console.threads:
        if key_of(number) == key:
            return number
    raise NO_PHONE.refuse()


def _shown(house: House, phones: Phones) -> Ask:
    async def shown(request: Request) -> Response:
        asked = request.query_params.get("phone", "")
        number = number_of(phones, asked) if asked else next(reversed(phones.console.threads), "")
        return _page(house, await asyncio.to_thread(_values, phones, number))

    return shown


def _values(phones: Phones, number: str) -> dict[str, Any]:
    """Return what the template places. Blocks."""
    now, seen, survey = phones.clock.now(), phones.seen(), phones.survey
    if survey is None:
        raise NO_TEXTS.refuse()
    found = sorted(phones.look(), key=lambda one: one.number)
    views = [
        phone_view(one, phones.field.surveys, is_open=one.number == number, now=now)
        for one in found
    ]
    planned = phones.next_moment()
    return {
        "seen": seen,
        "now": moment(now),
        "moved": moved(phones.clock.moved),
        "next": moment(planned) if planned else "",
        "phones": views,
        "shown": _side_by_side(found, number),
        "sites": survey.sites,
        "channels": survey.asks_on(BY_TEXT),
        "ways": {name: words for name, (words, _) in WAYS.items()},
        "life": LIFE,
        "hours": {name: words for name, (words, *_) in HOURS.items()},
    }


def _side_by_side(found: list[OnPhone], number: str) -> set[str]:
    """Return the keys of the newest phones, and of the one that is open."""
    return {key_of(one.number) for one in found[-SHOWN:]} | {key_of(number)}


def _page(house: House, values: Mapping[str, Any]) -> Response:
    style = style_of(house.templates, "staff.css", "phone.css")
    script = script_of(house.templates, "phone.js")
    html = house.templates.get_template("phone.html").render(
        style=style.css, script=script.code, demo=True, here="phone", **values
    )
    return HTMLResponse(html, headers=page_headers([style.source], scripts=[script.source]))


def acting(do: Callable[[Mapping[str, str]], str]) -> Ask:
    """Return a route that does what a form says, then leads to the address that `do` returns."""

    async def acted(request: Request) -> Response:
        headers = headers_of(request.scope)
        check_origin(headers)
        form = await read_form(headers, request.receive)
        return sent_on(await asyncio.to_thread(do, form))

    return acted


def _done(phones: Phones, do: Callable[[Phones, Mapping[str, str]], str]) -> Ask:
    """Return a route that does what a form says, then shows the phone that `do` returns."""

    def address(form: Mapping[str, str]) -> str:
        number = do(phones, form)
        return f"/phone?phone={key_of(number)}#reply" if number else "/phone"

    return acting(address)


def _seen(phones: Phones) -> Ask:
    async def seen(request: Request) -> Response:
        return PlainTextResponse(phones.seen(), headers={"cache-control": "no-store"})

    return seen


def _written(phones: Phones, form: Mapping[str, str]) -> str:
    number, text = number_of(phones, form.get("phone", "")), form.get("text", "").strip()
    with_it = _one_of(form, "with", ("", "picture", "voice note", "liked"))
    last = next((one.text for one in reversed(phones.console.threads[number])
                 if one.direction == "out"), "")  # fmt: skip
    if with_it == "liked":
        text, with_it = f"Liked “{last[:60]}”", ""
    channel = _one_of(form, "channel", ("", *BY_TEXT)) or "sms"
    if text or with_it:
        phones.write(number, Written(text[:_LONGEST], channel, with_it, form.get("quote", "")))
    return number


def _added(phones: Phones, form: Mapping[str, str]) -> str:
    survey = phones.survey
    if survey is None:
        raise NO_TEXTS.refuse()
    return phones.add(survey, _woman(survey, form, phones.clock.now()))


def _woman(survey: Survey, form: Mapping[str, str], now: datetime) -> Enrolment:
    _, weeks = WAYS[_one_of(form, "way", tuple(WAYS))]
    _, first, end = HOURS[_one_of(form, "hours", tuple(HOURS))]
    texted = survey.asks_on(BY_TEXT)
    day = now.date() + timedelta(weeks=weeks)
    return Enrolment(
        "",
        form.get("site", ""),
        survey.consent_versions["en"],
        channel=_one_of(form, "channel", texted),
        due_date=day if weeks > 0 else None,
        birth=day if weeks < 0 else None,
        safe_from=first,
        safe_to=end,
    )


def _turned(phones: Phones, form: Mapping[str, str]) -> str:
    number = number_of(phones, form.get("phone", ""))
    line: Line = _one_of(form, "line", get_args(Line))  # type: ignore[assignment]  # one of them
    phones.turn(number, line)
    return number


def _lived(phones: Phones, form: Mapping[str, str]) -> str:
    number = number_of(phones, form.get("phone", ""))
    phones.tell(number, _one_of(form, "kind", tuple(LIFE)))
    return number


def _moved(phones: Phones, form: Mapping[str, str]) -> str:
    how = form.get("to", "")
    if how not in get_args(Move):
        raise BAD_MOVE.refuse()
    phones.move(how)  # type: ignore[arg-type]  # one of them
    key = form.get("phone", "")
    return number_of(phones, key) if key else ""


def _one_of(form: Mapping[str, str], field: str, accepted: tuple[str, ...]) -> str:
    """Return a field's value, the first one accepted where it is not there."""
    value = form.get(field, accepted[0])
    if value not in accepted:
        said = ", ".join(one for one in accepted if one)
        raise BAD_PHONE_FORM.refuse(field=field, accepted=said)
    return value
