"""Texts in memory: the phone simulator of the demo and of tests. Nothing leaves this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from prem.channels.model import Keeping, Outgoing

PHONES, BUBBLES = 200, 500


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text on the simulated phone: "in" came from her, "out" went to her."""

    direction: Literal["in", "out"]
    text: str
    at: datetime


class Console:
    """Threads of bubbles by number: at most 200 phones and 500 bubbles each, oldest out first."""

    costs = False
    keeps = Keeping("nothing beyond this process", 0)

    def __init__(self) -> None:
        self.threads: OrderedDict[str, list[Bubble]] = OrderedDict()
        self.references: list[str] = []
        self._lock = threading.Lock()

    def send(self, one: Outgoing) -> None:
        """Put a text on her phone."""
        with self._lock:
            self._put(one.to, Bubble("out", one.text, one.at))
            self.references.append(one.reference)
            del self.references[:-BUBBLES]

    def resting(self, at: datetime) -> bool:
        """Never: it cannot fail."""
        return False

    def wrote(self, sender: str, text: str, at: datetime) -> None:
        """Put her own text on her phone's screen; handing it in is another matter."""
        with self._lock:
            self._put(sender, Bubble("in", text, at))

    def _put(self, number: str, bubble: Bubble) -> None:
        thread = self.threads.setdefault(number, [])
        self.threads.move_to_end(number)
        thread.append(bubble)
        del thread[:-BUBBLES]
        while len(self.threads) > PHONES:
            self.threads.popitem(last=False)
