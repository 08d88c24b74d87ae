"""The pages of the workshop: the list, an item, the results, the coverage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from prem.errors import Refusal
from prem.errors.workshop import NO_INSTRUMENT, OTHER_WORDS, UNKNOWN_ITEM
from prem.fieldwork import workshop
from prem.instruments.model import SITUATIONS, TIME_POINTS, Instrument, Item
from prem.instruments.theory import Theory
from prem.piloting.coverage import coverage
from prem.storage.staff import Person
from prem.storage.workshop_tables import COMMENT_LIMIT, REASON_LIMIT, ROLES
from prem.web.house import House
from prem.web.staffpage import sent_on
from prem.web.workshop import tables, views
from prem.web.workshop.inviting import router as inviting
from prem.web.workshop.page import workshop_page
from prem.web.workshop.signing import Anyone, Form, SignedIn, TheHouse, house_of
from prem.web.workshop.signing import router as signing

router = APIRouter()
router.include_router(signing)
router.include_router(inviting)


def instrument_of(instrument: str, request: Request) -> Instrument:
    """Return the instrument of the address; Refusal 404.622 where there is none."""
    found = house_of(request).instruments.get(instrument)
    if found is None:
        raise NO_INSTRUMENT.refuse()
    return found


TheInstrument = Annotated[Instrument, Depends(instrument_of)]


@router.get("/workshop")
@router.get("/workshop/", include_in_schema=False)
def entrance(house: TheHouse, person: Anyone) -> Response:
    """Show the first instrument's list, or at the door how to come in."""
    if person is None:
        return workshop_page(house, "door.html", status=403)
    first = next(iter(house.instruments.values()), None)
    if first is None:
        raise NO_INSTRUMENT.refuse()
    return sent_on(views.address(first))


@router.get("/workshop/on/{instrument}")
def the_list(house: TheHouse, person: SignedIn, instrument: TheInstrument) -> Response:
    """Show every question by outcome, and how far she is."""
    language = instrument.languages[0]
    mine = workshop.progress(house.stores, person, instrument, language)
    return _placed(
        house,
        "list.html",
        person,
        instrument,
        place="list",
        view=views.list_view(instrument, _theory(house, instrument), mine, language),
        others=[one for one in house.instruments.values() if one.id != instrument.id],
    )


@router.get("/workshop/on/{instrument}/item/{item}")
def an_item(item: str, house: TheHouse, person: SignedIn, instrument: TheInstrument) -> Response:
    """Show a question in all its forms, and ask what she thinks."""
    return _item_page(house, person, instrument, _item(instrument, item))


@router.post("/workshop/on/{instrument}/item/{item}")
def say(
    item: str, house: TheHouse, person: SignedIn, instrument: TheInstrument, form: Form
) -> Response:
    """Keep her rating and her comment and go on; what cannot be kept comes back to her."""
    found = _item(instrument, item)
    try:
        wording = _wording(instrument, found, form)
        if form.get("action") == "decide":
            verdict, reason = form.get("verdict", ""), form.get("reason", "")
            workshop.decide(house.stores, house.ports, person, wording, verdict, reason)
            return sent_on(views.address(instrument, item))
        workshop.say(
            house.stores,
            house.ports,
            person,
            wording,
            relevance=form.get("relevance", ""),
            clarity=form.get("clarity", ""),
            text=form.get("comment", ""),
        )
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _item_page(house, person, instrument, found, form, refusal)
    if form.get("action") == "stay":
        return sent_on(f"{views.address(instrument, item)}#said")
    language = instrument.languages[0]
    mine = workshop.progress(house.stores, person, instrument, language)
    return sent_on(views.after(instrument, item, mine, language))


@router.get("/workshop/on/{instrument}/results")
def the_results(
    house: TheHouse, person: SignedIn, instrument: TheInstrument, of: str = ""
) -> Response:
    """Show what the ratings say by question and version, as counts only."""
    peers = of == "advisers"
    roles = ("adviser",) if peers else ROLES
    found = workshop.results(house.stores, person, instrument, instrument.languages[0], roles)
    groups = tables.result_groups(instrument, _theory(house, instrument), found)
    return _placed(
        house,
        "results.html",
        person,
        instrument,
        place="results",
        totals=tables.totals(found),
        groups=groups,
        peers=peers,
        chain=found,
    )


@router.get("/workshop/on/{instrument}/coverage")
def the_coverage(house: TheHouse, person: SignedIn, instrument: TheInstrument) -> Response:
    """Show which requirement of which outcome is asked about when, and the gaps."""
    theory = _theory(house, instrument)
    table = coverage(instrument, theory, TIME_POINTS, SITUATIONS)
    return _placed(
        house,
        "coverage.html",
        person,
        instrument,
        place="coverage",
        times=tables.times(table),
        overview=tables.overview(table, theory),
        groups=tables.coverage_groups(table, theory),
        silences=tables.silences(table),
    )


def _item_page(
    house: House,
    person: Person,
    instrument: Instrument,
    item: Item,
    form: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    language = instrument.languages[0]
    mine = workshop.progress(house.stores, person, instrument, language)
    theory = _theory(house, instrument)
    said = workshop.talk(house.stores, person, instrument, item.id, language)
    return _placed(
        house,
        "item.html",
        person,
        instrument,
        status=refusal.status if refusal else 200,
        preview=True,
        place="item",
        view=views.item_view(house.templates, instrument, theory, item, mine, language, form),
        said=views.heard(said),
        error=refusal.first.sentence if refusal else "",
        comment=(form or {}).get("comment", ""),
        verdict=(form or {}).get("verdict", ""),
        reason=(form or {}).get("reason", ""),
        verdicts=tables.DECIDED,
        comment_limit=COMMENT_LIMIT,
        reason_limit=REASON_LIMIT,
    )


def _placed(
    house: House,
    template: str,
    person: Person,
    instrument: Instrument,
    *,
    status: int = 200,
    preview: bool = False,
    **values: object,
) -> Response:
    values = {
        "person": person,
        "instrument": instrument,
        "start": views.address(instrument),
    } | values
    return workshop_page(house, template, status=status, preview=preview, **values)


def _theory(house: House, instrument: Instrument) -> Theory:
    return house.theories[instrument.theory]


def _item(instrument: Instrument, identity: str) -> Item:
    try:
        item = instrument.item(identity)
    except KeyError:
        raise UNKNOWN_ITEM.refuse() from None
    if instrument.languages[0] not in item.words:
        raise UNKNOWN_ITEM.refuse()
    return item


def _wording(instrument: Instrument, item: Item, form: Mapping[str, str]) -> workshop.Wording:
    """Return the present wording; Refusal 409.617 where it is not the one that she saw."""
    wording = workshop.wording_of(instrument, item, instrument.languages[0])
    if form.get("wording", wording.hash) != wording.hash:
        raise OTHER_WORDS.refuse()
    return wording
