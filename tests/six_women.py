"""Six women who text at the same time, and what became of their texts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from texting import ENROLMENT, Phone

from prem.channels.model import Inbound
from prem.fieldwork.enrol import enrol
from prem.fieldwork.tick import tick
from prem.storage import people, stops

NUMBERS = [f"+4477009002{n:02d}" for n in range(6)]
_ids = itertools.count(1)


def invited(phone: Phone) -> Phone:
    [survey] = phone.field.surveys.values()
    for number in NUMBERS:
        enrol(phone.field, survey, replace(ENROLMENT, phone=number))
    assert tick(phone.field, phone.now) == len(NUMBERS)
    phone.deliver()
    return phone


def texts(*words: str, numbers: Sequence[str] = NUMBERS) -> list[Inbound]:
    """Return a text of each number, or several of one."""
    said = words * len(numbers) if len(words) == 1 else words
    sent = itertools.cycle(numbers)
    return [Inbound("sms", f"MM{next(_ids)}", next(sent), text) for text in said]


def got(phone: Phone) -> dict[str, list[str]]:
    threads = phone.console.threads
    return {number: [one.text for one in threads.get(number, [])] for number in NUMBERS}


def stands(phone: Phone, number: str) -> bool:
    index = people.index_of(phone.field.keys, people.number_from(number))
    return stops.stands(phone.field.stores.contacts.reader, index)
