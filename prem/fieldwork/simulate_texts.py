"""Eighteen months of texts through the real product, with every accident that may befall it.

A clock jumps from moment to moment: the outbox's next text, the schedule's next look, a webhook,
something that happens to a woman. At each moment the real verbs are called (`receive_many`,
`tick`, `send_due`, `report`, the page's `Interviews`) and nothing is written around them; a
watcher that knows nothing of the scheduler sees all that goes out.

Accidents: webhooks come twice, late and out of order; programs die before any statement and around
the provider's call, and are run again; reports come in any order, twice, months late; women answer
late, twice, crosswise, mistakably or never; life changes what is planned.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from prem.channels.model import Inbound, Outgoing, Said
from prem.fieldwork.days import second_of
from prem.fieldwork.field import Field
from prem.fieldwork.interviews import Interviews
from prem.fieldwork.receive import receive_many
from prem.fieldwork.send import send_due
from prem.fieldwork.simulate_network import DIES, Died, Network, may_die
from prem.fieldwork.simulate_quotes import Quotes
from prem.fieldwork.simulate_reports import DAY, TWICE, Reports, clocks_change, own_id_of
from prem.fieldwork.simulate_woman import Her, enrol_her, on_the_page, tell_staff
from prem.fieldwork.tick import next_moment, tick
from prem.storage import watched
from prem.storage.seal import mark
from prem.surveys.model import Survey
from prem.surveys.population_life import Fact
from prem.surveys.population_phone import Writes, reads
from prem.surveys.population_texts import wrote_life
from prem.surveys.schedule.watch import Watcher
from prem.surveys.schedule.watched import Text

AGAIN = (1, 20, 7200, 40 * DAY, 200 * DAY)
"""Seconds after which a webhook is handed over once more."""
SWAPPED = 0.05
LOST = 0.02  # her phone was off, or full
RETRIES = (15, 60, 120, 240)
RESTART = 60
NEVER = 2**62
TOGETHER = 120
"""Seconds of webhooks that one call takes in."""


Came = list[tuple[Her, Inbound, str]]
"""Webhooks of one moment: who wrote, what, and what it is, for the counts."""


@dataclass(slots=True)
class World:
    """The women of one store and its clock, in seconds since 1970."""

    field: Field
    survey: Survey
    watcher: Watcher
    chance: Random
    counts: Counter[str] = dataclasses.field(default_factory=Counter)
    now: int = 0
    dies: float = DIES
    women: dict[int, Her] = dataclasses.field(default_factory=dict)
    network: Network = dataclasses.field(init=False)
    pages: Interviews = dataclasses.field(init=False)
    reports: Reports = dataclasses.field(init=False)
    quotes: Quotes = dataclasses.field(init=False)
    _heap: list[tuple[int, int, str, Any]] = dataclasses.field(default_factory=list)
    _ties: count[int] = dataclasses.field(default_factory=count)
    _ids: count[int] = dataclasses.field(default_factory=lambda: count(1))
    _own: int = 0
    _rests: int = 0
    _due: int = 0

    def __post_init__(self) -> None:
        """Connect the phones and the pages."""
        field = self.field
        self.network = Network(self.chance, self.counts)
        self.reports = Reports(field, self.chance, self.counts)
        self.quotes = Quotes(field, self.survey, self.chance)
        self.pages = Interviews(field.stores, field.surveys, field.keys, field.number)

    @property
    def moment(self) -> datetime:
        """Return the clock as an aware time."""
        return datetime.fromtimestamp(self.now, UTC)

    def add(self, her: Her) -> None:
        """Let a woman come at her time, with all that will happen to her."""
        self._at(second_of(her.life.enrolled), "enrol", her)
        for fact in her.life.facts:
            self._at(second_of(fact.at), "fact", (her, fact))

    def play(self, until: datetime) -> None:
        """Let everything happen up to a moment."""
        last = second_of(until)
        self.work()  # and know when the product is due next
        while (following := self._next()) <= last:
            self.now = max(self.now, following)
            came: Came = []
            acts = self._due <= self.now
            while self._heap and self._heap[0][0] <= self.now + (TOGETHER if came else 0):
                _, _, what, about = heappop(self._heap)
                _HAPPENS[what](self, about, came)
                acts |= what != "write"  # to write is not yet to be heard
            self.take_in(came)
            self.reports.hear(self.now)
            if acts:
                self.work()

    def _next(self) -> int:
        heap = self._heap[0][0] if self._heap else NEVER
        return min(max(self._due, self._rests), heap)

    def _at(self, second: int, what: str, about: Any) -> None:
        heappush(self._heap, (second, next(self._ties), what, about))

    # What happens to her

    def _enrol(self, her: Her, _came: Came) -> None:
        enrol_her(self.field, self.survey, self.watcher, her)
        self.women[her.person] = her

    def _fact(self, about: tuple[Her, Fact], _came: Came) -> None:
        her, fact = about
        self.counts[f"told {fact.kind}"] += 1
        words = wrote_life(fact.kind, fact.day, self.chance) if fact.by == "text" else ""
        if words:
            her.said_day = fact.day
            self._post(her, words, fact.kind)
        elif not tell_staff(self.field, self.watcher, her, fact, self.moment):
            self.counts["staff refused"] += 1

    def _write(self, about: tuple[Her, Writes, str], _came: Came) -> None:
        her, reply, quoted = about
        by = her.channel == "whatsapp" and quoted in self.reports.known
        self.counts["replies that quote"] += by
        self._post(her, reply.words, reply.what, quoted if by else "")

    def _provider_id(self) -> str:
        # Of this study alone: a second one in the same store has the same numbers and words.
        if not self._own:
            self._own = self.field.number()
        return f"SM{self._own:x}.{next(self._ids)}"

    def _post(self, her: Her, words: str, what: str, quoted: str = "") -> None:
        """Let her write: the provider hands it over, soon, perhaps twice, perhaps out of order."""
        self.counts["texts of women"] += 1
        if what:
            self.counts[f"wrote {what}"] += 1
        came = Inbound(her.channel, self._provider_id(), her.number, words, quoted=quoted)
        swapped = self.chance.random() < SWAPPED
        self.counts["webhooks out of order"] += swapped
        self._at(
            self.now + (self.chance.randrange(2, 9) if swapped else 1), "hook", (her, came, what)
        )
        if self.chance.random() < TWICE:
            self.counts["webhooks doubled"] += 1
            again = self.now + self.chance.choice(AGAIN)
            self._at(again, "hook", (her, came, what))

    def _hook(self, about: tuple[Her, Inbound, str], came: Came) -> None:
        came.append(about)

    def _page(self, about: tuple[Her, str, str], _came: Came) -> None:
        her, wave, address = about
        who = self.watcher, her
        if on_the_page(self.pages, self.survey, self.field, who, wave, address, self.moment):
            self.watcher.told(her.person, "finished", wave=wave)
            self.counts["waves finished on the page"] += 1

    # What the product does

    def take_in(self, came: Came) -> None:
        """Hand webhooks over, in this order and at once; what fails is handed over again."""
        if not came:
            return
        for her, one, _ in came:
            self._handed_over(her, one)
        given = [one for _, one, _ in came]
        try:
            with may_die(self.field.stores, self.chance, self.dies):
                found = receive_many(self.field, given, self.moment)
        except Died:
            self.counts["receiver died"] += 1
            found = [RuntimeError()] * len(given)
            for her, one, what in came:
                her.known_despite_death(self.field, self.watcher, one, what, self.moment)
        for (her, one, what), how in zip(came, found, strict=True):
            if isinstance(how, BaseException):
                tries = her.tries[one.provider_id]
                wait = RETRIES[min(tries, len(RETRIES) - 1)]
                her.tries[one.provider_id] += 1
                self._at(self.now + wait, "hook", (her, one, what))
            else:
                her.acknowledged(self.watcher, one, what, how)
                if one.quoted:
                    self.quotes.check(self.watcher, her, one)

    def _handed_over(self, her: Her, one: Inbound) -> None:
        line = self.field.stores.contacts.reader
        if not her.open and not watched.waits(line, her.person):
            self.watcher.settled(her.person)
        if one.provider_id not in her.done:
            self.watcher.heard(her.person, self.moment, again=one.provider_id in her.open)
            her.open.add(one.provider_id)

    def work(self) -> None:
        """Let a worker do what is due; one that dies is started again a minute later."""
        if self.now < self._rests:
            self._due = self._rests
            return
        try:
            self._due = min(self._ticked(), self._sent())
        except Died:
            self.counts["worker died"] += 1
            self._due = self._rests = self.now + RESTART
        taken, self.network.taken = self.network.taken, []
        if taken:
            self._arrive(taken)

    def _ticked(self) -> int:
        """Look at the schedule where it is due, and return when it is due next."""
        planned = next_moment(self.field)
        if planned is not None and planned <= self.now:
            with may_die(self.field.stores, self.chance, self.dies):
                tick(self.field, self.moment)
            planned = next_moment(self.field)
        return NEVER if planned is None else max(planned, self.now + 1)

    def _sent(self) -> int:
        """Send what is due, and return when a text is due next."""
        stores, before = self.field.stores, None
        channels = {"sms": self.network, "whatsapp": self.network}
        while True:
            due = watched.next_due(stores.contacts.reader)
            if due is None or due > self.now:
                return NEVER if due is None else due
            if due == before:  # it waits for one of hers that a dead worker had in hand
                return self.now + 1
            before = due
            with may_die(stores, self.chance, self.dies):
                send_due(stores, channels, self.field.keys, self.moment)

    def _arrive(self, taken: Sequence[Outgoing]) -> None:
        """Show the watcher what went out, and the women."""
        keys, line = self.field.keys, self.field.stores.contacts.reader
        marks = {
            mark(keys.once, "sent", channel, one.reference): one
            for one in taken
            for channel in ("sms", "whatsapp")
        }
        under = {
            marks[known].reference: key for known, key in watched.sent_as(line, list(marks)).items()
        }
        for one in taken:
            person, wave, template, slot = under[one.reference]
            self.watcher.sent(
                Text(one.to, self.moment, one.text, person, wave, template, slot, one.reference)
            )
            self.counts["texts sent"] += 1
            self.counts["texts within a day of a clock change"] += clocks_change(self.now // DAY)
            her = self.women[person]
            arrives = self.chance.random() >= LOST
            self.counts["texts lost on the way"] += not arrives
            end: Said = "delivered" if arrives else "failed"
            self.reports.promise(self.now, her.channel, one.reference, end)
            if arrives and one.to == her.number:
                self._read(her, wave, one.text, own_id_of(her.channel, one.reference))

    def _read(self, her: Her, wave: str, words: str, own_id: str) -> None:
        replies = reads(self.survey, her.language, her.phone, wave, words)
        for one, quoted in self.quotes.quoting(her, wave, words, own_id, replies):
            self._at(self.now + one.after, "write", (her, one, quoted))
        if "/q/" in words:
            self._at(self.now + self.chance.randrange(30, 7200), "page", (her, wave, words))


_HAPPENS: Mapping[str, Callable[[World, Any, Came], None]] = {
    "enrol": World._enrol,
    "fact": World._fact,
    "write": World._write,
    "hook": World._hook,
    "page": World._page,
}
