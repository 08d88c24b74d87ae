"""Replies by WhatsApp that quote a text of ours: each must be kept under the question it quotes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from random import Random

from prem.channels.model import Inbound
from prem.fieldwork.field import Field
from prem.fieldwork.references import session_of
from prem.fieldwork.simulate_reports import DAY
from prem.fieldwork.simulate_woman import Her
from prem.storage import watched
from prem.storage.askings import Asking
from prem.storage.seal import mark
from prem.surveys.model import Survey
from prem.surveys.population_phone import Writes, meaning
from prem.surveys.schedule.watch import Watcher

QUOTES, OTHERWISE = 0.4, 0.15
"""Of her replies by WhatsApp, those that quote the question; and of questions, those that she
answers otherwise after hours or days, by quoting them."""
ANSWERS = ("1", "2", "3", "4")
Place = tuple[str, str, str]
"""Survey, time point, item."""


@dataclasses.dataclass(slots=True)
class Quotes:
    """The questions that she may quote, by the provider's id of each."""

    field: Field
    survey: Survey
    chance: Random
    places: dict[str, Place] = dataclasses.field(default_factory=dict)

    def quoting(
        self, her: Her, wave: str, words: str, own_id: str, replies: list[Writes]
    ) -> Iterator[tuple[Writes, str]]:
        """Yield what she will write because of a text, each with the id of what it quotes."""
        step = meaning(self.survey, her.language).get(words, "")
        quotable = her.channel == "whatsapp" and step in self.survey.items
        for reply in replies:
            yield reply, own_id if quotable and self.chance.random() < QUOTES else ""
        if not quotable:
            return
        self.places[own_id] = (self.survey.id, wave.partition("/")[2], step)
        if replies and self.chance.random() < OTHERWISE:
            after = self.chance.randrange(600, 3 * DAY)
            yield Writes(after, self.chance.choice(ANSWERS), "another answer, quoting"), own_id

    def check(self, watcher: Watcher, her: Her, came: Inbound) -> None:
        """Look under which question an answer was kept that quoted one, and tell the watcher."""
        keys = self.field.keys
        once = mark(keys.once, "turn", came.channel, came.provider_id, came.sender, came.text)
        survey, time_point, item = self.places[came.quoted]
        session = session_of(keys, Asking(her.person, survey, time_point, 0))
        kept = watched.kept_as(self.field.stores.answers.reader, once)
        if kept is not None:
            watcher.kept(her.person, asked=(session, item), under=kept)
