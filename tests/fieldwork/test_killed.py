"""Killed in the middle of load: every answer that was acknowledged is there, and none twice."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from prem.fieldwork.interviews import Interviews, Job
from prem.fieldwork.links import new_links
from prem.ports import Ports
from prem.settings import Settings
from prem.storage.keys import load_or_create
from prem.storage.stores import Stores, open_stores
from prem.surveys.model import Survey
from prem.surveys.reply import Chosen

WOMEN, LEAST = 32, 400
TESTS = Path(__file__).parents[1]


def test_killed_in_the_middle_of_load(
    store_settings: Settings, survey: Survey, ports: Ports, now: datetime
) -> None:
    stores = open_stores(store_settings)
    sessions = at_the_first_question(stores, store_settings, survey, ports, now)
    stores.close()
    told = acknowledged_until_killed(store_settings, sessions, now)
    stores = open_stores(store_settings)
    for session in sessions:
        log = stores.answers.reader.query(
            "SELECT code FROM turn WHERE session = ? AND item = 'S5-1' ORDER BY seq", (session,)
        )
        written = [code for (code,) in log]
        meant = list(itertools.islice(itertools.cycle((1, 2, 3, 4, 5)), len(written)))
        assert written == meant  # each once, in order
        # One more may be written that she was not yet told of: her next try changes nothing.
        assert told[session] <= len(written) <= told[session] + 1
    stores.close()


def at_the_first_question(
    stores: Stores, settings: Settings, survey: Survey, ports: Ports, now: datetime
) -> list[int]:
    keys = load_or_create(settings.keys_path)
    interviews = Interviews(stores, {survey.id: survey}, keys)
    tokens = new_links(
        stores,
        keys,
        survey,
        WOMEN,
        site="north",
        time_point="birth",
        language="en",
        anonymous=False,
        ports=ports,
    )
    ids = [interviews.opening(token, now).session_id for token in tokens]
    interviews.receive_many([interviews.opening(token, now) for token in tokens])
    for step, value in (("opening", "yes"), ("consent", "yes"), ("situation", "pregnant")):
        interviews.receive_many([Job(one, None, Chosen(value, step=step), now) for one in ids])
    return ids


def acknowledged_until_killed(
    settings: Settings, sessions: list[int], now: datetime
) -> dict[int, int]:
    """Start the load in another process, kill it after so many acknowledgements, count them."""
    urls = {
        f"PREM_{name.upper()}_URL": url.get_secret_value()
        for name in ("contacts", "answers", "workshop")
        if (url := getattr(settings, f"{name}_url")) is not None
    }
    child = subprocess.Popen(
        [sys.executable, __file__, now.isoformat(), *map(str, sessions)],
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            **urls,
            "PREM_DATA": str(settings.data),
            "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]),
        },
    )
    told = dict.fromkeys(sessions, 0)
    with child:
        assert child.stdout is not None
        for count, line in enumerate(child.stdout):
            told[int(line)] += 1
            if count == LEAST:
                child.kill()
    assert child.returncode == -9, "the load ended by itself: nothing was tested"
    assert sum(told.values()) > LEAST
    return told


async def load(interviews: Interviews, sessions: list[int], now: datetime) -> None:
    """Change one answer after another in every session, telling each that is durable."""

    async def one(session: int) -> None:
        until = time.monotonic() + 30
        for code in itertools.cycle((1, 2, 3, 4, 5)):
            reply = Chosen(code, step="S5-1")
            assert await interviews.receive(session, "pregnant", reply, now) is not None
            os.write(1, f"{session}\n".encode())
            if time.monotonic() > until:
                return

    await asyncio.gather(*(one(session) for session in sessions))


if __name__ == "__main__":
    from example_survey import example_survey

    own = Settings()
    example = example_survey()
    made = Interviews(open_stores(own), {example.id: example}, load_or_create(own.keys_path))
    asyncio.run(load(made, [int(n) for n in sys.argv[2:]], datetime.fromisoformat(sys.argv[1])))
