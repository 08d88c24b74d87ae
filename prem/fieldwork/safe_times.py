"""She says herself when a text is OK."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from prem.storage import happened
from prem.storage.keys import Keys
from prem.storage.stores import Stores
from prem.surveys.schedule import Happened, Safe


def choose(
    stores: Stores,
    keys: Keys,
    number: Callable[[], int],
    person: int,
    safe: Safe,
    now: datetime,
) -> bool:
    """Keep her safe days and hours; what waits is planned anew. False where they are the same."""
    with stores.contacts.writer.transaction() as line:
        if happened.stands(line, keys, person).safe == safe:
            return False
        happened.add(line, keys, number, person, Happened("safe", now, safe=safe), "tap")
    return True
