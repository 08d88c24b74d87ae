"""The inbox: what waits is one commit, and who asks is told of her own text."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from texting import ENROLMENT, Phone

from prem.channels.model import Inbound, Report
from prem.errors import Refusal
from prem.fieldwork.enrol import enrol
from prem.fieldwork.receive import Inbox
from prem.fieldwork.tick import tick
from prem.storage import outbox

NUMBERS = [f"+4477009003{n:02d}" for n in range(8)]


@pytest.fixture
def many(phone: Phone) -> Phone:
    """Eight women, invited."""
    [survey] = phone.field.surveys.values()
    for number in NUMBERS:
        enrol(phone.field, survey, replace(ENROLMENT, phone=number))
    tick(phone.field, phone.now)
    phone.deliver()
    return phone


def test_what_waits_is_one_commit(many: Phone) -> None:
    inbox, said = Inbox(many.field, lambda: many.now), list[str]()
    many.field.stores.contacts.writer.watch = said.append

    async def at_once() -> list[str]:
        words = ["yes"] * 7 + ["stop"]
        came = [Inbound("sms", f"N{n}", NUMBERS[n], text) for n, text in enumerate(words)]
        return list(await asyncio.gather(*(inbox.text(one) for one in came)))

    assert asyncio.run(at_once()) == ["answered"] * 7 + ["stopped"]
    # The first may be under way before the others came; the STOP is entered before all else.
    assert sum(one.startswith("BEGIN") for one in said) <= 3
    inbox.close()
    with pytest.raises(Refusal, match=r"503\."):
        asyncio.run(inbox.text(Inbound("sms", "N", NUMBERS[0], "1")))


def test_reports_are_one_commit_too(many: Phone) -> None:
    inbox, said = Inbox(many.field, lambda: many.now), list[str]()
    references = list(many.console.references)
    assert len(references) == len(NUMBERS)
    many.field.stores.contacts.writer.watch = said.append

    async def at_once() -> list[bool]:
        reports = [Report(one, "delivered", f"SM{one}") for one in (*references, "nobodys")]
        return list(await asyncio.gather(*(inbox.report(one) for one in reports)))

    assert asyncio.run(at_once()) == [True] * len(NUMBERS) + [False]
    assert sum(one.startswith("BEGIN") for one in said) <= 2
    assert outbox.counts(many.field.stores.contacts.reader) == {"delivered": len(NUMBERS)}
    inbox.close()
