"""A woman's phone and the site's clock, for stories by text."""

from __future__ import annotations

import itertools
from datetime import date, datetime

from prem.channels.console import Console
from prem.channels.model import Inbound
from prem.fieldwork.enrol import Enrolment, enrol
from prem.fieldwork.field import Field
from prem.fieldwork.receive import receive_text
from prem.fieldwork.send import send_due
from prem.fieldwork.tick import tick
from prem.storage.rows import answer_rows

PHONE = "+447700900123"


ENROLMENT = Enrolment("07700 900123", "north", "c0ffee", birth=date(2026, 10, 20))


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
        return send_due(self.field.stores, self.channels, self.field.keys, self.now)

    def writes(self, *words: str, sender: str = PHONE, id_: str | None = None) -> str:
        how = ""
        for text in words:
            came = Inbound("sms", id_ or f"SM{next(self.ids)}", sender, text)
            how = receive_text(self.field, came, self.now)
            self.deliver()
        return how

    @property
    def got(self) -> list[str]:
        return [bubble.text for bubble in self.console.threads.get(PHONE, [])]


def answers(phone: Phone) -> list[tuple[str, int | None, str | None]]:
    rows = answer_rows(phone.field.stores.answers, "example-survey")
    return [(row.item, row.code, row.non_answer) for row in rows]
