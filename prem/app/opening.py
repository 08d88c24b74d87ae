"""Open the house: stores, keys, surveys, instruments, templates, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from prem import content, ports
from prem.app.addresses import links_fit, links_open
from prem.app.field import every_survey
from prem.app.promises import keep_promises
from prem.app.providers import caps_of_numbers
from prem.fieldwork.consents import keep_words
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.receive import Inbox
from prem.instruments.load import instrument_ids, load_instrument, load_theory
from prem.instruments.model import Instrument
from prem.instruments.recordings import Recordings, load_recordings
from prem.instruments.theory import Theory
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import keys_for
from prem.storage.stores import open_stores
from prem.web.house import House
from prem.web.placing import environment

if TYPE_CHECKING:
    from prem.fieldwork.phones import Clock, Phones


def open_house(settings: Settings, world: Ports | None = None) -> House:
    """Open everything that the pages need; Refusal where content or a store is not in order.

    The caller closes it with `close_house`.
    """
    own = settings.content
    surveys = every_survey(settings)
    links_open(settings)
    keep_promises(surveys.values(), settings)
    links_fit(surveys.values(), settings.public_url)
    instruments = {survey.instrument.id: survey.instrument for survey in surveys.values()}
    for name in instrument_ids(own):
        if name not in instruments:
            instruments[name] = load_instrument(name, own)
    world, clock = _world(settings, world or ports.real())
    stores = open_stores(settings)
    keep_words(stores, surveys.values(), world.now())
    keys = keys_for(stores, settings.keys_path)
    caps = caps_of_numbers(settings)
    field = Field(stores, surveys, keys, world.number, settings.public_url, caps)
    return House(
        settings=settings,
        ports=world,
        stores=stores,
        surveys=surveys,
        instruments=instruments,
        theories=_theories(instruments, settings),
        field=field,
        interviews=Interviews(stores, surveys, keys, world.number),
        inbox=Inbox(field, world.now),
        keys=keys,
        templates=environment(own),
        phones=_phones(field, world, clock),
        recordings=_recordings(settings, instruments, surveys),
    )


def close_house(house: House) -> None:
    """Write every reply and text that waits, then close the stores."""
    house.inbox.close()
    house.interviews.close()
    house.stores.close()


def _theories(instruments: dict[str, Instrument], settings: Settings) -> dict[str, Theory]:
    names = dict.fromkeys(instrument.theory for instrument in instruments.values())
    return {name: load_theory(name, settings.content) for name in names}


def _recordings(
    settings: Settings, instruments: Iterable[str], surveys: Iterable[str]
) -> Recordings:
    own = settings.content
    folders = [content.find("instruments", one, own=own) for one in instruments]
    folders += [content.find("surveys", one, own=own) for one in surveys]
    return load_recordings(one for one in folders if one)


def _world(settings: Settings, world: Ports) -> tuple[Ports, Clock | None]:
    """Return the world as it is; in a demo with the clock that can be moved."""
    if not settings.demo:
        return world, None
    from prem.app.demo_clock import DemoClock

    clock = DemoClock(settings.data, world.now)
    return replace(world, now=clock.now), clock


def _phones(field: Field, world: Ports, clock: Clock | None) -> Phones | None:
    if clock is None:
        return None
    from prem.fieldwork.phones import Phones

    return Phones(field, world.token, clock).found()
