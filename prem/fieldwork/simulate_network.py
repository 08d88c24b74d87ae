"""Phones that are not there: a provider that takes texts, and a program that dies in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from prem.channels.model import Keeping, NotSent, NotTaken, Outgoing, Unclear
from prem.storage.stores import Stores

DIES, STATEMENTS = 0.01, 24
"""Of the calls of a program, those in which it dies, and before which statement at the latest."""
FAULTS = (("busy", 0.01), ("unclear", 0.002), ("refused", 0.001), ("dies-before", 0.002),
          ("dies-after", 0.002))  # fmt: skip


class Died(BaseException):
    """The program ended here, as if killed: nothing may catch it but who runs it again."""


class Network:
    """A provider under several channels: it takes texts, and now and then behaves badly."""

    costs = False
    keeps = Keeping("nothing beyond this process", 0)

    def __init__(self, chance: Random, counts: Counter[str]) -> None:
        self.taken: list[Outgoing] = []
        self.faults = FAULTS
        self._chance, self._counts = chance, counts

    def send(self, one: Outgoing) -> None:
        """Take a text, or not; raises as a provider's channel does, or Died."""
        fault = self._fault()
        if fault:
            self._counts[f"provider {fault}"] += 1
        if fault == "busy":
            raise NotTaken(self._chance.choice((0, 7, 300)))
        if fault == "refused":
            raise NotSent
        if fault == "dies-before":
            raise Died
        self.taken.append(one)
        if fault == "unclear":
            raise Unclear
        if fault == "dies-after":
            raise Died

    def resting(self, _at: object) -> bool:
        """Never."""
        return False

    def _fault(self) -> str:
        dice = self._chance.random()
        for name, share in self.faults:
            if dice < share:
                return name
            dice -= share
        return ""


@contextmanager
def may_die(stores: Stores, chance: Random, share: float) -> Iterator[None]:
    """Let what runs inside die, now and then, before one of its next statements on any store."""
    if chance.random() >= share:
        yield
        return
    left = chance.randrange(1, STATEMENTS)

    def count(_sql: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Died

    lines = [
        line for store in (stores.contacts, stores.answers) for line in (store.reader, store.writer)
    ]
    for line in lines:
        line.watch = count
    try:
        yield
    finally:
        for line in lines:
            line.watch = None
