"""Texts in memory: the phone simulator of the demo and of tests. Nothing leaves this process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from prem.channels.model import Keeping, Outgoing
from prem.channels.window import needs_template

PHONES, BUBBLES = 200, 500
Line = Literal["on", "off", "gone"]
"""A phone is on, off (texts wait for it), or its number is gone (texts fail)."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text on the simulated phone: "in" came from her, "out" went to her.

    `reference` names one of ours in reports; `template`: it went as a template of WhatsApp;
    `media`: what came with hers ("picture", "voice note"); `quote`: the text that hers answers.
    """

    direction: Literal["in", "out"]
    text: str
    at: datetime
    channel: str = "sms"
    reference: str = ""
    template: bool = False
    media: str = ""
    quote: str = ""


class Console:
    """Threads of bubbles by number: at most 200 phones and 500 bubbles each, oldest out first.

    It is the channel of texts itself; `whatsapp` is the other one, with WhatsApp's rules.
    """

    costs = False
    keeps = Keeping("nothing beyond this process", 0)

    def __init__(self) -> None:
        self.threads: OrderedDict[str, list[Bubble]] = OrderedDict()
        self.references: list[str] = []
        self.lines: dict[str, Line] = {}
        self.whatsapp = WhatsApp(self)
        self._lock = threading.Lock()

    def send(self, one: Outgoing) -> None:
        """Put a text on her phone."""
        self.put(one.to, Bubble("out", one.text, one.at, reference=one.reference))

    def resting(self, at: datetime) -> bool:
        """Never: it cannot fail."""
        return False

    def wrote(self, sender: str, text: str, at: datetime) -> None:
        """Put her own text on her phone's screen; handing it in is another matter."""
        self.put(sender, Bubble("in", text, at))

    def put(self, number: str, bubble: Bubble) -> None:
        """Put a bubble at the end of a phone's thread."""
        with self._lock:
            thread = self.threads.setdefault(number, [])
            self.threads.move_to_end(number)
            thread.append(bubble)
            del thread[:-BUBBLES]
            while len(self.threads) > PHONES:
                self.threads.popitem(last=False)
            if bubble.reference:
                self.references.append(bubble.reference)
                del self.references[:-BUBBLES]


class WhatsApp:
    """The same phones by WhatsApp: outside her 24 hours a text goes as a template, or not at all.

    Every template is taken for approved here.
    """

    costs = False
    keeps = Console.keeps

    def __init__(self, console: Console) -> None:
        self._console = console

    def send(self, one: Outgoing) -> None:
        """Put a message on her phone; raises NotSent outside her 24 hours but for a template."""
        template = needs_template(one)
        self._console.put(
            one.to, Bubble("out", one.text, one.at, "whatsapp", one.reference, template)
        )

    def resting(self, at: datetime) -> bool:
        """Never: it cannot fail."""
        return False
