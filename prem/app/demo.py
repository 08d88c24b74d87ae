"""The whole product on one machine: a simulated study, its release, and a way in for everybody."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from prem.app.factory import Application, create_app
from prem.errors import Refusal
from prem.errors.house import DATA_FOLDER
from prem.errors.storage import STORE_CLOSED
from prem.fieldwork.links import Door, door_code
from prem.fieldwork.release import release
from prem.fieldwork.simulate import check_size, simulate
from prem.fieldwork.vouchers import keep_vouchers
from prem.fieldwork.workshop import invite_adviser
from prem.settings import Settings, read_settings
from prem.surveys.load import load_survey
from prem.surveys.model import Survey
from prem.web.house import House

log = logging.getLogger("prem.app")

SEED = 1
VOUCHERS = 300
SIGN = "a-demo.txt"
"""The file that says a data folder is a demo's."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """An address to print, and what is behind it."""

    what: str
    address: str


def open_demo(
    port: int, data: Path, women: int, content: Path | None, say: Callable[[str], None]
) -> Application:
    """Open the demo; the first time, let a simulated study run and freeze its release.

    The study is made in a folder of its own, which takes its place only when all of it is there:
    a first start that is cut off leaves nothing behind. Refuses (422.802) a folder that holds
    something else than a demo, for a demo's doors stand open.
    """
    settings = read_settings(
        demo=True,
        data=data,
        content=content,
        public_url=f"http://127.0.0.1:{port}",
        # A demo keeps to its folder: its doors stand open, and its women are simulated.
        contacts_url=None,
        answers_url=None,
        workshop_url=None,
        keys_file=None,
    )
    if not (data / SIGN).exists():
        check_size(women)
        _check_empty(data)
        _make(settings, women, say)
    return create_app(settings)


def _check_empty(data: Path) -> None:
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise DATA_FOLDER.refuse(folder=data, reason="it holds something that is not a demo")


def _make(settings: Settings, women: int, say: Callable[[str], None]) -> None:
    part = settings.data.with_name(settings.data.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    app = create_app(settings.model_copy(update={"data": part}))
    try:
        for survey in app.house.surveys.values():
            _study(app.house, survey, women, say)
            _vouchers(app.house, survey, say)
    finally:
        app.close()
    (part / SIGN).write_text("Made by `prem demo`: simulated women, and whatever you tried.\n")
    try:
        part.replace(settings.data)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        raise DATA_FOLDER.refuse(folder=settings.data, reason=reason) from None


def _study(house: House, survey: Survey, women: int, say: Callable[[str], None]) -> None:
    say(f"{women} simulated women answer {survey.id} (once) ...")
    simulate(
        house.stores,
        house.keys,
        survey,
        women,
        ports=house.ports,
        seed=SEED,
        load=partial(load_survey, survey.id, house.settings.content),
        at_once=os.cpu_count() or 1,
    )
    release(house.stores, survey, now=house.ports.now())


def _vouchers(house: House, survey: Survey, say: Callable[[str], None]) -> None:
    """Make vouchers that say of themselves that they are none, after the study: hers are all."""
    if not survey.vouchers:
        return
    codes = (f"DEMO-{number:03d}-WORTH-NOTHING" for number in range(1, VOUCHERS + 1))
    made = keep_vouchers(house.field, survey, codes)
    say(f"{made} simulated vouchers of {survey.id} are made (DEMO-..., worth nothing).")


@contextmanager
def worker_beside(house: House, every: float = 2.0) -> Iterator[None]:
    """Let the demo's worker do a round every few seconds, until the block ends."""
    phones, ended = house.phones, threading.Event()

    def work() -> None:
        while phones is not None and not ended.wait(every):
            try:
                phones.round()
            except Refusal as refusal:
                if refusal.first.kind is STORE_CLOSED:
                    return  # the demo ends
                log.error("a round failed: %s", refusal)

    thread = threading.Thread(target=work, name="prem-demo-worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(30)


def entrances(house: House) -> Iterator[Entrance]:
    """Yield the addresses of a demo that runs; each start makes new invitations."""
    base = house.settings.public_url
    yield Entrance("Start here", f"{base}/")
    for survey in house.surveys.values():
        door = Door(survey.id, survey.sites[0].id, survey.time_points[0].id)
        yield Entrance("The survey, as a woman", f"{base}/join/{door_code(house.keys, door)}")
    yield Entrance("The same by text", f"{base}/phone")
    for role, what in (("adviser", "The workshop, as a peer adviser"), ("researcher", "The desk")):
        token = invite_adviser(house.stores, house.ports, role)
        yield Entrance(f"{what} (sign in once)", f"{base}/workshop/join/{token}")
    for name in house.instruments:
        yield Entrance("The items and their evidence", f"{base}/about/{name}")
