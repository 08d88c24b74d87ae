"""Calls in memory: the call view of the demo and of tests. Nothing leaves this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from prem.channels.model import Keeping, Outgoing

PHONES = 200


@dataclass(frozen=True, slots=True, repr=False)
class Ring:
    """A call that rings: the token under which it is answered, and the reference of its row."""

    token: str
    reference: str
    at: datetime


class Bells:
    """What rings on which phone: one call each, the last one; at most 200, oldest out first."""

    costs = False
    keeps = Keeping("nothing beyond this process", 0)

    def __init__(self) -> None:
        self.rings: OrderedDict[str, Ring] = OrderedDict()
        self.count = 0
        self._lock = threading.Lock()

    def send(self, one: Outgoing) -> None:
        """Let her phone ring."""
        with self._lock:
            self.count += 1
            self.rings[one.to] = Ring(one.text, one.reference, one.at)
            self.rings.move_to_end(one.to)
            while len(self.rings) > PHONES:
                self.rings.popitem(last=False)

    def resting(self, at: datetime) -> bool:
        """Never: it cannot fail."""
        return False
