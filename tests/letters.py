"""Women with texts that wait, straight into the outbox: for many senders and for the bench."""

from __future__ import annotations

from prem.storage import outbox, people
from prem.storage.keys import Keys
from prem.storage.outbox import Letter
from prem.storage.people import Number, Person
from prem.storage.stores import Stores


def queued(stores: Stores, keys: Keys, now: int, *, women: int, each: int) -> int:
    """So many women with so many texts each ("0", "1", ...), due a minute ago; how many in all.

    Their slots stand the other way round: it is as they were queued that they are to come.
    """
    line = stores.contacts.writer
    with line.transaction():
        for person in range(women):
            number = Number(f"+447400{100000 + person}")
            index = people.index_of(keys, number)
            people.add(line, keys, Person(person, index, "sms", "en", "north", 0, 24, "c"), number)
    letters = [
        Letter(person, "s/w", "turn", f"{each - n:024d}.00", str(n), now - 60)
        for n in range(each)
        for person in range(women)
    ]
    return outbox.queue(line, keys, list(enumerate(letters)))
