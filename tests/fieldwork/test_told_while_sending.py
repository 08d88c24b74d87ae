"""Staff tell another day while a provider is asked to take an invitation, and it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from texting import ENROLMENT, Phone

from prem.channels.console import Console
from prem.channels.model import NotTaken, Outgoing
from prem.fieldwork.enrol import enrol
from prem.fieldwork.tick import tick


class TellsAnother(Console):
    """A provider that takes nothing, while somebody tells a later day of birth."""

    def __init__(self, phone: Phone, day: str) -> None:
        super().__init__()
        self.phone, self.day = phone, day

    def send(self, one: Outgoing) -> None:
        if self.day:
            assert self.phone.is_told_of("birth", day=self.day)
            self.day = ""
            raise NotTaken(0)
        super().send(one)


def test_an_invitation_of_a_window_that_now_opens_later_does_not_go(sqlite_phone) -> None:
    phone = sqlite_phone()
    enrol(phone.field, next(iter(phone.field.surveys.values())), replace(ENROLMENT, birth=None))
    today = phone.now.date()
    assert phone.is_told_of("birth", day=(today - timedelta(days=30)).isoformat())
    assert tick(phone.field, phone.now) == 1
    channel = TellsAnother(phone, (today - timedelta(days=3)).isoformat())
    phone.channels = {"sms": channel}
    assert phone.deliver() == 0
    for _ in range(24):
        phone.now += timedelta(minutes=10)
        tick(phone.field, phone.now)
        phone.deliver()
    assert went(phone) == ["birth"]  # which is open by the day that is right
    phone.waits(7 * 4)
    assert went(phone) == ["birth", "weeks-0-12"]


def went(phone: Phone) -> list[str]:
    """Return the time points of which an invitation went out, as they are called."""
    rows = phone.field.stores.contacts.reader.query(
        "SELECT DISTINCT wave FROM outbox WHERE state = 'sent' AND template = 'invitation'"
    )
    return sorted(wave.partition("/")[2] for (wave,) in rows)
