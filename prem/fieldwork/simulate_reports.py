"""What a provider reports of texts: in any order, twice, after months, or never."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from random import Random

from prem.channels.model import Said
from prem.fieldwork.field import Field
from prem.fieldwork.send import report
from prem.surveys.schedule.model import HOME

DAY = 86400
NEVER_REPORTED = 0.03  # and as many only after months
TWICE = 0.06


@dataclasses.dataclass(slots=True)
class Reports:
    """Reports that are still to come, by second since 1970. `known`: the provider's own ids of
    texts that were reported so far: only these can be quoted to the product."""

    field: Field
    chance: Random
    counts: Counter[str]
    known: set[str] = dataclasses.field(default_factory=set)
    _heap: list[tuple[int, int, tuple[str, str, Said]]] = dataclasses.field(default_factory=list)
    _ties: count[int] = dataclasses.field(default_factory=count)

    def promise(self, now: int, channel: str, reference: str, end: Said) -> None:
        """Let the provider report what became of a text."""
        if self.chance.random() < NEVER_REPORTED:
            return
        words: list[Said] = ["sent", end]
        if self.chance.random() < TWICE:
            words.append(self.chance.choice(words))
        for said in words:
            late = 200 * DAY if self.chance.random() < NEVER_REPORTED else 30
            second = now + self.chance.randrange(late)
            heappush(self._heap, (second, next(self._ties), (channel, reference, said)))

    def hear(self, now: int) -> None:
        """Hand over what has been reported by now."""
        while self._heap and self._heap[0][0] <= now:
            _, _, (channel, reference, said) = heappop(self._heap)
            own_id = own_id_of(channel, reference)
            report(self.field.stores, self.field.keys, channel, reference, said, own_id)
            if own_id:
                self.known.add(own_id)
            self.counts["reports"] += 1


def own_id_of(channel: str, reference: str) -> str:
    """Return the provider's own id of a text; "" by SMS, where nobody can quote."""
    return f"MM{reference}" if channel == "whatsapp" else ""


@lru_cache(maxsize=4096)
def clocks_change(day: int) -> bool:
    """Whether the clocks of the UK change the day before or after a day (since 1970)."""
    here = datetime.fromtimestamp(day * DAY + DAY // 2, HOME)
    return any((here + timedelta(days=days)).utcoffset() != here.utcoffset() for days in (-1, 1))
