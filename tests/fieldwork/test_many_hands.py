"""Four senders at once, killed by SIGKILL again and again: no text twice, none lost, all in order.

The provider is a file at which each text is one appended line: what is in it was sent. One woman
in twenty-five it refuses once, in the middle of her texts.
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from letters import queued

from prem.channels.model import Keeping, NotTaken, Outgoing
from prem.fieldwork.send import send_due
from prem.settings import Settings
from prem.storage import outbox
from prem.storage.keys import load_or_create
from prem.storage.stores import Stores, open_stores

WOMEN, EACH, HANDS, THREADS = 200, 10, 4, 3
TEXTS = WOMEN * EACH
KILL_AT = range(200, 1700, 250)
A_LEASE_LATER = timedelta(minutes=10)


class Posted:
    """A provider that has what stands in its file, a line a text."""

    costs = False
    keeps = Keeping("a line of a test", 0)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def send(self, one: Outgoing) -> None:
        if int(one.to) % 25 == 0 and one.text == "4" and self._is_first(one.to):
            raise NotTaken
        os.write(self._file, f"{one.to} {one.text}\n".encode())

    def _is_first(self, number: str) -> bool:
        with suppress(FileExistsError):
            os.close(os.open(f"{self._path}{number}", os.O_CREAT | os.O_EXCL))
            return True
        return False

    def resting(self, at: datetime) -> bool:
        return False


@contextmanager
def hands(settings: Settings, posted: Path, now: datetime) -> Iterator[list[subprocess.Popen[str]]]:
    """Four senders; whoever is put into the list is ended with the block."""
    working = [hand(settings, posted, now) for _ in range(HANDS)]
    try:
        yield working
    finally:
        for one in working:
            one.kill()
            one.communicate()


def hand(settings: Settings, posted: Path, now: datetime) -> subprocess.Popen[str]:
    urls = {
        f"PREM_{name.upper()}_URL": url.get_secret_value()
        for name in ("contacts", "answers", "workshop")
        if (url := getattr(settings, f"{name}_url")) is not None
    }
    paths = os.pathsep.join(str(one) for one in Path(__file__).parents[1:3])
    return subprocess.Popen(
        [sys.executable, __file__, str(posted), now.isoformat()],
        env={**os.environ, **urls, "PREM_DATA": str(settings.data), "PYTHONPATH": paths},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_workers_killed_again_and_again_send_each_text_once(
    store_settings: Settings, now: datetime, tmp_path: Path
) -> None:
    stores, keys = open_stores(store_settings), load_or_create(store_settings.keys_path)
    assert queued(stores, keys, int(now.timestamp()), women=WOMEN, each=EACH) == TEXTS
    posted, chance, killed = tmp_path / "posted", random.Random(7), 0
    posted.touch()
    with hands(store_settings, posted, now) as working:
        for least in KILL_AT:
            wait_for(posted, least, working)
            one = working.pop(chance.randrange(HANDS))
            killed += one.poll() is None
            one.kill()
            one.communicate()
            working.append(hand(store_settings, posted, now))
        for one in working:
            _, said = one.communicate(timeout=60)
            assert (one.returncode, said) == (0, "")
    assert killed == len(KILL_AT)
    # What the killed had in hand lies there until their leases are over; then some are refused.
    for leases in (1, 2):
        last = hand(store_settings, posted, now + leases * A_LEASE_LATER)
        assert last.communicate(timeout=60)[1] == ""
    assert len(list(tmp_path.glob("posted+*"))) == WOMEN // 25
    check(stores, posted.read_text().split("\n")[:-1], killed)
    stores.close()


def wait_for(posted: Path, least: int, working: list[subprocess.Popen[str]]) -> None:
    deadline = time.monotonic() + 60
    while posted.read_text().count("\n") < least:
        assert time.monotonic() < deadline
        assert any(one.poll() is None for one in working)
        time.sleep(0.005)


def check(stores: Stores, lines: list[str], killed: int) -> None:
    states = outbox.counts(stores.contacts.reader)
    assert set(states) <= {"sent", "unknown"}
    assert sum(states.values()) == TEXTS
    unknown = states.get("unknown", 0)
    assert unknown <= killed * THREADS
    assert TEXTS - unknown <= len(lines) <= TEXTS
    assert max(Counter(lines).values()) == 1
    hers = itertools.groupby(sorted(line.split() for line in lines), key=lambda one: one[0])
    assert len(list(hers)) == WOMEN
    last = dict[str, int]()
    for number, text in (line.split() for line in lines):
        assert int(text) > last.get(number, -1)
        last[number] = int(text)


def work_on(posted: Path, now: datetime) -> None:
    """Send until nothing that is free is due."""
    logging.disable(logging.WARNING)  # that a text is tried again is told, and is no fault
    own = Settings()
    stores, keys = open_stores(own), load_or_create(own.keys_path)
    channels, idle = {"sms": Posted(posted)}, 0
    while idle < 5:
        idle = 0 if send_due(stores, channels, keys, now, threads=THREADS) else idle + 1
        time.sleep(0.02 if idle else 0)
    stores.close()


if __name__ == "__main__":
    work_on(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
