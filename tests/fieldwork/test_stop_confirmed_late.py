"""After a STOP nothing comes late: what confirms it goes at once, or never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from texting import Phone

from prem.channels.console import Console
from prem.channels.model import Inbound, NotTaken, Outgoing
from prem.fieldwork.receive import receive_text
from prem.storage import outbox

CONFIRMS = "stopped text"


class Busy(Console):
    """A provider that takes nothing the first time it is asked."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after: int | None = after

    def send(self, one: Outgoing) -> None:
        if self.after is not None:
            after, self.after = self.after, None
            raise NotTaken(after)
        super().send(one)


def goes_on(phone: Phone, hours: int) -> None:
    for _ in range(hours * 6):
        phone.now += timedelta(minutes=10)
        phone.deliver()


@pytest.mark.parametrize(
    ("text", "confirmed"),
    [("stop", True), ("stp plz", True), ("he has my phone", False), ("wrong number", False)],
)
@pytest.mark.parametrize("invited", [True, False])
def test_who_may_not_be_her_gets_no_confirmation(
    sqlite_phone: Callable[[], Phone], text: str, confirmed: bool, invited: bool
) -> None:
    phone = sqlite_phone()
    phone.invited() if invited else phone.enrolled()
    before = len(phone.got)
    assert phone.writes(text) == "stopped"
    assert phone.got[before:] == ([CONFIRMS] if confirmed else [])


def test_a_confirmation_that_no_sender_took_in_time_is_not_sent(phone: Phone) -> None:
    phone.invited()
    receive_text(phone.field, Inbound("sms", "SM-stop", "+447700900123", "stop"), phone.now)
    phone.now += timedelta(minutes=10)
    goes_on(phone, 30)
    assert CONFIRMS not in phone.got
    assert outbox.counts(phone.field.stores.contacts.reader) == {"sent": 1, "cancelled": 1}


@pytest.mark.parametrize(("after", "confirmed"), [(0, True), (300, False)])
def test_a_provider_that_is_busy_for_minutes_confirms_no_stop(
    sqlite_phone: Callable[[], Phone], after: int, confirmed: bool
) -> None:
    phone = sqlite_phone().invited()
    phone.channels = {"sms": Busy(after)}
    receive_text(phone.field, Inbound("sms", "SM-stop", "+447700900123", "stop"), phone.now)
    phone.deliver()
    phone.now += timedelta(seconds=30)
    phone.deliver()
    goes_on(phone, 30)
    said = [bubble.text for thread in phone.channels["sms"].threads.values() for bubble in thread]
    assert said == ([CONFIRMS] if confirmed else [])
