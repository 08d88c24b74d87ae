"""A woman's phone and the site's clock, for stories by text."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest

from prem.channels.console import Console
from prem.channels.model import Inbound
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.telling import Told, tell
from prem.fieldwork.tick import tick
from prem.storage import happened, people
from prem.storage.people import Person
from prem.storage.rows import answer_rows
from prem.surveys.schedule.standing import Standing

PHONE, TYPED = "+447700900123", "07700 900123"
ENROLMENT = Enrolment(TYPED, "north", "c0ffee", birth=date(2026, 10, 20))


class Phone:
    """A woman's phone, and the site's clock: what she writes is handed in, what is due is sent."""

    def __init__(self, field: Field, now: datetime) -> None:
        self.field, self.now, self.console = field, now, Console()
        self.channels = {"sms": self.console}
        self.ids = itertools.count(1)

    def enrolled(self) -> Phone:
        enrol(self.field, next(iter(self.field.surveys.values())), ENROLMENT)
        return self

    def invited(self) -> Phone:
        self.enrolled()
        assert tick(self.field, self.now) == 1
        self.deliver()
        return self

    def deliver(self) -> int:
        began = time.monotonic()
        sent = send_due(self.field.stores, self.channels, self.field.keys, self.now)
        # A sender's clock goes on while it sends: on a slow machine she reads what she got later.
        self.now += timedelta(seconds=int(time.monotonic() - began))
        return sent

    def writes(self, *words: str, sender: str = PHONE, id_: str | None = None) -> str:
        how = ""
        for text in words:
            came = Inbound("sms", id_ or f"SM{next(self.ids)}", sender, text)
            how = receive_text(self.field, came, self.now)
            self.deliver()
        return how

    def waits(self, days: int) -> None:
        """Let days pass, six hours at a time, with the worker at work."""
        for _ in range(days * 4):
            self.now += timedelta(hours=6)
            tick(self.field, self.now)
            self.deliver()

    def is_told_of(self, kind: str, **more: str) -> bool:
        """Let staff tell something of her; whether it was new."""
        return tell(self.field, TYPED, Told(kind, **more), self.now).new

    @property
    def person(self) -> Person:
        """Who has this phone."""
        index = people.index_of(self.field.keys, people.number_from(PHONE))
        found = people.find(self.field.stores.contacts.reader, index)
        assert found is not None
        return found

    @property
    def stands(self) -> Standing:
        """How things stand with her."""
        return happened.stands(self.field.stores.contacts.reader, self.field.keys, self.person.id)

    @property
    def got(self) -> list[str]:
        return [bubble.text for bubble in self.console.threads.get(PHONE, [])]


def answers(phone: Phone) -> list[tuple[str, int | None, str | None]]:
    rows = answer_rows(phone.field.stores.answers, "example-survey")
    return [(row.item, row.code, row.non_answer) for row in rows]


@contextmanager
def killed_at(monkeypatch: pytest.MonkeyPatch, place: object, name: str) -> Iterator[None]:
    """End the block when this is called, as a process that is killed there would."""

    def kill(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(place, name, kill)
        with pytest.raises(KeyboardInterrupt):
            yield
