"""Staff tell something while a provider is asked to take an invitation, and it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from texting import ENROLMENT, Phone

from prem.channels.console import Console
from prem.channels.model import NotTaken, Outgoing
from prem.fieldwork.enrol import enrol
from prem.fieldwork.tick import tick


class TellsAnother(Console):
    """A provider that takes nothing, while somebody tells of her."""

    def __init__(self, phone: Phone, kind: str, **more: str) -> None:
        super().__init__()
        self.phone, self.told = phone, [(kind, more)]

    def send(self, one: Outgoing) -> None:
        if self.told:
            kind, more = self.told.pop()
            assert self.phone.is_told_of(kind, **more)
            raise NotTaken(0)
        super().send(one)


def test_an_invitation_of_a_window_that_now_opens_later_does_not_go(sqlite_phone) -> None:
    phone = sqlite_phone()
    enrol(phone.field, next(iter(phone.field.surveys.values())), replace(ENROLMENT, birth=None))
    today = phone.now.date()
    assert phone.is_told_of("birth", day=(today - timedelta(days=30)).isoformat())
    assert tick(phone.field, phone.now) == 1
    channel = TellsAnother(phone, "birth", day=(today - timedelta(days=3)).isoformat())
    phone.channels = {"sms": channel}
    assert phone.deliver() == 0
    goes_on(phone)
    assert went(phone) == ["birth"]  # which is open by the day that is right
    phone.waits(7 * 4)
    assert went(phone) == ["birth", "weeks-0-12"]


@pytest.mark.parametrize(
    ("kind", "day", "goes"),
    [("birth", "2026-10-01", ["weeks-0-12"]), ("loss", "", []), ("prison", "", [])],
)
def test_an_invitation_that_the_plan_has_no_more_does_not_go(
    sqlite_phone, kind: str, day: str, goes: list[str]
) -> None:
    phone = sqlite_phone()
    due = phone.now.date() + timedelta(weeks=10)
    survey = next(iter(phone.field.surveys.values()))
    enrol(phone.field, survey, replace(ENROLMENT, birth=None, due_date=due))
    assert tick(phone.field, phone.now) == 1
    phone.channels = {"sms": TellsAnother(phone, kind, **({"day": day} if day else {}))}
    assert phone.deliver() == 0
    goes_on(phone)
    assert went(phone) == goes


def goes_on(phone: Phone) -> None:
    """Let four hours pass, in which a worker does what is due."""
    for _ in range(24):
        phone.now += timedelta(minutes=10)
        tick(phone.field, phone.now)
        phone.deliver()


def went(phone: Phone) -> list[str]:
    """Return the time points of which an invitation went out, as they are called."""
    rows = phone.field.stores.contacts.reader.query(
        "SELECT DISTINCT wave FROM outbox WHERE state = 'sent' AND template = 'invitation'"
    )
    return sorted(wave.partition("/")[2] for (wave,) in rows)
