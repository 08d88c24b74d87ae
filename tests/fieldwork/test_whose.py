"""Whose a session is, where the clocks of those who write askings do not agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from texting import ENROLMENT, Phone

from prem.fieldwork.enrol import enrol
from prem.fieldwork.references import session_of
from prem.fieldwork.situations import Whose
from prem.storage import askings, people, sessions
from prem.storage.askings import Asking


class Known:
    """A woman who was invited today, and who looks for the women of sessions of her wave."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.field, self.whose = phone, phone.field, Whose(phone.field.keys)
        self.line = self.field.stores.contacts.writer
        [self.person] = people.everyone(self.line)
        asking = askings.latest(self.line, self.person.id)
        assert asking is not None
        self.asking, number = asking, session_of(self.field.keys, asking)
        row = sessions.load(self.field.stores.answers.reader, [number])[number]
        session = self.field.decider.restored(row, None)
        assert session is not None
        self.session = session

    def another(self, tail: int, days: int) -> Asking:
        """Let another woman be asked on a day so many days after."""
        [survey] = self.field.surveys.values()
        person = enrol(self.field, survey, replace(ENROLMENT, phone=f"0770090012{tail}"))
        asking = replace(self.asking, person=person, opened=self.asking.opened + days)
        askings.add_all(self.line, [asking])
        return asking

    def finds(self, asking: Asking, days: int = 0) -> bool:
        """Whether it is known so many days later whose the session of an asking is."""
        number, now = session_of(self.field.keys, asking), self.phone.now + timedelta(days=days)
        return self.whose.person_of(self.line, self.session, number, now) == asking.person


@pytest.fixture
def known(sqlite_phone: Callable[[], Phone]) -> Known:
    return Known(sqlite_phone().invited())


def test_a_clock_that_was_ahead_and_went_back_hides_nobody(known: Known) -> None:
    """As a demo's does, that is moved by hand."""
    assert known.finds(known.another(4, days=300), days=300)
    assert known.finds(known.another(5, days=0))


def test_a_clock_of_another_machine_that_is_behind_hides_nobody(known: Known) -> None:
    """What it writes is of a day before the last that is known."""
    assert known.finds(known.asking)
    assert known.finds(known.another(4, days=-1))
