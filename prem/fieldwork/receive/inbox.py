"""Where providers' calls are handed in: one thread takes all that waits and commits it as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from prem.channels.model import Inbound, Report
from prem.fieldwork.field import Field
from prem.fieldwork.receive.outcome import Received
from prem.fieldwork.receive.rounds import receive_many
from prem.fieldwork.receive.together import together
from prem.fieldwork.send import note
from prem.storage.group import Group
from prem.storage.line import Line
from prem.surveys.model import BY_TEXT


class Inbox:
    """Texts and reports of texts, by groups; `now` is asked when a group is done."""

    def __init__(self, field: Field, now: Callable[[], datetime]) -> None:
        self._field, self._now = field, now
        self._texts: Group[Inbound, Received] = Group(self._receive, name="prem-texts")
        self._reports: Group[Report, bool] = Group(self._note, name="prem-reports")

    async def text(self, came: Inbound) -> Received:
        """Take in a text as `receive_text` does; durable when it returns."""
        return await self._texts.ask(came)

    async def report(self, said: Report) -> bool:
        """Note a provider's word on a text; False where nothing moved."""
        return await self._reports.ask(said)

    def close(self) -> None:
        """Do what waits, then end the threads. The stores stay open."""
        self._texts.close()
        self._reports.close()

    def _receive(self, some: Sequence[Inbound]) -> list[Received | BaseException]:
        return receive_many(self._field, some, self._now())

    def _note(self, some: Sequence[Report]) -> list[bool | BaseException]:
        return together(self._moved, some)

    def _moved(self, some: Sequence[Report]) -> list[bool]:
        with self._field.stores.contacts.writer.transaction() as line:
            return [self._moves(line, one) for one in some]

    def _moves(self, line: Line, one: Report) -> bool:
        keys = self._field.keys
        return any(note(line, keys, name, one.reference, one.said, one.own_id) for name in BY_TEXT)
