"""Every page that a woman can see, in one language: as the server makes them, without a walk.

of(house, language) -> {name: page}, each with its headers, ready to be handed to a browser
hand(route, page)    give one to a browser, as the server would
unseen(house) -> what could be shown and stands on none of them: kinds of screens, faults, templates
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from unittest.mock import patch

from playwright.sync_api import Route

from prem import content
from prem.errors import web
from prem.instruments.recordings import Clip, Recordings, question_line
from prem.surveys import engine
from prem.surveys.ahead import onward
from prem.surveys.model import Survey
from prem.surveys.reply import (
    Begin,
    Change,
    Check,
    Chosen,
    Pause,
    Reply,
    Skip,
    Stop,
    Switch,
    Wrote,
)
from prem.surveys.screens import Screen, ScreenKind, screen
from prem.surveys.session import Session
from prem.web.changed import FAULTS as CHANGED_FAULTS
from prem.web.changed import FOLLOWS, Changed, Filled
from prem.web.cookie import CookieSeal
from prem.web.house import House
from prem.web.packing import Packed
from prem.web.pages import Pages
from prem.web.views import Fault
from prem.web.when import Chosen as Hours
from prem.web.when import When

SURVEY = "pregnancy-to-18-months"
MARK = "m" * 12
MEANT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
# One page, of other words each time.
PROBLEMS = (web.OLD_PAGE, web.BROKEN, web.TOO_MUCH)
LONG = "Ein-Wort-das-nicht-enden-will-" * 4
# Which faults a kind of screen can come back with.
FAULTS: dict[str, tuple[Fault, ...]] = {
    "consent": ("needed", "unknown"),
    "situation": ("empty", "unknown"),
    "choice": ("empty", "unknown"),
    "open": ("empty",),
}


def sessions(survey: Survey, language: str, *, kiosk: bool = False) -> dict[str, Session]:
    """Return a session at each kind of page, by its name, as the engine comes to it."""
    form = survey.form_of_channel["web"]
    at = Session(survey.id, survey.sites[0].id, "pregnancy", form, language)
    found: dict[str, Session] = {}

    def go(session: Session, *replies: Reply) -> Session:
        for reply in replies:
            session, _ = engine.step(survey, session, reply, MEANT)
        return session

    at = found["opening"] = go(at, Begin(kiosk=kiosk))
    at = found["consent"] = go(at, Chosen("yes", step="opening"))
    found["declined"] = go(at, Chosen("no", step="consent"))
    at = found["situation"] = go(at, Chosen("yes", step="consent"))
    at = found["question"] = go(at, Chosen("pregnant", step="situation"))
    first = at.step
    found["helped"] = go(at, Switch(helped=True))
    found["easy"] = go(at, Switch(easy=True))
    found["easy and helped"] = go(at, Switch(easy=True, helped=True))
    found["looked on"] = go(at, Switch(aside=True))
    found["break"] = go(at, Pause())
    at = go(at, Chosen(4, step=first))
    found["stopped"] = go(at, Stop())
    while at.state == "open":
        item = survey.items.get(at.step)
        if at.step in survey.parts:
            found.setdefault(f"before {at.step}", at)
            found.setdefault(f"before {at.step}, easy", go(at, Switch(easy=True)))
        elif item and item.kind == "open":
            found.setdefault("open", at)
        elif item and item.faces:
            found.setdefault("faces", at)
            found.setdefault("faces, easy", go(at, Switch(easy=True)))
        at = go(at, Skip(at.step) if item else Chosen("yes", step=at.step))
    found["end"] = at
    found["check"] = go(at, Check())
    found["change"] = go(at, Check(), Change(first))
    found["changed words"] = go(found["open"], Wrote("Kind", found["open"].step), Check())
    return found


def of(house: House, language: str) -> dict[str, Packed]:
    """Return each page by its name, in the order in which she may come to them."""
    survey = house.surveys[SURVEY]
    pages = Pages(house.templates, house.surveys, house.recordings)
    return {name: page.marked(MARK) for name, page in _pages(house, pages, survey, language)}


def _pages(house: House, pages: Pages, survey: Survey, language: str) -> Iterator[tuple[str, Any]]:
    site, plain = survey.sites[0].id, "identity"
    place = (SURVEY, site, language)
    yield "start", pages.start(plain, language)
    yield "door", pages.door(plain, language)
    for name, session in sessions(survey, language).items():
        shown = screen(survey, session)
        way, ends = onward(survey, session), name in ("opening", "end", "stopped")
        yield name, pages.question(shown, place, "", plain, "live", way, ends, ends)
        if name in FAULTS:
            for fault in FAULTS[name]:
                yield f"{name}: {fault}", pages.question(shown, place, fault, plain, "live", way)
    at = sessions(survey, language)
    first = replace(screen(survey, at["question"]), asked_again=True)
    yield "question: empty", pages.question(first, place, "empty", plain, "live")
    yield "question: unknown", pages.question(first, place, "unknown", plain, "live")
    yield "without scripts", pages.question(first, place, "", plain)
    yield from _tablet(pages, survey, place)
    yield "can be heard", _heard(house, survey, screen(survey, at["question"]), place)
    yield "said, nothing", pages.told((), plain, language)
    yield (
        "said",
        pages.told(((("Letters came late.", "We text now."), (LONG, LONG)),), plain, language),
    )
    yield "what it cannot hide", pages.tips(plain, language)
    yield "voucher", pages.voucher("ABCD-1234-EFGH-5678", place, plain, back=True)
    yield "voucher, long", pages.voucher("ABCDEFGHIJ-" * 6, ("", "", language), plain, back=False)
    yield "voucher, none left", pages.voucher("", place, plain, back=True)
    for state in ("form", "days", "hours", "saved"):
        yield f"when: {state}", _when(house, pages, place, state)
    for state in ("form", *CHANGED_FAULTS, *FOLLOWS):
        yield f"changed: {state}", _changed(house, pages, place, state)
    yield "deleted", pages.erased(plain, language)
    yield "closed", pages.closed(plain, language)
    yield "closed link", pages.closed(plain, language, link=True)
    for kind in PROBLEMS:
        yield f"problem {kind.code}", pages.problem(kind, "/q", plain, language)


def _tablet(pages: Pages, survey: Survey, place: tuple[str, str, str]) -> Iterator[tuple[str, Any]]:
    yield "tablet, between", pages.gate("identity", place[2])
    at = sessions(survey, place[2], kiosk=True)
    for name in ("question", "open", "end"):
        yield f"tablet, {name}", pages.question(screen(survey, at[name]), place, "", "identity")


def _heard(house: House, survey: Survey, shown: Screen, place: tuple[str, str, str]) -> Any:
    """A question with a recording, as a browser without scripts has it; it plays nothing here."""
    line = question_line(survey.items[shown.step], place[2])
    clip = Clip(Path("one.mp3"), line.hash, "mp3")
    voiced = Pages(house.templates, house.surveys, Recordings({line.hash: (clip,)}))
    return voiced.question(shown, place, "", "identity")


def _when(house: House, pages: Pages, place: tuple[str, str, str], state: str) -> Any:
    seal = CookieSeal(house.keys.cookie, house.ports.chance, secure=False)
    chosen = Hours(frozenset(), 10, 18) if state == "days" else Hours(first=9, end=9)
    return When(house, pages, seal).placed(place, chosen, state, "identity")


def _changed(house: House, pages: Pages, place: tuple[str, str, str], state: str) -> Any:
    seal = CookieSeal(house.keys.cookie, house.ports.chance, secure=False)
    what = {"none": "", "day": "due-date", "form": "moved"}.get(state, state)
    filled = Filled(what, "31", "12", "2126", "site-2")
    return Changed(house, pages, seal).placed(place, state, "identity", filled)


def hand(route: Route, answer: Packed) -> None:
    """Give a page to the browser as the server would."""
    headers = {key.decode(): value.decode() for key, value in answer.start["headers"]}
    route.fulfill(status=answer.start["status"], headers=headers, body=answer.body["body"])


def unseen(house: House) -> set[str]:
    """Return what could be shown and stands on no page of these."""
    kinds, faults, templates = set[str](), set[str](), set[str]()
    placed = Pages.placed

    def noted(pages: Pages, template: str, *rest: Any, **values: Any) -> str:
        templates.add(template)
        if "view" in values:
            faults.add(values["view"].error)
        return placed(pages, template, *rest, **values)

    with patch.object(Pages, "placed", noted):
        of(house, "en")
    survey = house.surveys[SURVEY]
    kinds = {screen(survey, one).kind for one in sessions(survey, "en").values()}
    folder = content.find("templates")
    assert folder
    hers = {
        path.name
        for path in folder.glob("*.html")
        if re.search(r'extends "page.html"', path.read_text())
    }
    return {*get_args(ScreenKind)} - kinds | {*get_args(Fault)} - faults | hers - templates
